#include "tests/alarms/simulated.h"

#include <sstream>

#include "clients/simulate/simulate.h"
#include "framework/fold.h"
#include "stored_account.h"

namespace parallax::framework::alarms {
namespace {

void Count(const LensAssumptions& lens, const testing::StoredAccount& stored, Time until,
           std::array<SimulatedSign, kDriftSigns>& signs) {
  const Assumptions& a = *lens.assumptions;
  const double year = EffectiveYear(a.calendar);
  testing::JournalBuilder account = testing::JournalAt(stored, INT64_MAX);
  const plx_journal& journal = account.Build();
  if (journal.signal_count == 0) return;
  Fold fold;
  fold.Begin(journal, PLX_NONE, kNever, a, *lens.vocabulary, false);
  std::array<bool, kDriftSigns> alarmed{}, ever{}, watched{};
  Effective before = a.calendar.At(DayOf(journal.occurred_at[0]) * kDay);
  for (Time day = DayOf(journal.occurred_at[0]) * kDay; day < until; day += kDay) {
    const Moment end{day + kDay - 1, a.calendar.At(day + kDay - 1)};
    fold.Advance(end.at);
    const DriftReadings readings = fold.drift.Read(fold, end, false);
    for (std::size_t s = 0; s < readings.size(); ++s) {
      const int state = readings[s].state;
      const bool alarm = state == PLX_DRIFT_FIRING || state == PLX_DRIFT_RECOVERING;
      signs[s].rate.alarms += alarm && !alarmed[s];
      alarmed[s] = alarm;
      ever[s] = ever[s] || alarm;
      if (state == PLX_DRIFT_NO_DATA) continue;
      watched[s] = true;
      const double years = Days(end.eff - before) / year;
      signs[s].rate.years += years;
      if (!alarm) signs[s].rate.years_at_rest += years;
    }
    before = end.eff;
  }
  for (std::size_t s = 0; s < signs.size(); ++s) {
    signs[s].accounts += watched[s];
    signs[s].alarmed += ever[s];
  }
}

}  // namespace

std::array<SimulatedSign, kDriftSigns> MeasureSimulated(const std::string& lens_id, int accounts) {
  const LensAssumptions lens(lens_id, false);
  const simulate::Options options{.seed = 1,
                                  .industry = simulate::FindIndustry(lens_id),
                                  .from = simulate::DayOf({2024, 1, 1}),
                                  .until = simulate::DayOf({2026, 1, 1})};
  std::array<SimulatedSign, kDriftSigns> signs;
  for (int i = 0; i < accounts; ++i) {
    const simulate::SimulatedAccount made =
        simulate::Simulate(options, static_cast<std::uint64_t>(i));
    std::istringstream signals(made.signals), facts(made.facts);
    for (const auto& [id, stored] : testing::ReadAccounts(signals, facts)) {
      Count(lens, stored, options.until * kDay, signs);
    }
  }
  return signs;
}

}  // namespace parallax::framework::alarms
