// The steps every reading shares: which lens, which journal, which revision. Used inside this room
// only.
#ifndef PARALLAX_CORE_READING_SUBJECT_H_
#define PARALLAX_CORE_READING_SUBJECT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/reading/reading.h"

namespace parallax {

// What a lens is asked about, found and resolved.
struct Subject {
  std::shared_ptr<const Journal> stored;   // everything
  std::shared_ptr<const Journal> journal;  // resolved at known_at
  std::uint32_t decision = kNone;
  Time as_of = kNoTime;
  std::uint64_t revision = 0;
};

// What was known at a moment, and the index of the decision in it; kNone: the whole account.
struct Known {
  std::shared_ptr<const Journal> journal;
  std::uint32_t decision = kNone;
};

// REQUIRES: `decision` is empty or one that `stored` names. Where nothing had told of it yet it is
// named without evidence.
Known ResolveKnown(const std::shared_ptr<const Journal>& stored, std::string_view decision,
                   Time known_at);

// The workspace's revision; FAILED_PRECONDITION when the moment asks for a later one.
absl::StatusOr<std::uint64_t> CheckRevision(const Environment& env, std::string_view workspace,
                                            const Moment& moment);
absl::StatusOr<std::shared_ptr<Lens>> ChooseLens(const Environment& env,
                                                 const ReadingRequest& request);
absl::StatusOr<Subject> FindSubject(const Environment& env, const ReadingRequest& request);
absl::StatusOr<ReadingResult> ReadSubject(const Subject& subject, const ReadingRequest& request,
                                          std::shared_ptr<Lens> lens);
// Whether a row of the journal is read where `decision` is asked about: its own and the account's.
bool IsRead(const Journal& journal, std::size_t row, std::uint32_t decision);
// The text of an attribute of a row, or empty.
std::string_view TextAttribute(const Journal& journal, std::size_t row, std::string_view key);
// 1678-01-01, the first instant that a caller can name.
inline constexpr Time kFirstInstant = -9'214'560'000 * kSecond;
// Midnights UTC in (from, to].
std::vector<Time> MidnightsIn(Time from, Time to);
// Why a row has no answer.
absl::Status LensFailed(const Lens& lens, const Interpretation& answer);

}  // namespace parallax

#endif  // PARALLAX_CORE_READING_SUBJECT_H_
