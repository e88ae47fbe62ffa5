#include "tests/fault/life.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "tests/fault/life_script.h"
#include "tests/unit/store/temp_dir.h"

namespace parallax::fault {
namespace {

const std::string& AccountOf(const Facts& facts) {
  return std::visit([](const auto& f) -> const std::string& { return f.account; }, facts);
}

bool Conflicts(const Signal& signal) { return signal.source_event_id == "fixed"; }

}  // namespace

Life::Life(std::string data_dir) {
  options_.data_dir = std::move(data_dir);
  options_.clock = &clock_;
  options_.max_log_signals = 12;
  options_.merge_runs = options_.max_runs = 2;
}

absl::Status Life::Open() {
  store_.reset();
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(options_);
  if (store.ok()) store_ = *std::move(store);
  return store.status();
}

absl::Status Life::Do(const Step& step) {
  if (step.restart || store_ == nullptr) {
    if (absl::Status status = Open(); !status.ok()) return status;
  }
  clock_.Advance(kDay);
  if (!step.erase_account.empty()) return Erase({step.erase_account, step.erase_person});
  if (step.snapshot != 0) return Keep(step.snapshot);
  if (step.backup) return BackUpAndRestore();
  absl::Status status = step.facts.empty() ? absl::OkStatus() : PutFacts(step.facts);
  if (!status.ok() || step.signals.empty()) return status;
  return Ingest(step.signals);
}

absl::Status Life::PutFacts(const std::vector<Facts>& facts) {
  for (const Facts& version : facts) {
    facts_[AccountOf(version)].emplace(Label(version), Stated{.person = PersonOf(version)});
  }
  const absl::StatusOr<std::uint64_t> revision = store_->PutFacts(kWorkspace, facts);
  if (!revision.ok()) return revision.status();
  for (const Facts& version : facts) {
    facts_[AccountOf(version)][Label(version)].acknowledged = true;
  }
  revision_ = std::max(revision_, *revision);
  return absl::OkStatus();
}

absl::Status Life::Ingest(const std::vector<Signal>& signals) {
  std::vector<Sent*> sent;
  for (const Signal& signal : signals) {
    std::vector<Sent>& all = sent_[signal.account];
    all.reserve(1'000);  // pointers to them stay
    auto known =
        std::find_if(all.begin(), all.end(), [&](const Sent& s) { return s.signal == signal; });
    if (known == all.end()) {
      const bool refused = Conflicts(signal) && !all.empty();
      known = all.insert(all.end(), {.signal = signal, .refused = refused});
    }
    sent.push_back(&*known);
  }
  std::vector<AppendOutcome> outcomes;
  if (absl::Status status = Append(signals, outcomes); !status.ok()) return status;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const Signal& signal = sent[i]->signal;
    if ((outcomes[i] == AppendOutcome::kAlreadyExists) != sent[i]->refused) {
      return Broken(signal.account, "a signal of a known key was judged wrongly");
    }
    if (ErasureOf(signal.account, signal.stakeholder) == Erasure::kDone &&
        outcomes[i] != AppendOutcome::kDuplicate) {
      return Broken(signal.account, "what was erased was stored again");
    }
    sent[i]->acknowledged = !sent[i]->refused;
  }
  return absl::OkStatus();
}

absl::Status Life::Erase(const Whom& whom) {
  const auto& [account, person] = whom;
  // What it may take leaves gaps between the revisions.
  const absl::StatusOr<AccountRecord> record = store_->ReadAccount(kWorkspace, account);
  if (!record.ok() && !absl::IsNotFound(record.status())) return record.status();
  if (record.ok()) {
    for (const StoredSignal& stored : record->signals) {
      if (person.empty() || stored.signal.stakeholder == person) {
        erasable_.insert(stored.revision);
      }
    }
    for (const StoredFacts& stored : record->facts) {
      if (person.empty() || PersonOf(stored.facts) == person) erasable_.insert(stored.revision);
    }
  }
  Erasure& erasure = erasures_[whom];
  if (erasure == Erasure::kNone) erasure = Erasure::kTried;
  ++erase_calls_;
  const absl::StatusOr<ErasureResult> result = store_->Erase(kWorkspace, account, person);
  if (!result.ok()) return result.status();
  ++erase_answers_;
  erasure = Erasure::kDone;
  revision_ = std::max(revision_, result->revision);
  return VerifyBytes();
}

absl::Status Life::Keep(int week) {
  tried_week_ = week;
  SnapshotStore& snapshots = store_->snapshots();
  const absl::StatusOr<SnapshotUpload> upload =
      snapshots.Begin({kWorkspace, "crm", "Deals"}, week * kDay);
  if (!upload.ok()) return upload.status();
  const absl::StatusOr<std::uint64_t> rows = snapshots.Put(kWorkspace, upload->id, RowsOf(week));
  if (!rows.ok()) return rows.status();
  const absl::StatusOr<KeptSnapshot> kept = snapshots.Keep(kWorkspace, upload->id);
  if (!kept.ok()) return kept.status();
  if (week != kept_week_) week_before_ = kept_week_;
  kept_week_ = week;
  kept_upload_ = upload->id;
  return absl::OkStatus();
}

absl::StatusOr<BackupCopy> Life::Backup() {
  return store_->Backup([] { return true; });
}

absl::Status Life::BackUpAndRestore() {
  const absl::StatusOr<BackupCopy> copy = Backup();
  for (const auto& file : std::filesystem::directory_iterator(options_.data_dir)) {
    if (file.path().filename().string().find("backup") != std::string::npos) {
      return Broken("store", "a backup left a file that could be taken for good");
    }
  }
  if (!copy.ok()) return copy.status();
  const TempDir place;
  const std::string saved = place.path() + "/saved.db";
  std::filesystem::copy_file(absl::StrCat("/proc/self/fd/", copy->descriptor.get()), saved);
  SqliteOptions options = options_;
  options.data_dir = place.path() + "/restored";
  const absl::StatusOr<BackupInfo> restored = RestoreBackup(saved, options.data_dir);
  if (!restored.ok()) return restored.status();
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(options);
  if (!store.ok()) return store.status();
  std::swap(*store, store_);
  std::swap(options, options_);
  const absl::Status whole = Verify();
  std::swap(*store, store_);
  std::swap(options, options_);
  return whole;
}

Life::Erasure Life::ErasureOf(const std::string& account, const std::string& person) const {
  Erasure erasure = Erasure::kNone;
  for (const Whom& whom : {Whom(account, ""), Whom(account, person)}) {
    const auto found = erasures_.find(whom);
    if (found != erasures_.end()) erasure = std::max(erasure, found->second);
  }
  return erasure;
}

absl::Status Life::Append(const std::vector<Signal>& signals,
                          std::vector<AppendOutcome>& outcomes) {
  absl::StatusOr<AppendResult> result = AppendResult();
  absl::Notification answered;
  store_->Append(kWorkspace, signals, absl::InfiniteFuture(), [&](auto answer) {
    result = std::move(answer);
    answered.Notify();
  });
  answered.WaitForNotification();
  if (!result.ok()) return result.status();
  outcomes = result->outcomes;
  revision_ = std::max(revision_, result->revision);
  return absl::OkStatus();
}

}  // namespace parallax::fault
