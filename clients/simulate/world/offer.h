// Terms, money and the yes: the last part of a decision.
#ifndef PARALLAX_CLIENTS_SIMULATE_WORLD_OFFER_H_
#define PARALLAX_CLIENTS_SIMULATE_WORLD_OFFER_H_

#include "clients/simulate/world/account.h"

namespace parallax::simulate {

// One working day of committing; it may end the decision.
void Commit(Account& account);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_WORLD_OFFER_H_
