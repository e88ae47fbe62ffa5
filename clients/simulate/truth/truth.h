// What really was: states over time, why nothing was heard, who was there. Written beside the
// signals, never sent.
#ifndef PARALLAX_CLIENTS_SIMULATE_TRUTH_TRUTH_H_
#define PARALLAX_CLIENTS_SIMULATE_TRUTH_TRUTH_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/simulate/base/calendar.h"
#include "clients/simulate/records/recorder.h"

namespace parallax::simulate {

// Why the buyer was not heard on a day.
enum class Cause : std::uint8_t {
  kHeard,           // it was
  kCalendar,        // those who would act are away by the season
  kReorganisation,  // projects are frozen
  kRiskEscalation,  // a fright: the cautious hold it up
  kDisinterest,     // other projects stand before this one, or it is over
  kChampionAway,    // the one who carries it is ill, on leave, or gone
  kInternalReview,  // they work on it among themselves, or a gate runs
  kWaitingForSeller,
  kSteadyUse,   // a customer to whom nothing is due
  kNothingDue,  // chance
  kNotRecorded  // the buyer acted and no system wrote it down
};
inline constexpr int kCauses = 11;
absl::string_view CauseName(Cause cause);

// Silences shorter than this are not listed.
inline constexpr Day kLeastSilenceDays = 14;

class Truth {
 public:
  Truth(absl::string_view account, Day from, Day until)
      : account_(account), from_(from), until_(until) {}

  // The subject ("account", "d1") is in the state from the day on. The same state again changes
  // nothing.
  void State(absl::string_view subject, absl::string_view state, Day day);
  // Nothing more of the subject after this.
  void End(absl::string_view subject, Day day);
  // Of the day before the next call; one call a day, from `from` on.
  void Quiet(Cause cause) { causes_.push_back(cause); }
  // A line of its own; `members` as {"type": ..., members}.
  void Line(absl::string_view type, absl::string_view members);

  // Ends every state, adds the silences between the buyer's records, the last one up to `end`, and
  // the faults of the records. The lines.
  std::string Finish(const Recording& recording, Day end);

 private:
  struct Span {
    std::string subject, state;
    Day from;
  };
  void Close(const Span& span, Day day);
  void Silences(const Recording& recording, Day end);

  const std::string account_;
  const Day from_, until_;
  std::vector<Span> open_;
  std::vector<Cause> causes_;
  std::string out_;
};

// Moments at which the buyer shows in the records as they stand at last: corrected, without the
// withdrawn. Sorted.
std::vector<Moment> BuyerMoments(const std::vector<Record>& records);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_TRUTH_TRUTH_H_
