// The product in use: waiting for value, adoption from colleague to colleague, results, help, and
// what they say of it.
#ifndef PARALLAX_CLIENTS_SIMULATE_WORLD_USE_H_
#define PARALLAX_CLIENTS_SIMULATE_WORLD_USE_H_

#include "clients/simulate/world/account.h"

namespace parallax::simulate {

// The waits on the way to the first value, one after the other.
void LiveOnboarding(Account& account);
// One day of use; on Mondays the week is summed up.
void UseProduct(Account& account);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_WORLD_USE_H_
