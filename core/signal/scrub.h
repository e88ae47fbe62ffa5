// What is left of a signal or of facts when people in them are erased (docs/erasure.md says it in
// words). A pure function of the content and of who is erased, so that what was stored is treated
// as what is sent again.
#ifndef PARALLAX_CORE_SIGNAL_SCRUB_H_
#define PARALLAX_CORE_SIGNAL_SCRUB_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "core/signal/signal.h"

namespace parallax {

// Who and what of one account is erased.
struct Erased {
  std::function<bool(std::string_view person)> person;
  std::function<bool(std::string_view source, std::string_view source_event_id)> signal;
};

enum class Scrubbed : std::uint8_t {
  kUntouched,
  kChanged,  // people, texts, attributes or what it supersedes were taken out
  kGone,     // nothing of it may stay; it is left as it was
};

// A signal goes when its key is erased or names the person, when an erased person acted in it or
// was everybody in it, when it retracts an erased signal, and when it cannot be without an
// attribute that names the person. Of others the person leaves the participants, the free texts
// go with the person, and every attribute that names the person goes. O(bytes).
Scrubbed ScrubSignal(const Erased& erased, Signal& signal);
// Takes out labels that name the person; true when there were any.
bool ScrubFacts(const Erased& erased, AccountFacts& facts);
// Whether the id of an erased person stands in the text as a word ("ann" in "Ask ann."; not in
// "planned") or, with kMinPartChars characters or more, as a part of a longer id ("contact-17" in
// "role.contact-17"): shorter parts are too often something else. Parts have at most kMaxIdPieces
// pieces. O(bytes).
inline constexpr std::size_t kMaxIdPieces = 6;
inline constexpr std::size_t kMinPartChars = 6;
bool Mentions(const Erased& erased, std::string_view text);

}  // namespace parallax

#endif  // PARALLAX_CORE_SIGNAL_SCRUB_H_
