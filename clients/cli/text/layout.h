// Text on a character grid: width, wrapping, padding, bars. Colour codes take no room.
#ifndef PARALLAX_CLIENTS_CLI_TEXT_LAYOUT_H_
#define PARALLAX_CLIENTS_CLI_TEXT_LAYOUT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/text/style.h"

namespace parallax::cli {

// Columns that UTF-8 text takes, counting one a code point and none for colour codes.
int DisplayWidth(absl::string_view text);

// Safe to print: control characters (a terminal would obey them) become '?', tabs and line ends
// become a space.
std::string Clean(absl::string_view text);

// Lines of at most `width` columns, broken at spaces, within a word only where the word alone is
// wider. Never empty.
std::vector<std::string> Wrap(absl::string_view text, int width);

// The text, wrapped, every line after `indent` spaces, each ended by a newline.
std::string Paragraph(absl::string_view text, int width, int indent = 0);

// A head, then the text wrapped in the column beside it, each line ended by a newline; `column`
// includes the gap.
std::string Hanging(absl::string_view head, absl::string_view text, int column, int width);

// A label, then the text wrapped in the column beside it; `label_width` includes the gap.
std::string Labelled(absl::string_view label, absl::string_view text, int label_width,
                     const Style& style);

std::string PadRight(absl::string_view text, int width);
std::string PadLeft(absl::string_view text, int width);

// A bar of `width` columns for a value of 0..100; values outside are clipped.
std::string Bar(double value, int width, const Style& style);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_TEXT_LAYOUT_H_
