// Effective time: the integral of the calendar's intensity (model.md, step 1).
#ifndef PARALLAX_SDK_FRAMEWORK_CALENDAR_H_
#define PARALLAX_SDK_FRAMEWORK_CALENDAR_H_

#include <array>
#include <cstdint>
#include <limits>
#include <span>

namespace parallax::framework {

using Time = std::int64_t;       // ns since 1970-01-01T00:00:00Z
using Effective = std::int64_t;  // effective ns since then

inline constexpr Time kNever = std::numeric_limits<Time>::min();
inline constexpr std::int64_t kDay = 86'400'000'000'000;

// Days since 1970-01-01, rounding down.
constexpr std::int64_t DayOf(Time t) { return t >= 0 ? t / kDay : -((-t + kDay - 1) / kDay); }
constexpr double Days(std::int64_t ns) { return static_cast<double>(ns) / kDay; }

struct Civil {
  std::int64_t year;
  int month, day;
};
Civil CivilOf(std::int64_t day);
// Days since 1970-01-01; a day past the end of its month runs over into the next.
std::int64_t DayOfCivil(std::int64_t year, int month, int day);

struct CalendarRule {
  int from, to;  // month * 100 + day; [from, to), may wrap the year
  double intensity;
};

// Integers throughout: effective spans are exact differences, so that without rules effective time
// is clock time to the bit, a closed day adds nothing, and shifting everything by whole days
// changes nothing when no rule is in force.
class Calendar {
 public:
  Calendar() = default;
  // Where rules overlap, the least intensity holds. O(366 x rules).
  explicit Calendar(std::span<const CalendarRule> rules);

  // Monotone. O(1). REQUIRES: a time of the years 1900 to 2261.
  Effective At(Time t) const { return uniform_ ? t : AtDay(t); }

 private:
  static constexpr int kSlots = 366;  // by month and day, 29 February included
  static constexpr std::int64_t kFirstYear = 1900, kLastYear = 2261;

  Effective AtDay(Time t) const;

  bool uniform_ = true;
  std::array<double, kSlots> intensity_{};
  // Effective ns before the slot's day, in a leap year and in another.
  std::array<std::array<Effective, kSlots + 1>, 2> before_{};
  struct Year {
    std::int64_t first_day;
    Effective start;
  };
  std::array<Year, kLastYear - kFirstYear + 2> years_{};
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_CALENDAR_H_
