#include "clients/cli/import/snapshot_importer.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "clients/cli/text/format.h"
#include "clients/cli/write/retry.h"

namespace parallax::cli {
namespace {

constexpr int kRowsAtOnce = 1000, kChangesAtOnce = 1000;

// The rows of changes as a table that rules bind to.
SourceTable ChangeTable(const SnapshotDecl& decl) {
  SourceTable table;
  table.decl = &decl.changes;
  table.header = decl.change_columns;
  table.columns = ColumnNames(decl.change_columns);
  return table;
}

absl::StatusOr<std::vector<BoundRule>> BindRules(const Mapping& mapping, const SnapshotDecl& decl,
                                                 const std::vector<Rule>& rules) {
  const SourceTable table = ChangeTable(decl);
  std::vector<BoundRule> out;
  for (const Rule& rule : rules) {
    auto bound = BoundRule::Bind(mapping, rule, table);
    if (!bound.ok()) return bound.status();
    out.push_back(*std::move(bound));
  }
  return out;
}

absl::Status BindValues(const Mapping& mapping, const SnapshotDecl& decl,
                        const ColumnNames& columns, std::vector<ValueExpr>& values,
                        std::vector<Condition>& when) {
  auto place = [&](absl::string_view what) {
    return absl::InvalidArgumentError(
        absl::StrCat(mapping.file, ":", decl.line, ": [[snapshot]]: ", what));
  };
  for (ValueExpr& value : values) {
    if (absl::Status status = value.Bind(columns); !status.ok()) return place(status.message());
  }
  for (Condition& condition : when) {
    if (absl::Status status = condition.Bind(columns); !status.ok()) return status;
  }
  for (const std::vector<std::string>* names : {&decl.key, &decl.columns}) {
    for (const std::string& name : *names) {
      if (columns.Find(name) < 0) return place(columns.Unknown(name));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSnapshots(const Mapping& mapping, const Tables& tables) {
  for (const SnapshotDecl& decl : mapping.snapshots) {
    if (tables.at(decl.table).path.empty()) continue;
    std::vector<ValueExpr> values = decl.account;
    values.insert(values.end(), decl.stakeholder.begin(), decl.stakeholder.end());
    std::vector<Condition> when = decl.when;
    absl::Status status = BindValues(mapping, decl, tables.at(decl.table).columns, values, when);
    for (const std::vector<Rule>* rules : {&decl.added, &decl.removed, &decl.changed}) {
      if (status.ok()) status = BindRules(mapping, decl, *rules).status();
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SnapshotImporter::Begin() {
  account_ = decl_.account;
  stakeholder_ = decl_.stakeholder;
  when_ = decl_.when;
  for (std::vector<ValueExpr>* values : {&account_, &stakeholder_}) {
    absl::Status status = BindValues(mapping_, decl_, table_.columns, *values, when_);
    if (!status.ok()) return status;
  }
  api::BeginSnapshotRequest request;
  request.set_workspace(context_.settings.workspace);
  request.set_source(mapping_.source);
  request.set_object(decl_.object);
  const auto time = ParseTimeAs(TimeFormat(), mapping_.exported_at);
  if (!time.ok()) return time.status();
  *request.mutable_exported_at() = ToProto(*time);
  api::BeginSnapshotResponse response;
  absl::Status status = WithRetry([&] { return context_.client.BeginSnapshot(request, response); });
  upload_ = response.upload();
  tally_.first = !response.has_compared_with();
  return status;
}

absl::StatusOr<api::SnapshotRow> SnapshotImporter::ToRow(Row row) const {
  api::SnapshotRow out;
  std::string key;
  for (const std::string& column : decl_.key)
    absl::StrAppend(&key, key.empty() ? "" : ":", row[table_.columns.Find(column)]);
  out.set_key(key);
  for (const auto& [values, account] :
       {std::pair{&account_, true}, std::pair{&stakeholder_, false}}) {
    for (const ValueExpr& value : *values) {
      auto text = value.EvaluateText(row);
      if (!text.ok()) return text.status();
      if (account) out.set_account(text->value_or(""));
      if (!account) out.set_stakeholder(text->value_or(""));
    }
  }
  for (const std::string& column : decl_.columns)
    (*out.mutable_fields())[column] = std::string(row[table_.columns.Find(column)]);
  return out;
}

// All rows of a request are refused for one: sent one by one the server says which.
absl::Status SnapshotImporter::Send(api::PutSnapshotRowsRequest& batch,
                                    std::vector<Origin>& origins) {
  if (batch.rows().empty()) return absl::OkStatus();
  batch.set_workspace(context_.settings.workspace);
  batch.set_upload(upload_);
  api::PutSnapshotRowsResponse response;
  absl::Status status = WithRetry([&] { return context_.client.PutSnapshotRows(batch, response); });
  if (absl::IsInvalidArgument(status)) {
    for (int i = 0; i < batch.rows_size(); ++i) {
      api::PutSnapshotRowsRequest one;
      one.set_workspace(batch.workspace());
      one.set_upload(upload_);
      *one.add_rows() = batch.rows(i);
      status = WithRetry([&] { return context_.client.PutSnapshotRows(one, response); });
      if (!status.ok() && !absl::IsInvalidArgument(status)) return status;
      if (status.ok()) continue;
      ++rejected_;
      on_reject_(origins[static_cast<std::size_t>(i)], status);
    }
    status = absl::OkStatus();
  }
  tally_.rows = response.rows();
  batch.clear_rows();
  origins.clear();
  return status;
}

absl::Status SnapshotImporter::PutRows() {
  auto reader = TableReader::Open(table_);
  if (!reader.ok()) return reader.status();
  api::PutSnapshotRowsRequest batch;
  std::vector<Origin> origins;
  for (;;) {
    const absl::StatusOr<bool> read = (*reader)->Next();
    if (read.ok() && !*read) break;
    const CsvRow& record = (*reader)->record();
    const Origin origin = {table_.decl->file, record.line, record.raw};
    if (!read.ok()) {
      ++rejected_;
      on_reject_(origin, read.status());
      if (!absl::IsInvalidArgument(read.status())) break;
      continue;
    }
    bool holds = true;
    for (const Condition& condition : when_) holds = holds && condition.Holds((*reader)->row());
    if (!holds) continue;
    auto row = ToRow((*reader)->row());
    if (!row.ok()) {
      ++rejected_;
      on_reject_(origin, row.status());
      continue;
    }
    *batch.add_rows() = *std::move(row);
    origins.push_back(origin);
    if (batch.rows_size() < kRowsAtOnce) continue;
    if (absl::Status status = Send(batch, origins); !status.ok()) return status;
  }
  return Send(batch, origins);
}

absl::Status SnapshotImporter::SendChange(const api::SnapshotChange& change,
                                          const std::vector<BoundRule>& rules,
                                          SignalSender& sender) {
  std::vector<absl::string_view> row = {change.key(), change.account(), change.stakeholder(),
                                        mapping_.exported_at};
  for (const std::string& column : decl_.columns) {
    for (const auto* side : {&change.before(), &change.after()}) {
      const auto value = side->find(column);
      row.push_back(value == side->end() ? absl::string_view() : value->second);
    }
  }
  const Origin origin = {decl_.changes.file, 0, "", change.key()};
  for (const BoundRule& rule : rules) {
    if (!rule.AppliesTo(row)) continue;
    api::Signal signal;
    if (absl::Status status = rule.FillSignal(row, signal); !status.ok()) {
      ++rejected_;
      on_reject_(origin, status);
      continue;
    }
    if (absl::Status status = sender.Add(std::move(signal), origin); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SnapshotImporter::SendChanges(SignalSender& sender) {
  std::map<api::SnapshotChangeKind, std::vector<BoundRule>> rules;
  for (const auto& [kind, declared] :
       {std::pair{api::SNAPSHOT_CHANGE_KIND_ADDED, &decl_.added},
        std::pair{api::SNAPSHOT_CHANGE_KIND_REMOVED, &decl_.removed},
        std::pair{api::SNAPSHOT_CHANGE_KIND_CHANGED, &decl_.changed}}) {
    auto bound = BindRules(mapping_, decl_, *declared);
    if (!bound.ok()) return bound.status();
    rules[kind] = *std::move(bound);
  }
  api::ListSnapshotChangesRequest request;
  request.set_workspace(context_.settings.workspace);
  request.set_upload(upload_);
  request.set_page_size(kChangesAtOnce);
  do {
    api::ListSnapshotChangesResponse response;
    absl::Status status =
        WithRetry([&] { return context_.client.ListSnapshotChanges(request, response); });
    if (!status.ok()) return status;
    for (const api::SnapshotChange& change : response.changes()) {
      ++tally_.changes;
      status = SendChange(change, rules[change.kind()], sender);
      if (!status.ok()) return status;
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return sender.Flush();
}

absl::Status SnapshotImporter::Run(SignalSender& sender) {
  if (absl::Status status = Begin(); !status.ok()) return status;
  if (absl::Status status = PutRows(); !status.ok()) return status;
  if (rejected_ > 0) return absl::OkStatus();
  const std::uint64_t refused = sender.tally().rejected;
  if (absl::Status status = SendChanges(sender); !status.ok()) return status;
  if (rejected_ > 0 || sender.tally().rejected > refused) return absl::OkStatus();
  api::KeepSnapshotRequest request;
  request.set_workspace(context_.settings.workspace);
  request.set_upload(upload_);
  api::KeepSnapshotResponse response;
  absl::Status status = WithRetry([&] { return context_.client.KeepSnapshot(request, response); });
  tally_.kept = status.ok();
  return status;
}

}  // namespace parallax::cli
