// What befalls an account from outside the decision: other projects, freezes, frights.
#ifndef PARALLAX_CLIENTS_SIMULATE_WORLD_WEATHER_H_
#define PARALLAX_CLIENTS_SIMULATE_WORLD_WEATHER_H_

#include "clients/simulate/world/account.h"

namespace parallax::simulate {

// Once a working day.
void Weather(Account& account);

// Why nothing was heard of the buyer today; kHeard when it was.
Cause CauseOfToday(const Account& account);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_WORLD_WEATHER_H_
