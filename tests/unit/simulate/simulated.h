// A small simulation, read back from its own lines as a user would read it.
#ifndef PARALLAX_TESTS_UNIT_SIMULATE_SIMULATED_H_
#define PARALLAX_TESTS_UNIT_SIMULATE_SIMULATED_H_

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "clients/simulate/simulate.h"

namespace parallax::simulate {

using Json = nlohmann::json;

struct Buyer {
  std::string id;
  std::vector<Json> facts, signals, truth;  // lines, in order

  std::vector<Json> TruthOf(const std::string& type) const;
  // Signals that stand at last: without the superseded, the retracted and the retractions.
  std::vector<Json> Standing() const;
  // Moments of Standing() at which the buyer acted towards the seller or sat in a session, sorted.
  std::vector<Moment> BuyerMoments() const;
};

Options TwoYears(const Industry* industry = nullptr, std::uint64_t seed = 1);
Buyer Read(const Options& options, std::uint64_t index);
// 80 accounts of every industry in turn over two years, seed 1; made once.
const std::vector<Buyer>& Sample();

// "2026-04-29T12:00:00Z" as seconds.
Moment MomentOfText(const std::string& text);
Moment At(const Json& line, const char* key);

}  // namespace parallax::simulate

#endif  // PARALLAX_TESTS_UNIT_SIMULATE_SIMULATED_H_
