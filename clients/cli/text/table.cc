#include "clients/cli/text/table.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

constexpr int kGap = 2;

}  // namespace

std::vector<int> Table::Widths(int available) const {
  std::vector<int> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    int width = DisplayWidth(columns_[c].title);
    for (const auto& row : rows_) width = std::max(width, DisplayWidth(row[c]));
    widths.push_back(width);
  }
  const int gaps = kGap * (static_cast<int>(columns_.size()) - 1);
  int excess = std::accumulate(widths.begin(), widths.end(), gaps) - available;
  // The widest column that may wrap gives way first, a column at a time, so that several share the
  // loss.
  while (excess > 0) {
    int widest = -1;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (!columns_[c].wrap || widths[c] <= columns_[c].least) continue;
      if (widest < 0 || widths[c] > widths[widest]) widest = static_cast<int>(c);
    }
    if (widest < 0) break;
    --widths[widest];
    --excess;
  }
  return widths;
}

std::string Table::Render(const Style& style) const {
  const std::vector<int> widths = Widths(style.width);
  std::string out;
  auto add_row = [&](const std::vector<std::string>& cells, bool title) {
    std::vector<std::vector<std::string>> lines;
    std::size_t height = 1;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      lines.push_back(DisplayWidth(cells[c]) > widths[c] ? Wrap(cells[c], widths[c])
                                                         : std::vector<std::string>{cells[c]});
      height = std::max(height, lines.back().size());
    }
    for (std::size_t l = 0; l < height; ++l) {
      std::string line;
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        const std::string cell = l < lines[c].size() ? lines[c][l] : "";
        const std::string inked = title ? Paint(cell, Ink::kBold, style) : cell;
        if (c > 0) absl::StrAppend(&line, std::string(kGap, ' '));
        absl::StrAppend(&line, columns_[c].align == Align::kRight ? PadLeft(inked, widths[c])
                                                                  : PadRight(inked, widths[c]));
      }
      absl::StrAppend(&out, absl::StripTrailingAsciiWhitespace(line), "\n");
    }
  };
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  add_row(titles, true);
  for (const auto& row : rows_) add_row(row, false);
  return out;
}

}  // namespace parallax::cli
