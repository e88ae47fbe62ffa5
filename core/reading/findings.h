// Drift alarms as findings to act on, and what was done about them (R41).
#ifndef PARALLAX_CORE_READING_FINDINGS_H_
#define PARALLAX_CORE_READING_FINDINGS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/reading/reading.h"

namespace parallax {

inline constexpr std::string_view kIntervention = "success.intervention";
// An intervention counts for an alarm that ended no longer before it.
inline constexpr Time kLateIntervention = 7 * kDay;

// FIRING or RECOVERING.
bool IsAlarm(const DriftView& sign);

// What a finding is named by: "saas:champion_engagement:2026-04-12".
struct FindingId {
  std::string lens, sign;
  std::string day;  // UTC, of the onset
};
// Empty where no alarm stands, or where the sign's name cannot be part of an id.
std::string MakeFindingId(std::string_view lens, const DriftView& sign);
// Nothing where the text is none.
std::optional<FindingId> ParseFindingId(std::string_view text);

// Rows of what was read: the interventions after the onset of `sign` and up to as_of that name this
// finding or none, in order of time, the latest kMaxInterventions. None where no alarm stands.
inline constexpr std::size_t kMaxInterventions = 20;
std::vector<std::uint32_t> InterventionsOf(const ReadingResult& reading, const DriftView& sign);

// Days from the UTC day of as_of to the last day to act, negative when that has passed; nothing
// where no deadline is ahead.
std::optional<int> DaysLeft(const ReadingResult& reading);

struct FindingsRequest {
  ReadingRequest question;      // account empty: every account, its lens empty: the control
  std::string after;            // of every account: those after it, bytewise
  std::size_t accounts = 1000;  // read, at most kMaxPageSize
};

struct FindingsRead {
  Time as_of = kNoTime;
  std::size_t accounts = 0;
  std::string last;  // the last account read; empty: there are no more
};

// Gives `found` the reading of each account, with all its drift signs, by account. Errors as
// Interpret; INVALID_ARGUMENT naming decision, which needs an account; CANCELLED when `cancelled`
// says so.
absl::StatusOr<FindingsRead> FindFindings(const Environment& env, const FindingsRequest& request,
                                          const std::function<void(const ReadingResult&)>& found,
                                          const std::function<bool()>& cancelled);

// A finding where it stood last, at `at` or at a midnight UTC of the kLateIntervention before.
struct StoodFinding {
  ReadingResult reading;
  std::size_t sign = 0;  // of reading.interpretation.drift
};

// `question.moment.as_of` is `at`; its lens is not looked at. NOT_FOUND with reason
// FINDING_NOT_FOUND, naming the findings that stood at `at`; else errors as Interpret.
absl::StatusOr<StoodFinding> FindStanding(const Environment& env, ReadingRequest question,
                                          const FindingId& finding);

}  // namespace parallax

#endif  // PARALLAX_CORE_READING_FINDINGS_H_
