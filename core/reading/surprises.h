// Outcomes that went badly, and whether an alarm preceded them (R13, R20).
#ifndef PARALLAX_CORE_READING_SURPRISES_H_
#define PARALLAX_CORE_READING_SURPRISES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/reading/reading.h"

namespace parallax {

struct SurprisesRequest {
  std::string workspace, lens;        // empty lens: the control
  Time from = kNoTime, to = kNoTime;  // outcomes in (from, to]; absent: all, now
  Time lead = 90 * kDay;              // a day to 365 days
  std::uint64_t at_least_revision = 0;
  std::vector<Override> overrides;
  std::string after;            // accounts after it, bytewise
  std::size_t accounts = 1000;  // looked at, at most kMaxPageSize
};

struct BadOutcome {
  std::string account, decision;  // decision empty: of the relationship
  std::string what;               // "lost", "no_decision", "churned"
  Time at = kNoTime;
  std::string source, source_event_id;
  Time warned_at = kNoTime;  // kNoTime: no alarm preceded it
  int verdict_before = 0;    // PLX_VERDICT_
};

struct Surprises {
  std::vector<BadOutcome> outcomes;  // by account, then time
  std::string last;                  // the last account looked at; empty: there are no more
};

// Each outcome is read at the midnights of its lead, by what was known when it came. Errors as
// Interpret, INVALID_ARGUMENT naming lead; CANCELLED when `cancelled` says so.
absl::StatusOr<Surprises> FindSurprises(const Environment& env, const SurprisesRequest& request,
                                        const std::function<bool()>& cancelled);

}  // namespace parallax

#endif  // PARALLAX_CORE_READING_SURPRISES_H_
