// The days of an account, one after the other.
#ifndef PARALLAX_CLIENTS_SIMULATE_WORLD_LIFE_H_
#define PARALLAX_CLIENTS_SIMULATE_WORLD_LIFE_H_

#include "clients/simulate/world/account.h"

namespace parallax::simulate {

// Gives a new account its size, its people and its start, then lives it from account.from to
// account.until, or to the day on which it leaves, which account.today then is.
void Live(Account& account);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_WORLD_LIFE_H_
