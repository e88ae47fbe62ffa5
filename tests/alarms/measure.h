// How often drift signs alarm, and how soon, by simulation through the running fold.
#ifndef PARALLAX_TESTS_ALARMS_MEASURE_H_
#define PARALLAX_TESTS_ALARMS_MEASURE_H_

#include <random>
#include <string>
#include <vector>

#include "tests/alarms/null_process.h"

namespace parallax::framework::alarms {

// Alarms: crossings of the threshold, each until the return to zero.
struct Rate {
  int alarms = 0;
  double years = 0;          // account-years of the lens's effective time; of acts: acts a year
  double years_at_rest = 0;  // those outside of an alarm
  double a_year() const { return alarms / years; }
  double a_year_at_rest() const { return alarms / years_at_rest; }
};
// The exact (Garwood) interval, 95 %, of a Poisson count.
struct CountInterval {
  double low, high;
};
CountInterval IntervalOf(int count);

struct RateQuestion {
  std::string lens;
  DriftSign sign;
  bool known = true;    // baseline
  double interval = 1;  // true interval between events, of the lens's prior one
  int years_an_account = 30;
  int alarms = 1000;        // to wait for
  double most_years = 1e6;  // at most
};
Rate MeasureRate(const RateQuestion& question, std::mt19937_64& random);

// From a change of the rate or share, to `remaining` of what it was, until the sign fires.
struct Delay {
  double remaining = 0;
  int runs = 0, detected = 0;   // within two years, or 400 acts
  double mean = 0, median = 0;  // effective days, or acts; of the detected
};
// The account keeps its null for `before` days (acts); an account in alarm at the change does not
// count.
Delay MeasureDelay(const std::string& lens, DriftSign sign, double remaining, bool known, int runs,
                   std::mt19937_64& random);

}  // namespace parallax::framework::alarms

#endif  // PARALLAX_TESTS_ALARMS_MEASURE_H_
