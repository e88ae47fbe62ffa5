// What the process is like in the mean. Seeds are fixed and the bytes are the same everywhere, so
// none of it is chance.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/unit/simulate/simulated.h"

namespace parallax::simulate {
namespace {

std::vector<Buyer> Of(const char* industry, std::uint64_t accounts) {
  std::vector<Buyer> made;
  for (std::uint64_t index = 0; index < accounts; ++index) {
    made.push_back(Read(TwoYears(FindIndustry(industry), 5), index));
  }
  return made;
}

// Days from the opening to the end of first purchases, by outcome.
std::map<std::string, std::vector<double>> Lengths(const std::vector<Buyer>& buyers) {
  std::map<std::string, std::vector<double>> lengths;
  for (const Buyer& buyer : buyers) {
    std::map<std::string, Moment> opened;
    for (const Json& signal : buyer.Standing()) {
      if (signal["kind"] == "sales.decision_opened" && signal["attributes"]["type"] == "new") {
        opened[signal["decision"]] = At(signal, "occurredAt");
      }
    }
    for (const Json& outcome : buyer.TruthOf("outcome")) {
      const auto at = opened.find(outcome["decision"]);
      if (at == opened.end()) continue;
      lengths[outcome["outcome"]].push_back(static_cast<double>(At(outcome, "at") - at->second) /
                                            kSecondsOfDay);
    }
  }
  for (auto& [outcome, days] : lengths) std::sort(days.begin(), days.end());
  return lengths;
}

double Median(const std::vector<double>& sorted) { return sorted.at(sorted.size() / 2); }

// Buyer acts of a month of the second year, when as many accounts are under way as ever.
double ActsIn(const std::vector<Buyer>& buyers, int month) {
  int acts = 0;
  for (const Buyer& buyer : buyers) {
    for (const Moment moment : buyer.BuyerMoments()) {
      const Date date = DateOf(DayOfMoment(moment));
      acts += date.year == 2025 && date.month == month;
    }
  }
  return acts;
}

TEST(Statistics, MostFirstPurchasesEndWithoutAYesAndManyWithoutADecision) {
  for (const char* industry : {"edtech", "healthtech", "legaltech", "saas"}) {
    const auto lengths = Lengths(Of(industry, 100));
    const double won = static_cast<double>(lengths.at("won").size());
    const double none = static_cast<double>(lengths.at("no_decision").size());
    const double all = won + none + static_cast<double>(lengths.at("lost").size());
    EXPECT_GT(won / all, 0.1) << industry;
    EXPECT_LT(won / all, 0.5) << industry;
    EXPECT_GT(none / all, 0.25) << industry;
    EXPECT_LT(none / all, 0.65) << industry;
  }
}

TEST(Statistics, HospitalsTakeLongerThanCompaniesDo) {
  const double saas = Median(Lengths(Of("saas", 100)).at("won"));
  const double health = Median(Lengths(Of("healthtech", 100)).at("won"));
  EXPECT_GT(saas, 90);
  EXPECT_LT(saas, 250);
  EXPECT_GT(health, 300);
}

TEST(Statistics, SchoolsAreQuieterInJulyThanInSpringAndCompaniesAreNot) {
  const std::vector<Buyer> schools = Of("edtech", 100), companies = Of("saas", 100);
  EXPECT_LT(ActsIn(schools, 7), 0.8 * ActsIn(schools, 3));
  EXPECT_GT(ActsIn(companies, 7), 0.9 * ActsIn(companies, 3));
}

TEST(Statistics, EveryCauseOfSilenceOccurs) {
  std::set<std::string> causes;
  for (const Buyer& buyer : Sample()) {
    for (const Json& silence : buyer.TruthOf("silence")) {
      for (const auto& [cause, days] : silence["days"].items()) causes.insert(cause);
    }
  }
  for (const char* cause :
       {"calendar", "reorganisation", "risk_escalation", "disinterest", "champion_away",
        "internal_review", "waiting_for_seller", "steady_use", "nothing_due", "not_recorded"}) {
    EXPECT_TRUE(causes.contains(cause)) << cause;
  }
}

TEST(Statistics, MuchUseWithoutResultsAndLittleUseWithResultsBothOccur) {
  std::set<std::string> states;
  for (const Buyer& buyer : Sample()) {
    for (const Json& state : buyer.TruthOf("state")) states.insert(state["state"]);
  }
  for (const char* state : {"busy_without_results", "narrow_with_results", "onboarding", "using",
                            "leaving", "gone", "exploring", "aligning", "validating", "committing",
                            "reconsidering", "frozen", "frightened", "shelved"}) {
    EXPECT_TRUE(states.contains(state)) << state;
  }
}

TEST(Statistics, SomeRecordsAreLateWrongTwiceOrLost) {
  std::map<std::string, int> faults;
  int signals = 0;
  for (const Buyer& buyer : Sample()) {
    signals += static_cast<int>(buyer.signals.size());
    for (const Json& record : buyer.TruthOf("record")) ++faults[record["fault"]];
  }
  EXPECT_GT(faults["late"], signals / 200);
  EXPECT_LT(faults["late"], signals / 10);
  for (const char* fault : {"corrected", "duplicate", "lost"}) EXPECT_GT(faults[fault], 3) << fault;
}

}  // namespace
}  // namespace parallax::simulate
