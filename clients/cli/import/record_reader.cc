#include "clients/cli/import/record_reader.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "clients/cli/import/cloud_event.h"
#include "clients/cli/import/input_file.h"
#include "clients/cli/import/json_reader.h"
#include "clients/cli/import/value_text.h"

namespace parallax::cli {
namespace {

absl::Status CheckHeader(const TableDecl& table, const CsvRow& row,
                         const std::vector<std::string>& names) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat(table.file, ":", row.line, ": column ", i + 1, " has no name"));
    }
    if (!seen.insert(names[i]).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(table.file, ":", row.line, ": column ", names[i], " is there twice"));
    }
  }
  return absl::OkStatus();
}

class CsvRecords : public RecordReader {
 public:
  CsvRecords(const TableDecl& table, std::unique_ptr<InputFile> file)
      : table_(table),
        file_(std::move(file)),
        reader_(file_->stream(), table.file, {table.delimiter}) {}

  absl::StatusOr<std::vector<std::string>> ReadHead() {
    CsvRow row;
    absl::StatusOr<bool> read = reader_.Read(row);
    if (absl::Status status = Ended(); !status.ok()) return status;
    if (!read.ok()) return read.status();
    if (!*read)
      return absl::InvalidArgumentError(
          absl::StrCat(table_.file, ": is empty; the first record names the columns"));
    head_ = row.raw;
    own_ = row.fields.size();
    if (table_.snake_case) {
      for (std::string& name : row.fields) name = SnakeCase(name);
    }
    if (absl::Status status = CheckHeader(table_, row, row.fields); !status.ok()) return status;
    return row.fields;
  }

  // Columns that the file lacks are empty in every record.
  void set_columns(std::size_t columns) { columns_ = columns; }

  absl::StatusOr<bool> Next(CsvRow& row) override {
    absl::StatusOr<bool> read = reader_.Read(row);
    // Of broken packed data nobody can say whether the last record is whole.
    if (absl::Status status = Ended(); !status.ok()) return status;
    if (!read.ok() || !*read) return read;
    if (row.fields.size() != own_) {
      return absl::InvalidArgumentError(absl::StrCat(table_.file, ":", row.line, ": has ",
                                                     row.fields.size(), " fields, the header has ",
                                                     own_));
    }
    row.fields.resize(columns_);
    return true;
  }

  std::uint64_t bytes() const override { return file_->consumed(); }
  const std::string& head() const override { return head_; }

 private:
  absl::Status Ended() const {
    absl::Status status = file_->status();
    if (status.ok()) return status;
    return absl::DataLossError(absl::StrCat(table_.file, ": ", status.message()));
  }

  const TableDecl& table_;
  std::unique_ptr<InputFile> file_;
  CsvReader reader_;
  std::string head_;
  std::size_t own_ = 0, columns_ = 0;
};

class JsonRecords : public RecordReader {
 public:
  JsonRecords(const TableDecl& table, std::vector<std::string> columns,
              std::unique_ptr<InputFile> file)
      : table_(table),
        columns_(std::move(columns)),
        file_(std::move(file)),
        reader_(file_->stream(), table.file) {}

  absl::StatusOr<bool> Next(CsvRow& row) override {
    absl::StatusOr<bool> read = reader_.Read(item_);
    row.raw = item_.raw;
    row.line = item_.line;
    row.fields.clear();
    if (const absl::Status status = file_->status(); !status.ok())
      return absl::DataLossError(absl::StrCat(table_.file, ": ", status.message()));
    if (!read.ok() || !*read) return read;
    if (table_.format == TableFormat::kCloudEvents) {
      if (absl::Status status = UnpackCloudEvent(item_.object); !status.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat(table_.file, ":", row.line, ": ", status.message()));
      }
    }
    for (const std::string& column : columns_)
      row.fields.push_back(TextAtPath(item_.object, column));
    return true;
  }

  std::uint64_t bytes() const override { return file_->consumed(); }
  const std::string& head() const override { return head_; }

 private:
  const TableDecl& table_;
  const std::vector<std::string> columns_;
  std::unique_ptr<InputFile> file_;
  JsonReader reader_;
  JsonReader::Item item_;
  const std::string head_;
};

}  // namespace

absl::StatusOr<std::vector<std::string>> ReadColumns(const TableDecl& table,
                                                     const std::string& path,
                                                     const std::vector<std::string>& wanted) {
  if (table.format != TableFormat::kCsv) return wanted;
  auto file = InputFile::Open(path);
  if (!file.ok()) return file.status();
  CsvRecords records(table, *std::move(file));
  auto names = records.ReadHead();
  if (!names.ok()) return names.status();
  const std::set<std::string> there(names->begin(), names->end());
  for (const std::string& column : table.optional_columns) {
    if (there.count(column) == 0) names->push_back(column);
  }
  return names;
}

absl::StatusOr<std::unique_ptr<RecordReader>> OpenRecords(const TableDecl& table,
                                                          const std::string& path,
                                                          const std::vector<std::string>& columns) {
  auto file = InputFile::Open(path);
  if (!file.ok()) return file.status();
  if (table.format != TableFormat::kCsv)
    return std::unique_ptr<RecordReader>(
        std::make_unique<JsonRecords>(table, columns, *std::move(file)));
  auto records = std::make_unique<CsvRecords>(table, *std::move(file));
  auto head = records->ReadHead();
  if (!head.ok()) return head.status();
  records->set_columns(columns.size());
  return std::unique_ptr<RecordReader>(std::move(records));
}

}  // namespace parallax::cli
