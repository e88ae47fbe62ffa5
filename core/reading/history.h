// How the readings of one account moved: the same question at regular moments.
#ifndef PARALLAX_CORE_READING_HISTORY_H_
#define PARALLAX_CORE_READING_HISTORY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/reading/reading.h"

namespace parallax {

struct HistoryRequest {
  std::string workspace, account, decision, lens;  // as of ReadingRequest
  // No point lies before it. Absent: the first signal that is read (of a decision: its opening or
  // its own first signal), or `to` where there is none before it.
  Time from = kNoTime;
  Time to = kNoTime;           // the last point; absent: now
  Time step = 7 * kDay;        // between two points; an hour to 3,660 days
  Time known_at = kNoTime;     // of every point; absent: everything stored
  bool as_known_then = false;  // each point reads what was known at its own moment
  std::uint64_t at_least_revision = 0;
  std::vector<Override> overrides;
};

struct HistoryPoint {
  ReadingResult reading;  // with texts, gates and drift signs; its journal is null
  double calendar = 1;    // mean intensity of the lens's calendar over the step before it, 0..1
  // In (one step before it, it], of the account, or of the decision and those that name none.
  std::uint32_t buyer_signals = 0;  // of buyers and third parties
  std::uint32_t seller_signals = 0;
};

// Points counted back from `to` by `step` down to `from`, oldest first, at least one and at most
// kMaxHistoryPoints; each equals Interpret of its moment bit for bit. Errors as Interpret, and
// INVALID_ARGUMENT naming from, step or as_known_then. One pass of the lens over the journal; with
// as_known_then one more for each point before which something became known, and `cancelled` is
// polled between them: CANCELLED when it says so.
absl::StatusOr<std::vector<HistoryPoint>> History(const Environment& env,
                                                  const HistoryRequest& request,
                                                  const std::function<bool()>& cancelled);

}  // namespace parallax

#endif  // PARALLAX_CORE_READING_HISTORY_H_
