#include "core/store/sqlite/appender.h"

#include <algorithm>
#include <optional>

#include "core/store/sqlite/entry.h"

namespace parallax::sqlite {
namespace {

void Stage(Account& account, std::string_view content, Time occurred_at, Group& group) {
  const Entry entry{group.next_revision++, group.recorded_at, occurred_at, content};
  PutVarint(account.key, *group.entries);
  const std::size_t begin = PutEntry(entry, *group.entries);
  group.rows.push_back({&account, entry.revision, begin, group.entries->size(), occurred_at});
}

}  // namespace

absl::StatusOr<AppendResult> Appender::Apply(std::string_view workspace_name, const Batch& batch,
                                             Group& group) {
  AppendResult result;
  result.outcomes.reserve(batch.items().size());
  if (batch.items().empty()) {
    result.revision = resolver_->RevisionOf(workspace_name, group);
    return result;
  }
  absl::StatusOr<Workspace*> workspace = resolver_->OpenWorkspace(workspace_name, group);
  if (!workspace.ok()) return workspace.status();

  Account* account = nullptr;
  for (const Batch::Item& item : batch.items()) {
    if (account == nullptr || account->id != batch.Account(item)) {
      absl::StatusOr<Account*> opened =
          resolver_->OpenAccount(**workspace, batch.Account(item), group);
      if (!opened.ok()) return opened.status();
      account = *opened;
      if (account != nullptr) {
        if (absl::Status status = resolver_->LoadKeys(*account); !status.ok()) return status;
      }
    }
    std::optional<std::string_view> content;  // nothing: it was erased
    if (account != nullptr) {
      content = batch.Content(item);
      if (resolver_->HasErasures(**workspace, *account)) {
        absl::StatusOr<std::optional<std::string_view>> admitted =
            erasures_->Admit((*workspace)->key, account->id, *content, scrubbed_);
        if (!admitted.ok()) return admitted.status();
        content = *admitted;
      }
    }
    if (!content.has_value()) {
      result.outcomes.push_back(AppendOutcome::kDuplicate);
      continue;
    }
    absl::StatusOr<AppendOutcome> outcome = Judge(*account, batch, item, *content, group);
    if (!outcome.ok()) return outcome.status();
    if (*outcome == AppendOutcome::kAccepted) {
      if (item.supersedes) *outcome = AppendOutcome::kSuperseded;
      resolver_->AddKey(*account, item.key_hash, group.next_revision);
      Stage(*account, *content, item.occurred_at, group);
      (*workspace)->open_revision = group.rows.back().revision;
      ++(*workspace)->open_signals;
    }
    result.outcomes.push_back(*outcome);
  }
  result.revision = (*workspace)->open_revision;
  return result;
}

absl::StatusOr<AppendOutcome> Appender::Judge(const Account& account, const Batch& batch,
                                              const Batch::Item& item, std::string_view wanted,
                                              const Group& group) {
  const std::string_view key = batch.Key(item);
  bool same_key = false;
  bool same_body = false;
  absl::Status status;
  account.keys.Find(item.key_hash, [&](std::uint64_t revision) {
    const absl::StatusOr<std::string_view> content = ContentAt(account, revision, group);
    if (!content.ok()) {
      status = content.status();
      return true;
    }
    same_key = same_key || content->substr(0, key.size()) == key;
    same_body = *content == wanted;
    return same_body;
  });
  if (!status.ok()) return status;
  if (same_body) return AppendOutcome::kDuplicate;
  if (same_key && !item.supersedes_its_key) return AppendOutcome::kAlreadyExists;
  return AppendOutcome::kAccepted;
}

absl::StatusOr<std::string_view> Appender::ContentAt(const Account& account, std::uint64_t revision,
                                                     const Group& group) {
  Entry entry;
  if (revision >= group.first_revision) {
    const auto row = std::lower_bound(
        group.rows.begin(), group.rows.end(), revision,
        [](const Group::Row& r, std::uint64_t wanted) { return r.revision < wanted; });
    if (row == group.rows.end() || !ParseEntry(group.EntryOf(*row), entry)) return Damaged();
    return entry.content;
  }
  // Only the writer changes a tail, so it may read it without the lock.
  const auto row =
      std::lower_bound(account.tail.begin(), account.tail.end(), revision,
                       [](const TailRow& r, std::uint64_t wanted) { return r.revision < wanted; });
  if (row != account.tail.end() && row->revision == revision) {
    if (!ParseEntry(row->entry, entry)) return Damaged();
    return entry.content;
  }
  const std::string_view known = chunks_.Find(account.key, revision);
  if (!known.empty()) return known;
  absl::StatusOr<StoredChunk> chunk = reader_->ReadChunk(account.key, revision);
  if (!chunk.ok()) return chunk.status();
  chunks_.Add(account.key, chunk->first_revision, chunk->last_revision, chunk->entries);
  return chunks_.Find(account.key, revision);
}

}  // namespace parallax::sqlite
