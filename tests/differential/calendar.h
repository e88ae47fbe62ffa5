// Effective time, summed day by day (model.md, step 1).
#ifndef PARALLAX_TESTS_DIFFERENTIAL_CALENDAR_H_
#define PARALLAX_TESTS_DIFFERENTIAL_CALENDAR_H_

#include <chrono>
#include <cstdint>
#include <vector>

#include "core/base/time.h"
#include "tests/differential/given.h"

namespace parallax::oracle {

std::chrono::sys_days DayOf(Time t);  // UTC
Time MidnightOf(std::chrono::sys_days day);
std::chrono::month_day MonthDay(const std::string& text);  // "06-30"
double ClockDays(Time from, Time to);

class Calendar {
 public:
  explicit Calendar(const Given& given);
  // Effective days from one instant to another; negative backwards. The years 1970 to 2059.
  double Days(Time from, Time to) const;

 private:
  std::int64_t Until(Time t) const;

  std::vector<double> intensity_;    // by day since 1970-01-01
  std::vector<std::int64_t> until_;  // effective nanoseconds before that day
};

}  // namespace parallax::oracle

#endif  // PARALLAX_TESTS_DIFFERENTIAL_CALENDAR_H_
