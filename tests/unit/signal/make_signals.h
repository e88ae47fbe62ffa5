// Signals and records for the tests of core/signal.
#ifndef PARALLAX_TESTS_UNIT_SIGNAL_MAKE_SIGNALS_H_
#define PARALLAX_TESTS_UNIT_SIGNAL_MAKE_SIGNALS_H_

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/signal/journal.h"
#include "core/signal/signal.h"

namespace parallax::testing {

// A date or an instant of the tests; not a time: aborts.
inline Time At(std::string_view text) { return ParseTime(text).value(); }

inline Signal MakeSignal(std::string_view id, std::string_view occurred_at) {
  Signal signal;
  signal.account = "acme";
  signal.source = "crm";
  signal.source_event_id = id;
  signal.kind = "sales.champion_action";
  signal.occurred_at = At(occurred_at);
  signal.stakeholder = "p-1";
  signal.initiator = Initiator::kBuyer;
  signal.provenance = Provenance::kHuman;
  signal.attributes = {{"type", std::string("defended")}};
  return signal;
}

// Stored on the day it became available.
inline StoredSignal Stored(Signal signal, std::string_view available_at) {
  signal.available_at = At(available_at);
  return {.signal = std::move(signal), .recorded_at = At(available_at), .revision = 1};
}

// A signal with every field drawn at random, within what a normalized signal may hold.
Signal RandomSignal(std::mt19937_64& random);

// Ids of the journal's rows, in order.
inline std::vector<std::string> EventIds(const Journal& journal) {
  std::vector<std::string> ids;
  for (const std::uint32_t id : journal.source_event_id) ids.emplace_back(journal.String(id));
  return ids;
}

}  // namespace parallax::testing

#endif  // PARALLAX_TESTS_UNIT_SIGNAL_MAKE_SIGNALS_H_
