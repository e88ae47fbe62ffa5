// A decision from its first question to its end.
#ifndef PARALLAX_CLIENTS_SIMULATE_WORLD_DEAL_H_
#define PARALLAX_CLIENTS_SIMULATE_WORLD_DEAL_H_

#include "absl/strings/string_view.h"
#include "clients/simulate/world/account.h"

namespace parallax::simulate {

// Opens a decision; the account has none.
void OpenDeal(Account& account, DealType type);

// One working day of the running decision, on the buyer's side. It may end in it.
void LiveDeal(Account& account);

// Ends the running decision: won, lost or no_decision, and why.
void EndDeal(Account& account, const char* outcome, const char* reason);

void EnterPhase(Account& account, Phase phase);

// The state of the running decision, as the truth calls it.
absl::string_view StateOf(const Account& account);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_WORLD_DEAL_H_
