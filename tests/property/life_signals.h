// The signals of a life, and the corrections that follow them.
#ifndef PARALLAX_TESTS_PROPERTY_LIFE_SIGNALS_H_
#define PARALLAX_TESTS_PROPERTY_LIFE_SIGNALS_H_

#include <string_view>
#include <vector>

#include "tests/property/life.h"
#include "tests/property/life_facts.h"
#include "tests/property/random.h"

namespace parallax::property {

// One signal an instant, of every kind of the catalog and of a custom one.
void AddSignals(Random& random, const Cast& cast, const std::vector<Time>& instants,
                const LifeOptions& options, AccountRecord& record);

// Some signals are replaced, re-sent under their own id, replaced twice or in chains, or withdrawn;
// some corrections aim at nothing.
void AddCorrections(Random& random, AccountRecord& record);

// The signal that withdraws `target` under a new id.
StoredSignal Retraction(const StoredSignal& target, std::string_view event_id, Time available_at);

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_LIFE_SIGNALS_H_
