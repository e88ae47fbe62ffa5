// One line that is drawn over itself, on a terminal only: rows, rate, time left.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_PROGRESS_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_PROGRESS_H_

#include <ostream>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cli/text/style.h"

namespace parallax::cli {

// "signals touches.csv   45 %  12,345 rows  8,200 rows/s  12 s left", fitted to the width.
std::string ProgressLine(absl::string_view what, double share, std::uint64_t rows,
                         absl::Duration elapsed, int width);

class Progress {
 public:
  Progress(std::ostream& err, const Style& style, std::uint64_t total_bytes);
  ~Progress();  // clears the line

  // Draws at most ten times a second.
  void Show(absl::string_view what, std::uint64_t bytes, std::uint64_t rows);

 private:
  std::ostream& err_;
  const Style style_;
  const std::uint64_t total_bytes_;
  const absl::Time started_;
  absl::Time drawn_ = absl::InfinitePast();
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_PROGRESS_H_
