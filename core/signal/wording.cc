#include "core/signal/wording.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

#include "absl/strings/escaping.h"
#include "core/signal/privacy.h"
#include "core/signal/text.h"
#include "core/signal/validate.h"

namespace parallax {

std::string_view Nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t kLongest = 128;  // no name is longer, and the work is bounded
  std::string_view nearest;
  if (word.size() > kLongest) return nearest;
  std::size_t least = word.size() / 2 + 1;
  std::vector<std::size_t> row;
  for (const std::string_view candidate : candidates) {
    const std::size_t gap = candidate.size() > word.size() ? candidate.size() - word.size()
                                                           : word.size() - candidate.size();
    if (gap >= least) continue;
    // Levenshtein's distance, one row at a time.
    row.resize(candidate.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 0; i < word.size(); ++i) {
      std::size_t diagonal = std::exchange(row[0], i + 1);
      for (std::size_t k = 0; k < candidate.size(); ++k) {
        const std::size_t changed = diagonal + (word[i] != candidate[k]);
        diagonal = row[k + 1];
        row[k + 1] = std::min({changed, row[k] + 1, row[k + 1] + 1});
      }
    }
    if (row.back() < least) {
      least = row.back();
      nearest = candidate;
    }
  }
  return nearest;
}

namespace wording {
namespace {

constexpr std::size_t kShown = 64;  // bytes of a value that a message repeats

bool Personal(std::string_view value) {
  return !privacy::BrokenById(value).empty() || !privacy::BrokenByText(value).empty();
}

}  // namespace

std::string Quoted(std::string_view value) {
  if (Personal(value)) return "the value given (not repeated, it looks like personal data)";
  const bool whole = value.size() <= kShown;
  if (!whole) {
    std::size_t size = kShown;
    while (size > 0 && (static_cast<unsigned char>(value[size]) & 0xC0) == 0x80) --size;
    value = value.substr(0, size);
  }
  const absl::string_view view(value.data(), value.size());
  const std::string escaped = text::CountPrintable(value) || value.empty()
                                  ? absl::Utf8SafeCHexEscape(view)
                                  : absl::CHexEscape(view);
  std::string out = "\"";
  out += escaped;
  out += whole ? "\"" : "...\"";
  return out;
}

std::string Number(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return {buffer, end};
}

std::string OneOf(std::span<const std::string_view> words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& words) {
  const std::string_view nearest = Nearest(word, words);
  if (nearest.empty()) return "";
  std::string out = " (did you mean ";
  out += nearest;
  out += "?)";
  return out;
}

std::string Path(std::string_view map, std::string_view key) {
  std::string out(map);
  if (key.empty() || key.size() > kShown || !text::CountPrintable(key) || Personal(key)) return out;
  out += '.';
  out += key;
  return out;
}

}  // namespace wording
}  // namespace parallax
