#include "tests/conformance/store_conformance.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/synchronization/notification.h"

namespace parallax {

void StoreConformance::SetUp() {
  home_ = GetParam().home();
  OpenWith({});
}

void StoreConformance::TearDown() {
  store_.reset();
  home_.reset();
}

void StoreConformance::OpenWith(StoreHome::Settings settings) {
  store_.reset();
  settings.eager_compaction = GetParam().eager_compaction;
  absl::StatusOr<std::unique_ptr<Store>> store = home_->Open(&clock_, settings);
  ASSERT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
}

void StoreConformance::Reopen() {
  if (!GetParam().durable) GTEST_SKIP() << "this store keeps nothing";
  OpenWith({});
}

absl::StatusOr<AppendResult> StoreConformance::Append(std::vector<Signal> signals,
                                                      std::string workspace) {
  absl::StatusOr<AppendResult> result = AppendResult();
  absl::Notification answered;
  store_->Append(std::move(workspace), std::move(signals), absl::InfiniteFuture(),
                 [&](absl::StatusOr<AppendResult> answer) {
                   result = std::move(answer);
                   answered.Notify();
                 });
  answered.WaitForNotification();
  return result;
}

AppendOutcome StoreConformance::AppendOne(const Signal& signal) {
  const absl::StatusOr<AppendResult> result = Append({signal});
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? result->outcomes.at(0) : AppendOutcome::kAlreadyExists;
}

std::vector<Signal> StoreConformance::Stored(std::string_view account, std::string_view workspace) {
  std::vector<Signal> signals;
  const absl::StatusOr<AccountRecord> record = store_->ReadAccount(workspace, account);
  EXPECT_TRUE(record.ok()) << record.status();
  if (!record.ok()) return signals;
  for (const StoredSignal& stored : record->signals) signals.push_back(stored.signal);
  std::stable_sort(signals.begin(), signals.end(), [](const Signal& a, const Signal& b) {
    return std::tie(a.source, a.source_event_id) < std::tie(b.source, b.source_event_id);
  });
  return signals;
}

}  // namespace parallax
