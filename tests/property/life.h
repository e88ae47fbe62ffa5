// What a property is checked on: the life of an account, and a question about it.
#ifndef PARALLAX_TESTS_PROPERTY_LIFE_H_
#define PARALLAX_TESTS_PROPERTY_LIFE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/lens/lens.h"
#include "core/signal/journal.h"

namespace parallax::property {

// One case of a property. A shrinker takes parts of it away, so a property must judge any case,
// and say that it does not apply where it does not (runner.h).
struct Case {
  std::uint64_t seed = 0;
  AccountRecord record;
  std::string decision;  // empty: the whole account
  Time as_of = kNoTime;
  Time known_at = kEndOfTime;
  std::vector<Override> overrides;
  // What a property does to the account beside asking about it; each property says what it means.
  std::vector<StoredSignal> added;
  Time until = kNoTime;
};

// How much of what a life may hold.
struct LifeOptions {
  int signals_max = 120;
  bool corrections = true;
  bool late = true;  // signals and facts that became available long after they held
};

// A valid account's life, all of it made from `seed`: decisions that open, close and reopen, people
// with facts in versions who come and go, every kind of the catalog, objects moved by regular and
// irregular transitions, corrections, late arrivals, bursts, long silences and equal instants,
// spread over up to two years. Signals are normalized; each passes Validate at kNow.
AccountRecord MakeLife(std::uint64_t seed, const LifeOptions& options = {});

// After everything that a life holds.
inline constexpr Time kNow = 1'893'456'000 * kSecond;  // 2030-01-01

// A case with a life, an instant and a decision of it (or none); known_at and overrides are left
// alone.
Case MakeCase(std::uint64_t seed, const LifeOptions& options = {});

// Every decision that the record mentions, sorted.
std::vector<std::string> DecisionsOf(const AccountRecord& record);
// Every person that the record mentions, sorted.
std::vector<std::string> PeopleOf(const AccountRecord& record);
// Instants at which the record says that something happened or began to hold, sorted: signals,
// versions of facts, and the joining, leaving, opening and closing that facts state.
std::vector<Time> InstantsOf(const AccountRecord& record);

// True when a signal up to `until`, or any fact, may be an explicit no: an outcome against going
// on, or a refused approval.
bool SaysNo(const AccountRecord& record, Time until);

// What Validate says of the record, as text; empty when every signal and fact is accepted.
std::string Complaints(const AccountRecord& record);

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_LIFE_H_
