#include "tests/fault/life.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "tests/fault/files.h"
#include "tests/unit/store/temp_dir.h"

namespace parallax::fault {
namespace {

constexpr int kAccounts = 5;
constexpr char kWorkspace[] = "w";
constexpr char kPerson[] = "person-7781";
constexpr char kPersonsText[] = "Quintessa";  // stands in what is of the person
constexpr char kGoneAccount[] = "vanishing";
constexpr int kSnapshotRows = 12;

absl::Status Broken(const std::string& account, const std::string& what) {
  return absl::UnknownError(absl::StrCat(account, ": ", what));
}

std::string AccountId(int number) { return absl::StrCat("account-", number); }

// Tells the versions of an account's facts apart.
std::string Label(const Facts& facts) {
  if (const auto* account = std::get_if<AccountFacts>(&facts)) return account->display_name;
  if (const auto* person = std::get_if<StakeholderFacts>(&facts)) {
    return absl::StrCat(person->stakeholder, " ", person->role);
  }
  const auto& decision = std::get<DecisionFacts>(facts);
  return absl::StrCat(decision.decision, " ", decision.opened_at);
}

std::string PersonOf(const Facts& facts) {
  const auto* person = std::get_if<StakeholderFacts>(&facts);
  return person == nullptr ? "" : person->stakeholder;
}

const std::string& AccountOf(const Facts& facts) {
  return std::visit([](const auto& f) -> const std::string& { return f.account; }, facts);
}

bool Conflicts(const Signal& signal) { return signal.source_event_id == "fixed"; }

Step Ingest(int round) {
  Step step;
  for (int a = 0; a < kAccounts; ++a) {
    // Some spill over pages of the database, which is where freed pages come from.
    const std::size_t size = (round + a) % 4 == 3 ? 9'000 : 200;
    step.signals.push_back(MakeSignal(AccountId(a), absl::StrCat("e-", round),
                                      std::string(size, static_cast<char>('a' + round % 26))));
  }
  step.signals.push_back(step.signals.front());  // a retry in the same call
  return step;
}

Step Correct(int round) {
  const std::string account = AccountId(round % kAccounts);
  const std::string target = absl::StrCat("e-", round - 1);
  Step step;
  step.signals.push_back(MakeSignal(account, target, absl::StrCat("corrected in ", round)));
  step.signals.back().supersedes = target;
  step.signals.push_back(MakeSignal(account, absl::StrCat("r-", round), "was a mistake"));
  step.signals.back().retracts = absl::StrCat("e-", round - 2);
  step.signals.push_back(MakeSignal(account, "fixed", absl::StrCat("another body ", round)));
  return step;
}

Step State(int round) {
  const std::string account = AccountId(round % kAccounts);
  StakeholderFacts person;
  person.account = account;
  person.stakeholder = "p-1";
  person.role = absl::StrCat("role ", round);
  DecisionFacts decision;
  decision.account = account;
  decision.decision = "d-1";
  decision.opened_at = round * kDay;
  Step step;
  step.facts = {MakeAccount(account, absl::StrCat("name ", round)), person, decision};
  return step;
}

// Two signals in account-1 are of the person, and some are of the account that goes.
Step IngestErasable(int round) {
  Step step;
  for (const std::string& account : {AccountId(0), AccountId(1), std::string(kGoneAccount)}) {
    for (int i = 0; i < 2; ++i) {
      const std::size_t size = (round + i) % 3 == 2 ? 9'000 : 200;
      Signal signal = MakeSignal(account, absl::StrCat("e-", round, "-", i),
                                 absl::StrCat(account, std::string(size, 'x')));
      if (account == AccountId(1) && i == 1) {
        signal.stakeholder = kPerson;
        signal.attributes[0].second = absl::StrCat(kPersonsText, std::string(size, 'y'));
      }
      step.signals.push_back(std::move(signal));
    }
  }
  return step;
}

Step StateErasable(int round) {
  StakeholderFacts person;
  person.account = AccountId(1);
  person.stakeholder = kPerson;
  person.role = absl::StrCat(kPersonsText, " ", round);
  Step step;
  step.facts = {MakeAccount(AccountId(0), absl::StrCat("name ", round)),
                MakeAccount(kGoneAccount, absl::StrCat("name ", round)), person};
  return step;
}

std::vector<SnapshotRow> RowsOf(int week) {
  std::vector<SnapshotRow> rows;
  for (int i = 0; i < kSnapshotRows; ++i) {
    SnapshotRow row{absl::StrCat("row-", 100 + i), AccountId(0), "somebody", {}};
    std::string text(600, static_cast<char>('a' + week));
    if (i % 4 == 1) row.account = kGoneAccount;
    if (i % 4 == 2) {
      row.account = AccountId(1);
      row.stakeholder = kPerson;
      text.append(kPersonsText);
    }
    row.fields = {{"text", text}, {"week", absl::StrCat(week)}};
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::vector<Step> ErasingScript() {
  std::vector<Step> steps;
  for (int round = 1; round <= 2; ++round) steps.push_back(IngestErasable(round));
  steps.push_back(StateErasable(1));
  steps.push_back({.snapshot = 1});
  steps.push_back({.erase_account = AccountId(1), .erase_person = kPerson});
  steps.push_back(IngestErasable(2));  // again
  steps.push_back({.snapshot = 2});
  steps.push_back({.erase_account = kGoneAccount});
  steps.push_back(IngestErasable(1));  // again
  return steps;
}

std::vector<Step> BackupScript() {
  std::vector<Step> steps = {IngestErasable(1), IngestErasable(3)};
  steps.push_back({.backup = true});
  steps.push_back({.snapshot = 3});
  steps.push_back({.restart = true});
  steps.push_back(IngestErasable(4));
  return steps;
}

std::vector<Step> Script(int rounds) {
  std::vector<Step> steps;
  Step& first = steps.emplace_back();
  for (int a = 0; a < kAccounts; ++a) {
    first.signals.push_back(MakeSignal(AccountId(a), "fixed", "the first body"));
  }
  for (int round = 1; round <= rounds; ++round) {
    steps.push_back(Ingest(round));
    if (round % 2 == 0) steps.push_back(Correct(round));
    if (round % 3 == 0) steps.push_back(State(round));
    if (round % 5 == 0) steps.push_back({.restart = true});
  }
  return steps;
}

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
