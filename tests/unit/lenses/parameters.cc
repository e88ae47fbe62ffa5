#include "tests/unit/lenses/parameters.h"

#include <algorithm>

#include "absl/strings/numbers.h"

namespace parallax {

const Parameter* ParameterTable::Find(std::string_view path) const {
  const auto it = std::ranges::find(parameters_, path, &Parameter::path);
  return it == parameters_.end() ? nullptr : &*it;
}

std::string ParameterTable::Value(std::string_view path) const {
  const Parameter* parameter = Find(path);
  return parameter == nullptr ? "" : parameter->default_value;
}

double ParameterTable::Number(std::string_view path) const {
  double number = 0;
  return absl::SimpleAtod(Value(path), &number) ? number : 0;
}

std::vector<std::string> ParameterTable::Rows(std::string_view group) const {
  std::set<std::string> rows;
  const std::string prefix = std::string(group) + ".";
  for (const Parameter& parameter : parameters_) {
    std::string_view rest = parameter.path;
    if (!TakePrefix(rest, prefix)) continue;
    rows.emplace(rest.substr(0, rest.find('.')));
  }
  return {rows.begin(), rows.end()};
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string RemarkOf(const Parameter& parameter) {
  const std::string_view doc = parameter.doc;
  if (!doc.ends_with(')')) return "";
  int depth = 0;
  for (std::size_t i = doc.size(); i-- > 0;) {
    depth += doc[i] == ')' ? 1 : doc[i] == '(' ? -1 : 0;
    if (depth == 0) return std::string(doc.substr(i + 1, doc.size() - i - 2));
  }
  return "";
}

std::set<int> CitedIn(std::string_view text) {
  std::set<int> out;
  for (std::size_t open = text.find('['); open != text.npos; open = text.find('[', open + 1)) {
    const std::size_t close = text.find(']', open);
    int number = 0;
    if (close != text.npos &&
        absl::SimpleAtoi(std::string(text.substr(open + 1, close - open - 1)), &number)) {
      out.insert(number);
    }
  }
  return out;
}

std::string EntryOf(const Parameter& parameter) {
  const std::string& path = parameter.path;
  for (const char* group : {"committee.roles.", "risk.dimensions.", "risk.gates.",
                            "risk.gate_default.", "tempo.calendar.", "tempo.budget_windows.",
                            "dip.likelihood_ratios.", "journey.emission.", "weights."}) {
    if (path.starts_with(group)) return path.substr(0, path.rfind('.'));
  }
  return path;
}

}  // namespace parallax
