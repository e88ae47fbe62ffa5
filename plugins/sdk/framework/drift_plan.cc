#include "framework/drift_plan.h"

#include <cmath>

#include "framework/calendar.h"

namespace parallax::framework {

double EffectiveYear(const Calendar& calendar) {
  const Time from = DayOfCivil(2021, 1, 1) * kDay, to = DayOfCivil(2025, 1, 1) * kDay;
  return Days(calendar.At(to) - calendar.At(from)) / 4;
}

void DriftPlan::Derive(const std::array<DriftRow, kDriftSigns>& rows, double cadence_days,
                       const Calendar& calendar) {
  const double year = EffectiveYear(calendar);
  for (int s = 0; s < kExposureSigns; ++s) {
    const DriftRow& row = rows[static_cast<std::size_t>(s)];
    ExposurePlan& plan = exposure[static_cast<std::size_t>(s)];
    const bool in_days = s == static_cast<int>(DriftSign::kFollowupsLater);
    plan.on = !row.off;
    plan.gain = 1 - row.rho;
    plan.drop = -std::log(row.rho);
    plan.strength = row.baseline_strength;
    plan.prior_exposure = row.baseline_strength * row.prior_interval * (in_days ? 1 : cadence_days);
    plan.days_per_alarm = year / row.false_alarms_per_year;
    if (plan.thresholds == nullptr || plan.thresholds->rho() != row.rho) {
      plan.thresholds = std::make_shared<ExposureThresholds>(row.rho);
    }
  }
  for (int s = kExposureSigns; s < kDriftSigns; ++s) {
    const DriftRow& row = rows[static_cast<std::size_t>(s)];
    ActPlan& plan = acts[static_cast<std::size_t>(s - kExposureSigns)];
    const double acts_per_alarm = row.acts_per_year / row.false_alarms_per_year;
    plan.on = !row.off;
    if (plan.p0 == row.p0 && plan.rho == row.rho && plan.acts_per_alarm == acts_per_alarm) continue;
    plan.p0 = row.p0;
    plan.rho = row.rho;
    plan.acts_per_alarm = acts_per_alarm;
    plan.steps = ActStepsFor(row.p0, row.rho, acts_per_alarm);
  }
}

}  // namespace parallax::framework
