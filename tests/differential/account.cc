#include "tests/differential/account.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <variant>

namespace parallax::oracle {
namespace {

const AttributeValue* Find(const Signal& signal, std::string_view key) {
  for (const auto& [name, value] : signal.attributes) {
    if (name == key) return &value;
  }
  return nullptr;
}

// Formula 12 and docs/decisions/0021: which of the signals known at an instant hold.
class Corrections {
 public:
  Corrections(const AccountRecord& record, Time known_at) {
    for (const StoredSignal& s : record.signals) {
      if (s.AvailableAt() <= known_at) known_.push_back(&s);
    }
  }

  std::vector<const StoredSignal*> Holding() const {
    std::vector<const StoredSignal*> holding;
    for (const StoredSignal* s : known_) {
      if (Holds(*s)) holding.push_back(s);
    }
    return holding;
  }

 private:
  static bool Names(const Signal& by, const std::string& target, const Signal& of) {
    return !target.empty() && by.source == of.source && target == of.source_event_id;
  }
  static bool SameId(const Signal& a, const Signal& b) {
    return a.source == b.source && a.source_event_id == b.source_event_id;
  }
  // "The last by (available_at, source_event_id)"; remaining ties by the place in the journal.
  static bool Later(const StoredSignal& a, const StoredSignal& b) {
    return std::tuple(a.AvailableAt(), a.signal.source_event_id, a.signal.occurred_at) >
           std::tuple(b.AvailableAt(), b.signal.source_event_id, b.signal.occurred_at);
  }
  // The winner of those that supersede (source, id) of `of`, or null.
  const StoredSignal* Winner(const Signal& of, const std::string& id) const {
    const StoredSignal* winner = nullptr;
    for (const StoredSignal* s : known_) {
      const bool supersedes = s->signal.source == of.source && s->signal.supersedes == id;
      if (supersedes && (winner == nullptr || Later(*s, *winner))) winner = s;
    }
    return winner;
  }
  bool Holds(const StoredSignal& stored) const {
    const Signal& signal = stored.signal;
    if (!signal.retracts.empty()) return false;
    for (const StoredSignal* s : known_) {
      if (Names(s->signal, s->signal.retracts, signal)) return false;
    }
    const StoredSignal* replaced_by = Winner(signal, signal.source_event_id);
    if (replaced_by != nullptr && replaced_by != &stored) return false;
    if (!signal.supersedes.empty() && Winner(signal, signal.supersedes) != &stored) return false;
    // Of several sent under one id the latest stays, those gone for another reason left out.
    if (replaced_by == &stored) return true;
    for (const StoredSignal* s : known_) {
      if (s == &stored || !SameId(s->signal, signal) || !Later(*s, stored)) continue;
      const bool lost =
          !s->signal.supersedes.empty() && Winner(s->signal, s->signal.supersedes) != s;
      if (!lost && s->signal.retracts.empty()) return false;
    }
    return true;
  }

  std::vector<const StoredSignal*> known_;
};

// Versions known at `known_at`; of those of one object that hold from one instant the latest
// available stands, then the later write (docs/decisions/0021).
template <typename F, typename Object>
std::vector<F> Versions(const AccountRecord& record, Time known_at, Object object) {
  std::vector<std::pair<F, std::uint64_t>> known;
  for (const StoredFacts& stored : record.facts) {
    const F* facts = std::get_if<F>(&stored.facts);
    if (facts != nullptr && facts->available_at <= known_at) {
      known.push_back({*facts, stored.revision});
    }
  }
  std::sort(known.begin(), known.end(), [&](const auto& a, const auto& b) {
    return std::tuple(object(a.first), a.first.valid_from, a.first.available_at, a.second) <
           std::tuple(object(b.first), b.first.valid_from, b.first.available_at, b.second);
  });
  std::vector<F> versions;
  for (const auto& [facts, revision] : known) {
    const bool replaces = !versions.empty() && object(versions.back()) == object(facts) &&
                          versions.back().valid_from == facts.valid_from;
    if (replaces) versions.pop_back();
    versions.push_back(facts);
  }
  return versions;
}

std::string_view StateOf(const Event& event) {
  if (event.kind == nullptr || event.kind->object < 0) return {};
  return event.kind->sets.empty() ? event.Text(event.kind->state_attribute) : event.kind->sets;
}

}  // namespace

bool Event::Evidence() const {
  return kind->nature != catalog::Nature::kActivity && !weights->activity;
}

std::string_view Event::Text(std::string_view key) const {
  const AttributeValue* value = Find(*signal, key);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string_view() : *text;
}

double Event::Number(std::string_view key) const {
  const AttributeValue* value = Find(*signal, key);
  if (value == nullptr) return std::nan("");
  if (const auto* flag = std::get_if<bool>(value)) return *flag ? 1 : 0;
  const auto* number = std::get_if<double>(value);
  return number == nullptr ? std::nan("") : *number;
}

Time Event::Instant(std::string_view key) const {
  const std::string_view text = Text(key);
  return text.empty() ? kNoTime : ParseTime(text).value_or(kNoTime);
}

Account Resolve(const AccountRecord& record, Time known_at, const Given& given) {
  Account account;
  std::set<std::string> decisions;
  for (const StoredSignal* stored : Corrections(record, known_at).Holding()) {
    const Signal& signal = stored->signal;
    std::set<std::string> people(signal.participants.begin(), signal.participants.end());
    if (!signal.stakeholder.empty()) people.insert(signal.stakeholder);
    Event event{.signal = &signal,
                .kind = catalog::FindKind(signal.kind),
                .weights = &given.weights(signal.kind),
                .at = signal.occurred_at,
                .people = {people.begin(), people.end()},
                .state = {}};
    event.state = StateOf(event);
    account.events.push_back(std::move(event));
    if (!signal.decision.empty()) decisions.insert(signal.decision);
  }
  std::sort(account.events.begin(), account.events.end(), [](const Event& a, const Event& b) {
    return std::tie(a.at, a.signal->source, a.signal->source_event_id) <
           std::tie(b.at, b.signal->source, b.signal->source_event_id);
  });
  account.people =
      Versions<StakeholderFacts>(record, known_at, [](const auto& f) { return f.stakeholder; });
  account.decisions =
      Versions<DecisionFacts>(record, known_at, [](const auto& f) { return f.decision; });
  account.itself =
      Versions<AccountFacts>(record, known_at, [](const auto& f) { return f.account; });
  std::erase_if(account.itself, [](const AccountFacts& f) { return f.implicit; });
  for (const StakeholderFacts& f : account.people) {
    decisions.insert(f.decisions.begin(), f.decisions.end());
  }
  for (const DecisionFacts& f : account.decisions) decisions.insert(f.decision);
  account.decision_names.assign(decisions.begin(), decisions.end());
  return account;
}

const StakeholderFacts* Account::Person(std::string_view id, Time t) const {
  const StakeholderFacts* found = nullptr;
  for (const StakeholderFacts& f : people) {
    if (f.stakeholder == id && f.valid_from <= t) found = &f;
  }
  return found;
}

const DecisionFacts* Account::Decision(std::string_view id, Time t) const {
  const DecisionFacts* found = nullptr;
  for (const DecisionFacts& f : decisions) {
    if (f.decision == id && f.valid_from <= t) found = &f;
  }
  return found;
}

const AccountFacts* Account::Itself(Time t) const {
  const AccountFacts* found = nullptr;
  for (const AccountFacts& f : itself) {
    if (f.valid_from <= t) found = &f;
  }
  return found;
}

}  // namespace parallax::oracle
