// Corrections (model.md "What is read", model-formulas.md 12), decided from content and
// available_at alone:
//
//   1. Only rows available at known_at count, as evidence and as corrections.
//   2. A correction takes effect whether or not its own row is superseded or retracted.
//   3. A retraction drops every row of the id it names, and itself.
//   4. Of the rows that supersede one id, the winner is the last by (available_at, source_event_id,
//   place in the journal);
//      the others are dropped, and so is every row of that id but the winner (which has that id
//      when it is a re-send).
//   5. Of several rows left with one id, the last by (available_at, place) stays.
#include <algorithm>
#include <numeric>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "core/signal/journal.h"
#include "parallax/catalog/catalog.h"

namespace parallax {
namespace {

using Rows = std::vector<std::uint32_t>;

// (source, source_event_id)
std::uint64_t Key(std::uint32_t source, std::uint32_t event_id) {
  return std::uint64_t{source} << 32 | event_id;
}

struct Fate {
  std::uint32_t superseder = kNone;  // the winner
  std::uint32_t latest = kNone;      // of the rows with this id
  bool retracted = false;
};

// Rows known at `known_at` that no correction drops, ascending.
Rows KeptRows(const Journal& j, Time known_at) {
  const auto known = [&](std::uint32_t row) { return j.available_at[row] <= known_at; };
  const auto own_key = [&](std::uint32_t row) {
    return Key(j.source[row], j.source_event_id[row]);
  };
  // Ids that a correction aims at, and ids under which a correction was sent: only such ids may
  // have several rows.
  absl::flat_hash_map<std::uint64_t, Fate> fates;
  const auto later = [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(j.available_at[a], j.String(j.source_event_id[a]), a) >
           std::tuple(j.available_at[b], j.String(j.source_event_id[b]), b);
  };
  for (const Journal::Correction& c : j.corrections) {
    if (!known(c.row)) continue;
    fates.try_emplace(own_key(c.row));
    Fate& fate = fates[Key(c.target_source, c.target_event_id)];
    if (c.retracts) {
      fate.retracted = true;
    } else if (fate.superseder == kNone || later(c.row, fate.superseder)) {
      fate.superseder = c.row;
    }
  }
  std::vector<bool> dropped(j.size());
  for (const Journal::Correction& c : j.corrections) {
    if (!known(c.row)) continue;
    const Fate& fate = fates[Key(c.target_source, c.target_event_id)];
    if (c.retracts || c.row != fate.superseder) dropped[c.row] = true;
  }
  for (std::uint32_t row = 0; row < j.size(); ++row) {
    if (!known(row)) dropped[row] = true;
    if (dropped[row] || fates.empty()) continue;
    const auto at = fates.find(own_key(row));
    if (at == fates.end()) continue;
    Fate& fate = at->second;
    if (fate.retracted || (fate.superseder != kNone && fate.superseder != row)) {
      dropped[row] = true;
    } else if (fate.latest == kNone || later(row, fate.latest)) {
      if (fate.latest != kNone) dropped[fate.latest] = true;
      fate.latest = row;
    } else {
      dropped[row] = true;
    }
  }
  Rows rows;
  for (std::uint32_t row = 0; row < j.size(); ++row) {
    if (!dropped[row]) rows.push_back(row);
  }
  return rows;
}

// Versions known at `known_at`; of those of one object and valid_from, the last. `object`: by row,
// or null for one object.
Rows KeptVersions(const Rows* object, const std::vector<Time>& valid_from,
                  const std::vector<Time>& available_at, Time known_at) {
  Rows rows;
  for (std::uint32_t row = 0; row < valid_from.size(); ++row) {
    if (available_at[row] > known_at) continue;
    if (!rows.empty() && valid_from[rows.back()] == valid_from[row] &&
        (object == nullptr || (*object)[rows.back()] == (*object)[row])) {
      rows.back() = row;
    } else {
      rows.push_back(row);
    }
  }
  return rows;
}

// Copies the kept rows, and names only what they mention, in the order in which BuildJournal meets
// it: the result equals the journal of an account that was never told the rest.
class Copier {
 public:
  explicit Copier(const Journal& from) : from_(from), string_ids_(from.strings.size(), kNone) {}

  std::shared_ptr<Journal> Copy(const Rows& signals, const Rows& people, const Rows& account,
                                const Rows& decisions) {
    to_->account = from_.account;
    to_->revision = from_.revision;
    to_->text = from_.text;
    persons_ = Names(from_.persons.size());
    decisions_ = Names(from_.decisions.size());
    Mention(signals, people, decisions);
    to_->persons = Number(persons_, from_.persons);
    to_->decisions = Number(decisions_, from_.decisions);
    CopySignals(signals);
    CopyPeople(people);
    CopyAccount(account);
    CopyDecisions(decisions);
    return to_;
  }

 private:
  using Names = std::vector<std::uint32_t>;  // 0 or 1 while names are marked, then the new index

  template <typename T>
  static void Gather(const std::vector<T>& from, const Rows& rows, std::vector<T>& to) {
    to.reserve(rows.size());
    for (const std::uint32_t row : rows) to.push_back(from[row]);
  }
  static void GatherNames(const Names& names, const Rows& from, const Rows& rows, Rows& to) {
    to.reserve(rows.size());
    for (const std::uint32_t row : rows) {
      to.push_back(from[row] == kNone ? kNone : names[from[row]]);
    }
  }
  static void Mark(Names& names, std::uint32_t id) {
    if (id != kNone) names[id] = 1;
  }
  static std::vector<std::string_view> Number(Names& names,
                                              const std::vector<std::string_view>& texts) {
    std::vector<std::string_view> kept;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == 0) continue;
      names[i] = static_cast<std::uint32_t>(kept.size());
      kept.push_back(texts[i]);
    }
    return kept;
  }

  void Mention(const Rows& signals, const Rows& people, const Rows& decisions) {
    for (const std::uint32_t row : signals) {
      Mark(decisions_, from_.decision[row]);
      for (std::uint32_t p = from_.people_begin[row]; p < from_.people_begin[row + 1]; ++p) {
        Mark(persons_, from_.people[p]);
      }
    }
    const Journal::PeopleFacts& facts = from_.people_facts;
    for (const std::uint32_t row : people) {
      Mark(persons_, facts.person[row]);
      for (std::uint32_t d = facts.decisions_begin[row]; d < facts.decisions_begin[row + 1]; ++d) {
        Mark(decisions_, facts.decisions[d]);
      }
    }
    for (const std::uint32_t row : decisions) Mark(decisions_, from_.decision_facts.decision[row]);
  }

  std::uint32_t String(std::uint32_t id) {
    if (id == kNone || id < words_) return id;
    std::uint32_t& copied = string_ids_[id - words_];
    if (copied == kNone) {
      copied = words_ + static_cast<std::uint32_t>(to_->strings.size());
      to_->strings.push_back(from_.strings[id - words_]);
    }
    return copied;
  }
  void Available(Time time) { to_->latest_available = std::max(to_->latest_available, time); }

  void CopySignals(const Rows& rows) {
    Journal& to = *to_;
    Gather(from_.occurred_at, rows, to.occurred_at);
    Gather(from_.initiator, rows, to.initiator);
    Gather(from_.provenance, rows, to.provenance);
    Gather(from_.sentiment, rows, to.sentiment);
    Gather(from_.amount, rows, to.amount);
    Gather(from_.available_at, rows, to.available_at);
    GatherNames(decisions_, from_.decision, rows, to.decision);
    GatherNames(persons_, from_.stakeholder, rows, to.stakeholder);
    to.people_begin.push_back(0);
    to.attr_begin.push_back(0);
    for (const std::uint32_t row : rows) {
      Available(from_.available_at[row]);
      to.kind.push_back(String(from_.kind[row]));
      to.currency.push_back(String(from_.currency[row]));
      for (std::uint32_t p = from_.people_begin[row]; p < from_.people_begin[row + 1]; ++p) {
        to.people.push_back(persons_[from_.people[p]]);
      }
      to.people_begin.push_back(static_cast<std::uint32_t>(to.people.size()));
      for (std::uint32_t a = from_.attr_begin[row]; a < from_.attr_begin[row + 1]; ++a) {
        to.attr_key.push_back(String(from_.attr_key[a]));
        to.attr_type.push_back(from_.attr_type[a]);
        to.attr_number.push_back(from_.attr_number[a]);
        to.attr_string.push_back(String(from_.attr_string[a]));
      }
      to.attr_begin.push_back(static_cast<std::uint32_t>(to.attr_key.size()));
      to.source.push_back(String(from_.source[row]));
      to.source_event_id.push_back(String(from_.source_event_id[row]));
    }
  }

  void CopyPeople(const Rows& rows) {
    const Journal::PeopleFacts& from = from_.people_facts;
    Journal::PeopleFacts& to = to_->people_facts;
    GatherNames(persons_, from.person, rows, to.person);
    Gather(from.valid_from, rows, to.valid_from);
    Gather(from.available_at, rows, to.available_at);
    Gather(from.power, rows, to.power);
    Gather(from.champion, rows, to.champion);
    Gather(from.joined_at, rows, to.joined_at);
    Gather(from.left_at, rows, to.left_at);
    to.decisions_begin.push_back(0);
    for (const std::uint32_t row : rows) {
      Available(from.available_at[row]);
      to.role.push_back(String(from.role[row]));
      to.role_family.push_back(String(from.role_family[row]));
      to.org_unit.push_back(String(from.org_unit[row]));
      for (std::uint32_t d = from.decisions_begin[row]; d < from.decisions_begin[row + 1]; ++d) {
        to.decisions.push_back(decisions_[from.decisions[d]]);
      }
      to.decisions_begin.push_back(static_cast<std::uint32_t>(to.decisions.size()));
    }
  }

  void CopyAccount(const Rows& rows) {
    const Journal::AccountVersions& from = from_.account_facts;
    Journal::AccountVersions& to = to_->account_facts;
    Gather(from.valid_from, rows, to.valid_from);
    Gather(from.available_at, rows, to.available_at);
    Gather(from.archetype, rows, to.archetype);
    Gather(from.contract_start, rows, to.contract_start);
    Gather(from.contract_end, rows, to.contract_end);
    Gather(from.contract_value, rows, to.contract_value);
    to.labels_begin.push_back(0);
    for (const std::uint32_t row : rows) {
      Available(from.available_at[row]);
      for (std::uint32_t l = from.labels_begin[row]; l < from.labels_begin[row + 1]; ++l) {
        to.label_key.push_back(String(from.label_key[l]));
        to.label_value.push_back(String(from.label_value[l]));
      }
      to.labels_begin.push_back(static_cast<std::uint32_t>(to.label_key.size()));
    }
  }

  void CopyDecisions(const Rows& rows) {
    const Journal::DecisionVersions& from = from_.decision_facts;
    Journal::DecisionVersions& to = to_->decision_facts;
    GatherNames(decisions_, from.decision, rows, to.decision);
    Gather(from.valid_from, rows, to.valid_from);
    Gather(from.available_at, rows, to.available_at);
    Gather(from.type, rows, to.type);
    Gather(from.outcome, rows, to.outcome);
    Gather(from.opened_at, rows, to.opened_at);
    Gather(from.closed_at, rows, to.closed_at);
    Gather(from.amount, rows, to.amount);
    for (const std::uint32_t row : rows) Available(from.available_at[row]);
  }

  const Journal& from_;
  const std::uint32_t words_ = static_cast<std::uint32_t>(catalog::Get().words.size());
  std::shared_ptr<Journal> to_ = std::make_shared<Journal>();
  std::vector<std::uint32_t> string_ids_;
  Names persons_, decisions_;
};

std::shared_ptr<Journal> Resolve(const Journal& j, Time known_at) {
  const Rows signals = KeptRows(j, known_at);
  const auto& [people, account, decisions] =
      std::tie(j.people_facts, j.account_facts, j.decision_facts);
  return Copier(j).Copy(
      signals, KeptVersions(&people.person, people.valid_from, people.available_at, known_at),
      KeptVersions(nullptr, account.valid_from, account.available_at, known_at),
      KeptVersions(&decisions.decision, decisions.valid_from, decisions.available_at, known_at));
}

}  // namespace

std::shared_ptr<const Journal> SettleJournal(const Journal& journal) {
  return Resolve(journal, kEndOfTime);
}

std::shared_ptr<const Journal> ResolveJournal(const std::shared_ptr<const Journal>& journal,
                                              Time known_at) {
  const Journal& j = *journal;
  if (j.latest_available <= known_at) {
    if (j.settled != nullptr) return j.settled;
    if (j.corrections.empty() && !j.facts_replaced) return journal;
  }
  std::shared_ptr<Journal> known = Resolve(j, known_at);
  known->identity.Clear();
  return known;
}

}  // namespace parallax
