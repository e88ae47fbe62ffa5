// What happened in one account, and what each interaction changed (R32).
#ifndef PARALLAX_CORE_READING_TIMELINE_H_
#define PARALLAX_CORE_READING_TIMELINE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/reading/reading.h"

namespace parallax {

struct TimelineRequest {
  std::string workspace, account, decision, lens;  // as of ReadingRequest
  Time from = kNoTime;      // events after it; absent: a day before the first signal that is read
  Time to = kNoTime;        // events up to it; absent: now
  Time known_at = kNoTime;  // absent: everything stored
  std::uint64_t at_least_revision = 0;
  std::vector<Override> overrides;
};

enum class TimelineKind : std::uint8_t {
  kInteraction = 1,
  kVerdict,
  kPhase,
  kGate,
  kDrift,
  kHandoff
};

struct TimelineEvent {
  Time at = kNoTime;
  TimelineKind kind = TimelineKind::kInteraction;
  std::string subject;                        // signal kind, gate, sign, transition; else empty
  int before = 0, after = 0;                  // PLX_ codes of a verdict, a phase, a drift state
  std::string state_before, state;            // of a gate or handoff
  std::uint32_t signal = kNone;               // row of the journal, of an interaction or handoff
  std::array<double, kReadingCount> delta{};  // points, of an interaction
  std::uint32_t together = 0;                 // signals of the same moment, of an interaction
  Time onset = kNoTime;                       // of drift
};

struct Timeline {
  std::vector<TimelineEvent> events;  // by time; the states at `from` first
  ReadingResult now;                  // at `to`, with texts, drift signs, handoffs and stages
  Time from = kNoTime;
};

// One pass of the lens over the journal, at the moments of the signals, just before them, and at
// midnights UTC. Errors as Interpret, and INVALID_ARGUMENT naming from when it is after to, or more
// than kMaxTimelineMoments lie between.
absl::StatusOr<Timeline> ReadTimeline(const Environment& env, const TimelineRequest& request);

}  // namespace parallax

#endif  // PARALLAX_CORE_READING_TIMELINE_H_
