#include "tests/unit/lenses/page.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/unit/lenses/tables.h"

namespace parallax {
namespace {

constexpr std::string_view kBegin = "<!-- table: ";
constexpr std::string_view kBeginEnd = " -->";
constexpr std::string_view kEnd = "<!-- end -->";
constexpr std::string_view kReferences = "\n## References\n";

}  // namespace

absl::StatusOr<std::string> RenderPage(std::string_view page, const ParameterTable& table) {
  std::string out;
  std::set<std::string> seen;
  bool inside = false;
  const std::vector<std::string> lines = absl::StrSplit(std::string(page), '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (inside && line != kEnd && !line.starts_with(kBegin)) continue;
    if (i > 0) out += '\n';
    out += line;
    if (line == kEnd) {
      if (!inside)
        return absl::InvalidArgumentError(absl::StrCat("line ", i + 1, ": ends no table"));
      inside = false;
      continue;
    }
    std::string_view name = line;
    if (!TakePrefix(name, kBegin) || !name.ends_with(kBeginEnd)) continue;
    name.remove_suffix(kBeginEnd.size());
    if (inside) {
      return absl::InvalidArgumentError(absl::StrCat("line ", i + 1, ": the table before \"",
                                                     std::string(name), "\" has no end"));
    }
    const auto block = PageBlocks().find(std::string(name));
    if (block == PageBlocks().end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("no table is called \"", std::string(name), "\""));
    }
    if (!seen.insert(block->first).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("table \"", block->first, "\" is there twice"));
    }
    inside = true;
    std::string content = block->second(table);
    if (content.ends_with('\n')) content.pop_back();
    out += '\n' + content;
  }
  if (inside) return absl::InvalidArgumentError("the last table has no end");
  for (const auto& [name, render] : PageBlocks()) {
    if (!seen.contains(name)) {
      return absl::InvalidArgumentError(absl::StrCat("table \"", name, "\" is missing"));
    }
  }
  return out;
}

std::string FirstDifference(std::string_view has, std::string_view should) {
  const std::vector<std::string> a = absl::StrSplit(std::string(has), '\n');
  const std::vector<std::string> b = absl::StrSplit(std::string(should), '\n');
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string left = i < a.size() ? a[i] : "nothing";
    const std::string right = i < b.size() ? b[i] : "nothing";
    if (left != right || i >= a.size() || i >= b.size()) {
      return absl::StrCat("line ", i + 1, ": has\n  ", left, "\nshould have\n  ", right);
    }
  }
  return "";
}

std::set<int> ReferencesOf(std::string_view page) {
  std::set<int> out;
  const std::size_t heading = page.find(kReferences);
  if (heading == page.npos) return out;
  const std::string list(page.substr(heading + kReferences.size()));
  const std::vector<std::string> lines = absl::StrSplit(list, '\n');
  for (std::string_view line : lines) {
    int number = 0;
    if (TakePrefix(line, "- [") &&
        absl::SimpleAtoi(std::string(line.substr(0, line.find(']'))), &number)) {
      out.insert(number);
    }
  }
  return out;
}

std::set<int> MentionedIn(std::string_view page) {
  return CitedIn(page.substr(0, page.find(kReferences)));
}

std::set<int> CitedBy(const ParameterTable& table) {
  std::set<int> out;
  for (const Parameter& parameter : table.all()) out.merge(CitedIn(parameter.citation));
  return out;
}

}  // namespace parallax
