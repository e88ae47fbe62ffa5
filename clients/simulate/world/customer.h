// What follows a yes: terms, onboarding, use, value, and the question whether to go on.
#ifndef PARALLAX_CLIENTS_SIMULATE_WORLD_CUSTOMER_H_
#define PARALLAX_CLIENTS_SIMULATE_WORLD_CUSTOMER_H_

#include "absl/strings/string_view.h"
#include "clients/simulate/world/account.h"

namespace parallax::simulate {

// A decision is won: a first contract, or a new term of the running one.
void BecomeCustomer(Account& account, const Deal& deal);
// The account is a customer from before the first day.
void StartAsCustomer(Account& account);
// A renewal is lost: it leaves when the term ends.
void LoseRenewal(Account& account, const Deal& deal);

// One day of a customer, weekends too. It may open a renewal, or leave.
void LiveCustomer(Account& account);

absl::string_view CustomerState(const Account& account);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_WORLD_CUSTOMER_H_
