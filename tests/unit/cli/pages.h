// What tests ask of a printed page.
#ifndef PARALLAX_TESTS_UNIT_CLI_PAGES_H_
#define PARALLAX_TESTS_UNIT_CLI_PAGES_H_

#include <algorithm>
#include <string>

#include "absl/strings/str_split.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {

// Columns of the widest line.
inline int WidestLine(const std::string& page) {
  int widest = 0;
  for (const absl::string_view line : absl::StrSplit(page, '\n')) {
    widest = std::max(widest, DisplayWidth(line));
  }
  return widest;
}

}  // namespace parallax::cli

#endif  // PARALLAX_TESTS_UNIT_CLI_PAGES_H_
