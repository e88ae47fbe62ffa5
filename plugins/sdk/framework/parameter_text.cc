#include "framework/parameter_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "parallax/abi/describe.h"
#include "parallax/sdk/model.h"

namespace parallax::framework {
namespace {

using sdk::ParameterError;
using std::string;
using std::string_view;

string NumberText(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

[[noreturn]] void FailValue(string_view path, string_view value, const string& accepted) {
  throw ParameterError(string(path) + " = \"" + string(value) + "\": accepted is " + accepted);
}

double ParseDate(string_view path, string_view value) {
  constexpr int kLengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = 0, day = 0;
  if (value.size() == 5 && value[2] == '-') {
    std::from_chars(value.data(), value.data() + 2, month);
    std::from_chars(value.data() + 3, value.data() + 5, day);
  }
  if (month < 1 || month > 12 || day < 1 || day > kLengths[month - 1]) {
    FailValue(path, value, "a day of the year, MM-DD");
  }
  return month * 100 + day;
}

}  // namespace

double ParseValue(string_view path, string_view value, int type, string_view choices, double min,
                  double max) {
  switch (type) {
    case PLX_PARAM_BOOL:
      if (value == "0" || value == "false") return 0;
      if (value == "1" || value == "true") return 1;
      FailValue(path, value, "0, 1, false or true");
    case PLX_PARAM_ENUM: {
      double index = 0;
      for (std::size_t from = 0; from < choices.size(); ++index) {
        const std::size_t end = std::min(choices.find(" | ", from), choices.size());
        if (choices.substr(from, end - from) == value) {
          return path.ends_with(".power") ? index + 1 : index;
        }
        from = end + 3;
      }
      FailValue(path, value, "one of " + string(choices));
    }
    case PLX_PARAM_DATE:
      return ParseDate(path, value);
    case PLX_PARAM_IDS:
      return 0;
    default: {
      double number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      const bool whole = error == std::errc() && end == value.data() + value.size();
      if (!whole || !(number >= min && number <= max)) {
        FailValue(path, value, "a number from " + NumberText(min) + " to " + NumberText(max));
      }
      const bool integer = path.starts_with("committee.roles.") && path.ends_with(".weight");
      if (integer && number != std::floor(number)) FailValue(path, value, "a whole number");
      return number;
    }
  }
}

int EditDistance(string_view a, string_view b) {
  std::vector<int> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace parallax::framework
