// How much of a lens rests on a source.
#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "tests/unit/lenses/tables.h"

namespace parallax {
namespace {

struct Entry {
  int parameters = 0;
  std::string citation, remark;
};

}  // namespace

std::string CountsTable(const ParameterTable& table) {
  int sourced = 0;
  std::map<std::string, Entry> entries;
  std::set<std::string> all;
  for (const Parameter& parameter : table.all()) {
    all.insert(EntryOf(parameter));
    if (parameter.provenance != "sourced") continue;
    ++sourced;
    Entry& entry = entries[EntryOf(parameter)];
    if (entry.parameters++ == 0) {
      entry.citation = parameter.citation;
      entry.remark = RemarkOf(parameter);
    }
  }
  const int total = static_cast<int>(table.all().size());
  const int rows = static_cast<int>(all.size()), cited = static_cast<int>(entries.size());
  std::string out =
      absl::StrCat("| | parameters | rows and single values |\n|---|--:|--:|\n", "| sourced | ",
                   sourced, " | ", cited, " |\n| assumptions | ", total - sourced, " | ",
                   rows - cited, " |\n| all | ", total, " | ", rows, " |\n");
  if (entries.empty()) return out;
  absl::StrAppend(&out, "\n| sourced | parameters | source | what it says |\n|---|--:|---|---|\n");
  for (const auto& [path, entry] : entries) {
    absl::StrAppend(&out, "| `", path, "` | ", entry.parameters, " | ", entry.citation, " | ",
                    entry.remark, " |\n");
  }
  return out;
}

}  // namespace parallax
