#include "clients/simulate/world/weather.h"

#include <algorithm>

namespace parallax::simulate {
namespace {

// A fright starts with one of those who could block, and each feels it by temperament.
void Frighten(Account& account) {
  std::vector<int> cautious;
  for (int person : PeopleAtWork(account)) {
    if (PersonOf(account, person).role->caution >= 0.5) cautious.push_back(person);
  }
  if (cautious.empty()) return;
  account.fright = PersonOf(account, account.random.Of(cautious)).role->dimension;
  account.fright_until = account.today + account.random.Between(25, 80);
  for (Person& who : account.people) who.fear = std::min(1.0, who.fear + who.role->caution);
}

bool AnyGateRuns(const Deal& deal) {
  return std::any_of(deal.gates.begin(), deal.gates.end(), [](const Gate& gate) {
    return gate.state == Gate::State::kRequested || gate.state == Gate::State::kRunning;
  });
}

bool SellerOwes(const Account& account) {
  const bool answers =
      std::any_of(account.todos.begin(), account.todos.end(),
                  [](const Todo& todo) { return todo.what == Todo::What::kAnswer; });
  return answers ||
         (account.deal->phase == Phase::kCommitting && account.deal->offer == Deal::Offer::kNone);
}

bool MostAreAway(const Account& account) {
  double at_work = 0;
  int count = 0;
  for (int person = 1; person <= static_cast<int>(account.people.size()); ++person) {
    if (!IsMember(account, person)) continue;
    at_work += AtWorkToday(account, PersonOf(account, person).role->desk);
    ++count;
  }
  return count > 0 && at_work < 0.5 * count;
}

}  // namespace

void Weather(Account& account) {
  Random& random = account.random;
  // Other projects come in front of this one, and go.
  if (random.Chance(0.022)) ++account.queue;
  if (account.queue > 0 && random.Chance(0.024)) --account.queue;
  if (!IsFrozen(account) && random.Chance(1.0 / 900))
    account.frozen_until = account.today + random.Between(20, 75);
  if (!IsFrightened(account)) {
    for (Person& who : account.people) who.fear *= 0.97;
    if (random.Chance(1.0 / 500)) Frighten(account);
  }
}

Cause CauseOfToday(const Account& account) {
  if (account.heard_today) return Cause::kHeard;
  if (!account.deal && !account.customer) return Cause::kDisinterest;
  if (IsFrozen(account)) return Cause::kReorganisation;
  if (!IsWeekend(account.today) && MostAreAway(account)) return Cause::kCalendar;
  if (!account.deal) return Cause::kSteadyUse;
  if (IsFrightened(account)) return Cause::kRiskEscalation;
  if (IsShelved(account) || account.fiscal_pause) return Cause::kDisinterest;
  const int champion = Champion(account);
  if (champion == 0 || account.today < PersonOf(account, champion).away_until)
    return Cause::kChampionAway;
  if (SellerOwes(account)) return Cause::kWaitingForSeller;
  const Phase phase = account.deal->phase;
  if (phase == Phase::kAligning || phase == Phase::kReconsidering || AnyGateRuns(*account.deal)) {
    return Cause::kInternalReview;
  }
  return Cause::kNothingDue;
}

}  // namespace parallax::simulate
