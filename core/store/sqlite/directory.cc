#include "core/store/sqlite/directory.h"

#include <utility>

namespace parallax::sqlite {

Workspace* Directory::FindWorkspace(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

Account* Directory::FindAccount(const Workspace& workspace, std::string_view id) const {
  const auto found = workspace.accounts.find(id);
  return found == workspace.accounts.end() ? nullptr : found->second;
}

Workspace* Directory::AddWorkspace(std::int64_t key, std::string_view name) {
  Workspace& workspace = workspaces_.emplace_back();
  workspace.key = key;
  workspace.name = name;
  by_name_.emplace(workspace.name, &workspace);
  return &workspace;
}

Account* Directory::Touch(std::uint64_t key) {
  if (key >= accounts_.size()) accounts_.resize(key + 1);
  std::unique_ptr<Account>& account = accounts_[key];
  if (account == nullptr) {
    account = std::make_unique<Account>();
    account->key = key;
  }
  return account.get();
}

Account* Directory::Attach(Workspace& workspace, std::string_view id, std::uint64_t key) {
  Account* account = Touch(key);
  if (account->id.empty()) {
    account->id = id;
    workspace.accounts.emplace(account->id, account);
  }
  return account;
}

void Directory::Detach(Workspace& workspace, const Account& account) {
  workspace.accounts.erase(account.id);
}

void Directory::AddArena(std::uint64_t last_revision, std::unique_ptr<std::string> bytes) {
  arenas_.push_back({last_revision, std::move(bytes)});
}

void Directory::DropArenas(std::uint64_t through) {
  while (!arenas_.empty() && arenas_.front().last_revision <= through) arenas_.pop_front();
}

}  // namespace parallax::sqlite
