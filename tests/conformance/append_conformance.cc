#include <gmock/gmock.h>

#include <thread>

#include "absl/synchronization/notification.h"
#include "core/base/errors.h"
#include "tests/conformance/store_conformance.h"

namespace parallax {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kAccepted = AppendOutcome::kAccepted;
constexpr auto kDuplicate = AppendOutcome::kDuplicate;
constexpr auto kSuperseded = AppendOutcome::kSuperseded;
constexpr auto kAlreadyExists = AppendOutcome::kAlreadyExists;

TEST_P(StoreConformance, GivesBackEveryFieldOfASignal) {
  Signal signal = MakeSignal("acme", "1", "note");
  signal.decision = "d1";
  signal.available_at = 19'001 * kDay;
  signal.stakeholder = "ann";
  signal.participants = {"bea", "cy"};
  signal.sentiment = -0.25;
  signal.amount = Money{"EUR", 12, 500'000'000};
  signal.supersedes = "0";
  signal.attributes = {{"count", 3.0}, {"done", true}, {"topic", std::string("price")}};
  ASSERT_EQ(AppendOne(signal), kSuperseded);
  EXPECT_THAT(Stored("acme"), ElementsAre(signal));
}

TEST_P(StoreConformance, AnswersSignalsInTheirOrder) {
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1")), kAccepted);
  const auto result =
      Append({MakeSignal("acme", "2"), MakeSignal("acme", "1"), MakeSignal("acme", "1", "other")});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(result->outcomes, ElementsAre(kAccepted, kDuplicate, kAlreadyExists));
}

TEST_P(StoreConformance, StoresADuplicateOnce) {
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1")), kAccepted);
  EXPECT_EQ(AppendOne(MakeSignal("acme", "1")), kDuplicate);
  EXPECT_EQ(Stored("acme").size(), 1u);
}

TEST_P(StoreConformance, StoresADuplicateWithinABatchOnce) {
  const auto result = Append({MakeSignal("acme", "1"), MakeSignal("acme", "1")});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(result->outcomes, ElementsAre(kAccepted, kDuplicate));
  EXPECT_EQ(Stored("acme").size(), 1u);
}

TEST_P(StoreConformance, RefusesAnotherBodyUnderTheSameKey) {
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1", "a")), kAccepted);
  EXPECT_EQ(AppendOne(MakeSignal("acme", "1", "b")), kAlreadyExists);
  EXPECT_THAT(Stored("acme"), ElementsAre(MakeSignal("acme", "1", "a")));
}

TEST_P(StoreConformance, ADuplicateOrConflictNeverSinksTheOthers) {
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1", "a")), kAccepted);
  const auto result = Append({MakeSignal("acme", "1", "b"), MakeSignal("acme", "1", "a"),
                              MakeSignal("acme", "2"), MakeSignal("other", "1", "b")});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(result->outcomes, ElementsAre(kAlreadyExists, kDuplicate, kAccepted, kAccepted));
  EXPECT_EQ(Stored("acme").size(), 2u);
}

TEST_P(StoreConformance, TheKeyHoldsWorkspaceAccountSourceAndId) {
  Signal other_source = MakeSignal("acme", "1", "b");
  other_source.source = "product";
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1", "a")), kAccepted);
  EXPECT_EQ(AppendOne(MakeSignal("globex", "1", "b")), kAccepted);
  EXPECT_EQ(AppendOne(MakeSignal("acme", "2", "b")), kAccepted);
  EXPECT_EQ(AppendOne(other_source), kAccepted);
  const auto elsewhere = Append({MakeSignal("acme", "1", "b")}, "w2");
  ASSERT_TRUE(elsewhere.ok()) << elsewhere.status();
  EXPECT_THAT(elsewhere->outcomes, ElementsAre(kAccepted));
}

TEST_P(StoreConformance, KeepsSourceAndIdApart) {
  Signal one = MakeSignal("acme", "bc");
  one.source = "a";
  Signal two = MakeSignal("acme", "c");
  two.source = "ab";
  ASSERT_EQ(AppendOne(one), kAccepted);
  EXPECT_EQ(AppendOne(two), kAccepted);
}

TEST_P(StoreConformance, ReportsASignalThatReplacesAnother) {
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1")), kAccepted);
  Signal correction = MakeSignal("acme", "2");
  correction.supersedes = "1";
  EXPECT_EQ(AppendOne(correction), kSuperseded);
  EXPECT_EQ(AppendOne(correction), kDuplicate);
}

TEST_P(StoreConformance, ASignalThatSupersedesItsOwnIdIsAnotherVersion) {
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1", "a")), kAccepted);
  Signal second = MakeSignal("acme", "1", "b");
  second.supersedes = "1";
  Signal third = MakeSignal("acme", "1", "c");
  third.supersedes = "1";
  EXPECT_EQ(AppendOne(second), kSuperseded);
  EXPECT_EQ(AppendOne(third), kSuperseded);
  EXPECT_EQ(Stored("acme").size(), 3u);
}

TEST_P(StoreConformance, AnyStoredVersionOfAKeyIsADuplicate) {
  const Signal first = MakeSignal("acme", "1", "a");
  Signal second = MakeSignal("acme", "1", "b");
  second.supersedes = "1";
  ASSERT_EQ(AppendOne(first), kAccepted);
  ASSERT_EQ(AppendOne(second), kSuperseded);
  EXPECT_EQ(AppendOne(first), kDuplicate);
  EXPECT_EQ(AppendOne(second), kDuplicate);
  EXPECT_EQ(AppendOne(MakeSignal("acme", "1", "c")), kAlreadyExists);
  EXPECT_EQ(Stored("acme").size(), 2u);
}

TEST_P(StoreConformance, TheRevisionGrowsWithWhatIsStored) {
  const auto first = Append({MakeSignal("acme", "1")});
  const auto second = Append({MakeSignal("globex", "1")});
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_GT(first->revision, 0u);
  EXPECT_GT(second->revision, first->revision);
  EXPECT_EQ(store_->Revision("w"), second->revision);
}

TEST_P(StoreConformance, TheRevisionOfADuplicateCoversTheOriginal) {
  const auto first = Append({MakeSignal("acme", "1")});
  const auto again = Append({MakeSignal("acme", "1")});
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_GE(again->revision, first->revision);
  EXPECT_EQ(store_->Revision("w"), again->revision);
}

TEST_P(StoreConformance, AnEmptyBatchIsASuccess) {
  const auto first = Append({MakeSignal("acme", "1")});
  const auto empty = Append({});
  ASSERT_TRUE(empty.ok()) << empty.status();
  EXPECT_THAT(empty->outcomes, IsEmpty());
  EXPECT_EQ(empty->revision, first->revision);
}

TEST_P(StoreConformance, WhatIsAnsweredCanBeRead) {
  absl::Notification answered;
  std::size_t seen = 0;
  std::uint64_t revision = 0;
  store_->Append("w", {MakeSignal("acme", "1")}, absl::InfiniteFuture(),
                 [&](absl::StatusOr<AppendResult> result) {
                   const auto record = store_->ReadAccount("w", "acme");
                   if (record.ok()) seen = record->signals.size();
                   revision = result.ok() ? result->revision : 0;
                   answered.Notify();
                 });
  answered.WaitForNotification();
  EXPECT_EQ(seen, 1u);
  EXPECT_EQ(store_->AccountRevision("w", "acme").value(), revision);
}

TEST_P(StoreConformance, AnswersFromAnotherThread) {
  std::thread::id caller = std::this_thread::get_id();
  std::thread::id answerer = caller;
  absl::Notification answered;
  store_->Append("w", {MakeSignal("acme", "1")}, absl::InfiniteFuture(), [&](auto) {
    answerer = std::this_thread::get_id();
    answered.Notify();
  });
  answered.WaitForNotification();
  EXPECT_NE(answerer, caller);
}

// Keeps the writer busy in an answer until it is released, so that what follows waits.
class Blocker {
 public:
  explicit Blocker(Store& store) {
    store.Append("w", {MakeSignal("blocker", "1")}, absl::InfiniteFuture(), [this](auto) {
      blocking_.Notify();
      release_.WaitForNotification();
    });
    blocking_.WaitForNotification();
  }
  void Release() { release_.Notify(); }

 private:
  absl::Notification blocking_, release_;
};

// An answer to come.
struct Pending {
  absl::StatusOr<AppendResult> result = AppendResult();
  absl::Notification answered;

  Store::AppendDone Done() {
    return [this](absl::StatusOr<AppendResult> answer) {
      result = std::move(answer);
      answered.Notify();
    };
  }
  const absl::Status& Wait() {
    answered.WaitForNotification();
    return result.status();
  }
};

TEST_P(StoreConformance, RefusesWhatWaitedPastItsDeadline) {
  Blocker blocker(*store_);
  const absl::Time deadline = absl::FromUnixNanos(clock_.Now()) + absl::Seconds(5);
  Pending late;
  Pending patient;
  store_->Append("w", {MakeSignal("acme", "1")}, deadline, late.Done());
  store_->Append("w", {MakeSignal("acme", "2")}, deadline + absl::Hours(1), patient.Done());
  clock_.Advance(6 * kSecond);
  blocker.Release();
  EXPECT_TRUE(absl::IsDeadlineExceeded(late.Wait())) << late.result.status();
  EXPECT_TRUE(patient.Wait().ok()) << patient.result.status();
  EXPECT_THAT(Stored("acme"), ElementsAre(MakeSignal("acme", "2")));
}

TEST_P(StoreConformance, RefusesMoreThanTheQueueHolds) {
  OpenWith({.max_queued_signals = 3});
  Blocker blocker(*store_);
  Pending two;
  Pending three;
  store_->Append("w", {MakeSignal("acme", "1"), MakeSignal("acme", "2")}, absl::InfiniteFuture(),
                 two.Done());
  store_->Append("w", {MakeSignal("acme", "3"), MakeSignal("acme", "4"), MakeSignal("acme", "5")},
                 absl::InfiniteFuture(), three.Done());
  blocker.Release();
  EXPECT_TRUE(two.Wait().ok()) << two.result.status();
  EXPECT_TRUE(absl::IsResourceExhausted(three.Wait())) << three.result.status();
  EXPECT_EQ(GetErrorDetails(three.result.status()).quota, "kMaxWriterQueueSignals");
  EXPECT_GT(GetErrorDetails(three.result.status()).retry_after, absl::ZeroDuration());
  EXPECT_EQ(Stored("acme").size(), 2u);
}

TEST_P(StoreConformance, TakesWritesAgainOnceTheQueueHasRoom) {
  OpenWith({.max_queued_signals = 2});
  const auto refused = Append({MakeSignal("a", "1"), MakeSignal("a", "2"), MakeSignal("a", "3")});
  ASSERT_TRUE(absl::IsResourceExhausted(refused.status())) << refused.status();
  EXPECT_EQ(AppendOne(MakeSignal("a", "1")), kAccepted);
}

TEST_P(StoreConformance, CloseFinishesWhatIsQueued) {
  if (!GetParam().durable) GTEST_SKIP() << "this store keeps nothing";
  std::vector<Pending> pending(20);
  for (std::size_t i = 0; i < pending.size(); ++i) {
    store_->Append("w", {MakeSignal("acme", std::to_string(i))}, absl::InfiniteFuture(),
                   pending[i].Done());
  }
  store_->Close();
  for (Pending& one : pending) EXPECT_TRUE(one.Wait().ok()) << one.result.status();
  Reopen();
  EXPECT_EQ(Stored("acme").size(), pending.size());
}

TEST_P(StoreConformance, RefusesWritesAfterClose) {
  store_->Close();
  store_->Close();
  const auto append = Append({MakeSignal("acme", "1")});
  EXPECT_TRUE(absl::IsUnavailable(append.status())) << append.status();
  const auto facts = store_->PutFacts("w", {MakeAccount("acme", "Acme")});
  EXPECT_TRUE(absl::IsUnavailable(facts.status())) << facts.status();
  const auto read = store_->ReadAccount("w", "acme");
  EXPECT_FALSE(read.ok());
}

}  // namespace
}  // namespace parallax
