#include "tests/property/overrides.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "tests/property/ask.h"
#include "tests/property/random.h"

namespace parallax::property {
namespace {

std::string Text(double value) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value);
  return std::string(text, end);
}

std::vector<std::string> Choices(const std::string& choices) {
  std::vector<std::string> words(1);
  for (const char c : choices) {
    if (c == '|') {
      words.emplace_back();
    } else if (c != ' ') {
      words.back() += c;
    }
  }
  return words;
}

bool IsWhole(const parallax::Parameter& p) {
  return p.path.ends_with(".weight") || p.path.ends_with(".order") || p.unit == "questions" ||
         p.unit == "days" || p.unit == "features" || p.path == "thresholds.evidence_floor";
}

double SomeNumber(Random& random, const parallax::Parameter& p) {
  const double usual = std::strtod(p.default_value.c_str(), nullptr);
  if (p.path.starts_with("weights.")) {
    return std::clamp(usual * random.Between(0.2, 2.5), p.min, p.max);
  }
  double value = random.Between(p.min, p.max);
  if (random.Chance(0.6)) value = usual + (value - usual) * 0.2;  // mostly not far from the usual
  return IsWhole(p) ? std::round(value) : value;
}

std::string SomeValue(Random& random, const parallax::Parameter& p) {
  switch (p.type) {
    case ParameterType::kNumber:
      return Text(SomeNumber(random, p));
    case ParameterType::kBool:
      return random.Chance(0.5) ? "1" : "0";
    case ParameterType::kEnum:
      return random.Pick(Choices(p.choices));
    case ParameterType::kDate:
    case ParameterType::kIds:
      break;
  }
  return p.default_value;
}

// Flags that say what a kind is; turning one changes its meaning, not its weight.
bool IsFlagOfAKind(const parallax::Parameter& p) {
  return p.type == ParameterType::kBool && p.path.starts_with("weights.");
}

void KeepAtMost(const Lens& lens, std::vector<Override>& overrides, const std::string& low,
                const std::string& high) {
  const double a = Parameter(lens, overrides, low), b = Parameter(lens, overrides, high);
  if (a <= b || std::isnan(a) || std::isnan(b)) return;
  Set(overrides, low, b);
  if (Parameter(lens, overrides, low) > b) Set(overrides, high, a);
}

}  // namespace

void Set(std::vector<Override>& overrides, const std::string& path, double value) {
  std::erase_if(overrides, [&](const Override& o) { return o.path == path; });
  overrides.push_back({path, Text(value)});
}

std::vector<Override> SomeOverrides(const Lens& lens, std::uint64_t seed) {
  Random random(seed * 7919);
  std::vector<Override> overrides;
  for (std::int64_t left = random.Whole(1, 12); left > 0; --left) {
    const parallax::Parameter& p = random.Pick(lens.parameters());
    if (IsFlagOfAKind(p)) continue;
    std::erase_if(overrides, [&](const Override& o) { return o.path == p.path; });
    overrides.push_back({p.path, SomeValue(random, p)});
  }
  std::vector<std::string> touched;
  for (const Override& o : overrides) touched.push_back(o.path);
  for (const std::string& path : touched) {
    const std::string group = path.substr(0, path.rfind('.'));
    if (group.starts_with("committee.roles.")) {
      KeepAtMost(lens, overrides, group + ".prior_absent", group + ".prior_present");
    }
    if (group.starts_with("risk.gate")) {
      KeepAtMost(lens, overrides, group + ".p50_days", group + ".p80_days");
    }
  }
  KeepAtMost(lens, overrides, "momentum.window_cadences", "momentum.baseline_strength");
  KeepAtMost(lens, overrides, "value.narrow_breadth", "value.heavy_breadth");
  KeepAtMost(lens, overrides, "value.narrow_active", "value.heavy_active");
  return overrides;
}

}  // namespace parallax::property
