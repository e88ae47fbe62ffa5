// A table that fits: columns that may wrap give way, the others keep their width.
#ifndef PARALLAX_CLIENTS_CLI_TEXT_TABLE_H_
#define PARALLAX_CLIENTS_CLI_TEXT_TABLE_H_

#include <string>
#include <vector>

#include "clients/cli/text/style.h"

namespace parallax::cli {

enum class Align { kLeft, kRight };

struct Column {
  std::string title;
  Align align = Align::kLeft;
  bool wrap = false;  // may be narrowed, down to `least`
  int least = 8;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // REQUIRES: one cell a column. Cells may carry colour and are cleaned of control characters by
  // whoever fills them.
  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }

  // The table with its titles, two spaces between columns. Wider than the style only when nothing
  // more can give way.
  std::string Render(const Style& style) const;

 private:
  std::vector<int> Widths(int available) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_TEXT_TABLE_H_
