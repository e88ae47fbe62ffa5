#include "framework/drift_threshold.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace parallax::framework {
namespace {

// Beyond so many events' worth the other roots of the delay equation have died out below 1e-9,
// while the alternating sum begins to cancel.
constexpr double kExactEvents = 12;
constexpr double kMostRunLength = 1e9;
constexpr double kNodesPerUnit = 16;
constexpr int kStepsOfSmaller = 8;
constexpr int kMostLimit = 1 << 16;

// Expected acts from rest to an alarm for every limit at once: with I - Q = L U, that of limit H is
// the sum over the first H states of (e0 U^-1)_j (L^-1 1)_j, and neither factor depends on H.
class ActChain {
 public:
  ActChain(double p0, int up, int down)
      : p0_(p0), up_(static_cast<std::size_t>(up)), down_(static_cast<std::size_t>(down)) {}

  // Takes one more state; returns the run length with as many states as were taken.
  double Next() {
    const std::size_t i = y_.size();
    const std::size_t first = i > down_ ? i - down_ : 0;
    row_.assign(i - first + up_ + 1, 0);  // of I - Q, columns from `first`
    row_[i - first] = 1;
    row_[0] -= p0_;  // a success: `down` lower, not below 0
    row_.back() -= 1 - p0_;
    double y = 1;
    for (std::size_t j = first; j < i; ++j) {
      const double factor = row_[j - first] / Upper(j, 0);
      for (std::size_t k = 1; k <= up_; ++k) row_[j - first + k] -= factor * Upper(j, k);
      y -= factor * y_[j];
    }
    upper_.insert(upper_.end(), row_.end() - static_cast<std::ptrdiff_t>(up_ + 1), row_.end());
    double w = i == 0 ? 1 : 0;
    for (std::size_t k = 1; k <= std::min(up_, i); ++k) w -= w_[i - k] * Upper(i - k, k);
    w /= Upper(i, 0);
    y_.push_back(y);
    w_.push_back(w);
    return run_length_ += w * y;
  }

 private:
  // U at (row, row + right).
  double Upper(std::size_t row, std::size_t right) const { return upper_[row * (up_ + 1) + right]; }

  const double p0_;
  const std::size_t up_, down_;
  std::vector<double> row_, upper_, y_, w_;  // y = L^-1 1, w = e0 U^-1
  double run_length_ = 0;
};

}  // namespace

double ExposureRunLength(double threshold, double rho) {
  const double a = -std::log(rho), c = 1 - rho;
  if (threshold > kExactEvents * a) {
    return std::exp(threshold) / (c - a * rho) - threshold / (a - c) -
           a * a / (2 * (a - c) * (a - c));
  }
  double sum = 0;
  for (int k = 0; k * a <= threshold; ++k) {
    const double u = (threshold - k * a) / c;
    double term = 1, series = 1;  // sum over j <= k of (-u)^j / j!
    for (int j = 1; j <= k; ++j) series += term *= -u / j;
    sum += std::exp(u) * series - 1;
  }
  return sum;
}

ExposureThresholds::ExposureThresholds(double rho) : rho_(rho) {
  const double a = -std::log(rho), c = 1 - rho;
  // Nodes stand at every multiple of a, where the curvature jumps, as long as that can be seen.
  const double fine = a / std::max(8.0, std::ceil(kNodesPerUnit * a));
  straight_ = ExposureRunLength(a, rho);
  for (double h = a;; h += h < kExactEvents * a ? fine : 1 / kNodesPerUnit) {
    const double run = ExposureRunLength(h, rho);
    const double growth = (1 + run - ExposureRunLength(h - a, rho)) / c;  // d run / d h
    nodes_.push_back({std::log(run), h, run / growth});
    if (run > kMostRunLength) break;
  }
}

double ExposureThresholds::At(double run_length) const {
  if (run_length <= straight_) return (1 - rho_) * std::log1p(run_length);
  const double x = std::log(run_length);
  auto right = std::upper_bound(nodes_.begin() + 1, nodes_.end() - 1, x,
                                [](double t, const Node& n) { return t < n.log_run_length; });
  const Node& l = *(right - 1);
  const Node& r = *right;
  // Cubic Hermite.
  const double width = r.log_run_length - l.log_run_length, t = (x - l.log_run_length) / width;
  const double s = 1 - t;
  return l.threshold * s * s * (1 + 2 * t) + r.threshold * t * t * (1 + 2 * s) +
         width * t * s * (l.slope * s - r.slope * t);
}

ActSteps ActStepsFor(double p0, double rho, double run_length) {
  const double down = -std::log(rho), up = std::log((1 - rho * p0) / (1 - p0));
  const double unit = std::min(down, up) / kStepsOfSmaller;
  ActSteps steps{.up = static_cast<int>(std::lround(up / unit)),
                 .down = static_cast<int>(std::lround(down / unit)),
                 .limit = 1};
  ActChain chain(p0, steps.up, steps.down);
  while (chain.Next() < run_length && steps.limit < kMostLimit) ++steps.limit;
  return steps;
}

double ActRunLength(double p0, const ActSteps& steps) {
  ActChain chain(p0, steps.up, steps.down);
  double run = 0;
  for (int i = 0; i < steps.limit; ++i) run = chain.Next();
  return run;
}

}  // namespace parallax::framework
