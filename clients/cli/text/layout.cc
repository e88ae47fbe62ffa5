#include "clients/cli/text/layout.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace parallax::cli {
namespace {

bool StartsCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// Bytes of the first `columns` code points.
std::size_t PrefixBytes(absl::string_view text, int columns) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (StartsCodePoint(text[at]) && columns-- == 0) break;
    ++at;
  }
  return at;
}

}  // namespace

int DisplayWidth(absl::string_view text) {
  int width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      while (i < text.size() && text[i] != 'm') ++i;
    } else if (StartsCodePoint(text[i])) {
      ++width;
    }
  }
  return width;
}

std::string Clean(absl::string_view text) {
  std::string out(text);
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n' || c == '\r' || c == '\t') {
      c = ' ';
    } else if (byte < 0x20 || byte == 0x7F) {
      c = '?';
    }
  }
  return out;
}

std::vector<std::string> Wrap(absl::string_view text, int width) {
  width = std::max(width, 1);
  std::vector<std::string> lines;
  std::string line;
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    while (DisplayWidth(word) > width) {
      const std::size_t bytes = PrefixBytes(word, width);
      lines.emplace_back(word.substr(0, bytes));
      word.remove_prefix(bytes);
    }
    absl::StrAppend(&line, line.empty() ? "" : " ", word);
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string Paragraph(absl::string_view text, int width, int indent) {
  std::string out;
  for (const std::string& line : Wrap(text, width - indent)) {
    absl::StrAppend(&out, std::string(indent, ' '), line, "\n");
  }
  return out;
}

std::string Hanging(absl::string_view head, absl::string_view text, int column, int width) {
  std::string out;
  for (const std::string& line : Wrap(text, width - column)) {
    absl::StrAppend(&out, PadRight(out.empty() ? head : "", column), line, "\n");
  }
  return out;
}

std::string Labelled(absl::string_view label, absl::string_view text, int label_width,
                     const Style& style) {
  return Hanging(Paint(label, Ink::kBold, style), text, label_width, style.width);
}

std::string PadRight(absl::string_view text, int width) {
  const int missing = width - DisplayWidth(text);
  return absl::StrCat(text, std::string(std::max(missing, 0), ' '));
}

std::string PadLeft(absl::string_view text, int width) {
  const int missing = width - DisplayWidth(text);
  return absl::StrCat(std::string(std::max(missing, 0), ' '), text);
}

std::string Bar(double value, int width, const Style& style) {
  const double clipped = std::clamp(std::isnan(value) ? 0.0 : value, 0.0, 100.0);
  const int filled = static_cast<int>(std::lround(clipped / 100.0 * width));
  std::string out;
  for (int i = 0; i < width; ++i) {
    if (style.unicode) {
      absl::StrAppend(&out, i < filled ? "█" : "░");
    } else {
      absl::StrAppend(&out, i < filled ? "#" : ".");
    }
  }
  return out;
}

}  // namespace parallax::cli
