#include "framework/decision_facts.h"

#include <algorithm>

#include "framework/fold.h"

namespace parallax::framework {

int DecisionVersion(const plx_journal& journal, std::uint32_t decision, Time t) {
  const plx_decision_facts* facts = journal.decision_facts;
  int found = -1;
  for (std::uint32_t v = 0; facts != nullptr && v < facts->count; ++v) {
    if (facts->decision[v] == decision && facts->valid_from[v] <= t) found = static_cast<int>(v);
  }
  return found;
}

DecisionStatus DecisionAt(const Fold& fold, std::uint32_t decision, Time t) {
  DecisionStatus status;
  const std::int32_t index = fold.objects.Find(ObjectType::kDecision, decision, PLX_NONE);
  if (index >= 0) {
    const Object& o = fold.objects[index];
    status = {.known = true,
              .state = static_cast<DecisionState>(o.state),
              .since = o.since,
              .opened = o.due,  // the fold keeps the last opening there
              .signal = o.signal};
  }
  const int v = DecisionVersion(*fold.journal, decision, t);
  if (v < 0) return status;
  const plx_decision_facts& facts = *fold.journal->decision_facts;
  const Time opened = facts.opened_at[v], closed = facts.closed_at[v];
  if (opened != PLX_NO_TIME && opened <= t) {
    status.opened = std::max(status.opened, opened);
    if (!status.known || opened > status.since) {
      status.state = DecisionState::kOpen;
      status.since = opened;
      status.signal = PLX_NONE;
    }
    status.known = true;
  }
  const int outcome = facts.outcome[v];
  if (closed == PLX_NO_TIME || closed > t || outcome == 0) return status;
  if (!status.known || closed >= status.since) {
    constexpr DecisionState kStates[] = {DecisionState::kOpen, DecisionState::kWon,
                                         DecisionState::kLost, DecisionState::kNoDecision,
                                         DecisionState::kSlipped};
    status.state = kStates[outcome];
    status.since = closed;
    status.signal = PLX_NONE;
    status.known = true;
  }
  return status;
}

Time FirstShown(const plx_journal& journal, std::uint32_t decision, Time t) {
  Time first = kNever;
  const int v = DecisionVersion(journal, decision, t);
  if (v >= 0) {
    const Time opened = journal.decision_facts->opened_at[v];
    if (opened != PLX_NO_TIME && opened <= t) first = opened;
  }
  for (std::uint32_t i = 0; i < journal.signal_count && journal.occurred_at[i] <= t; ++i) {
    if (journal.decision[i] != decision) continue;
    return first == kNever ? journal.occurred_at[i] : std::min(first, journal.occurred_at[i]);
  }
  return first;
}

Time FirstOpened(const Fold& fold, std::uint32_t decision, Time t) {
  Time first = kNever;
  const int v = DecisionVersion(*fold.journal, decision, t);
  if (v >= 0) {
    const Time opened = fold.journal->decision_facts->opened_at[v];
    if (opened != PLX_NO_TIME && opened <= t) first = opened;
  }
  const std::int32_t index = fold.objects.Find(ObjectType::kDecision, decision, PLX_NONE);
  if (index >= 0 && fold.objects[index].run_start != kNever) {
    const Time opened = fold.objects[index].run_start;
    first = first == kNever ? opened : std::min(first, opened);
  }
  return first;
}

}  // namespace parallax::framework
