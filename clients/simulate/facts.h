// The seller's master data about a simulated account.
#ifndef PARALLAX_CLIENTS_SIMULATE_FACTS_H_
#define PARALLAX_CLIENTS_SIMULATE_FACTS_H_

#include <string>

#include "clients/simulate/world/account.h"

namespace parallax::simulate {

// Lines for `parallax account upsert`: the account as it begins with its people and decisions, then
// a version a contract.
std::string FactLines(const Account& account);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_FACTS_H_
