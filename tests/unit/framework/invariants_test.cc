// What must hold of every journal (model.md), on random ones.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "lens_under_test.h"

namespace parallax::framework::testing {
namespace {

constexpr std::int64_t kDayNs = 86'400'000'000'000;

// A lively account of half a year: every kind the model reads, several states, joins, facts.
JournalBuilder RandomAccount(unsigned seed, int signals) {
  std::mt19937 random(seed);
  const auto pick = [&](std::initializer_list<const char*> of) {
    return std::string(*(of.begin() + random() % of.size()));
  };
  JournalBuilder b;
  const std::int64_t start = At("2025-11-01");
  b.Add(DecisionSpec{.id = "d", .opened_at = start + 20 * kDayNs});
  for (int p = 0; p < 6; ++p) {
    PersonSpec person{.id = "p" + std::to_string(p),
                      .role = pick({"economic_buyer", "business_owner", "security", "privacy",
                                    "legal", "cmio", "nurse", "cfo"}),
                      .champion = p == 0};
    if (p == 4) person.joined_at = start + 60 * kDayNs;
    if (p == 5) person.left_at = start + 90 * kDayNs;
    b.Add(person);
  }
  std::int64_t at = start;
  for (int i = 0; i < signals; ++i) {
    at += static_cast<std::int64_t>(random() % 3) * kDayNs / 2 + random() % 100000;
    const std::string ref = "r" + std::to_string(random() % 6);
    SignalSpec s{.at = at, .stakeholder = "p" + std::to_string(random() % 8)};
    if (random() % 4 != 0) s.decision = "d";
    switch (random() % 14) {
      case 0:
        s.kind = "sales.stance_expressed";
        s.attributes = {{"stance", pick({"supports", "leans_for", "leans_against", "opposes"})}};
        break;
      case 1:
        s.kind = "sales.objection";
        s.attributes = {{"ref", ref},
                        {"state", pick({"raised", "raised", "resolved", "withdrawn"})},
                        {"severity", pick({"low", "high", "critical"})},
                        {"risk_dimension", pick({"security", "patient_safety", "adoption"})}};
        break;
      case 2:
        s.kind = "sales.question_asked";
        s.attributes = {{"ref", ref},
                        {"topic", pick({"price", "safety", "data"})},
                        {"risk_dimension", pick({"security", "clinical_evidence"})}};
        break;
      case 3:
        s.kind = "sales.question_answered";
        s.attributes = {{"ref", ref}, {"state", pick({"answered", "accepted", "rejected"})}};
        break;
      case 4:
        s.kind = "validation.step";
        s.attributes = {{"gate", pick({"security_review", "value_analysis", "pilot"})},
                        {"state", pick({"requested", "in_progress", "paused", "passed"})}};
        break;
      case 5:
        s.kind = "sales.next_step";
        s.attributes = {{"ref", ref},
                        {"state", pick({"set", "slipped", "kept"})},
                        {"due", std::string("2026-01-20T00:00:00Z")}};
        break;
      case 6:
        s.kind = "sales.meeting_held";
        s.participants = {"p0", "p1", "p2"};
        break;
      case 7:
        s.kind = "success.outcome_statement";
        s.sentiment = random() % 3 == 0 ? -0.5 : 0.5;
        s.attributes = {{"framing", pick({"buyer", "feature"})}, {"quantified", random() % 2 == 0}};
        break;
      case 8:
        s.kind = "validation.reference_check";
        s.attributes = {{"ref", ref},
                        {"state", pick({"asked", "held", "declined"})},
                        {"risk_dimension", pick({"clinical_evidence", "vendor_viability"})}};
        break;
      case 9:
        s.kind = pick({"sales.stakeholder_left", "sales.stakeholder_joined"});
        break;
      case 10:
        s.kind = "sales.price_pressure";
        break;
      default:
        s.kind = "sales.message_exchanged";
        s.initiator = random() % 2 == 0 ? PLX_INITIATOR_BUYER : PLX_INITIATOR_SELLER;
        break;
    }
    b.Add(s);
  }
  return b;
}

class Invariants : public ::testing::TestWithParam<std::string> {
 protected:
  LensUnderTest lens{GetParam()};
};

TEST_P(Invariants, PriorAndContributionsSumToEveryReading) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    JournalBuilder account = RandomAccount(seed, 150);
    const plx_journal& journal = account.Build();
    const std::int64_t at = At("2026-01-10") + seed * kDayNs;
    for (const std::uint32_t decision : {account.Decision("d"), PLX_NONE}) {
      const Reading r = lens.ReadOne(journal, decision, at);
      std::array<double, 4> sum = r.prior;
      for (const ContributionOut& c : r.contributions) {
        sum[static_cast<std::size_t>(c.reading)] += c.value;
        EXPECT_TRUE(!c.signals.empty() || c.silence_from != PLX_NO_TIME) << c.reason;
        for (const std::uint32_t s : c.signals) EXPECT_LE(journal.occurred_at[s], at);
      }
      for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(sum[i], r.link[i], 1e-9) << "reading " << i << ", seed " << seed;
      }
    }
  }
}

TEST_P(Invariants, ReadingAtTEqualsReadingTheJournalCutAtT) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    JournalBuilder whole = RandomAccount(seed, 150), cut = RandomAccount(seed, 150);
    const std::int64_t at = At("2025-12-20") + seed * kDayNs;
    std::erase_if(cut.signals(), [&](const SignalSpec& s) { return s.at > at; });
    // People are named by index; keep the same ones known by facts without effect yet.
    for (int p = 6; p < 8; ++p) {
      const PersonSpec later{
          .id = "p" + std::to_string(p), .role = "legal", .valid_from = At("2030-01-01")};
      whole.Add(later);
      cut.Add(later);
    }
    const plx_journal& all = whole.Build();
    const Reading a = lens.ReadOne(all, whole.Decision("d"), at);
    const plx_journal& some = cut.Build();
    EXPECT_EQ(a, lens.ReadOne(some, cut.Decision("d"), at)) << seed;
  }
}

TEST_P(Invariants, AHistoryEqualsItsPointsReadAlone) {
  for (unsigned seed = 0; seed < 12; ++seed) {
    JournalBuilder account = RandomAccount(seed, 120);
    const plx_journal& journal = account.Build();
    std::vector<std::int64_t> points;
    for (int week = 0; week < 40; ++week) {
      points.push_back(At("2025-10-25T13:00:00Z") + week * 7 * kDayNs);
    }
    std::shuffle(points.begin(), points.end(), std::mt19937(seed));
    for (const std::uint32_t decision : {account.Decision("d"), PLX_NONE}) {
      const auto history = lens.Read(journal, decision, points, kEverything);
      for (std::size_t i = 0; i < points.size(); ++i) {
        EXPECT_EQ(history[i], lens.ReadOne(journal, decision, points[i], kEverything))
            << "seed " << seed << ", point " << i;
      }
    }
  }
}

// Closed by a signal, told late by a fact, opened again: in every order that seeds give.
TEST_P(Invariants, AHistoryOfADecisionThatEndsEqualsItsPointsReadAlone) {
  for (unsigned seed = 0; seed < 16; ++seed) {
    JournalBuilder account = RandomAccount(seed, 120);
    const auto day = [&](unsigned n) {
      return At("2025-12-01") + (n * 7919 + seed * 31) % 90 * kDayNs;
    };
    const char* state = seed % 2 == 0 ? "won" : "lost";
    account.Add(SignalSpec{.at = day(1),
                           .kind = "lifecycle.decision_outcome",
                           .initiator = seed % 3 == 0 ? PLX_INITIATOR_SELLER : PLX_INITIATOR_BUYER,
                           .decision = "d",
                           .attributes = {{"state", std::string(state)}}});
    if (seed % 4 == 1) {
      account.Add(SignalSpec{.at = day(2),
                             .kind = "sales.decision_opened",
                             .decision = "d",
                             .attributes = {{"type", std::string("new")}}});
    }
    if (seed % 4 >= 2) {
      account.Add(DecisionSpec{.id = "d",
                               .valid_from = day(3) + 20 * kDayNs,
                               .opened_at = day(4),
                               .closed_at = day(3),
                               .outcome = PLX_OUTCOME_LOST});
    }
    const plx_journal& journal = account.Build();
    std::vector<std::int64_t> points;
    for (int point = 0; point < 60; ++point) {
      points.push_back(At("2025-10-25T13:00:00Z") + point * 4 * kDayNs);
    }
    for (const std::uint32_t decision : {account.Decision("d"), PLX_NONE}) {
      const auto history = lens.Read(journal, decision, points, kEverything);
      for (std::size_t i = 0; i < points.size(); ++i) {
        EXPECT_EQ(history[i], lens.ReadOne(journal, decision, points[i], kEverything))
            << "seed " << seed << ", point " << i;
      }
    }
  }
}

TEST_P(Invariants, SilenceNeverRaisesMomentumNorUnwarns) {
  for (unsigned seed = 0; seed < 25; ++seed) {
    JournalBuilder account = RandomAccount(seed, 60);
    const plx_journal& journal = account.Build();
    const std::int64_t last = journal.occurred_at[journal.signal_count - 1];
    std::vector<std::int64_t> points;
    for (int day = 0; day < 150; ++day) points.push_back(last + day * kDayNs);
    const auto history = lens.Read(journal, PLX_NONE, points, 0);
    for (std::size_t i = 1; i < history.size(); ++i) {
      EXPECT_LE(history[i].momentum(), history[i - 1].momentum()) << seed << " day " << i;
      if (history[i - 1].verdict >= PLX_VERDICT_WARNING) {
        EXPECT_GE(history[i].verdict, PLX_VERDICT_WARNING) << seed << " day " << i;
      }
    }
  }
}

TEST_P(Invariants, IntervalsHoldTheValueAndNeverWidenWithEvidence) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    JournalBuilder account = RandomAccount(seed, 80);
    const std::int64_t at = At("2026-03-01");
    const plx_journal& journal = account.Build();
    const Reading before = lens.ReadOne(journal, PLX_NONE, at, 0);
    account.Add(SignalSpec{.at = at - kDayNs,
                           .kind = "sales.stance_expressed",
                           .stakeholder = "p3",
                           .attributes = {{"stance", std::string("supports")}}});
    const plx_journal& more = account.Build();
    const Reading after = lens.ReadOne(more, PLX_NONE, at, 0);
    const auto width = [](const Reading& r, std::size_t i) {
      const auto link = [&](double v) {
        return i == 1 ? -std::log1p(-v / 100) : std::log(v / (100 - v));
      };
      return link(r.high[i]) - link(r.low[i]);
    };
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_LE(before.low[i], before.value[i] + 1e-9);
      EXPECT_GE(before.high[i], before.value[i] - 1e-9);
      EXPECT_LE(width(after, i), width(before, i) + 1e-9) << "reading " << i << ", seed " << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Lenses, Invariants,
                         ::testing::Values("saas", "edtech", "legaltech", "healthtech"));

}  // namespace
}  // namespace parallax::framework::testing
