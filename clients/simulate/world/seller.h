// The seller: writes, calls meetings, moves its pipeline, and hopes. It knows only what it was
// told.
#ifndef PARALLAX_CLIENTS_SIMULATE_WORLD_SELLER_H_
#define PARALLAX_CLIENTS_SIMULATE_WORLD_SELLER_H_

#include "clients/simulate/world/account.h"

namespace parallax::simulate {

// One working day of the seller.
void Sell(Account& account);

// Does what is due today: answers, replies, meetings, payments. What cannot be done today waits for
// a day on which it can.
void DoTodos(Account& account);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_WORLD_SELLER_H_
