// The buyer's validation steps: a queue in front of a reviewer, rounds of work with findings,
// bodies that meet on days.
#ifndef PARALLAX_CLIENTS_SIMULATE_WORLD_GATES_H_
#define PARALLAX_CLIENTS_SIMULATE_WORLD_GATES_H_

#include "absl/strings/string_view.h"
#include "clients/simulate/world/account.h"

namespace parallax::simulate {

// The gates this decision needs; a renewal only those that repeat.
void ChooseGates(Account& account);

enum class GatesStand { kRunning, kAllClosed, kFailed };
// One working day of the gates of the running decision.
GatesStand RunGates(Account& account);

// Ends them without a result, where the decision ends.
void AbandonGates(Account& account);

// The seller's answer to a reviewer's question is there: the round goes on.
void AnswerGate(Account& account, absl::string_view gate);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_WORLD_GATES_H_
