// Days and moments as integers, UTC.
#ifndef PARALLAX_CLIENTS_SIMULATE_BASE_CALENDAR_H_
#define PARALLAX_CLIENTS_SIMULATE_BASE_CALENDAR_H_

#include <cstdint>
#include <string>

namespace parallax::simulate {

using Day = std::int32_t;     // whole days since 1970-01-01
using Moment = std::int64_t;  // seconds since 1970-01-01T00:00:00Z

inline constexpr Moment kSecondsOfDay = 86400;
inline constexpr Day kNever = INT32_MAX;

struct Date {
  int year = 1970, month = 1, day = 1;
};

// The date of a day from 0000-03-01 on.
Date DateOf(Day day);
// The day of a date; a day past the end of its month runs into the next.
Day DayOf(const Date& date);
// 0 Monday to 6 Sunday.
inline int Weekday(Day day) {
  return static_cast<int>((static_cast<std::int64_t>(day) + 3 + 700000) % 7);
}
inline bool IsWeekend(Day day) { return Weekday(day) >= 5; }
inline Day DayOfMoment(Moment moment) { return static_cast<Day>(moment / kSecondsOfDay); }
inline Moment MomentOf(Day day) { return static_cast<Moment>(day) * kSecondsOfDay; }
// The first day from `day` on that is the nth (1..4) such weekday of its month.
Day NextNthWeekday(Day day, int nth, int weekday);
// `months` later, the day clipped to the month's last.
Day AddMonths(Day day, int months);
// Whether a yearly span [from, to) of month * 100 + day, which may wrap the year, holds the date.
bool InYearlySpan(const Date& date, int from, int to);

// "2026-04-29T12:00:00Z"
void AppendTime(Moment moment, std::string& out);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_BASE_CALENDAR_H_
