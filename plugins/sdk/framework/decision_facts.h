// Decisions as facts and signals together tell of them (catalog.toml, decision facts: opened_at
// counts as sales.decision_opened, closed_at with outcome as lifecycle.decision_outcome).
#ifndef PARALLAX_SDK_FRAMEWORK_DECISION_FACTS_H_
#define PARALLAX_SDK_FRAMEWORK_DECISION_FACTS_H_

#include <cstdint>

#include "framework/calendar.h"
#include "framework/vocabulary.h"
#include "parallax/abi/journal.h"

namespace parallax::framework {

class Fold;

struct DecisionStatus {
  bool known = false;  // opened or ended, as far as is known
  DecisionState state = DecisionState::kOpen;
  Time since = kNever;              // of the state
  Time opened = kNever;             // last opening
  std::uint32_t signal = PLX_NONE;  // that brought the state; PLX_NONE: a fact did
};

constexpr bool IsClosed(DecisionState state) {
  return state == DecisionState::kWon || state == DecisionState::kLost ||
         state == DecisionState::kNoDecision;
}

// Row of decision_facts in force at `t`, or -1.
int DecisionVersion(const plx_journal& journal, std::uint32_t decision, Time t);

// What is known at `t` from the signals the fold has taken and the facts in force. O(versions).
DecisionStatus DecisionAt(const Fold& fold, std::uint32_t decision, Time t);

// When the decision first showed, as of `t`: opened_at of the facts in force, its first signal, the
// earlier; kNever when it has not. O(signals).
Time FirstShown(const plx_journal& journal, std::uint32_t decision, Time t);

// First opening as of `t` by facts or by a sales.decision_opened among the signals taken; kNever.
Time FirstOpened(const Fold& fold, std::uint32_t decision, Time t);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_DECISION_FACTS_H_
