// The parts of an explanation, each computed in a file of its own. Used inside this room only.
#ifndef PARALLAX_CORE_READING_EXPLAIN_PARTS_H_
#define PARALLAX_CORE_READING_EXPLAIN_PARTS_H_

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/reading/explain.h"
#include "core/reading/subject.h"

namespace parallax {

// explain.cc. Ascending, each once.
void KeepDistinctRows(std::vector<std::uint32_t>& rows);
// The longer of two silences stays.
void KeepLongerSilence(Time from, Time to, Time& kept_from, Time& kept_to);

// changes.cc. What parts the readings of `now` from those of `before`, the same question asked of
// the same journal. REQUIRES: contributions in both.
std::vector<ExplainedChange> ChangesSince(const ReadingResult& before, const ReadingResult& now,
                                          std::span<const int> readings);

// openings.cc. REQUIRES: committee and gates in `now`.
absl::StatusOr<std::vector<Opening>> FindOpenings(const Subject& subject, const ReadingResult& now,
                                                  std::span<const Override> overrides,
                                                  std::span<const int> readings, Lens& lens,
                                                  const std::function<bool()>& cancelled);

}  // namespace parallax

#endif  // PARALLAX_CORE_READING_EXPLAIN_PARTS_H_
