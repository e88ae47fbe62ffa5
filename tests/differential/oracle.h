// The reference model again, written from model.md and model-formulas.md to be plain instead of
// fast: no forward recursion, nothing kept, every quantity a loop over all signals. What the lenses
// answer is compared with it (differential_test.cc).
#ifndef PARALLAX_TESTS_DIFFERENTIAL_ORACLE_H_
#define PARALLAX_TESTS_DIFFERENTIAL_ORACLE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/lens/lens.h"
#include "tests/differential/account.h"
#include "tests/differential/calendar.h"

namespace parallax::oracle {

// What the oracle says of the four readings, in the order of ReadingId.
struct Levels {
  bool known = false;  // some signal was read
  std::array<double, kReadingCount> link{}, value{};
  double coverage = 1, dispersion = 0;
};

// Somebody who takes part.
struct Standing {
  std::string id, role;
  int power;
  double support;
};

// A drift sign; signals by source and id.
struct Drifting {
  int state;
  double severity;
  Time onset, silence_from, silence_to;
  std::vector<std::string> signals;
};

// What became of one handoff.
struct HandedOff {
  Time at = kNoTime;
  std::string transition;
  double before = 0, after = 0;  // confidence, 0..100
  bool reset = false, survived = false;
};

// A part of the time that was read.
struct Stage {
  std::string name, handoff;  // source and id of the signal that told of the handoff
  Time from = kNoTime, to = kNoTime, highest_at = kNoTime;
  double confidence_before = 0, confidence_after = 0, highest = 0;  // 0..100
  double momentum_before = 0, momentum_after = 0;
};

// What a function would ask of the evidence, and what it counts; signals by source and id,
// ascending in the journal, the latest twenty.
struct Asked {
  std::string function;
  double reading = 0, counted = 0, counted_before = 0;
  bool misread = false;
  std::vector<std::string> signals, counted_signals;  // `signals` not of sales
};

struct Said {
  Levels levels;
  std::array<double, kReadingCount> trend{};
  double effective_days = 0, sufficiency = 0;
  int pace = 0, dip = 0, phase = 0, verdict = 0;
  std::array<double, 4> dip_posterior{}, phase_posterior{};
  Time act_by = kNoTime;
  std::vector<Standing> members;  // present, by id
  std::vector<Drifting> drift;
  std::vector<HandedOff> handoffs;
  std::vector<Stage> stages;
  std::vector<Asked> functions;
  std::uint32_t asked = 0, reasked_same = 0, reasked_new = 0;
};

// The account as it is told by `account` under the assumptions `given`, as of `as_of`; `decision`
// empty: the whole account.
Said Consult(const Account& account, const Given& given, const Calendar& calendar,
             const std::string& decision, Time as_of);

}  // namespace parallax::oracle

#endif  // PARALLAX_TESTS_DIFFERENTIAL_ORACLE_H_
