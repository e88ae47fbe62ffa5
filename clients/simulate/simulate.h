// Made-up buyers: what their committees did, what the seller's systems wrote down of it, and the
// truth beside it.
#ifndef PARALLAX_CLIENTS_SIMULATE_SIMULATE_H_
#define PARALLAX_CLIENTS_SIMULATE_SIMULATE_H_

#include <cstdint>
#include <string>

#include "clients/simulate/base/calendar.h"
#include "clients/simulate/industries/industry.h"

namespace parallax::simulate {

struct Options {
  std::uint64_t seed = 1;
  const Industry* industry = nullptr;  // nullptr: all of them in turn
  Day from = 0, until = 0;             // from < until; nothing outside [from, until) is written
};

// Lines of JSON, each ended by a newline. Ids hold the seed, so that two simulations do not meet in
// one workspace.
struct SimulatedAccount {
  std::string facts;  // for `parallax account upsert --file`
  std::string
      signals;  // for `parallax signal send --file`, in the order in which they became known
  std::string truth;
  std::uint64_t signal_count = 0;
};

// Account `index` (0 or more) of the simulation: a function of (options, index) alone, the same
// bytes on every machine. Time and memory by the days simulated, about 1 ms and 1 MB for two years.
SimulatedAccount Simulate(const Options& options, std::uint64_t index);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_SIMULATE_H_
