#include "clients/cli/render/history_columns.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

constexpr int kMostCells = 3, kMostWideCells = 6;
constexpr int kWideRoom = 80;
constexpr int kBlockLevels = 8;
constexpr std::array<absl::string_view, kBlockLevels + 1> kBlocks = {" ", "▁", "▂", "▃", "▄",
                                                                     "▅", "▆", "▇", "█"};

}  // namespace

HistoryColumns::HistoryColumns(const v1::GetHistoryResponse& history, int room)
    : history_(history) {
  const int points = history.points_size();
  points_per_column_ = (points + room - 1) / room;
  columns_ = (points + points_per_column_ - 1) / points_per_column_;
  cells_ = std::clamp(room / columns_, 1, room < kWideRoom ? kMostCells : kMostWideCells);
}

int HistoryColumns::End(int column) const {
  return history_.points_size() - (columns_ - 1 - column) * points_per_column_;
}

int HistoryColumns::Begin(int column) const {
  return std::max(0, End(column) - points_per_column_);
}

double HistoryColumns::Sum(int column, const Of& of) const {
  double sum = 0;
  for (int i = Begin(column); i < End(column); ++i) sum += of(history_.points(i));
  return sum;
}

double HistoryColumns::Mean(int column, const Of& of) const {
  return Sum(column, of) / (End(column) - Begin(column));
}

double HistoryColumns::Max(int column, const Of& of) const {
  double most = of(Last(column));
  for (int i = Begin(column); i < End(column); ++i) most = std::max(most, of(history_.points(i)));
  return most;
}

int HistoryColumns::Max(int column, const std::vector<int>& numbers) const {
  return *std::max_element(numbers.begin() + Begin(column), numbers.begin() + End(column));
}

std::string DrawMarks(const HistoryColumns& columns,
                      const std::function<HistoryMark(int column)>& mark, const Style& style) {
  std::string out, run;
  Ink ink = Ink::kPlain;
  for (int column = 0; column < columns.columns(); ++column) {
    const HistoryMark drawn = mark(column);
    if (drawn.ink != ink) {
      absl::StrAppend(&out, Paint(run, ink, style));
      run.clear();
      ink = drawn.ink;
    }
    for (int cell = 1; cell < columns.cells(); ++cell) {
      absl::StrAppend(&run, drawn.repeat ? drawn.text : " ");
    }
    absl::StrAppend(&run, drawn.text);
  }
  return absl::StrCat(out, Paint(run, ink, style));
}

std::vector<std::string> DrawChart(const HistoryColumns& columns,
                                   const std::function<double(int column)>& value, int height,
                                   const Style& style) {
  const auto clipped = [&](int column) { return std::clamp(value(column), 0.0, 100.0); };
  if (!style.unicode) {
    return {DrawMarks(
        columns,
        [&](int column) {
          return HistoryMark{absl::StrCat(std::min(9, static_cast<int>(clipped(column) / 10)))};
        },
        style)};
  }
  std::vector<std::string> lines;
  for (int line = 0; line < height; ++line) {
    const int below = (height - 1 - line) * kBlockLevels;
    lines.push_back(DrawMarks(
        columns,
        [&](int column) {
          // At least the lowest block, so that a value of 0 is seen as a value.
          const long level =
              std::max(1L, std::lround(clipped(column) / 100 * height * kBlockLevels));
          return HistoryMark{std::string(kBlocks[static_cast<std::size_t>(
              std::clamp(level - below, 0L, long{kBlockLevels}))])};
        },
        style));
  }
  return lines;
}

std::vector<std::string> DrawTimeAxis(const HistoryColumns& columns, bool hours) {
  const char* const format = hours ? "%m-%d %H:%M" : "%Y-%m-%d";
  const int label = hours ? 11 : 10;
  const int apart = (label + 2 + columns.cells() - 1) / columns.cells();
  std::vector<int> at;
  for (int column = 0; column < columns.columns(); column += apart) at.push_back(column);
  const int last = columns.columns() - 1;
  if (at.back() != last) {
    if (at.size() > 1 && last - at.back() < apart) at.pop_back();
    if (last - at.back() >= apart || at.empty()) at.push_back(last);
  }
  std::string strokes, dates;
  for (const int column : at) {
    // Under the last cell of the column, where the point itself stands.
    const int cell = (column + 1) * columns.cells() - 1;
    strokes = absl::StrCat(PadRight(strokes, cell), "|");
    dates = absl::StrCat(
        PadRight(dates, cell),
        absl::FormatTime(format, FromProto(columns.Last(column).interpretation().as_of()),
                         absl::UTCTimeZone()));
  }
  return {strokes, dates};
}

}  // namespace parallax::cli
