#include "tests/property/life_facts.h"

#include <algorithm>
#include <utility>

#include "parallax/catalog/catalog.h"

namespace parallax::property {
namespace {

class FactsWriter {
 public:
  FactsWriter(Random& random, const Cast& cast, Time begin, Time end, const LifeOptions& options,
              AccountRecord& record)
      : random_(random),
        cast_(cast),
        begin_(begin),
        end_(end),
        options_(options),
        record_(record) {}

  void Person(const std::string& id) {
    if (!random_.Chance(0.75)) return;
    StakeholderFacts facts{.account = record_.account, .stakeholder = id};
    facts.role = Role();
    for (std::int64_t left = random_.Whole(1, 3); left > 0; --left) {
      if (random_.Chance(0.3)) facts.role = Role();
      if (random_.Chance(0.2)) facts.role.clear();
      facts.role_family = random_.Chance(0.2) ? "procurement" : "";
      facts.org_unit = random_.Chance(0.2) ? "north_school" : "";
      facts.power = static_cast<Power>(random_.Chance(0.3) ? random_.Whole(1, 4) : 0);
      if (random_.Chance(0.5)) facts.champion = random_.Chance(0.6);
      if (random_.Chance(0.3)) facts.joined_at = Day();
      if (random_.Chance(0.2)) {
        facts.left_at = std::max(facts.joined_at, Day()) + random_.Whole(0, 30) * kDay;
      } else if (random_.Chance(0.5)) {
        facts.left_at = kNoTime;
      }
      facts.decisions.clear();
      if (!cast_.decisions.empty() && random_.Chance(0.2)) {
        facts.decisions.push_back(random_.Pick(cast_.decisions).id);
      }
      Store(facts);
    }
  }

  void Account() {
    AccountFacts facts{.account = record_.account, .display_name = "An account"};
    for (std::int64_t left = random_.Whole(0, 2); left > 0; --left) {
      facts.archetype = static_cast<Archetype>(random_.Chance(0.4) ? random_.Whole(1, 4) : 0);
      if (random_.Chance(0.4)) {
        facts.contract_start = Day();
        facts.contract_end = facts.contract_start + random_.Whole(0, 400) * kDay;
        facts.contract_value = Money{.currency = "USD", .units = random_.Whole(0, 90'000)};
      }
      facts.labels.clear();
      if (random_.Chance(0.3)) facts.labels.emplace_back("core_value_code", "spring");
      if (random_.Chance(0.3)) facts.labels.emplace_back("signed_up_at", FormatTime(Day()));
      Store(facts);
    }
  }

  void Decision(const DecisionPlan& plan) {
    if (!random_.Chance(0.5)) return;
    DecisionFacts facts{.account = record_.account, .decision = plan.id};
    for (std::int64_t left = random_.Whole(1, 2); left > 0; --left) {
      if (random_.Chance(0.5)) facts.type = static_cast<DecisionType>(random_.Whole(1, 3));
      if (random_.Chance(0.7)) facts.opened_at = plan.opened;
      if (random_.Chance(0.4)) {
        facts.closed_at = plan.closed;
        facts.outcome = static_cast<Outcome>(random_.Whole(1, 4));
      }
      if (random_.Chance(0.3)) facts.amount = Money{.currency = "USD", .units = 48'000};
      Store(facts);
    }
  }

 private:
  Time Day() { return begin_ / kDay * kDay + random_.Whole(0, (end_ - begin_) / kDay) * kDay; }

  std::string Role() {
    if (random_.Chance(0.1)) return "x.acme.rector";
    return std::string(random_.Pick(catalog::Get().roles).id);
  }

  template <typename F>
  void Store(F facts) {
    const bool first = std::none_of(record_.facts.begin(), record_.facts.end(),
                                    [&](const StoredFacts& s) { return SameObject(s, facts); });
    const Time written = Day() + (random_.Chance(0.1) ? random_.Whole(0, 86'399) * kSecond : 0);
    // A first version without times holds and is known from the beginning (docs/decisions/0003).
    if (!first || !random_.Chance(0.6)) {
      facts.valid_from = written;
      const bool late = options_.late && random_.Chance(0.2);
      facts.available_at = written + (late ? random_.Whole(0, 90) * kDay : 0);
    }
    record_.facts.push_back(
        {.facts = facts, .recorded_at = std::max(written, facts.available_at) + kSecond});
  }

  template <typename F>
  static bool SameObject(const StoredFacts& stored, const F& facts) {
    const F* other = std::get_if<F>(&stored.facts);
    if (other == nullptr) return false;
    if constexpr (requires { facts.stakeholder; }) return other->stakeholder == facts.stakeholder;
    if constexpr (requires { facts.opened_at; }) return other->decision == facts.decision;
    return true;
  }

  Random& random_;
  const Cast& cast_;
  const Time begin_, end_;
  const LifeOptions& options_;
  AccountRecord& record_;
};

}  // namespace

void AddFacts(Random& random, const Cast& cast, Time begin, Time end, const LifeOptions& options,
              AccountRecord& record) {
  FactsWriter writer(random, cast, begin, end, options, record);
  for (const std::string& person : cast.people) writer.Person(person);
  writer.Account();
  for (const DecisionPlan& plan : cast.decisions) writer.Decision(plan);
}

}  // namespace parallax::property
