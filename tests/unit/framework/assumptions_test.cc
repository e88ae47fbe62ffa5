#include "framework/assumptions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/calendar.h"
#include "lens_under_test.h"

namespace parallax::framework::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class AssumptionsTest : public ::testing::Test {
 protected:
  std::string ErrorOf(const std::string& path, const std::string& value) {
    try {
      Assumptions a = saas;
      a.Set(path, value);
      a.Finish();
    } catch (const sdk::ParameterError& e) {
      return e.what();
    }
    return "no error";
  }
  Vocabulary vocabulary{CatalogWords()};
  Assumptions saas{ParametersOf("saas"), vocabulary};
};

TEST_F(AssumptionsTest, EveryParameterOfEveryLensCanBeSetToItsDefault) {
  for (const char* lens : {"saas", "edtech", "legaltech", "healthtech"}) {
    Assumptions a(ParametersOf(lens), vocabulary);
    for (const plx_parameter& p : ParametersOf(lens)) {
      EXPECT_NO_THROW(a.Set(sdk::View(p.path), sdk::View(p.default_value))) << sdk::View(p.path);
    }
    EXPECT_NO_THROW(a.Finish());
  }
}

TEST_F(AssumptionsTest, ALensOverlaysTheDefaultsRowByRow) {
  EXPECT_EQ(saas.likelihood_ratios[static_cast<int>(Evidence::kGateRunning)][0], 0.9);
  EXPECT_EQ(saas.likelihood_ratios[static_cast<int>(Evidence::kGateLate)][2], 6.0);
  EXPECT_EQ(saas.phase_cadence[2], 8.0);
}

TEST_F(AssumptionsTest, AnUnknownPathNamesTheNearest) {
  EXPECT_THAT(ErrorOf("commitee.quorum", "0.5"),
              AllOf(HasSubstr("commitee.quorum"), HasSubstr("nearest is committee.quorum")));
}

TEST_F(AssumptionsTest, AValueOutOfRangeNamesTheRange) {
  EXPECT_THAT(ErrorOf("committee.quorum", "1.5"),
              AllOf(HasSubstr("committee.quorum"), HasSubstr("1.5"), HasSubstr("0.1 to 1")));
  EXPECT_THAT(ErrorOf("committee.quorum", "nan"), HasSubstr("a number from"));
  EXPECT_THAT(ErrorOf("committee.rule", "majority"),
              HasSubstr("unanimous | quorum_with_veto | quorum"));
  EXPECT_THAT(ErrorOf("tempo.budget_windows.quarter_end.closes", "02-30"), HasSubstr("MM-DD"));
  EXPECT_THAT(ErrorOf("risk.gates.pilot.closes", "no_such"), HasSubstr("risk dimensions"));
}

TEST_F(AssumptionsTest, AColumnOfAnUnlistedRowMakesTheRow) {
  saas.Set("risk.dimensions.patient_safety.severity", "0.5");
  saas.Finish();
  const int row = saas.DimensionOf(-1, "patient_safety");
  EXPECT_EQ(saas.dimensions[static_cast<std::size_t>(row)].severity, 0.5);
  EXPECT_EQ(saas.dimensions[static_cast<std::size_t>(row)].prior, 0.3);
}

TEST_F(AssumptionsTest, AMadeRowNamesAnIdOfTheCatalogOrACustomOne) {
  EXPECT_THAT(ErrorOf("committee.roles.securty.power", "veto"), HasSubstr("nearest is security"));
  EXPECT_THAT(ErrorOf("risk.dimensions.safty.severity", "0.2"), HasSubstr("risk dimension"));
  EXPECT_THAT(ErrorOf("risk.gates.securty_review.p80_days", "9"), HasSubstr("security_review"));
  EXPECT_THAT(ErrorOf("weights.sales.objecton.stance", "1"), HasSubstr("sales.objection"));
  EXPECT_THAT(ErrorOf("tempo.calendar.Break.intensity", "1"), HasSubstr("lower-case label"));
  saas.Set("committee.roles.x.acme.wizard.power", "veto");
  saas.Set("tempo.calendar.summer_break.intensity", "0.5");
}

TEST_F(AssumptionsTest, AbsentRemovesARow) {
  saas.Set("committee.roles.security", "absent");
  saas.Finish();
  const int row = saas.RoleOf(-1, "security");
  EXPECT_EQ(saas.roles[static_cast<std::size_t>(row)].id, "other");
  saas.Set("risk.gates.pilot", "absent");
  saas.Finish();
  EXPECT_FALSE(saas.gate_infos[static_cast<std::size_t>(saas.GateOf(5, "pilot"))].listed);
}

TEST_F(AssumptionsTest, AKindThatIsAnActivityByNatureWeighsNothingWhateverItsRow) {
  saas.Set("weights.sales.meeting_held.confidence", "2");
  saas.Set("weights.sales.meeting_held.activity", "0");
  saas.Finish();
  for (int k = 0; k < vocabulary.kind_count(); ++k) {
    if (vocabulary.info(k).label != "meeting_held") continue;
    EXPECT_EQ(saas.kinds[k].confidence, 0);
  }
}

TEST_F(AssumptionsTest, AnotherLensCanBeReachedByOverridesAlone) {
  JournalBuilder account;
  account.Add(PersonSpec{.id = "a", .role = "security"});
  account.Add(SignalSpec{.at = At("2026-01-05"),
                         .kind = "sales.stance_expressed",
                         .stakeholder = "a",
                         .attributes = {{"stance", std::string("opposes")}}});
  const plx_journal& journal = account.Build();
  Overrides swap;
  for (const plx_parameter& p : ParametersOf("saas")) {
    const std::string path(sdk::View(p.path));
    if (path.starts_with("committee.roles.") && path.ends_with(".power")) {
      swap.emplace_back(path.substr(0, path.rfind('.')), "absent");
    }
  }
  for (const plx_parameter& p : ParametersOf("healthtech")) {
    if (sdk::View(p.path).starts_with("committee.")) {
      swap.emplace_back(sdk::View(p.path), sdk::View(p.default_value));
    }
  }
  LensUnderTest from("saas"), to("healthtech");
  const auto at = At("2026-01-05");  // no time for calendars to differ
  EXPECT_EQ(from.ReadOne(journal, PLX_NONE, at, 0, swap).alignment(),
            to.ReadOne(journal, PLX_NONE, at, 0).alignment());
}

TEST(Calendar, WithoutRulesEffectiveTimeIsClockTime) {
  const Calendar calendar;
  EXPECT_EQ(calendar.At(At("2026-05-04T10:11:12Z")), At("2026-05-04T10:11:12Z"));
}

TEST(Calendar, CountsARuleThatWrapsTheYear) {
  const std::vector<CalendarRule> rules = {{1220, 105, 0.1}};
  const Calendar calendar(rules);
  const auto span = [&](const char* from, const char* to) {
    return Days(calendar.At(At(to)) - calendar.At(At(from)));
  };
  EXPECT_NEAR(span("2025-12-10", "2025-12-20"), 10, 1e-9);
  EXPECT_NEAR(span("2025-12-20", "2026-01-05"), 1.6, 1e-9);
  EXPECT_NEAR(span("2026-01-04T12:00:00Z", "2026-01-05T12:00:00Z"), 0.05 + 0.5, 1e-9);
}

TEST(Calendar, TheLeastIntensityHoldsWhereRulesOverlap) {
  const std::vector<CalendarRule> rules = {{601, 701, 0.5}, {615, 620, 0.2}};
  const Calendar calendar(rules);
  EXPECT_NEAR(Days(calendar.At(At("2026-07-01")) - calendar.At(At("2026-06-01"))),
              25 * 0.5 + 5 * 0.2, 1e-9);
}

TEST(Calendar, AClosedSpanAddsNothingToTheBitAcrossTheYear) {
  const std::vector<CalendarRule> rules = {{1201, 201, 0.0}};
  const Calendar calendar(rules);
  EXPECT_EQ(calendar.At(At("2027-12-01")), calendar.At(At("2028-01-31T23:59:59Z")));
  EXPECT_LT(calendar.At(At("2028-02-28")), calendar.At(At("2028-03-01")));
}

TEST(Calendar, IsMonotoneToTheEndOfTime) {
  const std::vector<CalendarRule> rules = {{1210, 110, 0.3}};
  const Calendar calendar(rules);
  EXPECT_LT(calendar.At(At("1901-01-01")), calendar.At(At("1969-12-31")));
  EXPECT_LT(calendar.At(At("1969-12-31")), calendar.At(At("1970-01-02")));
  EXPECT_LT(calendar.At(At("2099-12-31")), calendar.At(At("2261-12-31")));
}

TEST(Calendar, HasTwentyNineDaysInALeapFebruary) {
  const std::vector<CalendarRule> rules = {{201, 301, 0.5}};
  const Calendar calendar(rules);
  EXPECT_NEAR(Days(calendar.At(At("2028-03-01")) - calendar.At(At("2028-02-01"))), 14.5, 1e-9);
  EXPECT_NEAR(Days(calendar.At(At("2026-03-01")) - calendar.At(At("2026-02-01"))), 14, 1e-9);
}

}  // namespace
}  // namespace parallax::framework::testing
