// What changed between two readings of one journal.
//
// A reading is f(link), and link is a sum; so a change of one term is worth (after - before) times
// the slope of f between the two links. On the straight path from one to the other every term
// changes in proportion, and the integral of f' along it gives each its part (Aumann and Shapley
// 1974, "Values of Non-Atomic Games"): the parts sum to the change of the value.
#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "core/reading/explain_parts.h"

namespace parallax {
namespace {

// f'(link), in points a link unit.
double SlopeAtLink(int reading, double link) {
  if (reading == kDecisionRisk) return 100 * std::exp(-link);
  const double share = ReadingAtLink(reading, link) / 100;
  return 100 * share * (1 - share);
}

double SlopeBetween(int reading, const Reading& before, const Reading& now) {
  constexpr double kSameLink = 1e-6;  // the difference quotient would be rounding errors
  const double step = now.link - before.link;
  if (std::abs(step) < kSameLink) return SlopeAtLink(reading, (before.link + now.link) / 2);
  return (now.value - before.value) / step;
}

using ReasonAndPerson = std::pair<std::string, std::string>;

}  // namespace

std::vector<ExplainedChange> ChangesSince(const ReadingResult& before, const ReadingResult& now,
                                          std::span<const int> readings) {
  const Journal& journal = *now.journal;
  const auto first_new = static_cast<std::uint32_t>(
      std::upper_bound(journal.occurred_at.begin(), journal.occurred_at.end(), before.as_of) -
      journal.occurred_at.begin());
  std::vector<ExplainedChange> changes;
  for (const int reading : readings) {
    const auto index = static_cast<std::size_t>(reading);
    const Reading& then = before.interpretation.readings[index];
    const Reading& today = now.interpretation.readings[index];
    std::map<ReasonAndPerson, ExplainedChange> pairs;
    if (std::isfinite(then.prior) && std::isfinite(today.prior)) {
      ExplainedChange& prior = pairs[{"prior", ""}];
      prior.link_before = then.prior;
      prior.link_after = today.prior;
    }
    for (const Contribution& c : before.interpretation.contributions) {
      if (c.reading == reading) pairs[{c.reason, c.person}].link_before += c.link_value;
    }
    for (const Contribution& c : now.interpretation.contributions) {
      if (c.reading != reading) continue;
      ExplainedChange& pair = pairs[{c.reason, c.person}];
      pair.link_after += c.link_value;
      const auto from = std::lower_bound(c.signals.begin(), c.signals.end(), first_new);
      pair.signals.insert(pair.signals.end(), from, c.signals.end());
      KeepLongerSilence(c.silence_from, c.silence_to, pair.silence_from, pair.silence_to);
    }
    const double slope = SlopeBetween(reading, then, today);
    const auto first = static_cast<std::ptrdiff_t>(changes.size());
    for (auto& [key, pair] : pairs) {
      if (pair.link_before == pair.link_after) continue;
      pair.reading = reading;
      std::tie(pair.reason, pair.person) = key;
      KeepDistinctRows(pair.signals);
      pair.points = (pair.link_after - pair.link_before) * slope;
      changes.push_back(std::move(pair));
    }
    std::stable_sort(changes.begin() + first, changes.end(), [](const auto& a, const auto& b) {
      return std::abs(a.points) > std::abs(b.points);
    });
  }
  return changes;
}

}  // namespace parallax
