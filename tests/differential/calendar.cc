#include "tests/differential/calendar.h"

#include <algorithm>
#include <cstdlib>

namespace parallax::oracle {

namespace chrono = std::chrono;

chrono::sys_days DayOf(Time t) {
  return chrono::floor<chrono::days>(chrono::sys_time<chrono::nanoseconds>(chrono::nanoseconds(t)));
}

Time MidnightOf(chrono::sys_days day) { return day.time_since_epoch().count() * kDay; }

chrono::month_day MonthDay(const std::string& text) {
  return chrono::month(static_cast<unsigned>(std::atoi(text.substr(0, 2).c_str()))) /
         chrono::day(static_cast<unsigned>(std::atoi(text.substr(3, 2).c_str())));
}

double ClockDays(Time from, Time to) {
  return static_cast<double>(to - from) / static_cast<double>(kDay);
}

// A rule covers [from, to) and may wrap the year; the least intensity of the rules in force holds
// (lens-parameters.toml). Whole nanoseconds a day, as docs/decisions/0012 says.
Calendar::Calendar(const Given& given) {
  struct Rule {
    chrono::month_day from, to;
    double intensity;
  };
  std::vector<Rule> rules;
  if (given.Is("tempo.calendar_enabled")) {
    for (const std::string& row : given.Rows("tempo.calendar")) {
      const std::string path = "tempo.calendar." + row;
      rules.push_back({MonthDay(given.Text(path + ".from")), MonthDay(given.Text(path + ".to")),
                       given(path + ".intensity")});
    }
  }
  std::int64_t sum = 0;
  for (chrono::sys_days day{}; day < chrono::sys_days(chrono::year(2060) / 1 / 1);
       day += chrono::days(1)) {
    const chrono::year_month_day date(day);
    const chrono::month_day today = date.month() / date.day();
    double c = 1;
    for (const Rule& rule : rules) {
      const bool in = rule.from <= rule.to ? rule.from <= today && today < rule.to
                                           : rule.from <= today || today < rule.to;
      if (in) c = std::min(c, rule.intensity);
    }
    intensity_.push_back(c);
    until_.push_back(sum);
    sum += static_cast<std::int64_t>(c * static_cast<double>(kDay));
  }
}

std::int64_t Calendar::Until(Time t) const {
  const auto day = static_cast<std::size_t>(DayOf(t).time_since_epoch().count());
  const Time into = t - MidnightOf(DayOf(t));
  return until_[day] + static_cast<std::int64_t>(intensity_[day] * static_cast<double>(into));
}

double Calendar::Days(Time from, Time to) const {
  return static_cast<double>(Until(to) - Until(from)) / static_cast<double>(kDay);
}

}  // namespace parallax::oracle
