#include "tests/differential/given.h"

#include <cstdio>
#include <cstdlib>

namespace parallax::oracle {
namespace {

constexpr std::string_view kGroups[] = {
    "committee.roles",       "risk.dimensions",      "risk.gates",
    "tempo.calendar",        "tempo.budget_windows", "weights",
    "dip.likelihood_ratios", "journey.emission"};

}  // namespace

Given::Given(const Lens& lens, std::span<const Override> overrides) {
  for (const Parameter& p : lens.parameters()) values_[p.path] = p.default_value;
  for (const Override& o : overrides) values_[o.path] = o.value;
  for (const auto& [path, value] : values_) {
    for (const std::string_view group : kGroups) {
      if (!path.starts_with(std::string(group) + '.')) continue;
      const std::size_t column = path.rfind('.');
      if (column <= group.size()) continue;
      const std::string row = path.substr(group.size() + 1, column - group.size() - 1);
      auto& rows = rows_[std::string(group)];
      if (rows.empty() || rows.back() != row) rows.push_back(row);
    }
  }
  for (const std::string& row : Rows("weights")) {
    const auto number = [&](const char* column) {
      const std::string path = "weights." + row + '.' + column;
      return Has(path) ? (*this)(path) : 0.0;
    };
    // The class of a row that names none is `stance` (docs/decisions/0011).
    const std::string named = "weights." + row + ".class";
    const std::string decay = Has(named) ? Text(named) : "stance";
    weights_[row] = {.stance = number("stance"),
                     .confidence = number("confidence"),
                     .closes = number("closes"),
                     .cap = number("cap"),
                     .momentum = number("momentum"),
                     .half_life = (*this)("tempo.half_life_days." + decay),
                     .act = number("act") != 0,
                     .session = number("session") != 0,
                     .outreach = number("outreach") != 0,
                     .proof_seeking = number("proof_seeking") != 0,
                     .activity = number("activity") != 0};
  }
}

const std::string& Given::Text(std::string_view path) const {
  const auto at = values_.find(path);
  if (at == values_.end()) {
    std::fprintf(stderr, "the lens lists no %s\n", std::string(path).c_str());
    std::abort();
  }
  return at->second;
}

double Given::operator()(std::string_view path) const {
  return std::strtod(Text(path).c_str(), nullptr);
}

const std::vector<std::string>& Given::Rows(std::string_view group) const {
  static const std::vector<std::string> kNoRows;
  const auto at = rows_.find(group);
  return at == rows_.end() ? kNoRows : at->second;
}

const Weights& Given::weights(std::string_view row) const {
  static const Weights kNothing;
  const auto at = weights_.find(row);
  return at == weights_.end() ? kNothing : at->second;
}

}  // namespace parallax::oracle
