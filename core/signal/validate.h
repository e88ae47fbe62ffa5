// Validation: a pure function of the signal, the catalog and the clock. It never reads the store,
// so the order in which signals arrive cannot change what is accepted.
#ifndef PARALLAX_CORE_SIGNAL_VALIDATE_H_
#define PARALLAX_CORE_SIGNAL_VALIDATE_H_

#include <vector>

#include "core/base/errors.h"
#include "core/signal/signal.h"

namespace parallax {

// Fills what the catalog says of absent fields: initiator, provenance; sorts attributes and
// participants' duplicates away. Two signals that mean the same compare equal afterwards. Call
// before Validate.
void Normalize(Signal& signal);

// Every failed check of catalog.toml's [[check]], in that order; empty: accepted. Each names the
// field, what is wrong with the value and what would be accepted (an unknown kind: the nearest
// kind). PRIVACY never repeats the value.
std::vector<FieldViolation> Validate(const Signal& signal, Time now);

// The same for facts: ids, types and ranges of [[account_fact]], [[decision_fact]],
// [[stakeholder_fact]], privacy.
std::vector<FieldViolation> Validate(const AccountFacts& facts, Time now);
std::vector<FieldViolation> Validate(const DecisionFacts& facts, Time now);
std::vector<FieldViolation> Validate(const StakeholderFacts& facts, Time now);

// True when `id` matches the catalog's id pattern.
bool IsValidId(std::string_view id);

// The candidate nearest to `word` by edit distance, for "did you mean"; empty when there is none
// within half its length.
std::string_view Nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace parallax

#endif  // PARALLAX_CORE_SIGNAL_VALIDATE_H_
