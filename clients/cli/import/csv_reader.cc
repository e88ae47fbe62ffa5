#include "clients/cli/import/csv_reader.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace parallax::cli {
namespace {

constexpr std::size_t kBufferBytes = 64u << 10;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(std::istream& in, std::string name, Options options)
    : in_(in), name_(std::move(name)), options_(options) {}

int CsvReader::Peek() {
  if (at_ == buffer_.size()) {
    buffer_.resize(kBufferBytes);
    in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.resize(static_cast<std::size_t>(in_.gcount()));
    at_ = 0;
    if (buffer_.empty()) return kEnd;
  }
  return static_cast<unsigned char>(buffer_[at_]);
}

int CsvReader::Take(CsvRow& row) {
  const int c = Peek();
  if (c == kEnd) return c;
  ++at_;
  ++consumed_;
  ++column_;
  if (c == '\n') {
    ++line_;
    column_ = 1;
  }
  // The record as it stood is kept for the rejects file; no more of it than could be a record.
  if (row.raw.size() < 2 * options_.max_field_bytes) row.raw.push_back(static_cast<char>(c));
  return c;
}

absl::Status CsvReader::Error(absl::string_view what) const {
  return absl::InvalidArgumentError(absl::StrCat(name_, ":", line_, ":", column_, ": ", what));
}

void CsvReader::SkipLine(CsvRow& row) {
  while (Peek() != kEnd) {
    if (TakeLineEnd(row)) return;
    Take(row);
  }
}

// Takes LF or CRLF, which do not belong to the record.
bool CsvReader::TakeLineEnd(CsvRow& row) {
  if (Peek() == '\r') {
    // CR may be the last byte of the buffer: take it, look on, and leave a lone CR to the caller as
    // taken.
    const std::size_t kept = row.raw.size();
    Take(row);
    if (Peek() != '\n') return false;
    Take(row);
    row.raw.resize(kept);
    return true;
  }
  if (Peek() != '\n') return false;
  const std::size_t kept = row.raw.size();
  Take(row);
  row.raw.resize(kept);
  return true;
}

absl::Status CsvReader::Append(CsvRow& row, std::string& field, char c) const {
  (void)row;
  if (c == '\0') return Error("a zero byte; the file is not text in UTF-8");
  if (field.size() >= options_.max_field_bytes) {
    return Error(absl::StrCat("a field of more than ", options_.max_field_bytes,
                              " bytes; is a quote missing before it?"));
  }
  field.push_back(c);
  return absl::OkStatus();
}

absl::Status CsvReader::ReadQuoted(CsvRow& row, std::string& field) {
  const std::uint64_t line = line_;
  const std::uint64_t column = column_;
  Take(row);
  for (;;) {
    const int c = Peek();
    if (c == kEnd) {
      return absl::InvalidArgumentError(absl::StrCat(
          name_, ":", line, ":", column, ": the quote that opens here is never closed"));
    }
    if (c == '"') {
      Take(row);
      if (Peek() != '"') return absl::OkStatus();
    }
    if (absl::Status status = Append(row, field, static_cast<char>(Peek())); !status.ok())
      return status;
    Take(row);
  }
}

absl::Status CsvReader::ReadPlain(CsvRow& row, std::string& field) {
  for (;;) {
    const int c = Peek();
    if (c == kEnd || c == options_.delimiter || c == '\n' || c == '\r') return absl::OkStatus();
    if (c == '"') return Error("a quote inside a field that does not begin with one");
    if (absl::Status status = Append(row, field, static_cast<char>(c)); !status.ok()) return status;
    Take(row);
  }
}

void CsvReader::SkipByteOrderMark() {
  started_ = true;
  Peek();
  if (absl::StartsWith(absl::string_view(buffer_).substr(at_), kByteOrderMark)) {
    at_ += kByteOrderMark.size();
    consumed_ += kByteOrderMark.size();
  }
}

absl::StatusOr<bool> CsvReader::Read(CsvRow& row) {
  if (!started_) SkipByteOrderMark();
  do {
    row.raw.clear();
  } while (TakeLineEnd(row));
  // A lone CR at the start of a line was taken by the loop above.
  if (!row.raw.empty()) {
    row.line = line_;
    row.fields.clear();
    absl::Status status = Error("a carriage return without a line feed");
    SkipLine(row);
    return status;
  }
  row.line = line_;
  std::size_t used = 0;
  if (Peek() == kEnd) return false;
  absl::Status status;
  for (;;) {
    if (used == row.fields.size()) row.fields.emplace_back();
    std::string& field = row.fields[used++];
    field.clear();
    if (used > options_.max_fields) {
      status = Error(absl::StrCat("a record of more than ", options_.max_fields, " fields"));
      break;
    }
    status = Peek() == '"' ? ReadQuoted(row, field) : ReadPlain(row, field);
    if (!status.ok()) break;
    if (Peek() == options_.delimiter) {
      Take(row);
      continue;
    }
    if (Peek() == kEnd || TakeLineEnd(row)) {
      row.fields.resize(used);
      if (!IsCleanUtf8(row.raw)) {
        return absl::InvalidArgumentError(absl::StrCat(
            name_, ":", row.line, ":1: the record is not UTF-8; save the file as UTF-8"));
      }
      return true;
    }
    // ReadPlain stops at CR too, and TakeLineEnd has taken it when no LF follows.
    status = row.raw.back() == '\r' ? Error("a carriage return without a line feed")
                                    : Error("text after the quote that closes a field");
    break;
  }
  row.fields.resize(used);
  SkipLine(row);
  return status;
}

bool IsCleanUtf8(absl::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const int more = lead < 0x80         ? 0
                     : lead >> 5 == 0x6  ? 1
                     : lead >> 4 == 0xE  ? 2
                     : lead >> 3 == 0x1E ? 3
                                         : -1;
    if (more < 0 || lead == 0 || i + more >= text.size() + (more == 0 ? 1 : 0)) return false;
    std::uint32_t point = more == 0 ? lead : lead & (0x3F >> more);
    for (int k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if (next >> 6 != 0x2) return false;
      point = point << 6 | (next & 0x3F);
    }
    static constexpr std::uint32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
    if (point < kLeast[more] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
      return false;
    i += 1 + more;
  }
  return true;
}

}  // namespace parallax::cli
