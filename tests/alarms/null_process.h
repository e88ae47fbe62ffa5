// Journals in which one drift sign is watched while its declared null holds, or stops holding: the
// events of an exposure-clocked sign come as a Poisson process of the clock, the acts of the others
// succeed independently with p0 (docs/drift.md).
#ifndef PARALLAX_TESTS_ALARMS_NULL_PROCESS_H_
#define PARALLAX_TESTS_ALARMS_NULL_PROCESS_H_

#include <functional>
#include <memory>
#include <random>
#include <string>

#include "framework/assumptions.h"
#include "journal_builder.h"

namespace parallax::framework::alarms {

constexpr bool OnExposure(DriftSign sign) { return static_cast<int>(sign) < kExposureSigns; }

// The assumptions of a lens. `known`: the baseline of every exposure-clocked sign is its prior
// interval, whatever happened.
struct LensAssumptions {
  LensAssumptions(const std::string& lens, bool known);
  std::unique_ptr<Vocabulary> vocabulary;
  std::unique_ptr<Assumptions> assumptions;
};

struct Process {
  DriftSign sign;
  double interval;  // effective days between events, of an exposure-clocked sign
  double p0;        // share of successes, of an act-clocked one
  Time from;        // a midnight
  int days;         // acts of an act-clocked sign: one a day
  // Factor on the rate or the share of the day.
  std::function<double(int day)> factor;
};
// The process under which the sign's alarms are stated.
Process DeclaredNull(const LensAssumptions& lens, DriftSign sign, Time from, int days);

// The clock of the sign begins on the first day.
void Generate(const Process& process, const Calendar& calendar, std::mt19937_64& random,
              testing::JournalBuilder& out);

}  // namespace parallax::framework::alarms

#endif  // PARALLAX_TESTS_ALARMS_NULL_PROCESS_H_
