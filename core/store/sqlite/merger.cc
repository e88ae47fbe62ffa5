#include "core/store/sqlite/merger.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "core/store/sqlite/flusher.h"

namespace parallax::sqlite {
namespace {

constexpr std::uint64_t kEveryAccount = std::numeric_limits<std::int64_t>::max();

}  // namespace

absl::StatusOr<Merger> Merger::Open(Database& database, int runs_per_merge, int max_runs) {
  Merger merger(&database, runs_per_merge, max_runs);
  if (absl::Status status = merger.Prepare(); !status.ok()) return status;
  if (absl::Status status = merger.Resume(); !status.ok()) return status;
  return merger;
}

absl::Status Merger::Prepare() {
  return database_->PrepareAll(
      {{&sizes_,
        "SELECT account, length(entries) FROM chunks WHERE run = ?1 AND account >= ?2 "
        "ORDER BY account"},
       {&read_,
        "SELECT account, first_revision, last_revision, signals, last_occurred_at, entries "
        "FROM chunks WHERE run = ?1 AND account >= ?2 AND account < ?3 "
        "ORDER BY account, first_revision"},
       {&delete_, "DELETE FROM chunks WHERE run = ?1 AND account >= ?2 AND account < ?3"},
       {&insert_,
        "INSERT INTO chunks (run, account, first_revision, last_revision, signals, "
        "last_occurred_at, "
        "entries) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
       {&drop_inputs_, "DELETE FROM runs WHERE merge_into = ?1"}});
}

absl::Status Merger::Resume() {
  absl::StatusOr<std::int64_t> runs =
      database_->ReadInt("SELECT count(*) FROM runs WHERE run NOT IN (SELECT run FROM flush)");
  if (!runs.ok()) return runs.status();
  runs_ = *runs;
  absl::StatusOr<Statement> read = database_->Prepare(
      "SELECT run, merge_into FROM runs WHERE merge_into IS NOT NULL ORDER BY run");
  if (!read.ok()) return read.status();
  Query query = read->Run();
  while (query.Next()) {
    if (!merge_.has_value()) merge_.emplace();
    merge_->inputs.push_back(query.Int(0));
    merge_->output = query.Int(1);
  }
  return query.status();
}

absl::StatusOr<std::size_t> Merger::Step() {
  absl::StatusOr<std::size_t> moved = TryStep();
  aside_ = absl::IsDataLoss(moved.status());
  return moved;
}

absl::StatusOr<std::size_t> Merger::TryStep() {
  if (!merge_.has_value()) {
    if (absl::Status status = Plan(); !status.ok()) return status;
    if (!merge_.has_value()) return 0;
  }
  bool empty = false;
  absl::StatusOr<std::uint64_t> boundary = Boundary(empty);
  if (!boundary.ok()) return boundary.status();
  if (!empty) return Move(*boundary);
  if (absl::Status status = Finish(); !status.ok()) return status;
  return 0;
}

absl::Status Merger::Plan() {
  Merge merge;
  std::int64_t level = -1;
  {
    // A run that a flush or another merge still fills is not complete.
    absl::StatusOr<Statement> read = database_->Prepare(
        "SELECT run, level FROM runs WHERE run NOT IN (SELECT run FROM flush) ORDER BY level, run");
    if (!read.ok()) return read.status();
    Query query = read->Run();
    while (static_cast<int>(merge.inputs.size()) < runs_per_merge_ && query.Next()) {
      if (query.Int(1) != level) merge.inputs.clear();
      level = query.Int(1);
      merge.inputs.push_back(query.Int(0));
    }
    if (!query.status().ok()) return query.status();
  }
  if (static_cast<int>(merge.inputs.size()) < runs_per_merge_) {
    plan_ = false;
    return absl::OkStatus();
  }
  absl::StatusOr<std::int64_t> last = database_->ReadInt("SELECT max(run) FROM runs");
  if (!last.ok()) return last.status();
  merge.output = *last + 1;

  absl::StatusOr<Statement> insert =
      database_->Prepare("INSERT INTO runs (run, level) VALUES (?1, ?2)");
  if (!insert.ok()) return insert.status();
  absl::StatusOr<Statement> mark =
      database_->Prepare("UPDATE runs SET merge_into = ?1 WHERE run = ?2");
  if (!mark.ok()) return mark.status();
  Transaction transaction(*database_);
  absl::Status status = transaction.status();
  if (status.ok()) status = insert->Execute(merge.output, level + 1);
  for (const std::int64_t input : merge.inputs) {
    if (status.ok()) status = mark->Execute(merge.output, input);
  }
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;
  merge_ = std::move(merge);
  ++runs_;
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> Merger::Boundary(bool& empty) {
  // Each input may give an even share of the step, and one account at least.
  const std::size_t share = kStepBytes / merge_->inputs.size();
  std::uint64_t boundary = kEveryAccount;
  empty = true;
  for (const std::int64_t input : merge_->inputs) {
    Query chunk = sizes_.Run(input, merge_->next_account);
    std::size_t bytes = 0;
    std::uint64_t account = 0;
    while (chunk.Next()) {
      const auto next = static_cast<std::uint64_t>(chunk.Int(0));
      if (next >= boundary) break;
      if (!empty && bytes >= share && next != account) {
        boundary = next;
        break;
      }
      empty = false;
      account = next;
      bytes += static_cast<std::size_t>(chunk.Int(1));
    }
    if (!chunk.status().ok()) return chunk.status();
  }
  return boundary;
}

absl::StatusOr<std::vector<Merger::Chunk>> Merger::Read(std::uint64_t boundary) {
  std::vector<Chunk> chunks;
  for (const std::int64_t input : merge_->inputs) {
    Query query = read_.Run(input, merge_->next_account, boundary);
    while (query.Next()) {
      chunks.push_back({static_cast<std::uint64_t>(query.Int(0)),
                        static_cast<std::uint64_t>(query.Int(1)),
                        static_cast<std::uint64_t>(query.Int(2)), query.Int(3), query.Int(4),
                        std::string(query.Bytes(5))});
    }
    if (!query.status().ok()) return query.status();
  }
  std::sort(chunks.begin(), chunks.end(), [](const Chunk& a, const Chunk& b) {
    return std::tie(a.account, a.first_revision) < std::tie(b.account, b.first_revision);
  });
  return chunks;
}

absl::StatusOr<std::size_t> Merger::Move(std::uint64_t boundary) {
  absl::StatusOr<std::vector<Chunk>> chunks = Read(boundary);
  if (!chunks.ok()) return chunks.status();
  Transaction transaction(*database_);
  absl::Status status = transaction.status();
  for (const std::int64_t input : merge_->inputs) {
    if (status.ok()) status = delete_.Execute(input, merge_->next_account, boundary);
  }
  std::size_t moved = 0;
  for (std::size_t i = 0; i < chunks->size() && status.ok();) {
    Chunk& chunk = (*chunks)[i++];
    for (; i < chunks->size(); ++i) {
      const Chunk& next = (*chunks)[i];
      if (next.account != chunk.account) break;
      if (chunk.entries.size() + next.entries.size() > kChunkBytes) break;
      chunk.last_revision = std::max(chunk.last_revision, next.last_revision);
      chunk.signals += next.signals;
      chunk.last_occurred_at = std::max(chunk.last_occurred_at, next.last_occurred_at);
      chunk.entries.append(next.entries);
    }
    status =
        insert_.Execute(merge_->output, chunk.account, chunk.first_revision, chunk.last_revision,
                        chunk.signals, chunk.last_occurred_at, Blob{chunk.entries});
    moved += chunk.entries.size();
  }
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;
  merge_->next_account = boundary;
  return moved;
}

absl::Status Merger::Finish() {
  Transaction transaction(*database_);
  absl::Status status = transaction.status();
  if (status.ok()) status = drop_inputs_.Execute(merge_->output);
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;
  runs_ -= static_cast<std::int64_t>(merge_->inputs.size());
  merge_.reset();
  plan_ = true;
  return absl::OkStatus();
}

}  // namespace parallax::sqlite
