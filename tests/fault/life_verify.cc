// What a store must remember of its life.
#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/fault/files.h"
#include "tests/fault/life.h"
#include "tests/fault/life_script.h"

namespace parallax::fault {

std::set<std::string> Life::AccountsOfAll() const {
  std::set<std::string> accounts;
  for (const auto& [account, unused] : sent_) accounts.insert(account);
  for (const auto& [account, unused] : facts_) accounts.insert(account);
  return accounts;
}

absl::StatusOr<Life::Accounts> Life::VerifyEach() {
  Accounts accounts;
  for (const std::string& account : AccountsOfAll()) {
    std::vector<std::uint64_t> revisions;
    std::uint64_t signals = 0;
    const absl::Status status = VerifyAccount(account, revisions, signals);
    if (!status.ok() && !absl::IsDataLoss(status)) return status;
    ++(status.ok() ? accounts.whole : accounts.damaged);
  }
  return accounts;
}

absl::Status Life::Verify() {
  std::vector<std::uint64_t> revisions;
  std::uint64_t signals = 0;
  std::vector<std::string> there;
  for (const std::string& account : AccountsOfAll()) {
    const std::size_t before = revisions.size();
    if (absl::Status status = VerifyAccount(account, revisions, signals); !status.ok()) {
      return status;
    }
    if (revisions.size() > before) there.push_back(account);
  }
  if (absl::Status status = VerifyRevisions(std::move(revisions)); !status.ok()) return status;
  const StoreStatus status = store_->Status();
  if (status.signals != signals) return Broken("store", "it counts other signals than it holds");
  absl::StatusOr<std::vector<AccountSummary>> list = store_->ListAccounts(kWorkspace, "", 1'000);
  if (!list.ok()) return list.status();
  std::vector<std::string> listed;
  for (const AccountSummary& summary : *list) {
    // All that was known of it may have been of somebody who was erased.
    const bool empty = summary.signals == 0 && summary.facts.implicit;
    if (!empty) listed.push_back(summary.facts.account);
  }
  if (listed != there) return Broken("store", "it lists other accounts");
  if (!status.accounts.ok()) return status.accounts.status();
  if (*status.accounts != list->size()) return Broken("store", "it counts other accounts");
  if (absl::Status kept = VerifySnapshots(); !kept.ok()) return kept;
  return VerifyBytes();
}

// Every number is there once, up to the last, but for those that erasures took and those they had
// themselves.
absl::Status Life::VerifyRevisions(std::vector<std::uint64_t> revisions) const {
  const std::uint64_t last = store_->Revision(kWorkspace);
  if (last < revision_) return Broken("store", "an acknowledged revision is gone");
  std::sort(revisions.begin(), revisions.end());
  std::size_t unexplained = 0;
  auto at = revisions.begin();
  for (std::uint64_t revision = 1; revision <= last; ++revision) {
    if (at != revisions.end() && *at == revision) {
      ++at;
    } else if (!erasable_.contains(revision)) {
      ++unexplained;
    }
  }
  if (at != revisions.end()) return Broken("store", "a revision is twice there or past the last");
  // An answer to a call that found everything erased has no number of its own.
  const bool erased = !erasures_.empty() && erase_answers_ > 0;
  if (unexplained > erase_calls_ || (erased && unexplained == 0)) {
    return Broken("store", absl::StrCat(unexplained, " revisions are missing"));
  }
  return absl::OkStatus();
}

absl::Status Life::VerifySnapshots() {
  const auto list = store_->snapshots().List(kWorkspace, {}, 10);
  if (!list.ok()) return list.status();
  if (list->empty()) {
    return kept_week_ == 0 ? absl::OkStatus() : Broken("snapshots", "a kept one is lost");
  }
  const Time exported_at = list->front().exported_at;
  if (list->size() > 1 || (exported_at != kept_week_ * kDay && exported_at != tried_week_ * kDay)) {
    return Broken("snapshots", "one is kept that was not sent");
  }
  std::vector<SnapshotChange> expected;
  for (const SnapshotRow& row : RowsOf(kept_week_)) {
    const Erasure erasure = ErasureOf(row.account, row.stakeholder);
    if (erasure == Erasure::kTried) return absl::OkStatus();  // either may be
    if (erasure == Erasure::kDone) continue;
    SnapshotChange& change = expected.emplace_back();
    change = {SnapshotChange::Kind::kChanged, row.key, row.account, row.stakeholder, {}, {}};
    change.after = row.fields;
    for (const SnapshotRow& before : RowsOf(week_before_)) {
      if (before.key == row.key) change.before = before.fields;
    }
  }
  if (exported_at != kept_week_ * kDay) return absl::OkStatus();
  if (list->front().rows != expected.size()) return Broken("snapshots", "rows are missing");
  const auto changes = store_->snapshots().Changes(kWorkspace, kept_upload_, "", 1'000);
  if (!changes.ok()) return changes.status();
  if (week_before_ == 0) expected.clear();  // there is nothing to compare it with
  return changes->changes == expected ? absl::OkStatus()
                                      : Broken("snapshots", "rows are not as they were sent");
}

absl::Status Life::VerifyBytes() const {
  for (const auto& [whom, erasure] : erasures_) {
    if (erasure != Erasure::kDone) continue;
    const auto& [account, person] = whom;
    for (const std::string& text : person.empty()
                                       ? std::vector<std::string>{account}
                                       : std::vector<std::string>{person, kPersonsText}) {
      for (const auto& file : std::filesystem::directory_iterator(options_.data_dir)) {
        if (ReadAll(file.path()).find(text) != std::string::npos) {
          return Broken(account, absl::StrCat("erased, but a file holds \"", text, "\""));
        }
      }
    }
  }
  return absl::OkStatus();
}

absl::Status Life::VerifyAccount(const std::string& account, std::vector<std::uint64_t>& revisions,
                                 std::uint64_t& signals) {
  absl::StatusOr<AccountRecord> record = store_->ReadAccount(kWorkspace, account);
  if (absl::IsNotFound(record.status())) {
    record = AccountRecord();
  } else if (!record.ok()) {
    return record.status();
  } else {
    absl::StatusOr<AccountSummary> summary = store_->GetAccount(kWorkspace, account);
    if (!summary.ok()) return summary.status();
    if (summary->signals != record->signals.size()) {
      return Broken(account, "its summary counts other signals than it holds");
    }
  }
  signals += record->signals.size();
  bool erased = false, spared = false;  // by an erasure that was not answered
  for (const Sent& sent : sent_[account]) {
    const auto copies =
        std::count_if(record->signals.begin(), record->signals.end(),
                      [&](const StoredSignal& stored) { return stored.signal == sent.signal; });
    if (copies > 1) return Broken(account, "a signal is stored twice");
    if (copies == 1 && sent.refused) return Broken(account, "a refused signal is stored");
    const Erasure erasure = ErasureOf(account, sent.signal.stakeholder);
    if (erasure == Erasure::kDone && copies == 1)
      return Broken(account, "an erased signal is back");
    if (erasure == Erasure::kTried && sent.acknowledged) (copies == 0 ? erased : spared) = true;
    if (erasure == Erasure::kNone && copies == 0 && sent.acknowledged) {
      return Broken(account, "an acknowledged signal is lost");
    }
  }
  for (const StoredSignal& stored : record->signals) {
    revisions.push_back(stored.revision);
    const bool known = std::any_of(sent_[account].begin(), sent_[account].end(),
                                   [&](const Sent& s) { return s.signal == stored.signal; });
    if (!known) return Broken(account, "a signal is stored that was never sent");
  }
  std::map<std::string, int> versions;
  for (const StoredFacts& stored : record->facts) {
    revisions.push_back(stored.revision);
    ++versions[Label(stored.facts)];
  }
  for (const auto& [label, stated] : facts_[account]) {
    const int copies = versions[label];
    if (copies > 1) return Broken(account, "a version of facts is stored twice");
    const Erasure erasure = ErasureOf(account, stated.person);
    if (erasure == Erasure::kDone && copies == 1) return Broken(account, "erased facts are back");
    if (erasure == Erasure::kTried && stated.acknowledged) (copies == 0 ? erased : spared) = true;
    if (erasure == Erasure::kNone && copies == 0 && stated.acknowledged) {
      return Broken(account, "an acknowledged fact is lost");
    }
  }
  if (versions.size() > facts_[account].size()) {
    return Broken(account, "a version of facts is stored that was never sent");
  }
  return erased && spared ? Broken(account, "an erasure happened in part") : absl::OkStatus();
}

absl::Status Life::SendAgain() {
  for (auto& [account, all] : sent_) {
    std::vector<Signal> signals;
    for (const Sent& sent : all) {
      if (sent.acknowledged) signals.push_back(sent.signal);
    }
    std::vector<AppendOutcome> outcomes;
    if (absl::Status status = Append(signals, outcomes); !status.ok()) return status;
    for (const AppendOutcome outcome : outcomes) {
      if (outcome != AppendOutcome::kDuplicate) return Broken(account, "a retry was stored again");
    }
  }
  return absl::OkStatus();
}

}  // namespace parallax::fault
