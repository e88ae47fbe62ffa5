#include "tests/property/life.h"

#include <algorithm>
#include <set>

#include "core/signal/validate.h"
#include "tests/property/life_facts.h"
#include "tests/property/life_signals.h"
#include "tests/property/random.h"

namespace parallax::property {
namespace {

// Between 2024 and 2026, so that leap days, year ends and every calendar rule are met.
Time SomeBegin(Random& random) {
  constexpr Time k2024 = 1'704'067'200 * kSecond;
  return k2024 + random.Whole(0, 700) * kDay;
}

// Instants of a life: bursts, a steady beat and long silences in turn; some at midnight, some on
// one instant with another, some off the full second.
std::vector<Time> SomeInstants(Random& random, Time begin, Time end, int signals_max) {
  const double size = random.Share();
  int count = static_cast<int>(size < 0.25  ? random.Whole(0, 8)
                               : size < 0.8 ? random.Whole(8, 40)
                                            : random.Whole(40, 120));
  count = std::min(count, signals_max);
  std::vector<Time> instants;
  double day = 0;
  while (static_cast<int>(instants.size()) < count) {
    const double beat = random.Share();
    const double gap = beat < 0.35  ? random.Between(0.01, 0.5)
                       : beat < 0.8 ? random.Between(1, 14)
                                    : random.Between(14, 60);
    for (std::int64_t left = random.Whole(2, 12); left > 0; --left) {
      day += gap * random.Gap();
      Time at = begin + static_cast<Time>(day * 86'400) * kSecond;
      if (at >= end) day = random.Between(0, static_cast<double>((end - begin) / kDay));
      at = std::min(at, end);
      const double shape = random.Share();
      if (shape < 0.1) at = at / kDay * kDay;
      if (shape > 0.97) at += 123'456'789;
      if (shape > 0.9 && shape < 0.97 && !instants.empty()) at = instants.back();
      instants.push_back(at);
    }
    if (random.Chance(0.15)) day += random.Between(30, 200);
  }
  instants.resize(count);
  std::sort(instants.begin(), instants.end());
  return instants;
}

template <typename Visit>
void VisitFacts(const AccountRecord& record, Visit visit) {
  for (const StoredFacts& stored : record.facts) std::visit(visit, stored.facts);
}

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};

std::string Joined(const std::vector<FieldViolation>& violations) {
  std::string text;
  for (const FieldViolation& v : violations) {
    text += v.check + ' ' + v.field + ": " + v.description + '\n';
  }
  return text;
}

}  // namespace

AccountRecord MakeLife(std::uint64_t seed, const LifeOptions& options) {
  Random random(seed);
  AccountRecord record;
  record.account = "acme";
  const Time begin = SomeBegin(random);
  const Time end = begin + random.Whole(20, 730) * kDay;
  Cast cast;
  for (std::int64_t i = random.Whole(0, 8); i > 0; --i) {
    cast.people.push_back("p-" + std::to_string(i));
  }
  for (std::int64_t i = random.Whole(0, 4); i > 0; --i) {
    const Time opened = begin + random.Whole(0, (end - begin) / kDay) * kDay;
    cast.decisions.push_back(
        {"opp-" + std::to_string(i), opened, opened + random.Whole(20, 300) * kDay});
  }
  const std::vector<Time> instants = SomeInstants(random, begin, end, options.signals_max);
  AddSignals(random, cast, instants, options, record);
  AddFacts(random, cast, begin, end, options, record);
  if (options.corrections) AddCorrections(random, record);
  std::uint64_t revision = 0;
  for (StoredSignal& stored : record.signals) {
    Normalize(stored.signal);
    stored.revision = ++revision;
  }
  for (StoredFacts& stored : record.facts) stored.revision = ++revision;
  record.revision = revision;
  return record;
}

Case MakeCase(std::uint64_t seed, const LifeOptions& options) {
  Case made;
  made.seed = seed;
  made.record = MakeLife(seed, options);
  Random random(seed ^ 0xA5A5A5A5u);
  const std::vector<std::string> decisions = DecisionsOf(made.record);
  if (!decisions.empty() && random.Chance(0.6)) made.decision = random.Pick(decisions);
  const std::vector<Time> instants = InstantsOf(made.record);
  made.as_of = instants.empty() ? SomeBegin(random) : random.Pick(instants);
  const double shape = random.Share();
  if (shape < 0.3) made.as_of += random.Whole(1, 60 * 86'400) * kSecond;
  if (shape > 0.6 && !instants.empty()) {
    made.as_of = instants.back() + random.Whole(0, 90 * 86'400) * kSecond;
  }
  if (random.Chance(0.2)) made.as_of = made.as_of / kDay * kDay;
  return made;
}

std::vector<std::string> DecisionsOf(const AccountRecord& record) {
  std::set<std::string> ids;
  for (const StoredSignal& s : record.signals) ids.insert(s.signal.decision);
  VisitFacts(record, Overloaded{[](const AccountFacts&) {},
                                [&](const DecisionFacts& f) { ids.insert(f.decision); },
                                [&](const StakeholderFacts& f) {
                                  ids.insert(f.decisions.begin(), f.decisions.end());
                                }});
  ids.erase("");
  return {ids.begin(), ids.end()};
}

std::vector<std::string> PeopleOf(const AccountRecord& record) {
  std::set<std::string> ids;
  for (const StoredSignal& s : record.signals) {
    ids.insert(s.signal.stakeholder);
    ids.insert(s.signal.participants.begin(), s.signal.participants.end());
  }
  VisitFacts(record, Overloaded{[](const AccountFacts&) {}, [](const DecisionFacts&) {},
                                [&](const StakeholderFacts& f) { ids.insert(f.stakeholder); }});
  ids.erase("");
  return {ids.begin(), ids.end()};
}

std::vector<Time> InstantsOf(const AccountRecord& record) {
  std::set<Time> instants;
  for (const StoredSignal& s : record.signals) instants.insert(s.signal.occurred_at);
  VisitFacts(record, Overloaded{[&](const AccountFacts& f) { instants.insert(f.valid_from); },
                                [&](const DecisionFacts& f) {
                                  instants.insert({f.valid_from, f.opened_at, f.closed_at});
                                },
                                [&](const StakeholderFacts& f) {
                                  instants.insert({f.valid_from, f.joined_at, f.left_at});
                                }});
  instants.erase(kNoTime);
  return {instants.begin(), instants.end()};
}

bool SaysNo(const AccountRecord& record, Time until) {
  const auto is_no = [](const auto& attribute) {
    const auto* text = std::get_if<std::string>(&attribute.second);
    return attribute.first == "state" && text != nullptr &&
           (*text == "lost" || *text == "no_decision" || *text == "churned" || *text == "refused");
  };
  bool said = false;
  for (const StoredSignal& stored : record.signals) {
    const auto& attributes = stored.signal.attributes;
    said |= stored.signal.occurred_at <= until &&
            std::any_of(attributes.begin(), attributes.end(), is_no);
  }
  VisitFacts(record, Overloaded{[](const AccountFacts&) {}, [](const StakeholderFacts&) {},
                                [&](const DecisionFacts& f) {
                                  said |= f.outcome != Outcome::kUnspecified;
                                }});
  return said;
}

std::string Complaints(const AccountRecord& record) {
  std::string text;
  for (const StoredSignal& s : record.signals) {
    text += Joined(Validate(s.signal, std::max(kNow, s.recorded_at)));
  }
  VisitFacts(record, [&](const auto& facts) { text += Joined(Validate(facts, kNow)); });
  return text;
}

}  // namespace parallax::property
