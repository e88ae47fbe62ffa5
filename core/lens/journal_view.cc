#include "core/lens/journal_view.h"

#include <span>
#include <string_view>

#include "core/lens/plugin_text.h"
#include "parallax/catalog/catalog.h"

namespace parallax {
namespace {

std::uint32_t Count(const auto& column) { return static_cast<std::uint32_t>(column.size()); }

void Write(std::span<const std::string_view> names, plx_str* out) {
  for (const std::string_view name : names) *out++ = ToPlugin(name);
}

plx_people_facts View(const Journal::PeopleFacts& f) {
  return {.struct_size = sizeof(plx_people_facts),
          .count = Count(f.person),
          .person = f.person.data(),
          .valid_from = f.valid_from.data(),
          .role = f.role.data(),
          .role_family = f.role_family.data(),
          .org_unit = f.org_unit.data(),
          .power = f.power.data(),
          .champion = f.champion.data(),
          .joined_at = f.joined_at.data(),
          .left_at = f.left_at.data(),
          .decisions_begin = f.decisions_begin.data(),
          .decisions = f.decisions.data()};
}

plx_account_facts View(const Journal::AccountVersions& f) {
  return {.struct_size = sizeof(plx_account_facts),
          .count = Count(f.valid_from),
          .valid_from = f.valid_from.data(),
          .archetype = f.archetype.data(),
          .contract_start = f.contract_start.data(),
          .contract_end = f.contract_end.data(),
          .contract_value = f.contract_value.data(),
          .labels_begin = f.labels_begin.data(),
          .label_key = f.label_key.data(),
          .label_value = f.label_value.data()};
}

plx_decision_facts View(const Journal::DecisionVersions& f) {
  return {.struct_size = sizeof(plx_decision_facts),
          .count = Count(f.decision),
          .decision = f.decision.data(),
          .valid_from = f.valid_from.data(),
          .type = f.type.data(),
          .outcome = f.outcome.data(),
          .opened_at = f.opened_at.data(),
          .closed_at = f.closed_at.data(),
          .amount = f.amount.data()};
}

}  // namespace

void JournalView::Assign(const Journal& journal) {
  const std::uint64_t identity = journal.identity.value();
  const bool same = identity != 0 && journal_.identity == identity;
  names_.resize(journal.strings.size() + journal.persons.size() + journal.decisions.size());
  plx_str* const strings = names_.data();
  plx_str* const persons = strings + journal.strings.size();
  plx_str* const decisions = persons + journal.persons.size();
  if (!same) {
    Write(journal.strings, strings);
    Write(journal.persons, persons);
    Write(journal.decisions, decisions);
  }

  people_ = View(journal.people_facts);
  account_ = View(journal.account_facts);
  decisions_ = View(journal.decision_facts);
  journal_ = {.struct_size = sizeof(plx_journal),
              .signal_count = Count(journal.occurred_at),
              .account = ToPlugin(journal.account),
              .occurred_at = journal.occurred_at.data(),
              .kind = journal.kind.data(),
              .decision = journal.decision.data(),
              .stakeholder = journal.stakeholder.data(),
              .initiator = journal.initiator.data(),
              .provenance = journal.provenance.data(),
              .sentiment = journal.sentiment.data(),
              .amount = journal.amount.data(),
              .currency = journal.currency.data(),
              .people_begin = journal.people_begin.data(),
              .people = journal.people.data(),
              .attr_begin = journal.attr_begin.data(),
              .attr_key = journal.attr_key.data(),
              .attr_type = journal.attr_type.data(),
              .attr_number = journal.attr_number.data(),
              .attr_string = journal.attr_string.data(),
              .string_count = Count(journal.strings),
              .person_count = Count(journal.persons),
              .decision_count = Count(journal.decisions),
              .reserved0 = 0,
              .strings = strings,
              .persons = persons,
              .decisions = decisions,
              .people_facts = &people_,
              .account_facts = &account_,
              .decision_facts = &decisions_,
              .identity = identity};
}

const plx_words& CatalogWords() {
  static const std::vector<plx_str> words = [] {
    std::vector<plx_str> made;
    for (const std::string_view word : catalog::Get().words) made.push_back(ToPlugin(word));
    return made;
  }();
  static const plx_words table = {.struct_size = sizeof(plx_words),
                                  .count = Count(words),
                                  .words = words.data(),
                                  .catalog_version = catalog::Get().version,
                                  .reserved0 = 0};
  return table;
}

}  // namespace parallax
