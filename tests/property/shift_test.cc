// Moving everything by whole days changes nothing but dates (model.md, "What must hold").
#include <set>
#include <string>
#include <variant>

#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using Shift = LensProperty;
PARALLAX_FOR_EVERY_LENS(Shift);

void Move(Time& time, Time by) {
  if (time != kNoTime && time != kEndOfTime) time += by;
}
void Move(std::string& text, Time by) { text = FormatTime(ParseTime(text).value() + by); }

Case Moved(const Case& c, Time by) {
  Case moved = c;
  for (StoredSignal& stored : moved.record.signals) {
    Move(stored.recorded_at, by);
    Move(stored.signal.occurred_at, by);
    Move(stored.signal.available_at, by);
    for (auto& [key, value] : stored.signal.attributes) {
      if (key == "due" || key == "due_before" || key == "starts_at") {
        Move(std::get<std::string>(value), by);
      }
    }
  }
  for (StoredFacts& stored : moved.record.facts) {
    Move(stored.recorded_at, by);
    std::visit(
        [&](auto& f) {
          Move(f.valid_from, by);
          Move(f.available_at, by);
          if constexpr (requires { f.contract_start; }) {
            Move(f.contract_start, by);
            Move(f.contract_end, by);
            for (auto& [key, value] : f.labels) {
              if (key == "signed_up_at") Move(value, by);
            }
          } else if constexpr (requires { f.opened_at; }) {
            Move(f.opened_at, by);
            Move(f.closed_at, by);
          } else {
            Move(f.joined_at, by);
            Move(f.left_at, by);
          }
        },
        stored.facts);
  }
  Move(moved.as_of, by);
  Move(moved.known_at, by);
  return moved;
}

// Paths of the lens's budget windows.
std::set<std::string> WindowsOf(const Lens& lens) {
  std::set<std::string> rows;
  for (const parallax::Parameter& p : lens.parameters()) {
    if (p.path.starts_with("tempo.budget_windows."))
      rows.insert(p.path.substr(0, p.path.rfind('.')));
  }
  return rows;
}

// Without the calendar and the budget windows, which are dates of the year. A contract's term
// counts calendar months, which differ in length, so contracts are left out.
TEST_P(Shift, ByAnyDaysChangesNothingButDatesWithoutACalendar) {
  const auto make = [&](std::uint64_t seed) {
    Case made = MakeCase(seed);
    if (seed % 3 == 0) made.overrides = SomeOverrides(lens(), seed);
    Set(made.overrides, "tempo.calendar_enabled", 0);
    for (const std::string& window : WindowsOf(lens()))
      made.overrides.push_back({window, "absent"});
    std::erase_if(made.record.signals,
                  [](const StoredSignal& s) { return s.signal.kind == "finance.contract_signed"; });
    return made;
  };
  Check(make, [&](const Case& c) {
    const Time by = (static_cast<Time>(c.seed * 37 % 1400) - 700) * kDay;
    const std::string difference = Difference(Ask(lens(), c), Ask(lens(), Moved(c, by)),
                                              {.tolerance = 1e-9, .later_by = by, .texts = false});
    return difference.empty() ? Holds() : Fails(difference);
  });
}

// Four years hold the same days of the year, leap days included, from 1901 to 2099: calendars,
// windows and terms move with the journal.
TEST_P(Shift, ByFourYearsChangesNothingButDates) {
  Check([](std::uint64_t seed) { return MakeCase(seed); },
        [&](const Case& c) {
          const Time by = 1461 * kDay;
          const std::string difference =
              Difference(Ask(lens(), c), Ask(lens(), Moved(c, by)),
                         {.tolerance = 1e-9, .later_by = by, .texts = false});
          return difference.empty() ? Holds() : Fails(difference);
        });
}

}  // namespace
}  // namespace parallax::property
