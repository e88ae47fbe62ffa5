#include "journal_builder.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>

#include "framework/timestamp.h"
#include "parallax/catalog/catalog.h"
#include "parallax/sdk/model.h"

namespace parallax::framework::testing {

const plx_words& CatalogWords() {
  static const std::vector<plx_str> views = [] {
    std::vector<plx_str> out;
    for (const std::string_view word : catalog::Get().words) out.push_back(sdk::Str(word));
    return out;
  }();
  static const plx_words words = {.struct_size = sizeof(plx_words),
                                  .count = static_cast<std::uint32_t>(views.size()),
                                  .words = views.data(),
                                  .catalog_version = 1};
  return words;
}

std::int64_t At(const std::string& text) {
  const Time t = ParseTimestamp(text.size() == 10 ? text + "T00:00:00Z" : text);
  if (t == kNever) throw std::invalid_argument("not a timestamp: " + text);
  return t;
}

JournalBuilder& JournalBuilder::Add(SignalSpec signal) {
  if (signal.id.empty()) {
    const std::string n = std::to_string(signals_.size());
    signal.id = std::string(8 - n.size(), '0') + n;
  }
  signals_.push_back(std::move(signal));
  return *this;
}
JournalBuilder& JournalBuilder::Add(PersonSpec person) {
  people_.push_back(std::move(person));
  return *this;
}
JournalBuilder& JournalBuilder::Add(DecisionSpec decision) {
  decisions_.push_back(std::move(decision));
  return *this;
}

JournalBuilder& JournalBuilder::Add(ContractSpec contract) {
  contracts_.push_back(contract);
  return *this;
}

std::uint32_t JournalBuilder::Intern(const std::string& text) {
  if (text.empty()) return PLX_NONE;
  const int word = catalog::FindWord(text);
  if (word >= 0) return static_cast<std::uint32_t>(word);
  const auto [it, made] = interned_.try_emplace(
      text, CatalogWords().count + static_cast<std::uint32_t>(strings_.size()));
  if (made) strings_.push_back(text);
  return it->second;
}

std::uint32_t JournalBuilder::Decision(const std::string& id) const {
  const auto it = std::lower_bound(decision_ids_.begin(), decision_ids_.end(), id);
  return it != decision_ids_.end() && *it == id
             ? static_cast<std::uint32_t>(it - decision_ids_.begin())
             : PLX_NONE;
}

std::uint32_t JournalBuilder::PersonIndex(const std::string& id) const {
  const auto it = std::lower_bound(person_ids_.begin(), person_ids_.end(), id);
  return it != person_ids_.end() && *it == id ? static_cast<std::uint32_t>(it - person_ids_.begin())
                                              : PLX_NONE;
}

const plx_journal& JournalBuilder::Build() {
  std::vector<SignalSpec> signals = std::move(signals_);
  std::vector<PersonSpec> people = std::move(people_);
  std::vector<DecisionSpec> decisions = std::move(decisions_);
  std::vector<ContractSpec> contracts = std::move(contracts_);
  *this = JournalBuilder{};
  signals_ = std::move(signals);
  people_ = std::move(people);
  decisions_ = std::move(decisions);
  contracts_ = std::move(contracts);

  std::vector<const SignalSpec*> order;
  std::set<std::string> person_set, decision_set;
  for (const SignalSpec& s : signals_) {
    order.push_back(&s);
    if (!s.stakeholder.empty()) person_set.insert(s.stakeholder);
    person_set.insert(s.participants.begin(), s.participants.end());
    if (!s.decision.empty()) decision_set.insert(s.decision);
  }
  for (const PersonSpec& p : people_) person_set.insert(p.id);
  for (const DecisionSpec& d : decisions_) decision_set.insert(d.id);
  person_ids_.assign(person_set.begin(), person_set.end());
  decision_ids_.assign(decision_set.begin(), decision_set.end());
  std::stable_sort(order.begin(), order.end(), [](const SignalSpec* a, const SignalSpec* b) {
    return std::tie(a->at, a->source, a->id) < std::tie(b->at, b->source, b->id);
  });

  people_begin_.push_back(0);
  attr_begin_.push_back(0);
  for (const SignalSpec* s : order) {
    const catalog::Kind* kind = catalog::FindKind(s->kind);
    occurred_at_.push_back(s->at);
    kind_.push_back(Intern(s->kind));
    decision_.push_back(Decision(s->decision));
    stakeholder_.push_back(PersonIndex(s->stakeholder));
    currency_.push_back(PLX_NONE);
    initiator_.push_back(
        static_cast<std::uint8_t>(s->initiator != 0 ? s->initiator
                                  : kind == nullptr ? PLX_INITIATOR_SYSTEM
                                                    : static_cast<int>(kind->default_initiator)));
    provenance_.push_back(PLX_PROVENANCE_HUMAN);
    sentiment_.push_back(s->sentiment);
    amount_.push_back(std::nan(""));
    std::set<std::uint32_t> on_it;
    if (!s->stakeholder.empty()) on_it.insert(PersonIndex(s->stakeholder));
    for (const std::string& p : s->participants) on_it.insert(PersonIndex(p));
    people_col_.insert(people_col_.end(), on_it.begin(), on_it.end());
    people_begin_.push_back(static_cast<std::uint32_t>(people_col_.size()));
    for (const auto& [key, value] : s->attributes) {
      attr_key_.push_back(Intern(key));
      if (const auto* text = std::get_if<std::string>(&value)) {
        attr_type_.push_back(PLX_ATTR_STRING);
        attr_number_.push_back(0);
        attr_string_.push_back(Intern(*text));
      } else if (const auto* number = std::get_if<double>(&value)) {
        attr_type_.push_back(PLX_ATTR_NUMBER);
        attr_number_.push_back(*number);
        attr_string_.push_back(PLX_NONE);
      } else {
        attr_type_.push_back(PLX_ATTR_BOOL);
        attr_number_.push_back(std::get<bool>(value) ? 1 : 0);
        attr_string_.push_back(PLX_NONE);
      }
    }
    attr_begin_.push_back(static_cast<std::uint32_t>(attr_key_.size()));
  }

  std::stable_sort(people_.begin(), people_.end(), [](const PersonSpec& a, const PersonSpec& b) {
    return std::tie(a.id, a.valid_from) < std::tie(b.id, b.valid_from);
  });
  const std::map<std::string, int> powers = {{"", 0},
                                             {"veto", PLX_POWER_VETO},
                                             {"approve", PLX_POWER_APPROVE},
                                             {"influence", PLX_POWER_INFLUENCE},
                                             {"use", PLX_POWER_USE}};
  fact_begin_.push_back(0);
  for (const PersonSpec& p : people_) {
    fact_person_.push_back(PersonIndex(p.id));
    fact_from_.push_back(p.valid_from);
    fact_role_.push_back(Intern(p.role));
    fact_family_.push_back(Intern(p.role_family));
    fact_unit_.push_back(PLX_NONE);
    fact_power_.push_back(static_cast<std::uint8_t>(powers.at(p.power)));
    fact_champion_.push_back(p.champion ? PLX_FLAG_TRUE : PLX_FLAG_ABSENT);
    fact_joined_.push_back(p.joined_at);
    fact_left_.push_back(p.left_at);
    for (const std::string& d : p.decisions) fact_decisions_.push_back(Decision(d));
    fact_begin_.push_back(static_cast<std::uint32_t>(fact_decisions_.size()));
  }
  std::stable_sort(decisions_.begin(), decisions_.end(),
                   [](const DecisionSpec& a, const DecisionSpec& b) {
                     return std::tie(a.id, a.valid_from) < std::tie(b.id, b.valid_from);
                   });
  for (const DecisionSpec& d : decisions_) {
    d_decision_.push_back(Decision(d.id));
    d_from_.push_back(d.valid_from);
    d_opened_.push_back(d.opened_at);
    d_closed_.push_back(d.closed_at);
    d_type_.push_back(static_cast<std::uint8_t>(d.type));
    d_outcome_.push_back(static_cast<std::uint8_t>(d.outcome));
    d_amount_.push_back(std::nan(""));
  }
  const auto views = [](const std::vector<std::string>& texts) {
    std::vector<plx_str> out;
    for (const std::string& t : texts) out.push_back(sdk::Str(t));
    return out;
  };
  string_views_ = views(strings_);
  person_views_ = views(person_ids_);
  decision_views_ = views(decision_ids_);

  people_facts_ = {.struct_size = sizeof(plx_people_facts),
                   .count = static_cast<std::uint32_t>(people_.size()),
                   .person = fact_person_.data(),
                   .valid_from = fact_from_.data(),
                   .role = fact_role_.data(),
                   .role_family = fact_family_.data(),
                   .org_unit = fact_unit_.data(),
                   .power = fact_power_.data(),
                   .champion = fact_champion_.data(),
                   .joined_at = fact_joined_.data(),
                   .left_at = fact_left_.data(),
                   .decisions_begin = fact_begin_.data(),
                   .decisions = fact_decisions_.data()};
  for (const ContractSpec& c : contracts_) {
    contract_from_.push_back(c.valid_from);
    contract_start_.push_back(c.start);
    contract_end_.push_back(c.end);
  }
  archetype_.assign(contracts_.size(), 0);
  contract_value_.assign(contracts_.size(), std::nan(""));
  labels_begin_.assign(contracts_.size() + 1, 0);
  account_facts_ = {.struct_size = sizeof(plx_account_facts),
                    .count = static_cast<std::uint32_t>(contracts_.size()),
                    .valid_from = contract_from_.data(),
                    .archetype = archetype_.data(),
                    .contract_start = contract_start_.data(),
                    .contract_end = contract_end_.data(),
                    .contract_value = contract_value_.data(),
                    .labels_begin = labels_begin_.data()};
  decision_facts_ = {.struct_size = sizeof(plx_decision_facts),
                     .count = static_cast<std::uint32_t>(decisions_.size()),
                     .decision = d_decision_.data(),
                     .valid_from = d_from_.data(),
                     .type = d_type_.data(),
                     .outcome = d_outcome_.data(),
                     .opened_at = d_opened_.data(),
                     .closed_at = d_closed_.data(),
                     .amount = d_amount_.data()};
  journal_ = {.struct_size = sizeof(plx_journal),
              .signal_count = static_cast<std::uint32_t>(signals_.size()),
              .account = {"account", 7, 0},
              .occurred_at = occurred_at_.data(),
              .kind = kind_.data(),
              .decision = decision_.data(),
              .stakeholder = stakeholder_.data(),
              .initiator = initiator_.data(),
              .provenance = provenance_.data(),
              .sentiment = sentiment_.data(),
              .amount = amount_.data(),
              .currency = currency_.data(),
              .people_begin = people_begin_.data(),
              .people = people_col_.data(),
              .attr_begin = attr_begin_.data(),
              .attr_key = attr_key_.data(),
              .attr_type = attr_type_.data(),
              .attr_number = attr_number_.data(),
              .attr_string = attr_string_.data(),
              .string_count = static_cast<std::uint32_t>(strings_.size()),
              .person_count = static_cast<std::uint32_t>(person_ids_.size()),
              .decision_count = static_cast<std::uint32_t>(decision_ids_.size()),
              .strings = string_views_.data(),
              .persons = person_views_.data(),
              .decisions = decision_views_.data(),
              .people_facts = &people_facts_,
              .account_facts = &account_facts_,
              .decision_facts = &decision_facts_};
  return journal_;
}

}  // namespace parallax::framework::testing
