// Which overrides a lens takes, what is said of the others, and when two configurations are one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/lens/lens.h"

namespace parallax {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

// A lens that is nothing but its parameters.
class Described : public Lens {
 public:
  Described() {
    info_.id = "described";
    info_.version = "1.0.0";
    info_.sha256 = std::string(64, 'a');
    Add("tempo.cadence_days.base", ParameterType::kNumber, "14", 1, 90).unit = "days";
    Add("committee.quorum", ParameterType::kNumber, "0.5", std::nan(""), std::nan(""));
    Add("committee.roles.board.required", ParameterType::kBool, "1", std::nan(""), std::nan(""));
    Add("committee.rule", ParameterType::kEnum, "unanimous", std::nan(""), std::nan("")).choices =
        "unanimous | any_veto";
    Add("tempo.budget.closes", ParameterType::kDate, "06-30", std::nan(""), std::nan(""));
    Add("risk.gates.security.closes", ParameterType::kIds, "privacy", std::nan(""), std::nan(""));
  }
  const LensInfo& info() const override { return info_; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  const std::vector<CommitteeRole>& committee() const override { return committee_; }
  absl::Status Interpret(std::span<const LensRow>, std::span<const Override>, const LensWants&,
                         std::vector<Interpretation>& out) override {
    out.clear();
    return absl::OkStatus();
  }

  LensInfo info_;

 private:
  Parameter& Add(const std::string& path, ParameterType type, const std::string& value, double min,
                 double max) {
    Parameter& p = parameters_.emplace_back();
    p.path = path;
    p.type = type;
    p.default_value = value;
    p.min = min;
    p.max = max;
    return p;
  }

  std::vector<Parameter> parameters_;
  std::vector<CommitteeRole> committee_;
};

// What is said of one override; empty when it is taken.
std::string Complaint(const std::string& path, const std::string& value) {
  const Described lens;
  const std::vector<Override> overrides = {{path, value}};
  const absl::Status status = lens.CheckOverrides(overrides);
  EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(CheckOverrides, TakesNumbersUpToTheEndsOfTheirRange) {
  EXPECT_EQ(Complaint("tempo.cadence_days.base", "1"), "");
  EXPECT_EQ(Complaint("tempo.cadence_days.base", "90"), "");
  EXPECT_EQ(Complaint("tempo.cadence_days.base", "3e1"), "");
}

TEST(CheckOverrides, NamesTheRangeAndTheUnitOfANumber) {
  EXPECT_THAT(Complaint("tempo.cadence_days.base", "91"),
              HasSubstr("\"91\" does not fit; it takes a number from 1 to 90 days"));
}

TEST(CheckOverrides, RefusesWhatIsNoFiniteNumber) {
  for (const char* value : {"", "x", "nan", "inf", "14 ", " 14", "14days"}) {
    EXPECT_THAT(Complaint("committee.quorum", value), HasSubstr("it takes a number")) << value;
  }
}

TEST(CheckOverrides, TakesTheFourSpellingsOfABool) {
  for (const char* value : {"0", "1", "true", "false"}) {
    EXPECT_EQ(Complaint("committee.roles.board.required", value), "") << value;
  }
  EXPECT_THAT(Complaint("committee.roles.board.required", "yes"), HasSubstr("true or false"));
}

TEST(CheckOverrides, NamesTheChoicesOfAnEnum) {
  EXPECT_EQ(Complaint("committee.rule", "any_veto"), "");
  EXPECT_THAT(Complaint("committee.rule", "all"), HasSubstr("one of unanimous, any_veto"));
}

TEST(CheckOverrides, TakesDaysOfTheYear) {
  EXPECT_EQ(Complaint("tempo.budget.closes", "02-29"), "");
  for (const char* value : {"02-30", "13-01", "00-10", "6-30", "06/30"}) {
    EXPECT_THAT(Complaint("tempo.budget.closes", value), HasSubstr("MM-DD")) << value;
  }
}

TEST(CheckOverrides, TakesListsOfIds) {
  EXPECT_EQ(Complaint("risk.gates.security.closes", "privacy,security"), "");
  EXPECT_EQ(Complaint("risk.gates.security.closes", ""), "");
  EXPECT_THAT(Complaint("risk.gates.security.closes", "privacy,,x"), HasSubstr("ids separated"));
}

TEST(CheckOverrides, NamesTheNearestPath) {
  EXPECT_THAT(Complaint("tempo.cadence_day.base", "14"),
              HasSubstr("lens \"described\" has no such parameter; the nearest is "
                        "tempo.cadence_days.base"));
}

TEST(CheckOverrides, JudgesARowTheLensDoesNotListByAnotherRowOfItsGroup) {
  EXPECT_EQ(Complaint("risk.gates.board.closes", "privacy"), "");
  EXPECT_THAT(Complaint("risk.gates.board.closes", "privacy,,x"), HasSubstr("ids separated"));
  EXPECT_THAT(Complaint("risk.gates.board.closed", "privacy"), HasSubstr("no such parameter"));
}

TEST(CheckOverrides, LeavesAGroupWithoutListedRowsToTheLens) {
  EXPECT_EQ(Complaint("tempo.calendar.freeze.from", "12-10"), "");
  EXPECT_THAT(Complaint("calendar.rules.freeze.from", "12-10"), HasSubstr("no such parameter"));
}

TEST(CheckOverrides, TakesAbsentForAListedRowOnly) {
  EXPECT_EQ(Complaint("risk.gates.security", "absent"), "");
  EXPECT_THAT(Complaint("risk.gates.board", "absent"), HasSubstr("no such parameter"));
  EXPECT_THAT(Complaint("risk.gates.security", "gone"), HasSubstr("no such parameter"));
}

TEST(CheckOverrides, NamesEveryOverrideThatDoesNotFit) {
  const Described lens;
  const std::vector<Override> overrides = {{"nothing", "1"}, {"committee.rule", "all"}};
  const std::string message(lens.CheckOverrides(overrides).message());
  EXPECT_THAT(message, HasSubstr("overrides[nothing]"));
  EXPECT_THAT(message, HasSubstr("overrides[committee.rule]"));
}

TEST(CheckOverrides, FindsTheSamePathsInALongList) {
  // A long list goes through an index.
  const Described lens;
  std::vector<Override> overrides(20, {"committee.quorum", "0.25"});
  EXPECT_TRUE(lens.CheckOverrides(overrides).ok());
  overrides.push_back({"committee.quorums", "0.25"});
  EXPECT_THAT(std::string(lens.CheckOverrides(overrides).message()),
              HasSubstr("the nearest is committee.quorum"));
}

TEST(ConfigHash, IsSixteenHexadecimalDigits) {
  const std::string hash = Described().ConfigHash({});
  EXPECT_THAT(hash, SizeIs(16));
  EXPECT_EQ(hash.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(ConfigHash, DependsOnTheLastValueOfEachPathOnly) {
  const Described lens;
  const std::vector<Override> a = {{"x", "1"}, {"y", "2"}};
  const std::vector<Override> b = {{"y", "3"}, {"y", "2"}, {"x", "1"}};
  const std::vector<Override> c = {{"x", "1"}, {"y", "3"}};
  EXPECT_EQ(lens.ConfigHash(a), lens.ConfigHash(b));
  EXPECT_NE(lens.ConfigHash(a), lens.ConfigHash(c));
  EXPECT_NE(lens.ConfigHash(a), lens.ConfigHash({}));
}

TEST(ConfigHash, TellsFieldsApartThatRunTogether) {
  const Described lens;
  const std::vector<Override> a = {{"ab", "c"}};
  const std::vector<Override> b = {{"a", "bc"}};
  EXPECT_NE(lens.ConfigHash(a), lens.ConfigHash(b));
}

TEST(ConfigHash, DependsOnTheLensItsVersionAndItsFile) {
  const Described lens;
  Described other_id, other_version, other_file;
  other_id.info_.id = "other";
  other_version.info_.version = "1.0.1";
  other_file.info_.sha256 = std::string(64, 'b');
  EXPECT_NE(lens.ConfigHash({}), other_id.ConfigHash({}));
  EXPECT_NE(lens.ConfigHash({}), other_version.ConfigHash({}));
  EXPECT_NE(lens.ConfigHash({}), other_file.ConfigHash({}));
}

}  // namespace
}  // namespace parallax
