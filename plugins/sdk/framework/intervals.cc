#include "framework/intervals.h"

#include <algorithm>
#include <cmath>

#include "framework/numerics.h"
#include "framework/schema.h"
#include "parallax/sdk/model.h"

namespace parallax::framework {
namespace {

constexpr double kLevel = 0.9;

// Half of the central 90 % of a range of shares, on the log-odds scale.
double HalfWidth(double min, double max) { return kLevel * (Logit(max) - Logit(min)) / 2; }

}  // namespace

Intervals::Intervals(std::span<const plx_parameter> table) {
  for (const plx_parameter& p : table) {
    if (sdk::View(p.path) == "thresholds.confidence_prior") {
      confidence_half_ = HalfWidth(p.min, p.max);
    }
  }
  for (const SchemaColumn& column : Schema()) {
    if (column.group == "committee.roles" && column.column == "prior_present") {
      alignment_half_ = HalfWidth(column.min, column.max);
    }
  }
}

Interval Intervals::Of(int reading, const Levels& levels, const Assumptions& a, double mass) {
  if (reading == PLX_READING_MOMENTUM) return OfMomentum(levels, a);
  const double share = a.evidence_floor / (a.evidence_floor + mass);
  const double link = levels.link[static_cast<std::size_t>(reading)];
  if (reading != PLX_READING_DECISION_RISK) {
    const double half =
        share * (reading == PLX_READING_CONFIDENCE ? confidence_half_ : alignment_half_);
    return {100 * Sigmoid(link - half), 100 * Sigmoid(link + half), PLX_INTERVAL_ASSUMPTIONS};
  }
  // The priors range over 0..1: from nothing unresolved to everything. The interval slides up from
  // zero rather than being cut there, so that its width depends on the evidence alone.
  const double half = share * kLevel * a.risk_most / 2;
  const double low = std::max(0.0, link - half), high = low + 2 * half;
  return {-100 * std::expm1(-low), -100 * std::expm1(-std::max(high, link)),
          PLX_INTERVAL_ASSUMPTIONS};
}

Interval Intervals::OfMomentum(const Levels& levels, const Assumptions& a) {
  if (quantiles_for_ != a.prior_strength) {
    quantiles_.clear();
    quantiles_for_ = a.prior_strength;
  }
  const Momentum& m = levels.momentum;
  while (quantiles_.size() <= static_cast<std::size_t>(m.recent)) {
    const double shape = a.prior_strength + static_cast<double>(quantiles_.size());
    quantiles_.push_back({std::log(GammaQuantile(shape, (1 - kLevel) / 2)),
                          std::log(GammaQuantile(shape, (1 + kLevel) / 2))});
  }
  const Quantiles& q = quantiles_[static_cast<std::size_t>(m.recent)];
  const double shift = m.step_term - std::log(m.rate);
  return {100 * Sigmoid(q.low + shift), 100 * Sigmoid(q.high + shift), PLX_INTERVAL_POSTERIOR};
}

}  // namespace parallax::framework
