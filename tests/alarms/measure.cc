#include "tests/alarms/measure.h"

#include <algorithm>
#include <functional>
#include <limits>

#include "framework/fold.h"
#include "framework/numerics.h"

namespace parallax::framework::alarms {
namespace {

// Whether the sign is in alarm at the end of each day, until visit(day, alarm) says no.
void Watch(const LensAssumptions& lens, const Process& process, std::mt19937_64& random,
           const std::function<bool(int, bool)>& visit) {
  const Assumptions& a = *lens.assumptions;
  testing::JournalBuilder account;
  Generate(process, a.calendar, random, account);
  Fold fold;
  fold.Begin(account.Build(), PLX_NONE, kNever, a, *lens.vocabulary, false);
  for (int day = 0; day < process.days; ++day) {
    const Time end = process.from + (day + 1) * kDay - 1;
    fold.Advance(end);
    const int state =
        fold.drift
            .Read(fold, {end, a.calendar.At(end)}, false)[static_cast<std::size_t>(process.sign)]
            .state;
    if (!visit(day, state == PLX_DRIFT_FIRING || state == PLX_DRIFT_RECOVERING)) return;
  }
}

double ActsOfYear(const LensAssumptions& lens, DriftSign sign) {
  return lens.assumptions->drift_rows[static_cast<std::size_t>(sign)].acts_per_year;
}

// Effective days of a day, or an act.
double Spent(const LensAssumptions& lens, const Process& process, int day) {
  if (!OnExposure(process.sign)) return 1;
  const Calendar& calendar = lens.assumptions->calendar;
  const Time begin = process.from + day * kDay;
  return Days(calendar.At(begin + kDay) - calendar.At(begin));
}

// 1970 is the first year that every part of the system takes.
constexpr Time kFrom = 10'957 * kDay;  // 2000-01-01

}  // namespace

CountInterval IntervalOf(int count) {
  return {count == 0 ? 0 : GammaQuantile(count, 0.025), GammaQuantile(count + 1, 0.975)};
}

Rate MeasureRate(const RateQuestion& q, std::mt19937_64& random) {
  const LensAssumptions lens(q.lens, q.known);
  const double year =
      OnExposure(q.sign) ? EffectiveYear(lens.assumptions->calendar) : ActsOfYear(lens, q.sign);
  Rate rate;
  while (rate.alarms < q.alarms && rate.years < q.most_years) {
    Process process = DeclaredNull(lens, q.sign, kFrom, q.years_an_account * 365);
    process.interval *= q.interval;
    bool alarmed = false;
    Watch(lens, process, random, [&](int day, bool alarm) {
      rate.alarms += alarm && !alarmed;
      alarmed = alarm;
      const double spent = Spent(lens, process, day) / year;
      rate.years += spent;
      if (!alarm) rate.years_at_rest += spent;
      return true;
    });
  }
  return rate;
}

Delay MeasureDelay(const std::string& lens_id, DriftSign sign, double remaining, bool known,
                   int runs, std::mt19937_64& random) {
  const LensAssumptions lens(lens_id, known);
  const int before = OnExposure(sign) ? 730 : 100, after = OnExposure(sign) ? 730 : 400;
  Delay delay{.remaining = remaining};
  std::vector<double> delays;
  for (int run = 0; run < runs; ++run) {
    // The change falls on any day of the year.
    const Time from = kFrom + static_cast<Time>(random() % 365) * kDay;
    Process process = DeclaredNull(lens, sign, from, before + after);
    process.factor = [&](int day) { return day < before ? 1 : remaining; };
    double spent = 0;
    Watch(lens, process, random, [&](int day, bool alarm) {
      if (day < before - 1) return true;
      if (day == before - 1) {
        delay.runs += !alarm;
        return !alarm;
      }
      spent += Spent(lens, process, day);
      if (alarm) delays.push_back(spent);
      return !alarm;
    });
  }
  delay.detected = static_cast<int>(delays.size());
  if (delays.empty()) return delay;
  std::sort(delays.begin(), delays.end());
  delay.median = delays[delays.size() / 2];
  for (const double d : delays) delay.mean += d / static_cast<double>(delays.size());
  return delay;
}

}  // namespace parallax::framework::alarms
