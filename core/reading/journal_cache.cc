#include "core/reading/journal_cache.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace parallax {

namespace {

std::string KeyOf(std::string_view workspace, std::string_view account) {
  std::string key;
  key.reserve(workspace.size() + 1 + account.size());
  key.append(workspace).push_back('/');  // a workspace holds no slash
  key.append(account);
  return key;
}

}  // namespace

JournalCache::JournalCache(Store* store, std::size_t max_bytes)
    : store_(store), max_bytes_(max_bytes) {}

absl::StatusOr<std::shared_ptr<const Journal>> JournalCache::Get(std::string_view workspace,
                                                                 std::string_view account) {
  // The revision is read before the rows: a journal may be fresher than it says, never older.
  const absl::StatusOr<std::uint64_t> revision = store_->AccountRevision(workspace, account);
  if (!revision.ok()) return revision.status();
  std::string key = KeyOf(workspace, account);
  {
    std::lock_guard lock(mutex_);
    const auto it = index_.find(key);
    if (it != index_.end() && it->second->journal->revision >= *revision) {
      entries_.splice(entries_.begin(), entries_, it->second);
      return it->second->journal;
    }
  }
  absl::StatusOr<AccountRecord> record = store_->ReadAccount(workspace, account);
  if (!record.ok()) return record.status();
  std::shared_ptr<const Journal> journal = BuildJournal(*record);
  const std::size_t bytes = journal->Bytes();

  std::lock_guard lock(mutex_);
  Remove(key);
  if (bytes <= max_bytes_) {
    entries_.push_front({key, journal, bytes});
    index_.emplace(std::move(key), entries_.begin());
    usage_.signals += journal->size();
    usage_.bytes += bytes;
  }
  while (usage_.bytes > max_bytes_) {
    const Entry& last = entries_.back();
    usage_.signals -= last.journal->size();
    usage_.bytes -= last.bytes;
    index_.erase(last.key);
    entries_.pop_back();
  }
  usage_.journals = entries_.size();
  return journal;
}

void JournalCache::Drop(std::string_view workspace, std::string_view account) {
  std::lock_guard lock(mutex_);
  Remove(KeyOf(workspace, account));
  usage_.journals = entries_.size();
}

void JournalCache::Remove(const std::string& key) {
  const auto it = index_.find(key);
  if (it == index_.end()) return;
  usage_.signals -= it->second->journal->size();
  usage_.bytes -= it->second->bytes;
  entries_.erase(it->second);
  index_.erase(it);
}

JournalCache::Usage JournalCache::usage() const {
  std::lock_guard lock(mutex_);
  return usage_;
}

}  // namespace parallax
