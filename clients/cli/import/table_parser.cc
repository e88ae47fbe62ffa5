#include "clients/cli/import/table_parser.h"

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "clients/cli/import/toml_view.h"

namespace parallax::cli {
namespace {

std::string PlainName(absl::string_view file) {
  if (!absl::ConsumeSuffix(&file, ".gz")) absl::ConsumeSuffix(&file, ".zst");
  return std::string(file);
}

absl::StatusOr<bool> FlagAt(const toml::table& table, const char* key, const std::string& file,
                            absl::string_view path) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return false;
  if (!node->is_boolean())
    return MappingError(file, LineOf(*node), path, absl::StrCat(key, " takes true or false"));
  return *node->value<bool>();
}

// Which of the words stands at the key, from 0; 0 when it is absent.
absl::StatusOr<int> WordAt(const toml::table& table, const char* key, const std::string& file,
                           absl::string_view path, const std::vector<std::string>& words) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (node->value_or(std::string()) == words[i]) return static_cast<int>(i);
  }
  return MappingError(file, LineOf(*node), path,
                      absl::StrCat(key, " takes ", absl::StrJoin(words, ", ")));
}

// What kind of file it is, and what of it may be missing.
absl::Status ParseShape(const toml::table& table, const std::string& file, absl::string_view path,
                        TableDecl& out) {
  out.format = FormatOfName(out.file);
  if (table.get("format") != nullptr) {
    auto format = WordAt(table, "format", file, path, {"csv", "json", "cloudevents"});
    if (!format.ok()) return format.status();
    out.format = static_cast<TableFormat>(*format);
    out.format_given = true;
  }
  auto header = WordAt(table, "header", file, path, {"as_it_is", "snake_case"});
  if (!header.ok()) return header.status();
  out.snake_case = *header == 1;
  auto optional = FlagAt(table, "optional", file, path);
  if (!optional.ok()) return optional.status();
  out.optional = *optional;
  return absl::OkStatus();
}

}  // namespace

TableFormat FormatOfName(absl::string_view file) {
  const std::string plain = PlainName(file);
  for (absl::string_view end : {".json", ".jsonl", ".ndjson"}) {
    if (absl::EndsWith(plain, end)) return TableFormat::kJson;
  }
  return TableFormat::kCsv;
}

absl::StatusOr<TableDecl> ParseTable(const toml::table& table, const std::string& file) {
  constexpr char kPath[] = "[[table]]";
  if (absl::Status status = CheckKeys(table, file, kPath,
                                      {"name", "file", "key", "format", "delimiter", "header",
                                       "optional", "optional_columns", "previous_by"});
      !status.ok()) {
    return status;
  }
  TableDecl out;
  out.line = LineOf(table);
  if (const toml::node* node = table.get("file")) {
    auto names = TextsAt(*node, file, absl::StrCat(kPath, ".file"));
    if (!names.ok()) return names.status();
    out.files = *std::move(names);
  }
  if (out.files.empty() || out.files.front().empty())
    return MappingError(file, out.line, kPath, "needs file = \"....csv\"");
  out.file = out.files.front();
  auto name = TextAt(table, "name", file, kPath,
                     std::filesystem::path(PlainName(out.file)).stem().string());
  if (!name.ok()) return name.status();
  out.name = *name;
  for (const auto& [key, columns] :
       {std::pair{"key", &out.key}, std::pair{"optional_columns", &out.optional_columns},
        std::pair{"previous_by", &out.previous_by}}) {
    const toml::node* node = table.get(key);
    if (node == nullptr) continue;
    auto names = TextsAt(*node, file, absl::StrCat(kPath, " ", out.name, ".", key));
    if (!names.ok()) return names.status();
    *columns = *std::move(names);
  }
  if (absl::Status status = ParseShape(table, file, kPath, out); !status.ok()) return status;
  auto delimiter = TextAt(table, "delimiter", file, kPath, ",");
  if (!delimiter.ok()) return delimiter.status();
  if (delimiter->size() != 1 || *delimiter == "\"") {
    return MappingError(file, out.line, kPath,
                        "delimiter takes one character, such as \";\" or \"\\t\"");
  }
  out.delimiter = delimiter->front();
  return out;
}

absl::StatusOr<JoinDecl> ParseJoin(const toml::table& table, const std::string& file) {
  constexpr char kPath[] = "[[join]]";
  if (absl::Status status =
          CheckKeys(table, file, kPath, {"table", "from", "as", "on", "required", "many"});
      !status.ok()) {
    return status;
  }
  JoinDecl out;
  out.line = LineOf(table);
  auto of = TextAt(table, "table", file, kPath, "");
  auto from = TextAt(table, "from", file, kPath, "");
  if (!of.ok()) return of.status();
  if (!from.ok()) return from.status();
  auto as = TextAt(table, "as", file, kPath, *from);
  if (!as.ok()) return as.status();
  out.table = *of;
  out.from = *from;
  out.as = *as;
  const toml::node* on = table.get("on");
  if (out.table.empty() || out.from.empty() || on == nullptr || on->as_table() == nullptr ||
      on->as_table()->empty()) {
    return MappingError(file, out.line, kPath,
                        "needs table, from and on = { column of table = \"column of from\" }");
  }
  for (const auto& [column, node] : *on->as_table()) {
    const auto other = node.value<std::string>();
    if (!node.is_string() || !other)
      return MappingError(file, LineOf(node), kPath, "on takes column = \"column\"");
    out.on.emplace_back(std::string(column.str()), *other);
  }
  auto required = FlagAt(table, "required", file, kPath);
  if (!required.ok()) return required.status();
  out.required = *required;
  auto many = WordAt(table, "many", file, kPath, {"refuse", "first", "last", "list"});
  if (!many.ok()) return many.status();
  out.many = static_cast<JoinMany>(*many);
  return out;
}

}  // namespace parallax::cli
