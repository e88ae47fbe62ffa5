// The dynamic programme against every outcome of every member, one by one.
#include "framework/committee.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "framework/assumptions.h"
#include "lens_under_test.h"

namespace parallax::framework::testing {
namespace {

double Phi(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

struct Seat {
  int role, power;
  double log_odds;
};

// P(approve) by summing the probability of each of the 2^n outcomes at each node.
double BruteForce(const Assumptions& a, const std::vector<Seat>& seats) {
  std::vector<double> threshold, odds;
  std::vector<int> role_of, power_of;
  std::vector<bool> absent;
  for (std::size_t r = 0; r < a.roles.size(); ++r) {
    std::vector<const Seat*> held;
    for (const Seat& s : seats) {
      if (s.role == static_cast<int>(r)) held.push_back(&s);
    }
    const RoleRow& row = a.roles[r];
    const auto seat = [&](double log_odds, int power) {
      threshold.push_back(NormalQuantileOfLogOdds(log_odds));
      role_of.push_back(static_cast<int>(r));
      power_of.push_back(power);
    };
    if (held.empty() && row.required != 0) {
      seat(Logit(row.prior_absent), static_cast<int>(row.power));
    } else if (!held.empty() && row.same_role == 2) {  // average: one voice
      double sum = 0;
      int power = 9;
      for (const Seat* s : held) sum += s->log_odds, power = std::min(power, s->power);
      seat(sum / static_cast<double>(held.size()), power);
    } else {
      for (const Seat* s : held) seat(s->log_odds, s->power);
    }
  }
  const std::size_t n = threshold.size();
  double total = 0;
  for (const QuadratureNode& node : kQuadrature) {
    const double z = a.correlation == 0 ? 0 : node.z;
    double approve = 0;
    for (std::uint32_t outcome = 0; outcome < 1u << n; ++outcome) {
      double p = 1;
      for (std::size_t i = 0; i < n; ++i) {
        const double yes =
            Phi((threshold[i] - std::sqrt(a.correlation) * z) / std::sqrt(1 - a.correlation));
        p *= outcome >> i & 1 ? yes : 1 - yes;
      }
      int weight = 0, possible = 0;
      bool blocked = false, unanimous = true, somebody = false, everybody = true;
      for (std::size_t r = 0; r < a.roles.size(); ++r) {
        int yes = 0, count = 0, power = 9;
        for (std::size_t i = 0; i < n; ++i) {
          if (role_of[i] != static_cast<int>(r)) continue;
          ++count;
          yes += static_cast<int>(outcome >> i & 1);
          power = std::min(power, power_of[i]);
        }
        if (count == 0) continue;
        const bool any = a.roles[r].same_role == 0;
        const bool approves = any ? yes > 0 : yes == count;
        possible += static_cast<int>(a.roles[r].weight);
        weight += approves ? static_cast<int>(a.roles[r].weight) : 0;
        blocked = blocked || (power == PLX_POWER_VETO && !approves);
        everybody = everybody && approves;
        if (a.roles[r].required != 0 || power == PLX_POWER_VETO) {
          somebody = true;
          unanimous = unanimous && approves;
        }
      }
      const bool enough = weight >= std::ceil(a.quorum * possible - 1e-9);
      const bool yes = a.rule == 0   ? (somebody ? unanimous : everybody)
                       : a.rule == 1 ? enough && !blocked
                                     : enough;
      if (yes) approve += p;
    }
    total += node.weight * approve;
  }
  return std::clamp(total, kLeastApproval, 1 - kLeastApproval);
}

class ExactCommittee : public ::testing::TestWithParam<int> {};

TEST_P(ExactCommittee, EqualsTheSumOverAllOutcomes) {
  const Vocabulary vocabulary(CatalogWords());
  for (const char* lens : {"saas", "healthtech"}) {
    Assumptions a(ParametersOf(lens), vocabulary);
    a.rule = GetParam();
    std::mt19937 random(7);
    for (int trial = 0; trial < 24; ++trial) {
      a.correlation = trial % 2 == 0 ? 0 : 0.05 * (trial % 15);
      a.quorum = 0.1 + 0.9 * (trial % 7) / 6;
      a.Finish();
      std::vector<Seat> seats;
      const int count = trial % 9;  // with the absent, twelve voices at most
      for (int i = 0; i < count; ++i) {
        const int role = static_cast<int>(random() % a.roles.size());
        const int power = 1 + static_cast<int>(random() % 4);
        seats.push_back({role, power, std::normal_distribution<>(0.5, 1.5)(random)});
      }
      Committee committee;
      committee.Begin(a);
      std::vector<double> log_odds;
      for (const Seat& s : seats) {
        committee.Add(s.role, s.power);
        log_odds.push_back(s.log_odds);
      }
      committee.Close();
      EXPECT_NEAR(committee.Approval(log_odds), BruteForce(a, seats), 1e-12)
          << lens << ", trial " << trial;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Rules, ExactCommittee, ::testing::Values(0, 1, 2));

TEST(Committee, CorrelationMakesUnanimityLikelier) {
  const Vocabulary vocabulary(CatalogWords());
  Assumptions a(ParametersOf("saas"), vocabulary);
  a.rule = 0;
  const auto approval = [&](double rho) {
    a.correlation = rho;
    a.Finish();
    Committee committee;
    committee.Begin(a);
    committee.Close();
    return committee.Approval({});
  };
  EXPECT_NEAR(approval(0), 0.25, 1e-12);  // two absent required roles at 0.5
  EXPECT_GT(approval(0.5), 0.3);
}

TEST(Committee, AHigherSupportOfAVetoHolderNeverLowersTheIndex) {
  const Vocabulary vocabulary(CatalogWords());
  const Assumptions a(ParametersOf("saas"), vocabulary);
  Committee committee;
  committee.Begin(a);
  committee.Add(a.RoleOf(-1, "security"), PLX_POWER_VETO);
  committee.Close();
  double before = 0;
  for (double log_odds = -6; log_odds <= 6; log_odds += 0.25) {
    const double now = committee.Approval({{log_odds}});
    EXPECT_GE(now, before);
    before = now;
  }
}

TEST(Numerics, TheNormalTableIsTheErrorFunction) {
  for (double x = -9.5; x < 9.5; x += 0.0137) {
    EXPECT_NEAR(NormalCdf::Get()(x), Phi(x), 1e-13) << x;
  }
}

TEST(Numerics, TheQuantileInvertsTheNormalDistribution) {
  for (double s = -20; s <= 20; s += 0.173) {
    const double x = NormalQuantileOfLogOdds(s);
    const double tail = Phi(-std::abs(x));
    EXPECT_NEAR(tail / Sigmoid(-std::abs(s)), 1, 1e-12) << s;
  }
}

TEST(Numerics, TheGammaQuantileOfShapeOneIsTheExponentials) {
  for (double p : {0.05, 0.5, 0.95}) {
    EXPECT_NEAR(GammaQuantile(1, p), -std::log(1 - p), 1e-10);
  }
  EXPECT_NEAR(GammaQuantile(4, 0.95), 7.753656528, 1e-8);  // chi-squared, 8 degrees, halved
}

}  // namespace
}  // namespace parallax::framework::testing
