#include <filesystem>

#include "absl/strings/str_cat.h"
#include "clients/cli/import/mapping.h"
#include "clients/cli/import/table_parser.h"

namespace parallax::cli {
namespace {

namespace fs = std::filesystem;

// The path of a file in the first input that has it, as it is or packed; empty: none has.
std::string FindFile(const std::string& file, const std::vector<std::string>& inputs) {
  std::error_code ignored;
  for (const std::string& input : inputs) {
    const bool folder = fs::is_directory(input, ignored);
    for (const char* packing : {"", ".gz", ".zst"}) {
      const std::string name = absl::StrCat(file, packing);
      const fs::path path = folder ? fs::path(input) / name : fs::path(input);
      if ((folder || path.filename() == fs::path(name).filename()) &&
          fs::is_regular_file(path, ignored)) {
        return path.string();
      }
    }
  }
  return "";
}

}  // namespace

void ChooseFiles(const std::vector<std::string>& inputs, Mapping& mapping) {
  for (TableDecl& table : mapping.tables) {
    for (const std::string& file : table.files) {
      table.path = FindFile(file, inputs);
      if (table.path.empty()) continue;
      table.file = file;
      break;
    }
    std::error_code ignored;
    if (table.path.empty() && mapping.tables.size() == 1 && inputs.size() == 1 &&
        fs::is_regular_file(inputs.front(), ignored)) {
      table.path = inputs.front();
      table.file = fs::path(table.path).filename().string();
    }
    if (!table.format_given) table.format = FormatOfName(table.file);
  }
}

}  // namespace parallax::cli
