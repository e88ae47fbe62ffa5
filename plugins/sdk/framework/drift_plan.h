// What the assumptions of a lens make of the five drift signs: rates, steps, thresholds.
#ifndef PARALLAX_SDK_FRAMEWORK_DRIFT_PLAN_H_
#define PARALLAX_SDK_FRAMEWORK_DRIFT_PLAN_H_

#include <array>
#include <memory>
#include <string_view>

#include "framework/drift_threshold.h"

namespace parallax::framework {

class Calendar;

// In the order of lens-parameters.toml: first the three on exposure clocks, then the two on acts.
enum class DriftSign {
  kChampionEngagement,
  kStakeholdersFewer,
  kFollowupsLater,
  kInterestNarrower,
  kSilentDeprioritization
};
inline constexpr int kDriftSigns = 5;
inline constexpr int kExposureSigns = 3;
inline constexpr std::array<std::string_view, kDriftSigns> kDriftSignNames = {
    "champion_engagement", "stakeholders_fewer", "followups_later", "interest_narrower",
    "silent_deprioritization"};

// A row of [drift]; a sign uses the columns that its row lists.
struct DriftRow {
  bool off = false;  // removed by an override
  double rho = 0, false_alarms_per_year = 0, baseline_strength = 0, prior_interval = 0, p0 = 0,
         acts_per_year = 0;
};

// A sign on an exposure clock, in effective days.
struct ExposurePlan {
  bool on = true;
  double gain = 0;            // 1 - rho: rise of the statistic in an interval 1/l0
  double drop = 0;            // ln(1/rho): its fall at an event
  double strength = 0;        // b: events that the prior interval counts for
  double prior_exposure = 0;  // b * prior interval
  double days_per_alarm = 0;  // effective days of a year / stated false alarms a year
  std::shared_ptr<const ExposureThresholds> thresholds;

  // l0 after `events` in `exposure` days.
  double Rate(double events, double exposure) const {
    return (strength + events) / (prior_exposure + exposure);
  }
  double Threshold(double rate) const { return thresholds->At(days_per_alarm * rate); }
};

struct ActPlan {
  bool on = true;
  ActSteps steps;
  double p0 = 0, rho = 0, acts_per_alarm = 0;  // what the steps were made from
};

struct DriftPlan {
  double gate_exposure = 1;
  std::array<ExposurePlan, kExposureSigns> exposure;
  std::array<ActPlan, kDriftSigns - kExposureSigns> acts;

  // O(1) where neither rho nor what the steps are made from changed since the last time.
  void Derive(const std::array<DriftRow, kDriftSigns>& rows, double cadence_days,
              const Calendar& calendar);
};

// Effective days of a year: the mean over the four years of a leap cycle.
double EffectiveYear(const Calendar& calendar);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_DRIFT_PLAN_H_
