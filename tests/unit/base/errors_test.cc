#include "core/base/errors.h"

#include <string>
#include <vector>

#include "core/base/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace parallax {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST(ErrorDetails, SurviveTheStatusThatCarriesThem) {
  const ErrorDetails details = {
      .reason = "LIMIT_EXCEEDED",
      .violations = {{"KIND_UNKNOWN", "kind", "is \"x\"; it takes a kind"}, {"A", "", ""}},
      .retry_after = absl::Milliseconds(250),
      .quota = "kMaxStreams"};
  const ErrorDetails read =
      GetErrorDetails(MakeError(absl::StatusCode::kResourceExhausted, "full", details));
  EXPECT_EQ(read.reason, details.reason);
  EXPECT_EQ(read.violations, details.violations);
  EXPECT_EQ(read.retry_after, details.retry_after);
  EXPECT_EQ(read.quota, details.quota);
}

TEST(ErrorDetails, AreEmptyForAStatusMadeElsewhere) {
  const ErrorDetails details = GetErrorDetails(absl::InternalError("elsewhere"));
  EXPECT_EQ(details.reason, "");
  EXPECT_THAT(details.violations, IsEmpty());
}

TEST(ErrorDetails, AreEmptyForSuccess) { EXPECT_EQ(GetErrorDetails(absl::OkStatus()).reason, ""); }

TEST(InvalidArgument, NamesTheFieldInItsMessage) {
  const absl::Status status = InvalidArgument("lens", "is missing");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Message(status), "lens: is missing");
  EXPECT_EQ(GetErrorDetails(status).reason, "INVALID_ARGUMENT");
}

TEST(InvalidArgument, ListsEveryViolation) {
  const std::vector<FieldViolation> violations = {{"TIME_INVALID", "occurred_at", "is missing"},
                                                  {"PRIVACY", "account", "breaks a rule"}};
  const absl::Status status = InvalidArgument(violations);
  EXPECT_EQ(Message(status), "occurred_at: is missing; account: breaks a rule");
  EXPECT_EQ(GetErrorDetails(status).violations, violations);
}

TEST(InvalidArgument, CountsTheViolationsItDoesNotList) {
  std::vector<FieldViolation> violations(40, {"C", "field", "is wrong"});
  const ErrorDetails details = GetErrorDetails(InvalidArgument(violations));
  ASSERT_EQ(details.violations.size(), limits::kMaxViolations);
  EXPECT_EQ(details.violations.back().description, "and 25 more");
}

TEST(AccountNotFound, NamesTheAccount) {
  const absl::Status status = AccountNotFound("acme");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Message(status), HasSubstr("\"acme\""));
  EXPECT_EQ(GetErrorDetails(status).reason, "ACCOUNT_NOT_FOUND");
}

TEST(DecisionNotFound, NamesAccountAndDecision) {
  const absl::Status status = DecisionNotFound("acme", "opp-1");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Message(status), AllOf(HasSubstr("\"acme\""), HasSubstr("\"opp-1\"")));
  EXPECT_EQ(GetErrorDetails(status).reason, "DECISION_NOT_FOUND");
}

TEST(LensNotFound, ListsTheLensesThereAre) {
  EXPECT_THAT(Message(LensNotFound("x", {"edtech", "saas"})), HasSubstr("edtech, saas"));
  EXPECT_THAT(Message(LensNotFound("x", {})), HasSubstr("none"));
  EXPECT_EQ(GetErrorDetails(LensNotFound("x", {})).reason, "LENS_NOT_FOUND");
}

TEST(AlreadyExists, NamesWhatExists) {
  const absl::Status status = AlreadyExists("signal", "e-1");
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(Message(status), HasSubstr("signal \"e-1\""));
}

TEST(StaleEtag, IsAborted) {
  EXPECT_EQ(StaleEtag("acme").code(), absl::StatusCode::kAborted);
  EXPECT_EQ(GetErrorDetails(StaleEtag("acme")).reason, "ETAG_MISMATCH");
}

TEST(RevisionNotReached, NamesBothRevisions) {
  const absl::Status status = RevisionNotReached("r12", 7);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(status), AllOf(HasSubstr("r12"), HasSubstr("7")));
}

TEST(LimitExceeded, SaysWhichLimitAndWhenToRetry) {
  const absl::Status status = LimitExceeded("kMaxInFlight", "too many calls", absl::Seconds(2));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  const ErrorDetails details = GetErrorDetails(status);
  EXPECT_EQ(details.quota, "kMaxInFlight");
  EXPECT_EQ(details.retry_after, absl::Seconds(2));
}

TEST(ShuttingDown, AsksToRetryElsewhere) {
  EXPECT_EQ(ShuttingDown().code(), absl::StatusCode::kUnavailable);
  EXPECT_GT(GetErrorDetails(ShuttingDown()).retry_after, absl::ZeroDuration());
}

TEST(ErrorDetails, KeepViolationsInOrder) {
  const auto status = InvalidArgument({{"B", "b", "2"}, {"A", "a", "1"}, {"C", "c", "3"}});
  std::vector<std::string> fields;
  for (const FieldViolation& v : GetErrorDetails(status).violations) fields.push_back(v.field);
  EXPECT_THAT(fields, ElementsAre("b", "a", "c"));
}

}  // namespace
}  // namespace parallax
