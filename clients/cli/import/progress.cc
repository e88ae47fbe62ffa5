#include "clients/cli/import/progress.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {

std::string ProgressLine(absl::string_view what, double share, std::uint64_t rows,
                         absl::Duration elapsed, int width) {
  const double seconds = std::max(absl::ToDoubleSeconds(elapsed), 1e-3);
  std::string line = absl::StrCat(
      PadRight(what, 28), PadLeft(Percent(std::clamp(share, 0.0, 1.0)), 6), "  ",
      Count(static_cast<std::int64_t>(rows)), " rows  ",
      Count(static_cast<std::int64_t>(static_cast<double>(rows) / seconds)), " rows/s");
  if (share > 0 && share < 1)
    absl::StrAppend(&line, "  ", Number(seconds / share * (1 - share)), " s left");
  if (static_cast<int>(line.size()) > width) line.resize(width);
  return line;
}

Progress::Progress(std::ostream& err, const Style& style, std::uint64_t total_bytes)
    : err_(err), style_(style), total_bytes_(total_bytes), started_(absl::Now()) {}

Progress::~Progress() {
  if (style_.terminal && drawn_ != absl::InfinitePast()) {
    err_ << "\r" << std::string(style_.width - 1, ' ') << "\r" << std::flush;
  }
}

void Progress::Show(absl::string_view what, std::uint64_t bytes, std::uint64_t rows) {
  constexpr absl::Duration kInterval = absl::Milliseconds(100);
  if (!style_.terminal) return;
  const absl::Time now = absl::Now();
  if (now - drawn_ < kInterval) return;
  drawn_ = now;
  const double share =
      total_bytes_ == 0 ? 0 : static_cast<double>(bytes) / static_cast<double>(total_bytes_);
  err_ << "\r"
       << PadRight(ProgressLine(what, share, rows, now - started_, style_.width - 1),
                   style_.width - 1)
       << std::flush;
}

}  // namespace parallax::cli
