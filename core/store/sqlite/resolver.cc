#include "core/store/sqlite/resolver.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/store/sqlite/entry.h"

namespace parallax::sqlite {

absl::StatusOr<Resolver> Resolver::Prepare(Database& database, Directory* directory,
                                           AccountReader* reader, const Erasures* erasures,
                                           std::size_t key_cache_bytes) {
  Resolver resolver(directory, reader, erasures, key_cache_bytes);
  absl::StatusOr<Statement> workspace = database.Prepare(
      "INSERT INTO workspaces (workspace, name, revision, signals) VALUES (?1, ?2, 0, 0)");
  if (!workspace.ok()) return workspace.status();
  resolver.insert_workspace_ = *std::move(workspace);
  absl::StatusOr<Statement> account =
      database.Prepare("INSERT INTO accounts (account, workspace, id) VALUES (?1, ?2, ?3)");
  if (!account.ok()) return account.status();
  resolver.insert_account_ = *std::move(account);
  absl::StatusOr<std::int64_t> last =
      database.ReadInt("SELECT coalesce(max(workspace), 0) FROM workspaces");
  if (!last.ok()) return last.status();
  resolver.last_workspace_ = *last;
  last = database.ReadInt("SELECT coalesce(max(account), 0) FROM accounts");
  if (!last.ok()) return last.status();
  resolver.last_account_ = static_cast<std::uint64_t>(*last);
  return resolver;
}

absl::StatusOr<Workspace*> Resolver::OpenWorkspace(std::string_view name, Group& group) {
  Workspace* workspace = nullptr;
  {
    absl::ReaderMutexLock lock(&directory_->mutex());
    workspace = directory_->FindWorkspace(name);
  }
  if (workspace == nullptr) {
    absl::MutexLock lock(&directory_->mutex());
    workspace = directory_->AddWorkspace(++last_workspace_, name);
    workspace->stored = false;
  }
  if (!workspace->stored) {
    absl::Status status =
        insert_workspace_.Execute(workspace->key, std::string_view(workspace->name));
    if (!status.ok()) return status;
    workspace->stored = true;
    group.new_workspaces.push_back(workspace);
  }
  for (const Workspace* open : group.workspaces) {
    if (open == workspace) return workspace;
  }
  workspace->open_revision = workspace->revision;
  workspace->open_signals = workspace->signals;
  group.workspaces.push_back(workspace);
  return workspace;
}

std::uint64_t Resolver::RevisionOf(std::string_view workspace, const Group& group) {
  for (const Workspace* open : group.workspaces) {
    if (open->name == workspace) return open->open_revision;
  }
  absl::ReaderMutexLock lock(&directory_->mutex());
  const Workspace* found = directory_->FindWorkspace(workspace);
  return found == nullptr ? 0 : found->revision;
}

std::int64_t Resolver::KeyOf(std::string_view workspace) {
  absl::ReaderMutexLock lock(&directory_->mutex());
  const Workspace* found = directory_->FindWorkspace(workspace);
  return found == nullptr ? 0 : found->key;
}

absl::StatusOr<Account*> Resolver::FindAccount(std::string_view workspace_name,
                                               std::string_view id) {
  Workspace* workspace = nullptr;
  {
    absl::ReaderMutexLock lock(&directory_->mutex());
    workspace = directory_->FindWorkspace(workspace_name);
  }
  if (workspace == nullptr) return nullptr;
  absl::StatusOr<Account*> account = Find(*workspace, id);
  if (account.ok() && *account != nullptr && !(*account)->stored) return nullptr;
  return account;
}

absl::StatusOr<Account*> Resolver::Find(Workspace& workspace, std::string_view id) {
  {
    absl::ReaderMutexLock lock(&directory_->mutex());
    Account* account = directory_->FindAccount(workspace, id);
    if (account != nullptr) return account;
  }
  absl::StatusOr<std::optional<std::uint64_t>> key = reader_->FindKey(workspace.key, id);
  if (!key.ok()) return key.status();
  if (!key->has_value()) return nullptr;
  absl::MutexLock lock(&directory_->mutex());
  return directory_->Attach(workspace, id, **key);
}

absl::StatusOr<Account*> Resolver::OpenAccount(Workspace& workspace, std::string_view id,
                                               Group& group) {
  absl::StatusOr<Account*> found = Find(workspace, id);
  if (!found.ok()) return found.status();
  Account* account = *found;
  if (account == nullptr) {
    if (erasures_->HasAccount(workspace.key, id)) return nullptr;
    absl::MutexLock lock(&directory_->mutex());
    account = directory_->Attach(workspace, id, ++last_account_);
    account->totals_known = true;
    account->stored = false;
    account->keys_known = true;
    with_keys_.push_back(account);
  }
  if (!account->stored) {
    absl::Status status = insert_account_.Execute(account->key, workspace.key, id);
    if (!status.ok()) return status;
    account->stored = true;
    group.new_accounts.push_back(account);
  }
  // Readers leave an account's totals alone once they are known, and only the writer changes them
  // from there on.
  if (absl::Status status = LoadTotals(*account); !status.ok()) return status;
  return account;
}

absl::StatusOr<Totals> Resolver::TotalsOf(Account& account) {
  if (absl::Status status = LoadTotals(account); !status.ok()) return status;
  absl::ReaderMutexLock lock(&directory_->mutex());
  return account.totals;
}

bool Resolver::HasErasures(const Workspace& workspace, Account& account) {
  if (account.erasures == Account::Erasures::kUnknown) {
    account.erasures = erasures_->Concerns(workspace.key, account.id) ? Account::Erasures::kSome
                                                                      : Account::Erasures::kNone;
  }
  return account.erasures == Account::Erasures::kSome;
}

absl::Status Resolver::LoadTotals(Account& account) {
  TailCopy tail;
  std::uint64_t horizon = 0;
  {
    absl::ReaderMutexLock lock(&directory_->mutex());
    if (account.totals_known) return absl::OkStatus();
    tail = CopyTail(account);
    horizon = directory_->revision();
  }
  absl::StatusOr<Totals> totals = reader_->ReadTotals(account.key, tail, horizon);
  if (!totals.ok()) return totals.status();
  absl::MutexLock lock(&directory_->mutex());
  if (!account.totals_known) {
    account.totals = *totals;
    account.totals_known = true;
  }
  return absl::OkStatus();
}

absl::Status Resolver::LoadKeys(Account& account) {
  account.keys_recent = true;
  if (account.keys_known) return absl::OkStatus();
  bool whole = true;
  std::uint64_t in_chunks = 0;
  const auto insert = [&](const Entry& entry) {
    Content content;
    whole = whole && ParseContent(entry.content, content);
    if (whole) AddKey(account, HashKey(content.source, content.source_event_id), entry.revision);
  };
  absl::Status status = reader_->VisitChunks(account.key, [&](const Entry& entry) {
    in_chunks = std::max(in_chunks, entry.revision);
    insert(entry);
  });
  // Only this thread changes a tail, so it may read it without the lock.
  for (const TailRow& row : account.tail) {
    Entry entry;
    whole = whole && ParseEntry(row.entry, entry);
    if (whole && entry.revision > in_chunks) insert(entry);
  }
  if (status.ok() && !whole) status = Damaged();
  if (!status.ok()) {
    DropKeys(account);
    return status;
  }
  account.keys_known = true;
  with_keys_.push_back(&account);
  return absl::OkStatus();
}

void Resolver::AddKey(Account& account, std::uint64_t hash, std::uint64_t revision) {
  const std::size_t before = account.keys.Bytes();
  account.keys.Insert(hash, revision);
  key_bytes_ += account.keys.Bytes() - before;
}

void Resolver::DropKeys(Account& account) {
  key_bytes_ -= account.keys.Bytes();
  account.keys.Clear();
  account.keys_known = false;
}

void Resolver::ForgetKeys(Account& account) {
  account.erasures = Account::Erasures::kUnknown;
  if (!account.keys_known) return;
  DropKeys(account);
  std::erase(with_keys_, &account);
}

void Resolver::Forget(const Group& group) {
  for (Workspace* workspace : group.new_workspaces) workspace->stored = false;
  for (Account* account : group.new_accounts) account->stored = false;
  for (const Group::Row& row : group.rows) DropKeys(*row.account);
  std::erase_if(with_keys_, [](const Account* account) { return !account->keys_known; });
}

void Resolver::EvictKeys() {
  // A clock: an account written to since the hand last passed stays for another round.
  while (key_bytes_ > key_cache_bytes_ && !with_keys_.empty()) {
    if (hand_ >= with_keys_.size()) hand_ = 0;
    Account* account = with_keys_[hand_];
    if (std::exchange(account->keys_recent, false)) {
      ++hand_;
      continue;
    }
    DropKeys(*account);
    with_keys_[hand_] = with_keys_.back();
    with_keys_.pop_back();
  }
}

}  // namespace parallax::sqlite
