// How output may look: decided once from the terminal, then passed along, so that rendering is a
// pure function.
#ifndef PARALLAX_CLIENTS_CLI_TEXT_STYLE_H_
#define PARALLAX_CLIENTS_CLI_TEXT_STYLE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace parallax::cli {

struct Style {
  int width = 80;         // columns, at least 40
  bool color = false;     // ANSI colours
  bool unicode = false;   // block characters for bars
  bool terminal = false;  // progress may be drawn over itself
};

// The style of a file descriptor. Colour and block characters only on a terminal; NO_COLOR and
// TERM=dumb switch colour off, a locale that is not UTF-8 switches block characters off. Width: the
// terminal's, else COLUMNS, else 100.
Style DetectStyle(int file_descriptor);

enum class Ink { kPlain, kBold, kDim, kGood, kCare, kBad };

// The text in that ink, or as it is where the style has no colour.
std::string Paint(absl::string_view text, Ink ink, const Style& style);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_TEXT_STYLE_H_
