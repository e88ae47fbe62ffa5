// Average run lengths of the drift statistics, and the thresholds that give a stated one. Derived
// in docs/drift.md.
#ifndef PARALLAX_SDK_FRAMEWORK_DRIFT_THRESHOLD_H_
#define PARALLAX_SDK_FRAMEWORK_DRIFT_THRESHOLD_H_

#include <vector>

namespace parallax::framework {

// Mean exposure, in units of the mean interval 1/l0, from rest to an alarm at `threshold` of the
// statistic that rises at 1 - rho a unit and falls by ln(1/rho) at each event, floored at 0, while
// events come at l0. Relative error below 1e-9. REQUIRES: threshold >= 0, 0.05 <= rho <= 0.95.
double ExposureRunLength(double threshold, double rho);

// The inverse, for one rho. Immutable.
class ExposureThresholds {
 public:
  explicit ExposureThresholds(double rho);  // O(a few hundred run lengths), under a millisecond
  double rho() const { return rho_; }
  // The threshold whose run length is `run_length` > 0, in units of 1/l0. Error below 1e-6.
  double At(double run_length) const;

 private:
  struct Node {
    double log_run_length, threshold, slope;  // of the threshold by log_run_length
  };
  double rho_;
  double straight_;          // run lengths up to here are those of a silence without events
  std::vector<Node> nodes_;  // from there on, ascending
};

// A statistic that moves in whole steps at each act: up at a failure, down at a success, floored at
// 0; it fires at `limit`.
struct ActSteps {
  int up = 1, down = 1, limit = 1;
};
// Steps in the proportion of the log likelihood ratios of a success share p0 before and rho * p0
// under drift, in eighths of the smaller; the least limit whose mean number of acts from rest to an
// alarm, successes coming with p0, is at least `run_length`. Exact for these steps.
// REQUIRES: 0 < p0 < 1, 0 < rho < 1.
ActSteps ActStepsFor(double p0, double rho, double run_length);
// Mean number of acts from rest to an alarm.
double ActRunLength(double p0, const ActSteps& steps);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_DRIFT_THRESHOLD_H_
