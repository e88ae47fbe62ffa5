// The points of a history as the columns of a drawing, and the rows that are drawn over them.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_HISTORY_COLUMNS_H_
#define PARALLAX_CLIENTS_CLI_RENDER_HISTORY_COLUMNS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation_service.pb.h"

namespace parallax::cli {

// Which points stand in which column. Every column but the first holds as many; the last point is
// in the last column.
class HistoryColumns {
 public:
  // At most `room` characters. Several points share a column when there are more of them; each is
  // drawn up to three characters wide when there are few, six where there is room for 80. REQUIRES:
  // points, room > 0.
  HistoryColumns(const v1::GetHistoryResponse& history, int room);

  int points_per_column() const { return points_per_column_; }
  int cells() const { return cells_; }  // characters a column
  int columns() const { return columns_; }
  int width() const { return columns_ * cells_; }

  using Of = std::function<double(const v1::HistoryPoint&)>;
  double Mean(int column, const Of& of) const;
  double Max(int column, const Of& of) const;
  double Sum(int column, const Of& of) const;
  // The greatest of the column's points, of one number a point.
  int Max(int column, const std::vector<int>& numbers) const;
  const v1::HistoryPoint& Last(int column) const { return history_.points(End(column) - 1); }

 private:
  int Begin(int column) const;
  int End(int column) const;

  const v1::GetHistoryResponse& history_;
  int points_per_column_ = 1, cells_ = 1, columns_ = 1;
};

// A character of a row, in its ink.
struct HistoryMark {
  std::string text = " ";
  Ink ink = Ink::kPlain;
  bool repeat = true;  // over every cell of the column; else once, blanks before it
};

// One mark a column as text.
std::string DrawMarks(const HistoryColumns& columns,
                      const std::function<HistoryMark(int column)>& mark, const Style& style);

// A chart of values of 0..100, `height` lines from the top; without block characters one line of
// digits, the tens of each value.
std::vector<std::string> DrawChart(const HistoryColumns& columns,
                                   const std::function<double(int column)>& value, int height,
                                   const Style& style);

// Two lines: a stroke under columns, and under each stroke the date of the column's last point,
// with the time where points stand closer than a day. The last column always has one, the first
// unless it is too near. May reach 10 characters beyond the last column.
std::vector<std::string> DrawTimeAxis(const HistoryColumns& columns, bool hours);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_HISTORY_COLUMNS_H_
