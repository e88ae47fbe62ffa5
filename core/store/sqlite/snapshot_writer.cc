#include "core/store/sqlite/snapshot_writer.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/base/limits.h"

namespace parallax::sqlite {
namespace {

constexpr Time kStale = kDay;     // an upload that nobody kept for so long
constexpr int kStepRows = 5'000;  // removed in one step: about a megabyte

absl::Status TooMany(std::string_view limit, std::string_view message) {
  return MakeError(absl::StatusCode::kResourceExhausted, message,
                   {.reason = "LIMIT_EXCEEDED", .quota = std::string(limit)});
}

absl::Status AlreadyKept() {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "the upload is kept already and takes no more rows; begin another one",
                   {.reason = "SNAPSHOT_KEPT"});
}

}  // namespace

bool IsRefusal(const absl::Status& status) {
  return absl::IsAborted(status) || absl::IsInvalidArgument(status) ||
         absl::IsFailedPrecondition(status) || absl::IsNotFound(status) ||
         absl::IsResourceExhausted(status);
}

absl::StatusOr<SnapshotWriter> SnapshotWriter::Prepare(Database& database, Resolver* resolver,
                                                       const Erasures* erasures) {
  absl::StatusOr<SnapshotReader> reader = SnapshotReader::Prepare(database);
  if (!reader.ok()) return reader.status();
  SnapshotWriter writer(&database, resolver, erasures, *std::move(reader));
  absl::Status status = database.PrepareAll({
      {&writer.insert_,
       "INSERT INTO snapshots (workspace, source, object, exported_at, role, rows, begun_at) "
       "VALUES (?1, ?2, ?3, ?4, 0, 0, ?5)"},
      {&writer.set_role_, "UPDATE snapshots SET role = ?2 WHERE snapshot = ?1"},
      {&writer.set_rows_, "UPDATE snapshots SET rows = ?2 WHERE snapshot = ?1"},
      {&writer.drop_stale_, "UPDATE snapshots SET role = 3 WHERE role = 0 AND begun_at < ?1"},
      {&writer.add_row_,
       "INSERT OR IGNORE INTO snapshot_rows (snapshot, key, account, stakeholder, fields) "
       "VALUES (?1, ?2, ?3, ?4, ?5)"},
      {&writer.replace_row_,
       "UPDATE snapshot_rows SET account = ?3, stakeholder = ?4, fields = ?5 "
       "WHERE snapshot = ?1 AND key = ?2"},
      {&writer.next_dropped_, "SELECT min(snapshot) FROM snapshots WHERE role = 3"},
      {&writer.rows_upto_,
       "SELECT key FROM snapshot_rows WHERE snapshot = ?1 ORDER BY key LIMIT 1 OFFSET ?2"},
      {&writer.remove_rows_, "DELETE FROM snapshot_rows WHERE snapshot = ?1 AND key < ?2"},
      {&writer.remove_all_rows_, "DELETE FROM snapshot_rows WHERE snapshot = ?1"},
      {&writer.remove_, "DELETE FROM snapshots WHERE snapshot = ?1"},
  });
  if (!status.ok()) return status;
  return writer;
}

absl::StatusOr<SnapshotUpload> SnapshotWriter::Begin(const SnapshotObject& object, Time exported_at,
                                                     Group& group) {
  absl::StatusOr<Workspace*> workspace = resolver_->OpenWorkspace(object.workspace, group);
  if (!workspace.ok()) return workspace.status();
  const std::int64_t key = (*workspace)->key;
  absl::StatusOr<SnapshotSet> set = reader_.FindObject(key, object.source, object.object);
  if (!set.ok()) return set.status();
  absl::StatusOr<const SnapshotHead*> base = set->BaseOf(exported_at);
  if (!base.ok()) return base.status();
  if (!set->kept.has_value() && !set->upload.has_value()) {
    absl::StatusOr<std::uint64_t> objects = reader_.CountObjects(key);
    if (!objects.ok()) return objects.status();
    if (*objects >= limits::kMaxSnapshots) {
      return TooMany("kMaxSnapshots",
                     absl::StrCat("the workspace has snapshots of ", *objects,
                                  " objects, as many as it may; delete one first"));
    }
  }
  if (absl::Status status = DropStale(group.recorded_at); !status.ok()) return status;
  if (set->upload.has_value()) {
    absl::Status status = SetRole(set->upload->id, SnapshotRole::kDropped);
    if (!status.ok()) return status;
  }
  absl::Status status =
      insert_.Execute(key, std::string_view(object.source), std::string_view(object.object),
                      exported_at, group.recorded_at);
  if (!status.ok()) return status;
  SnapshotUpload upload;
  upload.id = static_cast<std::uint64_t>(sqlite3_last_insert_rowid(database_->handle()));
  if (*base != nullptr) upload.compared_with = (*base)->exported_at;
  return upload;
}

absl::StatusOr<std::uint64_t> SnapshotWriter::Put(std::string_view workspace, std::uint64_t upload,
                                                  const std::vector<SnapshotRow>& rows) {
  const std::int64_t key = resolver_->KeyOf(workspace);
  absl::StatusOr<SnapshotHead> head = reader_.FindUpload(key, upload);
  if (!head.ok()) return head.status();
  if (head->role == SnapshotRole::kKept) return AlreadyKept();
  if (head->rows + rows.size() > limits::kMaxSnapshotRows) {
    return TooMany("kMaxSnapshotRows",
                   absl::StrCat("the snapshot has ", head->rows, " rows and may have at most ",
                                limits::kMaxSnapshotRows, "; nothing of this was stored"));
  }
  std::uint64_t count = head->rows;
  for (const SnapshotRow& row : rows) {
    if (IsErased(key, row)) continue;
    if (absl::Status status = PutRow(upload, row, count); !status.ok()) return status;
  }
  if (absl::Status status = set_rows_.Execute(upload, count); !status.ok()) return status;
  return count;
}

bool SnapshotWriter::IsErased(std::int64_t workspace, const SnapshotRow& row) const {
  if (row.account.empty()) return false;
  if (erasures_->HasAccount(workspace, row.account)) return true;
  if (!erasures_->Concerns(workspace, row.account)) return false;
  return erasures_->HasPerson(workspace, row.account, row.stakeholder) ||
         NamesErased(erasures_->Of(workspace, row.account), row.key, row.fields);
}

absl::Status SnapshotWriter::PutRow(std::uint64_t upload, const SnapshotRow& row,
                                    std::uint64_t& rows) {
  const std::string fields = EncodeFields(row.fields);
  for (Statement* statement : {&add_row_, &replace_row_}) {
    absl::Status status =
        statement->Execute(upload, std::string_view(row.key), std::string_view(row.account),
                           std::string_view(row.stakeholder), Blob{fields});
    if (!status.ok()) return status;
    const bool added = statement == &add_row_ && sqlite3_changes(database_->handle()) == 1;
    if (added) {
      ++rows;
      break;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<KeptSnapshot> SnapshotWriter::Keep(std::string_view workspace_name,
                                                  std::uint64_t upload) {
  const std::int64_t workspace = resolver_->KeyOf(workspace_name);
  absl::StatusOr<SnapshotHead> head = reader_.FindUpload(workspace, upload);
  if (!head.ok()) return head.status();
  const KeptSnapshot kept{head->source, head->object, head->exported_at, head->rows};
  if (head->role == SnapshotRole::kKept) return kept;
  absl::StatusOr<SnapshotSet> set = reader_.FindObject(workspace, head->source, head->object);
  if (!set.ok()) return set.status();
  absl::StatusOr<const SnapshotHead*> base = set->BaseOf(head->exported_at);
  if (!base.ok()) return base.status();

  // What the upload is compared with stays, as the one before; the other goes.
  absl::Status status;
  for (const std::optional<SnapshotHead>* other : {&set->previous, &set->kept}) {
    if (!status.ok() || !other->has_value() ||
        (*other)->id == (*base == nullptr ? 0 : (*base)->id)) {
      continue;
    }
    status = SetRole((*other)->id, SnapshotRole::kDropped);
  }
  if (status.ok() && *base != nullptr) status = SetRole((*base)->id, SnapshotRole::kPrevious);
  if (status.ok()) status = SetRole(upload, SnapshotRole::kKept);
  if (!status.ok()) return status;
  return kept;
}

absl::Status SnapshotWriter::Delete(const SnapshotObject& object) {
  absl::StatusOr<SnapshotSet> set =
      reader_.FindObject(resolver_->KeyOf(object.workspace), object.source, object.object);
  if (!set.ok()) return set.status();
  if (!set->kept.has_value()) {
    return MakeError(absl::StatusCode::kNotFound,
                     absl::StrCat("no snapshot of ", object.object, " of ", object.source,
                                  " is kept in the workspace"),
                     {.reason = "SNAPSHOT_NOT_FOUND"});
  }
  absl::Status status;
  for (const auto* head : {&set->upload, &set->kept, &set->previous}) {
    if (status.ok() && head->has_value()) status = SetRole((*head)->id, SnapshotRole::kDropped);
  }
  return status;
}

absl::Status SnapshotWriter::SetRole(std::uint64_t snapshot, SnapshotRole role) {
  if (role == SnapshotRole::kDropped) dropped_ = true;
  return set_role_.Execute(snapshot, static_cast<int>(role));
}

absl::Status SnapshotWriter::DropStale(Time now) {
  absl::Status status = drop_stale_.Execute(now - kStale);
  if (status.ok() && sqlite3_changes(database_->handle()) > 0) dropped_ = true;
  return status;
}

absl::Status SnapshotWriter::Step() {
  absl::Status status = TryStep();
  if (absl::IsDataLoss(status)) dropped_ = false;  // left to the next start
  return status;
}

absl::Status SnapshotWriter::TryStep() {
  Transaction transaction(*database_);
  absl::Status status = transaction.status();
  if (!status.ok()) return status;
  std::uint64_t snapshot = 0;
  {
    Query dropped = next_dropped_.Run();
    if (dropped.Next() && !dropped.IsNull(0)) snapshot = static_cast<std::uint64_t>(dropped.Int(0));
    if (!dropped.status().ok()) return dropped.status();
  }
  if (snapshot == 0) {
    dropped_ = false;
    return absl::OkStatus();
  }
  std::string end;  // the first key that stays; keys are never empty
  {
    Query row = rows_upto_.Run(snapshot, kStepRows);
    if (row.Next()) end = row.Bytes(0);
    if (!row.status().ok()) return row.status();
  }
  if (end.empty()) {
    status = remove_all_rows_.Execute(snapshot);
    if (status.ok()) status = remove_.Execute(snapshot);
  } else {
    status = remove_rows_.Execute(snapshot, std::string_view(end));
  }
  return status.ok() ? transaction.Commit() : status;
}

}  // namespace parallax::sqlite
