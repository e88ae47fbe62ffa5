#include "core/store/sqlite/snapshot_reader.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/store/sqlite/account_reader.h"
#include "core/store/sqlite/entry.h"

namespace parallax::sqlite {
namespace {

// Of one page of changes, which must fit a message; and of rows looked at, so that a page of two
// large snapshots that differ nowhere is no long read.
constexpr std::size_t kMaxPageBytes = 4u << 20;
constexpr std::size_t kMaxPageRows = 100'000;

SnapshotHead ReadHead(const Query& query) {
  SnapshotHead head;
  head.id = static_cast<std::uint64_t>(query.Int(0));
  head.source = query.Bytes(1);
  head.object = query.Bytes(2);
  head.exported_at = query.Int(3);
  head.role = static_cast<SnapshotRole>(query.Int(4));
  head.rows = static_cast<std::uint64_t>(query.Int(5));
  return head;
}

// The rows of one snapshot, one after the other.
class RowCursor {
 public:
  RowCursor(Statement& statement, std::uint64_t snapshot, std::string_view after)
      : query_(statement.Run(snapshot, after)) {
    Advance();
  }
  void Advance() { there_ = query_.Next(); }

  bool there() const { return there_; }
  std::string_view key() const { return query_.Bytes(0); }
  std::string_view account() const { return query_.Bytes(1); }
  std::string_view stakeholder() const { return query_.Bytes(2); }
  std::string_view fields() const { return query_.Bytes(3); }
  const absl::Status& status() const { return query_.status(); }

 private:
  Query query_;
  bool there_ = false;
};

// `before` or `after` is null where only the other has the row.
absl::StatusOr<SnapshotChange> ChangeOf(const RowCursor* before, const RowCursor* after) {
  SnapshotChange change;
  const RowCursor& latest = after == nullptr ? *before : *after;
  change.kind = before == nullptr  ? SnapshotChange::Kind::kAdded
                : after == nullptr ? SnapshotChange::Kind::kRemoved
                                   : SnapshotChange::Kind::kChanged;
  change.key = latest.key();
  change.account = latest.account();
  change.stakeholder = latest.stakeholder();
  for (const auto& [row, fields] : {std::pair(before, &change.before), {after, &change.after}}) {
    if (row == nullptr) continue;
    absl::StatusOr<SnapshotFields> decoded = DecodeFields(row->fields());
    if (!decoded.ok()) return decoded.status();
    *fields = *std::move(decoded);
  }
  return change;
}

}  // namespace

absl::Status NoSuchUpload() {
  return MakeError(absl::StatusCode::kAborted,
                   "there is no such upload in the workspace, or another upload of its object was "
                   "begun or kept since; begin again",
                   {.reason = "NO_SUCH_UPLOAD"});
}

absl::StatusOr<const SnapshotHead*> SnapshotSet::BaseOf(Time exported_at) const {
  if (!kept.has_value()) return nullptr;
  if (exported_at > kept->exported_at) return &*kept;
  if (exported_at == kept->exported_at) return previous.has_value() ? &*previous : nullptr;
  const std::string at = FormatTime(kept->exported_at);
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat("the snapshot was exported at ", FormatTime(exported_at),
                   ", before the one that is kept; accepted are exports of ", at,
                   " and later, or any once the kept snapshot is deleted"),
      {.reason = "OLDER_SNAPSHOT",
       .violations = {{"OLDER_SNAPSHOT", "exported_at", absl::StrCat("is before ", at)}}});
}

std::string EncodeFields(SnapshotFields fields) {
  std::sort(fields.begin(), fields.end());
  std::string bytes;
  for (const auto& [name, value] : fields) PutKey(name, value, bytes);
  return bytes;
}

absl::StatusOr<SnapshotFields> DecodeFields(std::string_view bytes) {
  SnapshotFields fields;
  while (!bytes.empty()) {
    std::string_view name, value;
    if (!TakePiece(bytes, name) || !TakePiece(bytes, value)) return Damaged();
    fields.emplace_back(name, value);
  }
  return fields;
}

bool NamesErased(const Erased& erased, std::string_view key, const SnapshotFields& fields) {
  return Mentions(erased, key) || std::any_of(fields.begin(), fields.end(), [&](const auto& field) {
           return Mentions(erased, field.first) || Mentions(erased, field.second);
         });
}

absl::StatusOr<SnapshotReader> SnapshotReader::Prepare(Database& database) {
  SnapshotReader reader(&database);
  constexpr char kRows[] =
      "SELECT key, account, stakeholder, fields FROM snapshot_rows "
      "WHERE snapshot = ?1 AND key > ?2 ORDER BY key";
  absl::Status status = database.PrepareAll(
      {{&reader.object_,
        "SELECT snapshot, source, object, exported_at, role, rows FROM snapshots "
        "WHERE workspace = ?1 AND source = ?2 AND object = ?3 AND role < 3"},
       {&reader.upload_,
        "SELECT snapshot, source, object, exported_at, role, rows FROM snapshots "
        "WHERE snapshot = ?1 AND workspace = ?2 AND role < 2"},
       {&reader.count_,
        "SELECT count(*) FROM (SELECT DISTINCT source, object FROM snapshots "
        "WHERE workspace = ?1 AND role < 3)"},
       {&reader.list_,
        "SELECT source, object, exported_at, rows FROM snapshots WHERE workspace = ?1 "
        "AND role = 1 AND (source, object) > (?2, ?3) ORDER BY source, object LIMIT ?4"},
       {&reader.before_rows_, kRows},
       {&reader.after_rows_, kRows}});
  if (!status.ok()) return status;
  return reader;
}

absl::StatusOr<SnapshotSet> SnapshotReader::FindObject(std::int64_t workspace,
                                                       std::string_view source,
                                                       std::string_view object) {
  SnapshotSet set;
  Query query = object_.Run(workspace, source, object);
  while (query.Next()) {
    SnapshotHead head = ReadHead(query);
    std::optional<SnapshotHead>& place = head.role == SnapshotRole::kUpload ? set.upload
                                         : head.role == SnapshotRole::kKept ? set.kept
                                                                            : set.previous;
    place = std::move(head);
  }
  if (!query.status().ok()) return query.status();
  return set;
}

absl::StatusOr<SnapshotHead> SnapshotReader::FindUpload(std::int64_t workspace,
                                                        std::uint64_t upload) {
  Query query = upload_.Run(upload, workspace);
  if (query.Next()) return ReadHead(query);
  return query.status().ok() ? NoSuchUpload() : query.status();
}

absl::StatusOr<std::uint64_t> SnapshotReader::CountObjects(std::int64_t workspace) {
  Query query = count_.Run(workspace);
  if (query.Next()) return static_cast<std::uint64_t>(query.Int(0));
  return query.status();
}

absl::StatusOr<std::vector<KeptSnapshot>> SnapshotReader::List(
    std::int64_t workspace, const std::pair<std::string, std::string>& after, std::size_t limit) {
  std::vector<KeptSnapshot> kept;
  Query query =
      list_.Run(workspace, std::string_view(after.first), std::string_view(after.second), limit);
  while (query.Next()) {
    kept.push_back({std::string(query.Bytes(0)), std::string(query.Bytes(1)), query.Int(2),
                    static_cast<std::uint64_t>(query.Int(3))});
  }
  if (!query.status().ok()) return query.status();
  return kept;
}

absl::StatusOr<SnapshotChanges> SnapshotReader::Changes(std::int64_t workspace,
                                                        std::uint64_t upload,
                                                        std::string_view after, std::size_t limit) {
  if (absl::Status begun = database_->Execute("BEGIN"); !begun.ok()) return begun;
  const auto changes = [&]() -> absl::StatusOr<SnapshotChanges> {
    absl::StatusOr<SnapshotHead> head = FindUpload(workspace, upload);
    if (!head.ok()) return head.status();
    absl::StatusOr<SnapshotSet> set = FindObject(workspace, head->source, head->object);
    if (!set.ok()) return set.status();
    absl::StatusOr<const SnapshotHead*> base = set->BaseOf(head->exported_at);
    if (!base.ok()) return base.status();
    if (*base == nullptr) return SnapshotChanges();
    return Compare((*base)->id, upload, after, limit);
  }();
  const absl::Status ended = database_->Execute("COMMIT");
  if (changes.ok() && !ended.ok()) return ended;
  return changes;
}

absl::StatusOr<SnapshotChanges> SnapshotReader::Compare(std::uint64_t before_snapshot,
                                                        std::uint64_t after_snapshot,
                                                        std::string_view after_key,
                                                        std::size_t limit) {
  SnapshotChanges page;
  RowCursor before(before_rows_, before_snapshot, after_key);
  RowCursor after(after_rows_, after_snapshot, after_key);
  std::size_t bytes = 0;
  for (std::size_t looked = 0; before.there() || after.there(); ++looked) {
    page.more = page.changes.size() >= limit || bytes >= kMaxPageBytes || looked >= kMaxPageRows;
    if (page.more) break;
    const bool has_before = before.there() && (!after.there() || before.key() <= after.key());
    const bool has_after = after.there() && (!before.there() || after.key() <= before.key());
    if (!has_before || !has_after || before.fields() != after.fields()) {
      absl::StatusOr<SnapshotChange> change =
          ChangeOf(has_before ? &before : nullptr, has_after ? &after : nullptr);
      if (!change.ok()) return change.status();
      bytes += (has_before ? before.fields().size() : 0) + (has_after ? after.fields().size() : 0);
      page.changes.push_back(*std::move(change));
    }
    page.last_key = has_before ? before.key() : after.key();
    if (has_before) before.Advance();
    if (has_after) after.Advance();
  }
  for (const absl::Status& status : {before.status(), after.status()}) {
    if (!status.ok()) return status;
  }
  return page;
}

}  // namespace parallax::sqlite
