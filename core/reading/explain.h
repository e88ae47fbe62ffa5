// Why readings are what they are, why not better, and what changed since.
#ifndef PARALLAX_CORE_READING_EXPLAIN_H_
#define PARALLAX_CORE_READING_EXPLAIN_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/reading/reading.h"

namespace parallax {

struct ExplainRequest {
  ReadingRequest question;
  std::vector<int> readings;  // of ReadingId; empty: all
  Time since = kNoTime;       // absent: nothing is compared
  bool openings = false;
};

// A reading is f(link): 100 (1 - e^-x) for decision risk, 100 sigmoid(x) for the others.
double ReadingAtLink(int reading, double link);

// A term of the attribution, or several of one reason together.
struct ExplainedTerm {
  int reading = 0;
  std::string reason;
  std::string person;  // or empty
  double link = 0;
  double points = 0;                   // value now - value without it, the other terms held
  std::vector<std::uint32_t> signals;  // rows of Explanation::now.journal, ascending, each once
  Time silence_from = kNoTime, silence_to = kNoTime;  // the longest
};

struct ExplainedReason {
  ExplainedTerm sum;                // of no person
  std::vector<std::string> people;  // by id
};

// One (reading, reason, person) at two moments; "prior" is what the terms are added to. `points`
// follow the straight path between the two links, so that those of a reading sum to the change of
// its value.
struct ExplainedChange {
  int reading = 0;
  std::string reason, person;
  double link_before = 0, link_after = 0;
  double points = 0;
  std::vector<std::uint32_t> signals;  // rows of Explanation::now.journal after `since`, ascending
  Time silence_from = kNoTime, silence_to = kNoTime;
};

// Something that has not happened, and what the same lens would read if it happened at as_of.
struct Opening {
  int reading = 0;
  std::string kind;         // the last of the signals that would say so
  std::string subject;      // gate, risk dimension, role or reference; or empty
  std::string stakeholder;  // or empty: nobody, or whoever it is
  double points = 0;        // change of the reading; negative for decision risk
  int verdict = 0;          // that would be read
};

struct Explanation {
  ReadingResult now;
  std::optional<ReadingResult> before;
  // Each by reading, then the largest first. At most kMaxExplanationTerms terms stand alone; the
  // smaller rest is summed by reading and reason.
  std::vector<ExplainedTerm> terms;
  std::vector<ExplainedReason> reasons;
  std::vector<ExplainedChange> changes;
  std::vector<Opening> openings;
};

// Errors as Interpret, and INVALID_ARGUMENT when `since` is not before as_of. Openings cost one
// reading each, at most kMaxHypotheses; `cancelled` is polled between batches of them, CANCELLED
// when it says so.
absl::StatusOr<Explanation> Explain(const Environment& env, const ExplainRequest& request,
                                    const std::function<bool()>& cancelled);

}  // namespace parallax

#endif  // PARALLAX_CORE_READING_EXPLAIN_H_
