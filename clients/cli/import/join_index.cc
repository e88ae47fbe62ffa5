#include "clients/cli/import/join_index.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/import/record_reader.h"

namespace parallax::cli {
namespace {

constexpr char kListSeparator = ';';

// The parts with their lengths in front, which keeps ("a", "bc") and ("ab", "c") apart; empty when
// every part is.
std::string KeyOf(const std::vector<absl::string_view>& parts) {
  std::string key;
  bool empty = true;
  for (absl::string_view part : parts) {
    absl::StrAppend(&key, part.size(), ":", part);
    empty &= part.empty();
  }
  return empty ? "" : key;
}

// What a string holds on the heap, and the string itself.
std::uint64_t Held(const std::string& text) {
  return sizeof(std::string) + (text.capacity() > std::string().capacity() ? text.capacity() : 0);
}

}  // namespace

JoinIndex JoinIndex::Empty(const std::set<std::string>& keep) {
  JoinIndex index;
  index.columns_.assign(keep.begin(), keep.end());
  return index;
}

absl::StatusOr<JoinIndex> JoinIndex::Load(const Mapping& mapping, const JoinDecl& join,
                                          const TableDecl& from, const std::string& path,
                                          const std::vector<std::string>& columns,
                                          const std::set<std::string>& keep,
                                          const OnBadRow& on_bad_row) {
  const ColumnNames names(columns);
  std::vector<int> lookup, kept;
  std::vector<std::string> lookup_names;
  for (const auto& [mine, theirs] : join.on) {
    lookup.push_back(names.Find(theirs));
    lookup_names.push_back(theirs);
    if (lookup.back() < 0) {
      return absl::InvalidArgumentError(absl::StrCat(mapping.file, ":", join.line,
                                                     ": [[join]] from ", join.from,
                                                     ".on: ", names.Unknown(theirs)));
    }
  }
  JoinIndex index;
  for (const std::string& column : keep) {
    const int at = names.Find(column);
    if (at < 0) continue;  // the rule that reads it says so
    kept.push_back(at);
    index.columns_.push_back(column);
  }
  auto reader = OpenRecords(from, path, columns);
  if (!reader.ok()) return reader.status();
  CsvRow row;
  for (;;) {
    const absl::StatusOr<bool> read = (*reader)->Next(row);
    if (!read.ok() && !absl::IsInvalidArgument(read.status())) return read.status();
    if (!read.ok()) {
      on_bad_row(row, read.status());
      continue;
    }
    if (!*read) return index;
    std::vector<absl::string_view> parts;
    parts.reserve(lookup.size());
    for (int column : lookup) parts.push_back(row.fields[column]);
    std::string key = KeyOf(parts);
    if (key.empty()) continue;
    std::vector<std::string> values;
    values.reserve(kept.size());
    for (int column : kept) values.push_back(row.fields[column]);
    if (absl::Status status = index.Add(join, std::move(key), std::move(values)); !status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(from.file, ":", row.line, ": a second row with the same ",
                       absl::StrJoin(lookup_names, ", "), "; table ", join.from,
                       " is joined by it (", mapping.file, ":", join.line,
                       "), so it must tell rows apart, or the join says many = \"first\", \"last\" "
                       "or \"list\""));
    }
  }
}

absl::Status JoinIndex::Add(const JoinDecl& join, std::string&& key, std::vector<std::string> row) {
  auto held = [](const std::vector<std::string>& values) {
    std::uint64_t bytes = 0;
    for (const std::string& value : values) bytes += Held(value);
    return bytes;
  };
  const auto [at, fresh] = rows_.try_emplace(std::move(key));
  if (fresh) {
    // A slot of the table and its control byte, at the load of 7/8 that absl keeps at most.
    bytes_ += Held(at->first) + (sizeof(*at) + 1) * 8 / 7 - sizeof(std::string) + held(row);
    at->second = std::move(row);
    return absl::OkStatus();
  }
  bytes_ -= held(at->second);
  switch (join.many) {
    case JoinMany::kRefuse:
      return absl::AlreadyExistsError("");
    case JoinMany::kFirst:
      break;
    case JoinMany::kLast:
      at->second = std::move(row);
      break;
    case JoinMany::kList:
      for (std::size_t i = 0; i < row.size(); ++i) {
        std::string& list = at->second[i];
        const std::vector<absl::string_view> there = absl::StrSplit(list, kListSeparator);
        if (row[i].empty() || std::find(there.begin(), there.end(), row[i]) != there.end())
          continue;
        if (!list.empty()) list.push_back(kListSeparator);
        list += row[i];
      }
      break;
  }
  bytes_ += held(at->second);
  return absl::OkStatus();
}

bool JoinIndex::Find(const std::vector<absl::string_view>& key,
                     std::vector<absl::string_view>& row) const {
  const std::string text = KeyOf(key);
  const auto partner = text.empty() ? rows_.end() : rows_.find(text);
  if (partner == rows_.end()) {
    row.resize(row.size() + columns_.size());
    return false;
  }
  row.insert(row.end(), partner->second.begin(), partner->second.end());
  return true;
}

}  // namespace parallax::cli
