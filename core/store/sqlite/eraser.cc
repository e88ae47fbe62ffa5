#include "core/store/sqlite/eraser.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/signal/codec.h"
#include "core/store/sqlite/account_reader.h"
#include "core/store/sqlite/entry.h"
#include "core/store/sqlite/snapshot_reader.h"

namespace parallax::sqlite {

struct Eraser::Row {
  std::uint64_t revision;
  Time recorded_at, occurred_at;
  std::string content;
  Signal signal;
  Scrubbed verdict = Scrubbed::kUntouched;
};

struct Eraser::Chunk {
  std::int64_t rowid;
  std::vector<Row> rows;
};

absl::StatusOr<Eraser> Eraser::Prepare(Database& database, Resolver* resolver, Erasures* erasures) {
  Eraser eraser(&database, resolver, erasures);
  absl::Status status = database.PrepareAll({
      {&eraser.chunks_,
       "SELECT chunks.rowid, entries FROM runs CROSS JOIN chunks ON chunks.run = runs.run "
       "WHERE account = ?1"},
      {&eraser.set_chunk_,
       "UPDATE chunks SET signals = ?2, last_occurred_at = ?3, entries = ?4 WHERE rowid = ?1"},
      {&eraser.drop_chunk_, "DELETE FROM chunks WHERE rowid = ?1"},
      {&eraser.drop_chunks_,
       "DELETE FROM chunks WHERE rowid IN (SELECT chunks.rowid FROM runs "
       "CROSS JOIN chunks ON chunks.run = runs.run WHERE account = ?1)"},
      {&eraser.person_facts_,
       "DELETE FROM facts WHERE account = ?1 AND subject = 2 AND object = ?2"},
      {&eraser.account_facts_,
       "SELECT revision, facts FROM facts WHERE account = ?1 AND subject = 0"},
      {&eraser.set_facts_,
       "UPDATE facts SET facts = ?3 WHERE account = ?1 AND subject = 0 AND object = '' "
       "AND revision = ?2"},
      {&eraser.drop_facts_, "DELETE FROM facts WHERE account = ?1"},
      {&eraser.drop_account_, "DELETE FROM accounts WHERE account = ?1"},
      {&eraser.snapshot_rows_,
       "SELECT snapshot_rows.snapshot, key, stakeholder, fields FROM snapshots "
       "CROSS JOIN snapshot_rows ON snapshot_rows.snapshot = snapshots.snapshot "
       "WHERE workspace = ?1 AND account = ?2"},
      {&eraser.drop_row_, "DELETE FROM snapshot_rows WHERE snapshot = ?1 AND key = ?2"},
      {&eraser.set_rows_, "UPDATE snapshots SET rows = rows - 1 WHERE snapshot = ?1"},
      {&eraser.set_purge_, "UPDATE erasing SET purge = 1"},
  });
  if (!status.ok()) return status;
  return eraser;
}

std::uint64_t Eraser::Changed() const {
  return static_cast<std::uint64_t>(sqlite3_changes64(database_->handle()));
}

absl::StatusOr<Eraser::Change> Eraser::Find(std::string_view workspace, std::string_view id) {
  Change change;
  absl::StatusOr<Account*> account = resolver_->FindAccount(workspace, id);
  if (!account.ok()) return account.status();
  change.account = *account;
  if (change.account == nullptr) return change;
  absl::StatusOr<Totals> totals = resolver_->TotalsOf(*change.account);
  if (!totals.ok()) return totals.status();
  change.totals = *totals;
  return change;
}

absl::StatusOr<Eraser::Change> Eraser::EraseStakeholder(std::string_view workspace_name,
                                                        std::string_view account,
                                                        std::string_view person, Group& group) {
  const std::int64_t workspace = resolver_->KeyOf(workspace_name);
  if (erasures_->HasAccount(workspace, account)) return Change();
  absl::StatusOr<Change> change = Find(workspace_name, account);
  if (!change.ok()) return change.status();
  const std::uint64_t signals = change->totals.signals;
  const bool known = erasures_->HasPerson(workspace, account, person);
  absl::Status status = erasures_->AddPerson(workspace, account, person);
  const Erased erased = erasures_->Of(workspace, account);
  if (status.ok() && change->account != nullptr) {
    status = EraseSignals(workspace, *change);
    if (status.ok()) status = EraseFacts(erased, person, *change);
  }
  if (status.ok()) status = EraseSnapshotRows(&erased, workspace, account, person, *change);
  if (!status.ok()) return status;
  if (!known && change->result.Empty()) {
    if (change->account == nullptr) return AccountNotFound(account);
    return MakeError(absl::StatusCode::kNotFound,
                     "nothing is stored about this stakeholder in the account; nothing was erased",
                     {.reason = "STAKEHOLDER_NOT_FOUND"});
  }
  status = Finish(workspace_name, signals, *change, group);
  if (!status.ok()) return status;
  return change;
}

absl::StatusOr<Eraser::Change> Eraser::EraseAccount(std::string_view workspace_name,
                                                    std::string_view account, Group& group) {
  const std::int64_t workspace = resolver_->KeyOf(workspace_name);
  if (erasures_->HasAccount(workspace, account)) return Change();
  absl::StatusOr<Change> change = Find(workspace_name, account);
  if (!change.ok()) return change.status();
  absl::Status status = erasures_->AddAccount(workspace, account);
  const std::uint64_t signals = std::exchange(change->totals, Totals()).signals;
  change->result.signals_removed = signals;
  if (status.ok() && change->account != nullptr) {
    const std::uint64_t key = change->account->key;
    status = drop_chunks_.Execute(key);
    if (status.ok()) status = drop_facts_.Execute(key);
    change->result.facts_removed = Changed();
    if (status.ok()) status = drop_account_.Execute(key);
  }
  if (status.ok()) status = EraseSnapshotRows(nullptr, workspace, account, "", *change);
  if (!status.ok()) return status;
  if (change->account == nullptr && change->result.Empty()) return AccountNotFound(account);
  status = Finish(workspace_name, signals, *change, group);
  if (!status.ok()) return status;
  change->totals.revision = 0;
  return change;
}

absl::StatusOr<std::vector<Eraser::Chunk>> Eraser::ReadChunks(std::uint64_t account) {
  std::vector<Chunk> chunks;
  Query query = chunks_.Run(account);
  while (query.Next()) {
    Chunk& chunk = chunks.emplace_back();
    chunk.rowid = query.Int(0);
    absl::Status decoded;
    const bool whole = ForEachEntry(query.Bytes(1), [&](const Entry& entry) {
      Content content;
      Row& row = chunk.rows.emplace_back();
      row.revision = entry.revision;
      row.recorded_at = entry.recorded_at;
      row.occurred_at = entry.occurred_at;
      row.content = entry.content;
      if (!ParseContent(entry.content, content)) return false;
      row.signal.source = content.source;
      row.signal.source_event_id = content.source_event_id;
      decoded = DecodeBody(content.body, row.signal);
      return decoded.ok();
    });
    if (!decoded.ok()) return decoded;
    if (!whole) return Damaged();
  }
  if (!query.status().ok()) return query.status();
  return chunks;
}

// A signal goes by itself (ScrubSignal), or because one that replaced it went: what was found to be
// wrong must not come back by that. A key of which nothing is left is remembered, which may make
// further ones go that point at it.
absl::Status Eraser::MarkGone(std::int64_t workspace, std::string_view account,
                              std::vector<Chunk>& chunks) {
  const Erased erased = erasures_->Of(workspace, account);
  using Key = std::pair<std::string, std::string>;  // source, source_event_id
  std::map<Key, std::uint64_t> replaced;            // rows of the key before this revision go
  for (bool more = true; more;) {
    more = false;
    std::map<Key, bool> left;  // keys with a row that went, and whether one stays
    for (Chunk& chunk : chunks) {
      for (Row& row : chunk.rows) {
        const Key key(row.signal.source, row.signal.source_event_id);
        if (row.verdict != Scrubbed::kGone) {
          const auto by = replaced.find(key);
          const bool replaced_by_gone = by != replaced.end() && row.revision < by->second;
          Signal copy = row.signal;
          row.verdict = replaced_by_gone ? Scrubbed::kGone : ScrubSignal(erased, copy);
          if (row.verdict == Scrubbed::kGone) {
            more = true;
            if (!row.signal.supersedes.empty()) {
              std::uint64_t& before = replaced[{row.signal.source, row.signal.supersedes}];
              before = std::max(before, row.revision);
            }
          }
        }
        bool& stays = left[key];
        stays = stays || row.verdict != Scrubbed::kGone;
      }
    }
    for (const auto& [key, stays] : left) {
      if (stays) continue;
      absl::Status status = erasures_->AddSignal(workspace, account, key.first, key.second);
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status Eraser::WriteChunk(const Chunk& chunk) {
  std::string entries;
  std::int64_t signals = 0;
  Time last_occurred_at = kNoTime;
  for (const Row& row : chunk.rows) {
    if (row.verdict == Scrubbed::kGone) continue;
    PutEntry({row.revision, row.recorded_at, row.occurred_at, row.content}, entries);
    last_occurred_at = std::max(last_occurred_at, row.occurred_at);
    ++signals;
  }
  if (signals == 0) return drop_chunk_.Execute(chunk.rowid);
  return set_chunk_.Execute(chunk.rowid, signals, last_occurred_at, Blob{entries});
}

absl::Status Eraser::EraseSignals(std::int64_t workspace, Change& change) {
  absl::StatusOr<std::vector<Chunk>> chunks = ReadChunks(change.account->key);
  if (!chunks.ok()) return chunks.status();
  const std::string& account = change.account->id;
  if (absl::Status status = MarkGone(workspace, account, *chunks); !status.ok()) return status;
  const Erased erased = erasures_->Of(workspace, account);
  change.totals.signals = 0;
  change.totals.last_occurred_at = kNoTime;
  for (Chunk& chunk : *chunks) {
    bool touched = false;
    for (Row& row : chunk.rows) {
      touched = touched || row.verdict != Scrubbed::kUntouched;
      if (row.verdict == Scrubbed::kGone) {
        ++change.result.signals_removed;
        continue;
      }
      ++change.totals.signals;
      change.totals.last_occurred_at = std::max(change.totals.last_occurred_at, row.occurred_at);
      if (row.verdict != Scrubbed::kChanged) continue;
      ++change.result.signals_changed;
      ScrubSignal(erased, row.signal);
      row.content.clear();
      PutKey(row.signal.source, row.signal.source_event_id, row.content);
      EncodeBody(row.signal, row.content);
    }
    if (!touched) continue;
    if (absl::Status status = WriteChunk(chunk); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Eraser::EraseFacts(const Erased& erased, std::string_view person, Change& change) {
  const std::uint64_t account = change.account->key;
  if (absl::Status status = person_facts_.Execute(account, person); !status.ok()) return status;
  change.result.facts_removed += Changed();
  std::vector<std::pair<std::int64_t, std::string>> scrubbed;
  {
    Query query = account_facts_.Run(account);
    while (query.Next()) {
      absl::StatusOr<Facts> facts = DecodeFacts(query.Bytes(1));
      if (!facts.ok() || !std::holds_alternative<AccountFacts>(*facts)) return Damaged();
      if (ScrubFacts(erased, std::get<AccountFacts>(*facts))) {
        scrubbed.emplace_back(query.Int(0), EncodeFacts(*facts));
      }
    }
    if (!query.status().ok()) return query.status();
  }
  for (const auto& [revision, facts] : scrubbed) {
    absl::Status status = set_facts_.Execute(account, revision, Blob{facts});
    if (!status.ok()) return status;
    ++change.result.facts_changed;
  }
  return absl::OkStatus();
}

absl::Status Eraser::EraseSnapshotRows(const Erased* erased, std::int64_t workspace,
                                       std::string_view account, std::string_view person,
                                       Change& change) {
  std::vector<std::pair<std::int64_t, std::string>> rows;  // snapshot, key
  {
    Query query = snapshot_rows_.Run(workspace, account);
    while (query.Next()) {
      bool goes = erased == nullptr || query.Bytes(2) == person;
      if (!goes) {
        absl::StatusOr<SnapshotFields> fields = DecodeFields(query.Bytes(3));
        if (!fields.ok()) return fields.status();
        goes = NamesErased(*erased, query.Bytes(1), *fields);
      }
      if (goes) rows.emplace_back(query.Int(0), query.Bytes(1));
    }
    if (!query.status().ok()) return query.status();
  }
  for (const auto& [snapshot, key] : rows) {
    absl::Status status = drop_row_.Execute(snapshot, std::string_view(key));
    if (status.ok()) status = set_rows_.Execute(snapshot);
    if (!status.ok()) return status;
  }
  change.result.snapshot_rows_removed = rows.size();
  return absl::OkStatus();
}

absl::Status Eraser::Finish(std::string_view workspace_name, std::uint64_t signals_before,
                            Change& change, Group& group) {
  absl::StatusOr<Workspace*> workspace = resolver_->OpenWorkspace(workspace_name, group);
  if (!workspace.ok()) return workspace.status();
  change.totals.revision = group.next_revision++;
  (*workspace)->open_revision = change.totals.revision;
  (*workspace)->open_signals -= signals_before - change.totals.signals;
  return set_purge_.Execute();
}

}  // namespace parallax::sqlite
