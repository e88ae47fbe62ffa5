// What parts two lenses: the exact Shapley value of each group of assumptions.
//
// Let v(S) be the reading under lens A with the groups in S taken from lens B. The Shapley value of
// group g is the mean, over all orders in which groups can be swapped, of what swapping g adds
// (Shapley 1953, "A value for n-person games"). The values sum to v(all) - v(none); what is left of
// B's own reading is code, not parameters.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/reading/reading.h"
#include "core/reading/subject.h"

namespace parallax {
namespace {

constexpr int kGroups = 5;
constexpr int kSubsets = 1 << kGroups;
constexpr std::array<std::string_view, kGroups> kGroupNames = {"committee", "risk", "tempo",
                                                               "weights", "priors"};

// Everything that is none of the first four is a prior: thresholds, dip, journey, momentum, pace.
int GroupOf(std::string_view path) {
  for (int g = 0; g + 1 < kGroups; ++g) {
    const std::string_view name = kGroupNames[g];
    if (path.size() > name.size() && path.starts_with(name) && path[name.size()] == '.') return g;
  }
  return kGroups - 1;
}

std::string RowOf(const std::string& path) { return path.substr(0, path.rfind('.')); }

// The overrides that turn one group of lens A into that of lens B: values that differ, rows A
// lacks, rows B lacks ("absent").
std::array<std::vector<Override>, kGroups> SwapsToward(const Lens& a, const Lens& b) {
  std::map<std::string, std::string> mine, theirs;
  for (const Parameter& p : a.parameters()) mine.emplace(p.path, p.default_value);
  for (const Parameter& p : b.parameters()) theirs.emplace(p.path, p.default_value);
  std::array<std::vector<Override>, kGroups> swaps;
  std::set<std::string> dropped;
  for (const auto& [path, value] : mine) {
    if (theirs.contains(path)) continue;
    const std::string row = RowOf(path);
    if (dropped.insert(row).second) swaps[GroupOf(path)].push_back({row, "absent"});
  }
  for (const auto& [path, value] : theirs) {
    const auto it = mine.find(path);
    if (it == mine.end() || it->second != value) swaps[GroupOf(path)].push_back({path, value});
  }
  return swaps;
}

using Values = std::array<double, kReadingCount>;

Values ValuesOf(const Interpretation& interpretation) {
  Values values;
  for (int r = 0; r < kReadingCount; ++r) values[r] = interpretation.readings[r].value;
  return values;
}

// v(S) for every subset; false when the lens does not take the other's assumptions (it is not built
// on the same framework).
bool ReadSubsets(Lens& a, const Lens& b, const LensRow& row, const Values& base,
                 std::array<Values, kSubsets>& v) {
  const auto swaps = SwapsToward(a, b);
  v[0] = base;
  std::vector<Interpretation> answers;
  for (int subset = 1; subset < kSubsets; ++subset) {
    std::vector<Override> overrides;
    for (int g = 0; g < kGroups; ++g) {
      if (subset >> g & 1) overrides.insert(overrides.end(), swaps[g].begin(), swaps[g].end());
    }
    if (!a.Interpret({&row, 1}, overrides, {}, answers).ok() || answers[0].status != 0)
      return false;
    v[subset] = ValuesOf(answers[0]);
  }
  return true;
}

double ShapleyValue(const std::array<Values, kSubsets>& v, int reading, int group) {
  // |S|! (n-|S|-1)! / n! for n = 5.
  constexpr std::array<double, kGroups> kWeight = {1.0 / 5, 1.0 / 20, 1.0 / 30, 1.0 / 20, 1.0 / 5};
  double value = 0;
  for (int subset = 0; subset < kSubsets; ++subset) {
    if (subset >> group & 1) continue;
    value += kWeight[std::popcount(static_cast<unsigned>(subset))] *
             (v[subset | 1 << group][reading] - v[subset][reading]);
  }
  return value;
}

void AppendDifferences(const ReadingResult& a, const ReadingResult& b, Lens& lens_a,
                       const LensRow& row, std::vector<ReadingDifference>& out) {
  const Values at_a = ValuesOf(a.interpretation), at_b = ValuesOf(b.interpretation);
  std::array<Values, kSubsets> v;
  const bool comparable = ReadSubsets(lens_a, *b.lens, row, at_a, v);
  for (int r = 0; r < kReadingCount; ++r) {
    ReadingDifference difference{
        .lens_a = a.lens->info().id, .lens_b = b.lens->info().id, .reading = r};
    difference.delta = at_b[r] - at_a[r];
    double explained = 0;
    for (int g = 0; comparable && g < kGroups; ++g) {
      const double points = ShapleyValue(v, r, g);
      explained += points;
      difference.shares.push_back({std::string(kGroupNames[g]), points});
    }
    const double code = difference.delta - explained;
    if (!comparable || std::abs(code) > 1e-9) difference.shares.push_back({"code", code});
    std::stable_sort(
        difference.shares.begin(), difference.shares.end(),
        [](const auto& x, const auto& y) { return std::abs(x.points) > std::abs(y.points); });
    out.push_back(std::move(difference));
  }
}

}  // namespace

absl::StatusOr<Comparison> Compare(const Environment& env, const ReadingRequest& request,
                                   const std::vector<std::string>& lenses) {
  if (lenses.size() < 2 || lenses.size() > limits::kMaxLensesPerComparison) {
    return InvalidArgument("lenses", "name two to eight lenses to compare");
  }
  std::vector<std::shared_ptr<Lens>> loaded;
  for (const std::string& name : lenses) {
    absl::StatusOr<std::shared_ptr<Lens>> lens = env.lenses->Find(name);
    if (!lens.ok()) return lens.status();
    loaded.push_back(*std::move(lens));
  }
  absl::StatusOr<Subject> subject = FindSubject(env, request);
  if (!subject.ok()) return subject.status();

  Comparison comparison;
  for (const std::shared_ptr<Lens>& lens : loaded) {
    absl::StatusOr<ReadingResult> reading = ReadSubject(*subject, request, lens);
    if (!reading.ok()) return reading.status();
    comparison.readings.push_back(*std::move(reading));
  }
  const LensRow row{subject->journal.get(), subject->decision, subject->as_of};
  for (std::size_t i = 1; i < loaded.size(); ++i) {
    AppendDifferences(comparison.readings[0], comparison.readings[i], *loaded[0], row,
                      comparison.differences);
  }
  return comparison;
}

}  // namespace parallax
