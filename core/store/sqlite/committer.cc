#include "core/store/sqlite/committer.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <variant>

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
  absl::StatusOr<Resolver> resolver =
      Resolver::Prepare(database_, directory_, reader_.get(), options_.key_cache_bytes);
  if (!resolver.ok()) return resolver.status();
  resolver_ = std::make_unique<Resolver>(*std::move(resolver));
  appender_ = std::make_unique<Appender>(resolver_.get(), reader_.get());
  absl::StatusOr<FactWriter> facts = FactWriter::Prepare(database_, resolver_.get(), reader_.get());
  if (!facts.ok()) return facts.status();
  fact_writer_ = std::make_unique<FactWriter>(*std::move(facts));
  absl::StatusOr<SnapshotWriter> snapshots = SnapshotWriter::Prepare(database_, resolver_.get());
  if (!snapshots.ok()) return snapshots.status();
  snapshots_ = std::make_unique<SnapshotWriter>(*std::move(snapshots));
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
  return absl::OkStatus();
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

absl::Status Committer::Fill(const std::function<std::unique_ptr<Job>()>& next, Jobs& taken,
                             Group& group) {
  group.recorded_at = options_.clock->Now();
  {
    absl::ReaderMutexLock lock(&directory_->mutex());
    group.first_revision = group.next_revision = directory_->revision() + 1;
  }
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
