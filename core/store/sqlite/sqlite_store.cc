#include "core/store/sqlite/sqlite_store.h"

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "core/base/errors.h"
#include "core/store/sqlite/account_reader.h"
#include "core/store/sqlite/backup.h"
#include "core/store/sqlite/batch.h"
#include "core/store/sqlite/committer.h"
#include "core/store/sqlite/data_dir.h"
#include "core/store/sqlite/database.h"
#include "core/store/sqlite/directory.h"
#include "core/store/sqlite/fact_writer.h"
#include "core/store/sqlite/mark.h"
#include "core/store/sqlite/reader_pool.h"
#include "core/store/sqlite/schema.h"
#include "core/store/sqlite/sqlite_snapshots.h"
#include "core/store/sqlite/writer.h"

namespace parallax {
namespace sqlite {
namespace {

class SqliteStore : public Store {
 public:
  SqliteStore(const SqliteOptions& options, std::optional<DataDir> data_dir,
              std::unique_ptr<Directory> directory, std::unique_ptr<ReaderPool> readers,
              std::unique_ptr<Committer> committer)
      : options_(options),
        data_dir_(std::move(data_dir)),
        directory_(std::move(directory)),
        readers_(std::move(readers)),
        writer_(std::move(committer), options.max_queued_signals),
        snapshots_(directory_.get(), readers_.get(), &writer_) {}
  ~SqliteStore() override { Close(); }

  void Append(std::string workspace, std::vector<Signal> signals, absl::Time deadline,
              AppendDone done) override {
    writer_.Push(
        AppendJob{std::move(workspace), Batch(signals), deadline, std::move(done), AppendResult()});
  }

  absl::StatusOr<std::uint64_t> PutFacts(std::string_view workspace, std::vector<Facts> facts,
                                         std::optional<std::string> expected_etag) override {
    return Wait<std::uint64_t>([&](auto done) {
      writer_.Push(FactsJob{std::string(workspace), std::move(facts), std::move(expected_etag),
                            std::move(done), std::uint64_t{0}});
    });
  }

  absl::StatusOr<ErasureResult> Erase(std::string_view workspace, std::string_view account,
                                      std::string_view stakeholder) override {
    return Wait<ErasureResult>([&](auto done) {
      writer_.Push(EraseJob{std::string(workspace), std::string(account), std::string(stakeholder),
                            std::move(done), ErasureResult()});
    });
  }

  absl::StatusOr<AccountRecord> ReadAccount(std::string_view workspace,
                                            std::string_view account) override {
    absl::StatusOr<Account*> found = Find(workspace, account);
    if (!found.ok()) return found.status();
    TailCopy tail;
    {
      absl::ReaderMutexLock lock(&directory_->mutex());
      tail = CopyTail(**found);
    }
    if (tail.totals.revision == 0) return AccountNotFound(account);
    absl::StatusOr<ReaderPool::Lease> reader = readers_->Get();
    if (!reader.ok()) return reader.status();
    return (*reader)->ReadAccount(**found, tail);
  }

  absl::StatusOr<std::uint64_t> AccountRevision(std::string_view workspace,
                                                std::string_view account) override {
    const absl::StatusOr<Account*> found = Find(workspace, account);
    if (!found.ok()) return found.status();
    absl::ReaderMutexLock lock(&directory_->mutex());
    const std::uint64_t revision = (*found)->totals.revision;
    if (revision == 0) return AccountNotFound(account);
    return revision;
  }

  absl::StatusOr<std::vector<AccountSummary>> ListAccounts(std::string_view workspace_name,
                                                           std::string_view after,
                                                           std::size_t limit) override {
    std::vector<AccountSummary> summaries;
    Workspace* workspace = FindWorkspace(workspace_name);
    if (workspace == nullptr || limit == 0) return summaries;
    std::string last(after);
    absl::StatusOr<ReaderPool::Lease> reader = readers_->Get();
    if (!reader.ok()) return reader.status();
    // An account whose commit is not published yet is passed over, so a page may need a second
    // look.
    for (bool more = true; more && summaries.size() < limit;) {
      const std::size_t wanted = limit - summaries.size();
      absl::StatusOr<std::vector<std::pair<std::uint64_t, std::string>>> page =
          (*reader)->List(workspace->key, last, wanted);
      if (!page.ok()) return page.status();
      more = page->size() == wanted;
      for (const auto& [key, id] : *page) {
        absl::StatusOr<Account*> account = Load(*workspace, id, key, **reader);
        if (!account.ok()) return account.status();
        absl::StatusOr<AccountSummary> summary = Summarize(**account, **reader);
        if (absl::IsNotFound(summary.status())) continue;
        if (!summary.ok()) return summary.status();
        summaries.push_back(*std::move(summary));
      }
      if (!page->empty()) last = page->back().second;
    }
    return summaries;
  }

  absl::StatusOr<AccountSummary> GetAccount(std::string_view workspace,
                                            std::string_view account) override {
    absl::StatusOr<Account*> found = Find(workspace, account);
    if (!found.ok()) return found.status();
    absl::StatusOr<ReaderPool::Lease> reader = readers_->Get();
    if (!reader.ok()) return reader.status();
    return Summarize(**found, **reader);
  }

  std::uint64_t Revision(std::string_view workspace) override {
    absl::ReaderMutexLock lock(&directory_->mutex());
    const Workspace* found = directory_->FindWorkspace(workspace);
    return found == nullptr ? 0 : found->revision;
  }

  absl::StatusOr<BackupCopy> Backup(const std::function<bool()>& go_on) override;
  StoreStatus Status() override;
  SnapshotStore& snapshots() override { return snapshots_; }

  void Close() override {
    // Readers first: the file can be tidied only when nobody is in it. What is queued is still
    // written.
    readers_->Close();
    writer_.Close();
  }

 private:
  // Hands over a callback with `push` and waits until it was called.
  template <typename Result, typename Push>
  static absl::StatusOr<Result> Wait(Push push) {
    absl::StatusOr<Result> result = Result();
    absl::Notification answered;
    push([&](absl::StatusOr<Result> outcome) {
      result = std::move(outcome);
      answered.Notify();
    });
    answered.WaitForNotification();
    return result;
  }

  Workspace* FindWorkspace(std::string_view name) {
    absl::ReaderMutexLock lock(&directory_->mutex());
    return directory_->FindWorkspace(name);
  }

  // The account with its totals. NOT_FOUND when it was never heard of.
  absl::StatusOr<Account*> Find(std::string_view workspace_name, std::string_view id);
  absl::StatusOr<Account*> Load(Workspace& workspace, std::string_view id, std::uint64_t key,
                                AccountReader& reader);
  absl::StatusOr<AccountSummary> Summarize(const Account& account, AccountReader& reader);

  const SqliteOptions options_;
  const std::optional<DataDir> data_dir_;
  const std::unique_ptr<Directory> directory_;
  const std::unique_ptr<ReaderPool> readers_;
  absl::Mutex backup_mutex_;  // held while one is made
  Writer writer_;
  SqliteSnapshots snapshots_;
};

absl::StatusOr<Account*> SqliteStore::Find(std::string_view workspace_name, std::string_view id) {
  Workspace* workspace = nullptr;
  {
    absl::ReaderMutexLock lock(&directory_->mutex());
    workspace = directory_->FindWorkspace(workspace_name);
    if (workspace == nullptr) return AccountNotFound(id);
    Account* account = directory_->FindAccount(*workspace, id);
    if (account != nullptr && account->totals_known) {
      if (account->totals.revision == 0) return AccountNotFound(id);
      return account;
    }
  }
  absl::StatusOr<ReaderPool::Lease> reader = readers_->Get();
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::optional<std::uint64_t>> key = (*reader)->FindKey(workspace->key, id);
  if (!key.ok()) return key.status();
  if (!key->has_value()) return AccountNotFound(id);
  return Load(*workspace, id, **key, **reader);
}

absl::StatusOr<Account*> SqliteStore::Load(Workspace& workspace, std::string_view id,
                                           std::uint64_t key, AccountReader& reader) {
  Account* account = nullptr;
  TailCopy tail;
  std::uint64_t horizon = 0;
  {
    absl::MutexLock lock(&directory_->mutex());
    account = directory_->Attach(workspace, id, key);
    if (account->totals_known) return account;
    tail = CopyTail(*account);
    horizon = directory_->revision();
  }
  absl::StatusOr<Totals> totals = reader.ReadTotals(key, tail, horizon);
  if (!totals.ok()) return totals.status();
  absl::MutexLock lock(&directory_->mutex());
  if (!account->totals_known) {
    account->totals = *totals;
    account->totals_known = true;
  }
  return account;
}

absl::StatusOr<AccountSummary> SqliteStore::Summarize(const Account& account,
                                                      AccountReader& reader) {
  Totals totals;
  {
    absl::ReaderMutexLock lock(&directory_->mutex());
    totals = account.totals;
  }
  if (totals.revision == 0) return AccountNotFound(account.id);
  std::vector<StoredFacts> versions;
  absl::Status status = reader.ReadAccountFacts(account.key, totals.revision, versions);
  if (!status.ok()) return status;

  AccountSummary summary;
  summary.facts.account = account.id;
  summary.facts.implicit = true;
  summary.signals = totals.signals;
  summary.last_occurred_at = totals.last_occurred_at;
  summary.etag = EtagOf(versions.empty() ? 0 : versions.back().revision);
  const Time now = options_.clock->Now();
  const AccountFacts* in_force = nullptr;
  for (const StoredFacts& version : versions) {
    const auto& facts = std::get<AccountFacts>(version.facts);
    if (facts.valid_from > now || facts.available_at > now) continue;
    if (in_force == nullptr || facts.valid_from >= in_force->valid_from) in_force = &facts;
  }
  if (in_force != nullptr) summary.facts = *in_force;
  if (!versions.empty()) summary.facts.implicit = false;
  return summary;
}

absl::StatusOr<BackupCopy> SqliteStore::Backup(const std::function<bool()>& go_on) {
  if (!backup_mutex_.TryLock()) {
    return MakeError(absl::StatusCode::kResourceExhausted, "another backup is being made",
                     {.reason = "BACKUP_UNDER_WAY", .retry_after = absl::Seconds(10)});
  }
  const std::string file =
      data_dir_.has_value()
          ? BackupFile(data_dir_->database_file())
          : BackupFile(absl::StrCat(std::filesystem::temp_directory_path().string(), "/parallax-",
                                    getpid()));
  const auto step = [&](std::string begin, bool abandon) {
    return Wait<bool>([&](auto done) {
      writer_.Push(BackupJob{std::move(begin), abandon, std::move(done), false});
    });
  };
  absl::StatusOr<bool> complete = step(file, false);
  while (complete.ok() && !*complete) {
    if (go_on()) {
      complete = step("", false);
    } else {
      step("", true).IgnoreError();
      complete = absl::CancelledError("nobody waits for the backup any more");
    }
  }
  absl::StatusOr<BackupCopy> copy = complete.ok() ? TakeBackup(file) : complete.status();
  RemoveBackup(file);
  backup_mutex_.Unlock();
  return copy;
}

StoreStatus SqliteStore::Status() {
  StoreStatus status;
  status.kind = "sqlite";
  status.schema_version = kSchemaVersion;
  status.queued_signals = writer_.queued_signals();
  {
    absl::ReaderMutexLock lock(&directory_->mutex());
    status.revision = directory_->revision();
    for (const Workspace& workspace : directory_->workspaces()) status.signals += workspace.signals;
  }
  absl::StatusOr<ReaderPool::Lease> reader = readers_->Get();
  if (!reader.ok()) {
    status.accounts = reader.status();
  } else {
    status.accounts = reader->database().ReadInt("SELECT count(*) FROM accounts");
    if (options_.in_memory) {
      status.bytes = reader->database().ReadInt("PRAGMA page_count").value_or(0) * kPageSize;
    }
  }
  if (data_dir_.has_value()) {
    for (const char* suffix : {"", "-wal"}) {
      std::error_code error;
      const auto size = std::filesystem::file_size(data_dir_->database_file() + suffix, error);
      if (!error) status.bytes += size;
    }
  }
  return status;
}

// Where the database is, for the writer and for readers.
struct Place {
  std::string uri;
  int flags = 0;
};

// Connections of this process that name the same file of this VFS share it, so the name is that of
// something only this store has: the address of its directory.
Place InMemory(const Directory* directory) {
  return {absl::StrCat("file:/parallax-", absl::Hex(reinterpret_cast<std::uintptr_t>(directory)),
                       "?vfs=memdb"),
          SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX};
}

absl::Status Configure(Database& database, const SqliteOptions& options) {
  sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // The page size goes first: it is fixed once there is a page. secure_delete=FAST: Debian builds
  // SQLite to overwrite every page it frees, which would write the log twice.
  const std::string common =
      absl::StrCat("PRAGMA page_size=", kPageSize,
                   ";PRAGMA trusted_schema=OFF;PRAGMA cell_size_check=ON;PRAGMA foreign_keys=ON;"
                   "PRAGMA mmap_size=0;PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;"
                   "PRAGMA secure_delete=FAST;PRAGMA busy_timeout=1000");
  if (absl::Status status = database.Execute(common.c_str()); !status.ok()) return status;
  // Before anything is changed, so that a file that is not ours stays as it is.
  if (absl::Status status = Migrate(database); !status.ok()) return status;
  if (options.in_memory) {
    sqlite3_int64 limit = std::int64_t{1} << 46;  // the default is 1 GiB
    sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_SIZE_LIMIT, &limit);
    return database.Execute("PRAGMA journal_mode=MEMORY;PRAGMA synchronous=OFF");
  }
  absl::StatusOr<Statement> journal = database.Prepare("PRAGMA journal_mode=WAL");
  if (!journal.ok()) return journal.status();
  Query mode = journal->Run();
  const bool wal = mode.Next() && mode.Bytes(0) == "wal";
  if (!mode.status().ok()) return mode.status();
  if (!wal) return ErrorFor(SQLITE_CANTOPEN);  // a file system without shared memory
  return database.Execute(options.durability == Durability::kFull ? "PRAGMA synchronous=FULL"
                                                                  : "PRAGMA synchronous=NORMAL");
}

}  // namespace
}  // namespace sqlite

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const SqliteOptions& options) {
  auto directory = std::make_unique<sqlite::Directory>();
  std::optional<sqlite::DataDir> data_dir;
  sqlite::Place place;
  sqlite::Mark mark;
  if (options.in_memory) {
    place = sqlite::InMemory(directory.get());
  } else {
    absl::StatusOr<sqlite::DataDir> locked = sqlite::DataDir::Lock(options.data_dir);
    if (!locked.ok()) return locked.status();
    data_dir.emplace(*std::move(locked));
    sqlite::RemoveBackup(sqlite::BackupFile(data_dir->database_file()));  // a death cut it short
    place = {data_dir->database_file(), SQLITE_OPEN_NOMUTEX};
    mark = sqlite::Mark::Open(data_dir->mark_file());
    if (absl::Status whole = mark.CheckFile(place.uri); !whole.ok()) return whole;
  }
  absl::StatusOr<sqlite::Database> database =
      sqlite::Database::Open(place.uri, place.flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!database.ok()) return database.status();
  // What is refused stays as it is: a checkpoint would drop what of the write-ahead log cannot be
  // read.
  sqlite3* const handle = database->handle();
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  if (sqlite3_db_readonly(handle, "main") == 1) {
    return InvalidArgument("data_dir",
                           "cannot be used as the data directory: its database may only be read, "
                           "give this user the permission to write it");
  }
  if (absl::Status whole = mark.Check(*database); !whole.ok()) return whole;
  if (absl::Status status = sqlite::Configure(*database, options); !status.ok()) return status;

  auto readers = std::make_unique<sqlite::ReaderPool>(
      place.uri, place.flags | (options.in_memory ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY));
  absl::StatusOr<std::unique_ptr<sqlite::Committer>> committer =
      sqlite::Committer::Open(*std::move(database), directory.get(), readers.get(), options);
  if (!committer.ok()) return committer.status();
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  // Relaxed writes are acknowledged before they are durable.
  if (options.durability == Durability::kFull) (*committer)->set_mark(std::move(mark));
  return std::make_unique<sqlite::SqliteStore>(options, std::move(data_dir), std::move(directory),
                                               std::move(readers), *std::move(committer));
}

}  // namespace parallax
