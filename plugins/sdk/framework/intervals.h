// 90 % intervals of the readings (docs/decisions/0014-intervals.md).
#ifndef PARALLAX_SDK_FRAMEWORK_INTERVALS_H_
#define PARALLAX_SDK_FRAMEWORK_INTERVALS_H_

#include <span>
#include <vector>

#include "framework/assumptions.h"
#include "framework/reading.h"

namespace parallax::framework {

struct Interval {
  double low, high;  // 0..100
  int basis;         // PLX_INTERVAL_
};

class Intervals {
 public:
  // The declared ranges of the priors, from the lens's table and the schema.
  explicit Intervals(std::span<const plx_parameter> table);

  // One reading of `levels`. `mass`: evidence seen. O(1) once a shape of the Gamma posterior was
  // met.
  Interval Of(int reading, const Levels& levels, const Assumptions& assumptions, double mass);

 private:
  Interval OfMomentum(const Levels& levels, const Assumptions& assumptions);

  double confidence_half_ = 0, alignment_half_ = 0;  // log-odds
  // ln of the 5 % and 95 % quantiles of Gamma(k + N, 1), by N, for the k they were made for.
  struct Quantiles {
    double low, high;
  };
  std::vector<Quantiles> quantiles_;
  double quantiles_for_ = -1;
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_INTERVALS_H_
