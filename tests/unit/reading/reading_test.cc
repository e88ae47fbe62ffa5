#include "core/reading/reading.h"

#include "tests/unit/reading/linear_lens.h"
#include "tests/unit/reading/reading_fixture.h"

namespace parallax {
namespace {

class InterpretTest : public ReadingTest {
 protected:
  InterpretTest() {
    lens_ = std::make_shared<LinearLens>("linear",
                                         std::map<std::string, std::string>{{"committee.a", "1"}});
    lenses_.Add(lens_);
    lenses_.Add(std::make_shared<LinearLens>("saas", std::map<std::string, std::string>{}));
  }
  std::shared_ptr<LinearLens> lens_;
};

TEST_F(InterpretTest, ReadsAsOfNowWhenNoMomentIsNamed) {
  Store({Stance("acme", "e-1", "2026-05-01T00:00:00Z")});
  const auto result = Interpret(env_, Ask("acme", "linear"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->as_of, clock_.now);
  EXPECT_EQ(result->interpretation.readings[kAlignment].value, 1);
  EXPECT_EQ(result->revision, store_->Revision("default"));
}

TEST_F(InterpretTest, SeesOnlyWhatWasKnownAtTheMoment) {
  Store({Stance("acme", "e-1", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"),
         Stance("acme", "e-2", "2026-03-02T00:00:00Z", "2026-04-02T00:00:00Z")});
  ReadingRequest request = Ask("acme", "linear");
  request.moment.as_of = *ParseTime("2026-03-20");
  request.moment.known_at = *ParseTime("2026-03-20");
  EXPECT_EQ(Interpret(env_, request)->interpretation.readings[kAlignment].value, 1);
  request.moment.known_at = *ParseTime("2026-04-03");
  EXPECT_EQ(Interpret(env_, request)->interpretation.readings[kAlignment].value, 2);
}

TEST_F(InterpretTest, SeesASignalThatArrivedAfterTheJournalWasCached) {
  Store({Stance("acme", "e-1", "2026-05-01T00:00:00Z")});
  EXPECT_EQ(Interpret(env_, Ask("acme", "linear"))->interpretation.readings[kAlignment].value, 1);
  Store({Stance("acme", "e-2", "2026-05-02T00:00:00Z")});
  EXPECT_EQ(Interpret(env_, Ask("acme", "linear"))->interpretation.readings[kAlignment].value, 2);
}

TEST_F(InterpretTest, NamesWhatItDoesNotFind) {
  Store({Stance("acme", "e-1", "2026-05-01T00:00:00Z")});
  EXPECT_EQ(GetErrorDetails(Interpret(env_, Ask("nobody", "linear")).status()).reason,
            "ACCOUNT_NOT_FOUND");
  EXPECT_EQ(GetErrorDetails(Interpret(env_, Ask("acme", "tarot")).status()).reason,
            "LENS_NOT_FOUND");
  ReadingRequest request = Ask("acme", "linear");
  request.decision = "d-9";
  EXPECT_EQ(GetErrorDetails(Interpret(env_, request).status()).reason, "DECISION_NOT_FOUND");
}

TEST_F(InterpretTest, ADecisionNotYetKnownIsReadWithoutEvidenceRatherThanRefused) {
  Store({Stance("acme", "e-1", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z")});
  ReadingRequest request = Ask("acme", "linear");
  request.decision = "d-1";
  request.moment.known_at = *ParseTime("2026-01-01");
  const auto result = Interpret(env_, request);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->interpretation.readings[kAlignment].value, 0);
}

TEST_F(InterpretTest, RefusesARevisionTheStoreHasNotReached) {
  Store({Stance("acme", "e-1", "2026-05-01T00:00:00Z")});
  ReadingRequest request = Ask("acme", "linear");
  request.moment.at_least_revision = store_->Revision("default") + 1;
  EXPECT_EQ(Interpret(env_, request).status().code(), absl::StatusCode::kFailedPrecondition);
  request.moment.at_least_revision -= 1;
  EXPECT_TRUE(Interpret(env_, request).ok());
}

TEST_F(InterpretTest, OverridesChangeTheAnswerAndTheConfigHash) {
  Store({Stance("acme", "e-1", "2026-05-01T00:00:00Z")});
  ReadingRequest request = Ask("acme", "linear");
  const auto plain = Interpret(env_, request);
  request.overrides = {{"committee.a", "7"}};
  const auto changed = Interpret(env_, request);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->interpretation.readings[kConfidence].value, 7);
  EXPECT_NE(changed->config_hash, plain->config_hash);
  request.overrides = {{"comittee.a", "7"}};
  const absl::Status status = Interpret(env_, request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find("committee.a"), std::string::npos) << status;
}

TEST_F(InterpretTest, WithoutALensTheAccountsOwnIsUsedElseTheControl) {
  Store({Stance("acme", "e-1", "2026-05-01T00:00:00Z")});
  EXPECT_EQ(Interpret(env_, Ask("acme", ""))->lens->info().id, "saas");
  AccountFacts facts;
  facts.account = "acme";
  facts.default_lens = "linear";
  ASSERT_TRUE(store_->PutFacts("default", {facts}).ok());
  EXPECT_EQ(Interpret(env_, Ask("acme", ""))->lens->info().id, "linear");
}

TEST_F(InterpretTest, TheCacheForgetsTheLeastRecentlyUsedJournal) {
  Store({Stance("a", "e-1", "2026-05-01T00:00:00Z"), Stance("b", "e-2", "2026-05-01T00:00:00Z"),
         Stance("c", "e-3", "2026-05-01T00:00:00Z")});
  const std::size_t one = (*journals_->Get("default", "a"))->Bytes();
  JournalCache small(store_.get(), 2 * one + one / 2);
  for (const char* account : {"a", "b", "c", "a"}) ASSERT_TRUE(small.Get("default", account).ok());
  EXPECT_EQ(small.usage().journals, 2u);
  EXPECT_LE(small.usage().bytes, 2 * one + one / 2);
  EXPECT_EQ(small.usage().signals, 2u);
}

}  // namespace
}  // namespace parallax
