// Reading an account through lenses: find the journal, resolve what was known, ask the lens.
#ifndef PARALLAX_CORE_READING_READING_H_
#define PARALLAX_CORE_READING_READING_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/base/time.h"
#include "core/lens/lens.h"
#include "core/lens/registry.h"
#include "core/reading/journal_cache.h"
#include "core/signal/journal.h"
#include "core/store/store.h"

namespace parallax {

// What a call may use. Everything outlives the call and is thread-safe.
struct Environment {
  Store* store = nullptr;
  LensRegistry* lenses = nullptr;
  JournalCache* journals = nullptr;
  const Clock* clock = nullptr;
};

// Which moment, of what was known when.
struct Moment {
  Time as_of = kNoTime;     // absent: now
  Time known_at = kNoTime;  // absent: everything stored
  std::uint64_t at_least_revision = 0;
};

struct ReadingRequest {
  std::string workspace, account;
  std::string decision;  // empty: the whole account
  std::string lens;      // ID or ID@VERSION; empty: the account's default lens, else kControlLens
  Moment moment;
  std::vector<Override> overrides;
  LensWants wants;
};

// Reads where nobody chose a lens: the generic control.
inline constexpr std::string_view kControlLens = "saas";

// An interpretation with what is needed to make it again.
struct ReadingResult {
  std::string account, decision;
  std::shared_ptr<const Lens> lens;
  std::string config_hash;
  Time as_of = kNoTime, known_at = kNoTime;
  std::uint64_t revision = 0;
  std::shared_ptr<const Journal> journal;  // what was read; contributions index its rows
  Interpretation interpretation;
};

// NOT_FOUND: account, decision or lens. FAILED_PRECONDITION: at_least_revision is ahead of the
// store. INVALID_ARGUMENT: overrides.
absl::StatusOr<ReadingResult> Interpret(const Environment& env, const ReadingRequest& request);

// The difference of two lenses in one reading, and the part of each group of assumptions in it.
struct ReadingDifference {
  std::string lens_a, lens_b;
  int reading = 0;
  double delta = 0;  // value of b - value of a, points
  struct Share {
    std::string group;  // "committee", "risk", "tempo", "weights", "priors", or "code": what
                        // parameters do not explain
    double points = 0;  // exact Shapley value of the group; the points of all shares sum to delta
  };
  std::vector<Share> shares;  // largest first by size
};

struct Comparison {
  std::vector<ReadingResult> readings;  // one a lens, in the order asked
  std::vector<ReadingDifference> differences;
};

// Reads the account through each of `lenses` at one revision (`request.lens` is ignored) and says
// what parts the first of them from each other one. 32 readings a pair: every subset of the five
// groups of assumptions is tried.
absl::StatusOr<Comparison> Compare(const Environment& env, const ReadingRequest& request,
                                   const std::vector<std::string>& lenses);

struct RankRequest {
  std::string workspace, lens;
  Moment moment;
  std::vector<Override> overrides;
};

// Every account of the workspace, worst verdict first, INSUFFICIENT last, then by the mean of
// confidence, alignment, momentum and 100 - decision_risk, lowest first, ties by account id. Polls
// `cancelled` between batches; CANCELLED when it says so.
absl::StatusOr<std::vector<ReadingResult>> Rank(const Environment& env, const RankRequest& request,
                                                const std::function<bool()>& cancelled);

}  // namespace parallax

#endif  // PARALLAX_CORE_READING_READING_H_
