// Signals that a property adds to a life.
#ifndef PARALLAX_TESTS_PROPERTY_COMPOSE_H_
#define PARALLAX_TESTS_PROPERTY_COMPOSE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/property/life.h"

namespace parallax::property {

using AttributeList = std::vector<std::pair<std::string, AttributeValue>>;

// A valid signal of the case's account and decision (where the kind takes one) by `person` (empty:
// nobody), known at once, under an id that no life uses and that sorts after all of them.
StoredSignal Compose(const Case& c, std::string_view kind, std::string_view person, Time at,
                     AttributeList attributes, Initiator initiator = Initiator::kBuyer);

// Somebody whom no life knows: adding a signal of theirs brings nobody back who left.
inline constexpr std::string_view kStranger = "p-stranger-added";

// The case with its added signals among the others.
Case WithAdded(const Case& c);

// Whether the added signals change nothing but themselves. That is so for the whole account; for a
// decision, when it had a signal of its own before them: the first one decides from when on the
// account's signals count. REQUIRES: no corrections in the record.
bool AddsToAShownDecision(const Case& c);

// The latest instant of a signal up to `until`, or `until` when there is none.
Time LastSignal(const AccountRecord& record, Time until);

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_COMPOSE_H_
