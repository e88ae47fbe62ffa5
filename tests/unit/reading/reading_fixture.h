// A store in memory with a clock that stands still, and everything a reading needs.
#ifndef PARALLAX_TESTS_UNIT_READING_READING_FIXTURE_H_
#define PARALLAX_TESTS_UNIT_READING_READING_FIXTURE_H_

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/reading/reading.h"
#include "core/signal/validate.h"
#include "core/store/sqlite/sqlite_store.h"

namespace parallax {

class StandingClock : public Clock {
 public:
  Time Now() const override { return now; }
  Time now = *ParseTime("2026-06-01T00:00:00Z");
};

class ReadingTest : public ::testing::Test {
 protected:
  ReadingTest() {
    SqliteOptions options;
    options.in_memory = true;
    options.clock = &clock_;
    store_ = *OpenSqliteStore(options);
    journals_ = std::make_unique<JournalCache>(store_.get(), 64 << 20);
    env_ = {store_.get(), &lenses_, journals_.get(), &clock_};
  }

  static Signal Stance(const std::string& account, const std::string& id, const std::string& at,
                       const std::string& available = "") {
    Signal signal;
    signal.account = account;
    signal.decision = "d-1";
    signal.source = "crm";
    signal.source_event_id = id;
    signal.kind = "sales.stance_expressed";
    signal.stakeholder = "p-1";
    signal.occurred_at = *ParseTime(at);
    if (!available.empty()) signal.available_at = *ParseTime(available);
    signal.attributes = {{"stance", "supports"}};
    return signal;
  }

  void Store(std::vector<Signal> signals) {
    for (Signal& signal : signals) {
      Normalize(signal);
      ASSERT_TRUE(Validate(signal, clock_.Now()).empty());
    }
    std::promise<absl::StatusOr<AppendResult>> done;
    store_->Append("default", std::move(signals), absl::InfiniteFuture(),
                   [&](absl::StatusOr<AppendResult> result) { done.set_value(std::move(result)); });
    const absl::StatusOr<AppendResult> result = done.get_future().get();
    ASSERT_TRUE(result.ok()) << result.status();
    for (AppendOutcome outcome : result->outcomes) ASSERT_EQ(outcome, AppendOutcome::kAccepted);
  }

  static ReadingRequest Ask(const std::string& account, const std::string& lens) {
    ReadingRequest request;
    request.workspace = "default";
    request.account = account;
    request.lens = lens;
    return request;
  }

  StandingClock clock_;
  std::unique_ptr<parallax::Store> store_;
  LensRegistry lenses_;
  std::unique_ptr<JournalCache> journals_;
  Environment env_;
};

}  // namespace parallax

#endif  // PARALLAX_TESTS_UNIT_READING_READING_FIXTURE_H_
