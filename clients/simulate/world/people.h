// Who takes part, who comes and goes, and what they think of it among themselves.
#ifndef PARALLAX_CLIENTS_SIMULATE_WORLD_PEOPLE_H_
#define PARALLAX_CLIENTS_SIMULATE_WORLD_PEOPLE_H_

#include "clients/simulate/world/account.h"

namespace parallax::simulate {

// The people the account has; nobody has joined yet.
void MakePeople(Account& account);

// The person takes part from today on; `introduced` by the champion, or found by the seller. A
// second time: nothing.
void Join(Account& account, int person);
// Lets those whose role usually enters by `phase` join, each with this chance today.
void LetJoin(Account& account, Phase phase, double chance);

// Departures, leaves of absence, and a new champion where there is none. Once a working day.
void ComeAndGo(Account& account);

// Two people talk, unseen. Those who are near come nearer, those far apart stay apart (bounded
// confidence: Deffuant, Neau, Amblard and Weisbuch 2000). Once a working day on which the decision
// is talked about.
void Discuss(Account& account);

// The person sees more of the product: conviction moves towards what it truly is to the account,
// `strength` 0..1.
void Learn(Account& account, int person, double strength);

// Mean conviction of those who decide, and the least of those who can block, of members; 0 where
// there are none.
struct Mood {
  double deciders = 0;
  double least_veto = 0;
  int for_it = 0, against = 0, voices = 0;
};
Mood MoodOf(const Account& account);

// The person says where it stands.
void SayStance(Account& account, int person);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_WORLD_PEOPLE_H_
