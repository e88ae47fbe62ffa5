// What-if: a journal as it would be if more had happened.
#ifndef PARALLAX_CORE_SIGNAL_EXTEND_H_
#define PARALLAX_CORE_SIGNAL_EXTEND_H_

#include <memory>
#include <span>
#include <string_view>

#include "core/signal/journal.h"

namespace parallax {

// A resolved journal up to and including `at`, and then `signals` (normalized), one after
// the other, as if they had occurred at `at` and been known since. Their own times are ignored.
// Later rows are left out: no reading as of `at` sees them. New people and decisions take their
// rank, so that indices may differ from those of `journal`. O(n) for a bounded number of signals.
std::shared_ptr<const Journal> ExtendJournal(const Journal& journal, Time at,
                                             std::span<const Signal> signals);

// The journal with a decision that nothing in it tells of. Indices of decisions may differ from
// those of `journal`. O(n).
std::shared_ptr<const Journal> NameDecision(const Journal& journal, std::string_view decision);

}  // namespace parallax

#endif  // PARALLAX_CORE_SIGNAL_EXTEND_H_
