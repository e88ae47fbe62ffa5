#include "clients/cli/text/style.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace parallax::cli {
namespace {

constexpr int kLeastWidth = 40;
constexpr int kPipeWidth = 100;

absl::string_view Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? absl::string_view() : absl::string_view(value);
}

bool LocaleIsUtf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = absl::AsciiStrToLower(Environment(name));
    if (!value.empty())
      return absl::StrContains(value, "utf-8") || absl::StrContains(value, "utf8");
  }
  return false;
}

int WidthOf(int file_descriptor) {
  winsize size{};
  if (ioctl(file_descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  int columns = 0;
  if (absl::SimpleAtoi(Environment("COLUMNS"), &columns) && columns > 0) return columns;
  return kPipeWidth;
}

}  // namespace

Style DetectStyle(int file_descriptor) {
  Style style;
  style.terminal = isatty(file_descriptor) == 1;
  style.color = style.terminal && Environment("NO_COLOR").empty() && Environment("TERM") != "dumb";
  style.unicode = style.terminal && LocaleIsUtf8();
  style.width = std::max(kLeastWidth, WidthOf(file_descriptor));
  return style;
}

std::string Paint(absl::string_view text, Ink ink, const Style& style) {
  if (!style.color || ink == Ink::kPlain || text.empty()) return std::string(text);
  absl::string_view code;
  switch (ink) {
    case Ink::kBold:
      code = "1";
      break;
    case Ink::kDim:
      code = "2";
      break;
    case Ink::kGood:
      code = "32";
      break;
    case Ink::kCare:
      code = "33";
      break;
    case Ink::kBad:
      code = "31";
      break;
    case Ink::kPlain:
      break;
  }
  return absl::StrCat("\x1b[", code, "m", text, "\x1b[0m");
}

}  // namespace parallax::cli
