#include "core/lens/parameter_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace parallax {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

bool HasRange(const Parameter& p) {
  return !std::isnan(p.min) && !std::isnan(p.max) && p.min < p.max;
}

bool IsNumber(const Parameter& p, std::string_view value) {
  double number = 0;
  // SimpleAtod takes blanks around a number; a lens need not.
  if (value.empty() || value.find_first_of(" \t\n\r\f\v") != std::string_view::npos) return false;
  if (!absl::SimpleAtod(View(value), &number) || !std::isfinite(number)) return false;
  return !HasRange(p) || (number >= p.min && number <= p.max);
}

std::vector<std::string> Choices(const Parameter& p) { return absl::StrSplit(p.choices, " | "); }

bool IsDate(std::string_view value) {
  constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (value.size() != 5 || value[2] != '-') return false;
  for (const std::size_t i : {0, 1, 3, 4}) {
    if (value[i] < '0' || value[i] > '9') return false;
  }
  const int month = (value[0] - '0') * 10 + (value[1] - '0');
  const int day = (value[3] - '0') * 10 + (value[4] - '0');
  return month >= 1 && month <= 12 && day >= 1 && day <= kDays[static_cast<std::size_t>(month - 1)];
}

bool IsIds(std::string_view value) {
  if (value.empty()) return true;
  for (const absl::string_view id : absl::StrSplit(View(value), ',')) {
    const bool label = std::ranges::all_of(id, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    });
    if (id.empty() || !label) return false;
  }
  return true;
}

// Levenshtein's distance.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string NearestPath(const std::vector<Parameter>& parameters, std::string_view path) {
  // A longer one is no path anybody meant.
  constexpr std::size_t kLongest = 256;
  std::string nearest;
  std::size_t least = path.size() > kLongest ? 0 : std::string_view::npos;
  for (const Parameter& p : parameters) {
    if (least == 0) break;
    const std::size_t distance = Distance(p.path, path);
    if (distance >= least) continue;
    least = distance;
    nearest = p.path;
  }
  return nearest;
}

std::string WhyNot(const Parameter& p, std::string_view value) {
  switch (p.type) {
    case ParameterType::kNumber:
      if (IsNumber(p, value)) return {};
      return HasRange(p) ? absl::StrCat("a number from ", p.min, " to ", p.max,
                                        p.unit.empty() ? "" : " ", p.unit)
                         : "a number";
    case ParameterType::kBool:
      if (value == "0" || value == "1" || value == "false" || value == "true") return {};
      return "true or false";
    case ParameterType::kEnum: {
      const std::vector<std::string> choices = Choices(p);
      if (std::ranges::find(choices, value) != choices.end()) return {};
      return absl::StrCat("one of ", absl::StrJoin(choices, ", "));
    }
    case ParameterType::kDate:
      return IsDate(value) ? "" : "a day of the year, MM-DD";
    case ParameterType::kIds:
      return IsIds(value) ? "" : "ids separated by commas";
  }
  return "a parameter of a known type";
}

}  // namespace parallax
