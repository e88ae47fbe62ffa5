#include "framework/calendar.h"

#include <algorithm>
#include <cmath>

namespace parallax::framework {
namespace {

constexpr std::array<int, 13> kMonthStart = {0,   31,  60,  91,  121, 152, 182,
                                             213, 244, 274, 305, 335, 366};
constexpr int kLeapSlot = 59;  // 29 February

int SlotOf(int month, int day) { return kMonthStart[month - 1] + day - 1; }
bool IsLeap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

}  // namespace

// Days to and from the proleptic Gregorian calendar by eras of 400 years that start in March:
// Hinnant, "chrono-Compatible Low-Level Date Algorithms".
Civil CivilOf(std::int64_t day) {
  const std::int64_t z = day + 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const auto doe = static_cast<unsigned>(z - era * 146097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  const int d = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  const int m = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  return {static_cast<std::int64_t>(yoe) + era * 400 + (m <= 2 ? 1 : 0), m, d};
}

std::int64_t DayOfCivil(std::int64_t year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const auto yoe = static_cast<unsigned>(y - era * 400);
  const unsigned mp = static_cast<unsigned>(month > 2 ? month - 3 : month + 9);
  const unsigned doy = (153 * mp + 2) / 5 + static_cast<unsigned>(day) - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + static_cast<std::int64_t>(doe) - 719468;
}

Calendar::Calendar(std::span<const CalendarRule> rules) {
  intensity_.fill(1.0);
  for (const CalendarRule& rule : rules) {
    const int from = SlotOf(rule.from / 100, rule.from % 100);
    const int to = SlotOf(rule.to / 100, rule.to % 100);
    for (int s = 0; s < kSlots; ++s) {
      const bool in = from <= to ? s >= from && s < to : s >= from || s < to;
      if (in) intensity_[s] = std::min(intensity_[s], rule.intensity);
    }
  }
  uniform_ = std::all_of(intensity_.begin(), intensity_.end(), [](double c) { return c == 1.0; });
  if (uniform_) return;
  for (int leap = 0; leap < 2; ++leap) {
    for (int s = 0; s < kSlots; ++s) {
      const bool exists = leap == 1 || s != kLeapSlot;
      before_[leap][s + 1] =
          before_[leap][s] +
          (exists ? static_cast<Effective>(intensity_[s] * static_cast<double>(kDay)) : 0);
    }
  }
  Effective sum = DayOfCivil(kFirstYear, 1, 1) * kDay;  // below zero: 362 years do not fit above
  for (std::int64_t year = kFirstYear; year <= kLastYear + 1; ++year) {
    years_[year - kFirstYear] = {DayOfCivil(year, 1, 1), sum};
    sum += before_[IsLeap(year) ? 1 : 0][kSlots];
  }
}

Effective Calendar::AtDay(Time t) const {
  const std::int64_t day = DayOf(t);
  // The mean year guesses the year to within one.
  std::int64_t y = std::clamp((day - years_[0].first_day) * 400 / 146097, std::int64_t{0},
                              kLastYear - kFirstYear);
  if (day < years_[y].first_day) {
    y = std::max(y - 1, std::int64_t{0});
  } else if (day >= years_[y + 1].first_day) {
    y = std::min(y + 1, kLastYear - kFirstYear);
  }
  const std::int64_t length = years_[y + 1].first_day - years_[y].first_day;
  const int leap = length == 366 ? 1 : 0;
  std::int64_t slot = std::clamp(day - years_[y].first_day, std::int64_t{0}, length - 1);
  if (leap == 0 && slot >= kLeapSlot) ++slot;
  const double within = intensity_[slot] * static_cast<double>(t - day * kDay);
  return years_[y].start + before_[leap][slot] + static_cast<Effective>(within);
}

}  // namespace parallax::framework
