#include "core/store/sqlite/flusher.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "core/store/sqlite/account_reader.h"
#include "core/store/sqlite/entry.h"

namespace parallax::sqlite {
namespace {

constexpr std::int64_t kAllAccounts = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kLogRowCost = 256;  // bytes of work to drop a row, however small

}  // namespace

absl::StatusOr<Flusher> Flusher::Open(Database& database, Directory* directory,
                                      std::size_t max_log_signals, std::size_t max_log_bytes) {
  Flusher flusher(&database, directory, max_log_signals, max_log_bytes);
  if (absl::Status status = flusher.Prepare(); !status.ok()) return status;
  std::uint64_t next_account = 0;
  if (absl::Status status = flusher.LoadPass(next_account); !status.ok()) return status;
  if (absl::Status status = flusher.LoadLog(next_account); !status.ok()) return status;
  return flusher;
}

absl::Status Flusher::Prepare() {
  return database_->PrepareAll(
      {{&insert_run_, "INSERT INTO runs (run, level) VALUES (?1, 0)"},
       {&insert_chunk_,
        "INSERT INTO chunks (run, account, first_revision, last_revision, signals, "
        "last_occurred_at, "
        "entries) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
       {&set_pass_,
        "INSERT INTO flush (id, run, through, next_account) VALUES (1, ?1, ?2, ?3) "
        "ON CONFLICT (id) DO UPDATE SET next_account = excluded.next_account"},
       {&end_pass_, "DELETE FROM flush"},
       {&log_sizes_,
        "SELECT first_revision, length(entries) FROM log WHERE first_revision <= ?1 "
        "ORDER BY first_revision"},
       {&trim_log_, "DELETE FROM log WHERE first_revision <= ?1"}});
}

absl::Status Flusher::LoadPass(std::uint64_t& next_account) {
  absl::StatusOr<Statement> read =
      database_->Prepare("SELECT run, through, next_account FROM flush");
  if (!read.ok()) return read.status();
  Query query = read->Run();
  if (query.Next()) {
    pass_.emplace();
    pass_->run = query.Int(0);
    pass_->through = static_cast<std::uint64_t>(query.Int(1));
    next_account = static_cast<std::uint64_t>(query.Int(2));
  }
  return query.status();
}

absl::Status Flusher::LoadLog(std::uint64_t next_account) {
  absl::StatusOr<Statement> read =
      database_->Prepare("SELECT entries FROM log ORDER BY first_revision");
  if (!read.ok()) return read.status();
  absl::MutexLock lock(&directory_->mutex());
  Query query = read->Run();
  while (query.Next()) {
    auto arena = std::make_unique<std::string>(query.Bytes(0));
    std::string_view rest = *arena;
    Entry entry;
    while (!rest.empty()) {
      std::uint64_t key = 0;
      std::string_view bytes;
      if (!TakeVarint(rest, key) || !TakePiece(rest, bytes) || !ParseEntry(bytes, entry)) {
        return Damaged();
      }
      const bool in_pass = pass_.has_value() && entry.revision <= pass_->through;
      if (in_pass && key < next_account) continue;  // in a chunk already
      Account* account = directory_->Touch(key);
      account->tail.push_back({entry.revision, bytes});
      if (account->tail.size() == 1) (in_pass ? pass_->accounts : waiting_).push_back(account);
      if (!in_pass) {
        ++signals_;
        bytes_ += bytes.size();
      }
    }
    directory_->AddArena(entry.revision, std::move(arena));
  }
  if (pass_.has_value()) SortAccounts();
  return query.status();
}

void Flusher::SortAccounts() {
  std::sort(pass_->accounts.begin(), pass_->accounts.end(),
            [](const Account* a, const Account* b) { return a->key < b->key; });
}

void Flusher::Added(Account* account, std::size_t bytes) {
  if (account->tail.size() == 1) waiting_.push_back(account);
  ++signals_;
  bytes_ += bytes;
}

absl::StatusOr<std::size_t> Flusher::Step(bool& finished) {
  finished = false;
  if (!pass_.has_value()) {
    if (absl::Status status = Begin(); !status.ok()) return status;
  }
  return pass_->next < pass_->accounts.size() ? MoveAccounts() : TrimLog(finished);
}

absl::Status Flusher::Begin() {
  Pass pass;
  {
    absl::ReaderMutexLock lock(&directory_->mutex());
    pass.through = directory_->revision();
  }
  absl::StatusOr<std::int64_t> last = database_->ReadInt("SELECT coalesce(max(run), 0) FROM runs");
  if (!last.ok()) return last.status();
  pass.run = *last + 1;
  Transaction transaction(*database_);
  absl::Status status = transaction.status();
  if (status.ok()) status = insert_run_.Execute(pass.run);
  if (status.ok()) status = set_pass_.Execute(pass.run, pass.through, 0);
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;
  pass.accounts = std::exchange(waiting_, {});
  signals_ = bytes_ = 0;
  pass_ = std::move(pass);
  SortAccounts();
  return absl::OkStatus();
}

absl::StatusOr<std::size_t> Flusher::MoveAccounts() {
  Transaction transaction(*database_);
  if (!transaction.status().ok()) return transaction.status();
  std::size_t moved = 0;
  std::size_t next = pass_->next;
  for (; next < pass_->accounts.size() && moved < kStepBytes; ++next) {
    absl::StatusOr<std::size_t> bytes = WriteChunks(*pass_->accounts[next]);
    if (!bytes.ok()) return bytes.status();
    moved += *bytes;
  }
  const bool all = next == pass_->accounts.size();
  absl::Status status =
      set_pass_.Execute(pass_->run, pass_->through,
                        all ? kAllAccounts : static_cast<std::int64_t>(pass_->accounts[next]->key));
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;

  absl::MutexLock lock(&directory_->mutex());
  for (; pass_->next < next; ++pass_->next) {
    Account* account = pass_->accounts[pass_->next];
    std::erase_if(account->tail,
                  [&](const TailRow& row) { return row.revision <= pass_->through; });
    if (account->tail.empty()) {
      std::vector<TailRow>().swap(account->tail);
    } else {
      waiting_.push_back(account);
    }
  }
  return moved;
}

absl::StatusOr<std::size_t> Flusher::WriteChunks(const Account& account) {
  std::size_t moved = 0;
  std::string entries;
  for (std::size_t i = 0; i < account.tail.size() && account.tail[i].revision <= pass_->through;) {
    const std::uint64_t first = account.tail[i].revision;
    std::uint64_t last = first;
    std::int64_t signals = 0;
    Time last_occurred_at = kNoTime;
    entries.clear();
    for (; i < account.tail.size() && account.tail[i].revision <= pass_->through; ++i) {
      if (signals > 0 && entries.size() + account.tail[i].entry.size() > kChunkBytes) break;
      Entry entry;
      if (!ParseEntry(account.tail[i].entry, entry)) return Damaged();
      PutEntry(entry, entries);
      last = entry.revision;
      last_occurred_at = std::max(last_occurred_at, entry.occurred_at);
      ++signals;
    }
    absl::Status status = insert_chunk_.Execute(pass_->run, account.key, first, last, signals,
                                                last_occurred_at, Blob{entries});
    if (!status.ok()) return status;
    moved += entries.size();
  }
  return moved;
}

absl::StatusOr<std::size_t> Flusher::TrimLog(bool& finished) {
  std::size_t dropped = 0;
  std::int64_t last = 0;
  bool more = false;
  {
    Query rows = log_sizes_.Run(pass_->through);
    while (!more && rows.Next()) {
      more = dropped >= kStepBytes;
      if (more) break;
      last = rows.Int(0);
      dropped += static_cast<std::size_t>(rows.Int(1)) + kLogRowCost;
    }
    if (!rows.status().ok()) return rows.status();
  }
  Transaction transaction(*database_);
  absl::Status status = transaction.status();
  if (status.ok()) status = trim_log_.Execute(last);
  if (status.ok() && !more) status = end_pass_.Execute();
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;
  if (!more) {
    absl::MutexLock lock(&directory_->mutex());
    directory_->DropArenas(pass_->through);
    pass_.reset();
    finished = true;
  }
  return dropped;
}

}  // namespace parallax::sqlite
