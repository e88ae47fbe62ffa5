#include "core/store/sqlite/committer.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "core/base/errors.h"

namespace parallax::sqlite {
namespace {

// How long requests are gathered into one group: those that come later have the next one.
constexpr std::chrono::milliseconds kGroupTime(2);

absl::Status DeadlinePassed() {
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   "the deadline passed while the write waited for the disk; nothing was stored",
                   {.reason = "DEADLINE_EXCEEDED"});
}

}  // namespace

absl::StatusOr<std::unique_ptr<Committer>> Committer::Open(Database database, Directory* directory,
                                                           ReaderPool* readers,
                                                           const SqliteOptions& options) {
  std::unique_ptr<Committer> committer(
      new Committer(std::move(database), directory, readers, options));
  if (absl::Status status = committer->Prepare(); !status.ok()) return status;
  return committer;
}

absl::Status Committer::Prepare() {
  if (absl::Status status = LoadWorkspaces(); !status.ok()) return status;
  absl::StatusOr<AccountReader> reader = AccountReader::Prepare(database_);
  if (!reader.ok()) return reader.status();
  reader_ = std::make_unique<AccountReader>(*std::move(reader));
  absl::StatusOr<Erasures> erasures = Erasures::Load(database_);
  if (!erasures.ok()) return erasures.status();
  erasures_ = std::make_unique<Erasures>(*std::move(erasures));
  absl::StatusOr<Resolver> resolver = Resolver::Prepare(database_, directory_, reader_.get(),
                                                        erasures_.get(), options_.key_cache_bytes);
  if (!resolver.ok()) return resolver.status();
  resolver_ = std::make_unique<Resolver>(*std::move(resolver));
  appender_ = std::make_unique<Appender>(resolver_.get(), reader_.get(), erasures_.get(),
                                         options_.duplicate_cache_bytes);
  absl::StatusOr<FactWriter> facts =
      FactWriter::Prepare(database_, resolver_.get(), reader_.get(), erasures_.get());
  if (!facts.ok()) return facts.status();
  fact_writer_ = std::make_unique<FactWriter>(*std::move(facts));
  absl::StatusOr<SnapshotWriter> snapshots =
      SnapshotWriter::Prepare(database_, resolver_.get(), erasures_.get());
  if (!snapshots.ok()) return snapshots.status();
  snapshots_ = std::make_unique<SnapshotWriter>(*std::move(snapshots));
  absl::StatusOr<Eraser> eraser = Eraser::Prepare(database_, resolver_.get(), erasures_.get());
  if (!eraser.ok()) return eraser.status();
  eraser_ = std::make_unique<Eraser>(*std::move(eraser));
  absl::StatusOr<std::unique_ptr<Upkeep>> upkeep =
      Upkeep::Open(database_, directory_, readers_, snapshots_.get(), options_);
  if (!upkeep.ok()) return upkeep.status();
  upkeep_ = *std::move(upkeep);

  absl::StatusOr<Statement> statement =
      database_.Prepare("INSERT INTO log (first_revision, entries) VALUES (?1, ?2)");
  if (!statement.ok()) return statement.status();
  insert_log_ = *std::move(statement);
  statement =
      database_.Prepare("UPDATE workspaces SET revision = ?2, signals = ?3 WHERE workspace = ?1");
  if (!statement.ok()) return statement.status();
  set_workspace_ = *std::move(statement);
  absl::StatusOr<std::int64_t> purge = database_.ReadInt("SELECT purge FROM erasing");
  if (!purge.ok()) return purge.status();
  must_purge_ = *purge != 0;
  if (!must_purge_) return absl::OkStatus();
  absl::Status purged = Purge();  // of an erasure that a death cut short
  // One damaged account does not keep the others from being served.
  return purge_met_damage_ ? absl::OkStatus() : purged;
}

absl::Status Committer::LoadWorkspaces() {
  absl::StatusOr<Statement> read =
      database_.Prepare("SELECT workspace, name, revision, signals FROM workspaces");
  if (!read.ok()) return read.status();
  absl::MutexLock lock(&directory_->mutex());
  Query query = read->Run();
  while (query.Next()) {
    Workspace* workspace = directory_->AddWorkspace(query.Int(0), query.Bytes(1));
    workspace->revision = static_cast<std::uint64_t>(query.Int(2));
    workspace->signals = static_cast<std::uint64_t>(query.Int(3));
    directory_->set_revision(std::max(directory_->revision(), workspace->revision));
  }
  return query.status();
}

Committer::Committed Committer::Commit(const std::function<std::unique_ptr<Job>()>& next) {
  Committed committed;
  absl::Status status = TryCommit(next, committed);
  if (status.ok()) return committed;
  if (absl::IsUnavailable(status) || committed.jobs.size() == 1) {
    for (std::unique_ptr<Job>& job : committed.jobs) Fail(*job, status);
    return committed;
  }
  // One request met something it cannot pass, a damaged account say: the others do not go down with
  // it.
  for (std::unique_ptr<Job>& job : committed.jobs) {
    Committed alone;
    status = TryCommit([&] { return std::move(job); }, alone);
    job = std::move(alone.jobs.front());
    committed.bytes += alone.bytes;
    if (!status.ok()) Fail(*job, status);
  }
  return committed;
}

absl::Status Committer::TryCommit(const std::function<std::unique_ptr<Job>()>& next,
                                  Committed& committed) {
  Group group;
  // A database in memory has no snapshots: nobody may read while it changes.
  if (options_.in_memory) readers_->gate().WriterLock();
  absl::Status status;
  {
    Transaction transaction(database_);
    status = transaction.status();
    if (status.ok()) {
      status = Fill(next, committed.jobs, group);
    } else if (std::unique_ptr<Job> job = next(); job != nullptr) {
      committed.jobs.push_back(std::move(job));
    }
    if (status.ok()) status = Write(group);
    if (status.ok()) status = transaction.Commit();
  }
  if (options_.in_memory) readers_->gate().WriterUnlock();
  if (!status.ok()) {
    resolver_->Forget(group);
    return status;
  }
  committed.bytes += group.entries->size();
  Publish(group);
  resolver_->EvictKeys();
  return absl::OkStatus();
}

void Committer::StartGroup(Group& group) const {
  group.recorded_at = options_.clock->Now();
  absl::ReaderMutexLock lock(&directory_->mutex());
  group.first_revision = group.next_revision = directory_->revision() + 1;
}

absl::Status Committer::Fill(const std::function<std::unique_ptr<Job>()>& next, Jobs& taken,
                             Group& group) {
  StartGroup(group);
  const auto begun = std::chrono::steady_clock::now();
  while (std::unique_ptr<Job> job = next()) {
    taken.push_back(std::move(job));
    if (absl::Status status = Apply(*taken.back(), group); !status.ok()) return status;
    if (group.rows.size() >= options_.max_group_signals ||
        group.entries->size() >= options_.max_group_bytes ||
        std::chrono::steady_clock::now() - begun >= kGroupTime) {
      break;
    }
  }
  return absl::OkStatus();
}

absl::Status Committer::Apply(Job& job, Group& group) {
  if (auto* append = std::get_if<AppendJob>(&job)) {
    if (append->deadline <= absl::FromUnixNanos(group.recorded_at)) {
      append->result = DeadlinePassed();
      return absl::OkStatus();
    }
    append->result = appender_->Apply(append->workspace, append->batch, group);
    return append->result.status();
  }
  if (auto* snapshot = std::get_if<SnapshotJob>(&job)) {
    snapshot->result = snapshot->work(*snapshots_, group);
    return IsRefusal(snapshot->result) ? absl::OkStatus() : snapshot->result;
  }
  auto& facts = std::get<FactsJob>(job);
  facts.result = fact_writer_->Apply(facts.workspace, facts.facts, facts.expected_etag, group);
  const absl::Status& status = facts.result.status();
  return IsRefusal(status) ? absl::OkStatus() : status;
}

void Committer::Erase(EraseJob& job) {
  if (absl::Status drained = upkeep_->DrainLog(); !drained.ok()) {
    job.result = drained;
    return;
  }
  Group group;
  if (options_.in_memory) readers_->gate().WriterLock();
  absl::StatusOr<Eraser::Change> change = TryErase(job, group);
  if (options_.in_memory) readers_->gate().WriterUnlock();
  if (change.ok()) {
    erasures_->Keep();
    PublishErasure(job, *change, group);
    job.result = change->result;
  } else {
    erasures_->Forget();
    resolver_->Forget(group);
    job.result = change.status();
  }
}

absl::StatusOr<Eraser::Change> Committer::TryErase(const EraseJob& job, Group& group) {
  Transaction transaction(database_);
  if (!transaction.status().ok()) return transaction.status();
  StartGroup(group);
  absl::StatusOr<Eraser::Change> change =
      job.stakeholder.empty()
          ? eraser_->EraseAccount(job.workspace, job.account, group)
          : eraser_->EraseStakeholder(job.workspace, job.account, job.stakeholder, group);
  if (!change.ok()) return change;
  absl::Status status = Write(group);
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;
  change->result.revision = resolver_->RevisionOf(job.workspace, group);
  must_purge_ = must_purge_ || !group.empty();
  return change;
}

void Committer::PublishErasure(const EraseJob& job, const Eraser::Change& change, Group& group) {
  if (group.empty()) return;  // it had been erased before
  Publish(group);
  if (change.account == nullptr) return;
  resolver_->ForgetKeys(*change.account);
  appender_->ForgetChunks();
  absl::MutexLock lock(&directory_->mutex());
  change.account->totals = change.totals;
  if (change.totals.revision != 0) return;
  directory_->Detach(*directory_->FindWorkspace(job.workspace), *change.account);
}

void Committer::Backup(BackupJob& job) {
  job.result = false;
  if (job.abandon || !job.begin.empty()) backup_.reset();
  if (job.abandon) return;
  if (!job.begin.empty()) {
    absl::StatusOr<std::unique_ptr<BackupRun>> run = BackupRun::Begin(database_, job.begin);
    if (!run.ok()) {
      job.result = run.status();
      return;
    }
    backup_ = *std::move(run);
  }
  const absl::Status free = database_.EndLeftOver();
  job.result = free.ok() ? backup_->Step() : free;
  if (!job.result.ok() || *job.result) backup_.reset();
}

absl::Status Committer::Purge() {
  const absl::Status status = Rewrite();
  purge_met_damage_ = absl::IsDataLoss(status);
  if (status.ok()) {
    must_purge_ = false;
    return status;
  }
  return MakeError(absl::StatusCode::kUnavailable,
                   absl::StrCat("the erasure is stored, but the space it freed could not be "
                                "cleared yet and will be as soon as the disk allows: ",
                                std::string(status.message())),
                   {.reason = "PURGE_PENDING", .retry_after = absl::Seconds(10)});
}

// VACUUM rather than overwriting free pages: pages that are in use hold stale copies of rows that
// were moved, between their cells, which secure_delete does not reach (decision 0102).
absl::Status Committer::Rewrite() {
  if (absl::Status status = database_.EndLeftOver(); !status.ok()) return status;
  if (options_.in_memory) {
    absl::WriterMutexLock alone(&readers_->gate());
    return database_.Execute("VACUUM;UPDATE erasing SET purge = 0");
  }
  // The copy it is made through goes to a file: in memory it would take as much as the store.
  absl::Status status = database_.Execute("PRAGMA temp_store=FILE;VACUUM");
  database_.Execute("PRAGMA temp_store=MEMORY").IgnoreError();
  if (status.ok()) {
    absl::WriterMutexLock alone(&readers_->gate());
    status = upkeep_->Finish();
  }
  return status.ok() ? database_.Execute("UPDATE erasing SET purge = 0") : status;
}

absl::Status Committer::Write(Group& group) {
  if (group.empty()) return absl::OkStatus();
  if (!group.rows.empty()) {
    absl::Status status = insert_log_.Execute(group.rows.front().revision, Blob{*group.entries});
    if (!status.ok()) return status;
  }
  for (const Workspace* workspace : group.workspaces) {
    absl::Status status =
        set_workspace_.Execute(workspace->key, workspace->open_revision, workspace->open_signals);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

void Committer::Publish(Group& group) {
  mark_.Raise(group.next_revision - 1);
  group.entries->shrink_to_fit();  // it stays in memory until the log is emptied
  absl::MutexLock lock(&directory_->mutex());
  for (Workspace* workspace : group.workspaces) {
    workspace->revision = workspace->open_revision;
    workspace->signals = workspace->open_signals;
  }
  for (const Group::Row& row : group.rows) {
    Totals& totals = row.account->totals;
    totals.revision = row.revision;
    totals.last_occurred_at = std::max(totals.last_occurred_at, row.occurred_at);
    ++totals.signals;
    row.account->tail.push_back({row.revision, group.EntryOf(row)});
    upkeep_->Added(row.account, row.end - row.entry);
  }
  for (const auto& [account, revision] : group.facts) {
    account->totals.revision = std::max(account->totals.revision, revision);
  }
  if (!group.rows.empty()) {
    directory_->AddArena(group.rows.back().revision, std::move(group.entries));
  }
  directory_->set_revision(group.next_revision - 1);
}

}  // namespace parallax::sqlite
