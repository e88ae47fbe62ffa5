#include "tests/property/runner.h"

#include <cstdlib>

#include "tests/property/print.h"

namespace parallax::property {
namespace {

std::uint64_t Environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

bool IsFailure(const Judgement& judgement) { return judgement.is == Judgement::kFails; }

std::string Report(const Property& property, const Case& failing, const std::string& why) {
  ShrinkLimits limits = property.limits;
  limits.checks = static_cast<int>(
      Environment("PARALLAX_PROPERTY_SHRINK", static_cast<std::uint64_t>(limits.checks)));
  const Case smallest = Shrink(
      failing, [&](const Case& c) { return IsFailure(property.judge(c)); }, limits);
  return "PARALLAX_PROPERTY_SEED=" + std::to_string(failing.seed) + "\nfirst: " + why +
         "\nsmallest: " + property.judge(smallest).why + '\n' + ToText(smallest);
}

}  // namespace

std::string Counterexample(const Property& property) {
  const std::uint64_t runs = Environment("PARALLAX_PROPERTY_RUNS", property.runs);
  const bool one = std::getenv("PARALLAX_PROPERTY_SEED") != nullptr;
  const std::uint64_t first = Environment("PARALLAX_PROPERTY_SEED", 1);
  std::uint64_t applied = 0;
  for (std::uint64_t seed = first; seed < first + (one ? 1 : runs); ++seed) {
    const Case made = property.make(seed);
    const Judgement judgement = property.judge(made);
    if (IsFailure(judgement)) return Report(property, made, judgement.why);
    applied += judgement.is == Judgement::kHolds;
  }
  if (one || static_cast<double>(applied) >= property.applies * static_cast<double>(runs))
    return "";
  return "the property applied to " + std::to_string(applied) + " of " + std::to_string(runs) +
         " cases only";
}

}  // namespace parallax::property
