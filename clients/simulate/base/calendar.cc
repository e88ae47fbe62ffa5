#include "clients/simulate/base/calendar.h"

#include <algorithm>

#include "absl/time/civil_time.h"

namespace parallax::simulate {
namespace {

constexpr absl::CivilDay kEpoch(1970, 1, 1);

void AppendDigits(int value, int width, std::string& out) {
  const std::size_t end = out.size() + static_cast<std::size_t>(width);
  out.resize(end);
  for (int i = 1; i <= width; ++i, value /= 10) {
    out[end - static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
  }
}

}  // namespace

// Eras of 400 years that begin on 1 March (Hinnant, "chrono-compatible low-level date algorithms");
// four times as fast as civil time, and asked on every day of every account.
Date DateOf(Day day) {
  const std::int32_t shifted = day + 719468;
  const std::int32_t era = shifted / 146097;
  const std::int32_t of_era = shifted - era * 146097;
  const std::int32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::int32_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::int32_t month = (5 * of_year + 2) / 153;  // 0 is March
  const int day_of_month = of_year - (153 * month + 2) / 5 + 1;
  const int civil_month = month < 10 ? month + 3 : month - 9;
  return {year + era * 400 + (civil_month <= 2 ? 1 : 0), civil_month, day_of_month};
}

Day DayOf(const Date& date) {
  return static_cast<Day>(absl::CivilDay(date.year, date.month, date.day) - kEpoch);
}

Day NextNthWeekday(Day day, int nth, int weekday) {
  for (Day at = day;; ++at) {
    const int of_month = DateOf(at).day;
    if (Weekday(at) == weekday && (of_month - 1) / 7 + 1 == nth) return at;
  }
}

Day AddMonths(Day day, int months) {
  const Date date = DateOf(day);
  const absl::CivilMonth month = absl::CivilMonth(date.year, date.month) + months;
  const auto last = static_cast<int>(absl::CivilDay(month + 1) - absl::CivilDay(month));
  return static_cast<Day>(absl::CivilDay(month) - kEpoch) + std::min(date.day, last) - 1;
}

bool InYearlySpan(const Date& date, int from, int to) {
  const int at = date.month * 100 + date.day;
  return from <= to ? from <= at && at < to : from <= at || at < to;
}

void AppendTime(Moment moment, std::string& out) {
  const Date date = DateOf(DayOfMoment(moment));
  const auto second = static_cast<int>(moment % kSecondsOfDay);
  AppendDigits(date.year, 4, out);
  out += '-';
  AppendDigits(date.month, 2, out);
  out += '-';
  AppendDigits(date.day, 2, out);
  out += 'T';
  AppendDigits(second / 3600, 2, out);
  out += ':';
  AppendDigits(second / 60 % 60, 2, out);
  out += ':';
  AppendDigits(second % 60, 2, out);
  out += 'Z';
}

}  // namespace parallax::simulate
