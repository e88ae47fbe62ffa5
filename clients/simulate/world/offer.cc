#include "clients/simulate/world/offer.h"

#include <algorithm>
#include <array>

#include "clients/simulate/world/deal.h"
#include "clients/simulate/world/people.h"

namespace parallax::simulate {
namespace {

Record& ShowProposal(Account& account, const char* state, Initiator initiator, int person = 0) {
  Record& record =
      HappenOn(account, account.deal->number, "sales.proposal", Source::kCrm, initiator, person);
  record.attributes.Text("ref", account.deal->proposal).Text("state", state);
  return record;
}

void Send(Account& account) {
  Deal& deal = *account.deal;
  deal.proposal = NewRef(account, 'f');
  deal.offer = Deal::Offer::kSent;
  deal.offer_since = account.today;
  Record& record = ShowProposal(account, "sent", Initiator::kSeller);
  record.amount = deal.amount;
  record.attributes.Date("due", account.today + 60);
}

// Who asks for less, asks before the vote.
void PressOnPrice(Account& account, int person) {
  Deal& deal = *account.deal;
  const int discount = account.random.Between(5, 25);
  HappenOn(account, deal.number, "sales.price_pressure", Source::kCrm, Initiator::kBuyer, person)
      .attributes.Text("type", "discount")
      .Share("discount", discount);
  deal.amount = deal.amount * (100 - discount / 2) / 100;
  ShowProposal(account, "revised", Initiator::kSeller).amount = deal.amount;
  Record& record =
      HappenOn(account, deal.number, "sales.amount_changed", Source::kCrm, Initiator::kSeller);
  record.amount = deal.amount;
  record.attributes.Text("reason", "price");
}

// Somebody who may say yes and is there today: of those who approve, where there are any. 0:
// nobody.
int Decider(const Account& account) {
  bool approvers = false;
  for (int person = 1; person <= static_cast<int>(account.people.size()); ++person) {
    approvers = approvers || (IsMember(account, person) &&
                              PersonOf(account, person).role->power == Power::kApprove);
  }
  const Power power = approvers ? Power::kApprove : Power::kInfluence;
  for (int person : PeopleAtWork(account)) {
    if (PersonOf(account, person).role->power == power) return person;
  }
  return 0;
}

// Days until the money of this fiscal year can no longer be spent; far where it does not matter.
Day DaysOfBudgetLeft(const Account& account) {
  if (!account.industry.money_only_at_year_end || account.deal->type != DealType::kNew) return 1000;
  const Date date = DateOf(account.today);
  const Date end = {date.year + (date.month >= account.fiscal_month ? 1 : 0), account.fiscal_month,
                    1};
  return DayOf(end) - account.today;
}

void MissTheYear(Account& account) {
  account.fiscal_pause = true;
  Deal& deal = *account.deal;
  deal.due += 300;
  Record& record =
      HappenOn(account, deal.number, "lifecycle.decision_outcome", Source::kCrm, Initiator::kBuyer);
  record.attributes.Text("state", "slipped").Text("reason", "budget").Date("due", deal.due);
  if (account.random.Chance(0.45)) {
    EndDeal(account, "no_decision", "budget");
  } else {
    EnterPhase(account, Phase::kReconsidering);
  }
}

// Hands are raised: whoever can block may, and then weight counts.
void Vote(Account& account) {
  const Mood mood = MoodOf(account);
  if (mood.least_veto < -0.45) {
    if (account.deal->reconsidered || account.random.Chance(0.5)) {
      EndDeal(account, "lost", "risk");
    } else {
      EnterPhase(account, Phase::kReconsidering);
    }
    return;
  }
  const bool bought = account.deal->type != DealType::kNew;
  if (bought ? mood.deciders > -0.12 : mood.for_it > mood.against) {
    Deal& deal = *account.deal;
    const int signer = Decider(account);
    ShowProposal(account, "accepted", Initiator::kBuyer, signer).amount = deal.amount;
    EndDeal(account, "won", "value");
    return;
  }
  if (!account.deal->reconsidered) {
    EnterPhase(account, Phase::kReconsidering);
    return;
  }
  ShowProposal(account, "declined", Initiator::kBuyer);
  constexpr std::array<const char*, 3> kReasons = {"competitor", "price", "no_consensus"};
  EndDeal(account, "lost", account.random.Of(kReasons));
}

}  // namespace

void Commit(Account& account) {
  Deal& deal = *account.deal;
  Random& random = account.random;
  LetJoin(account, Phase::kCommitting, 0.2);
  const Day left = DaysOfBudgetLeft(account);
  if (left <= 1 && deal.offer != Deal::Offer::kNone) {
    MissTheYear(account);
    return;
  }
  const Day waited = account.today - deal.offer_since;
  switch (deal.offer) {
    case Deal::Offer::kNone:
      if (random.Chance(0.3)) Send(account);
      return;
    case Deal::Offer::kSent: {
      const int reader = Decider(account);
      if (reader != 0 && random.Chance(0.25)) {
        ShowProposal(account, "viewed", Initiator::kBuyer, reader);
        deal.offer = Deal::Offer::kViewed;
      }
      return;
    }
    case Deal::Offer::kViewed: {
      const int presser = Decider(account);
      if (presser != 0 && random.Chance(0.4)) PressOnPrice(account, presser);
      deal.offer = Deal::Offer::kRevised;
      return;
    }
    case Deal::Offer::kRevised:
      if (random.Chance(0.1)) Discuss(account);
      if (waited < 8 || Decider(account) == 0) return;
      // The end of the year hurries them.
      if (random.Chance(left < 40 ? 0.25 : 0.07) || waited > 60) Vote(account);
      return;
  }
}

}  // namespace parallax::simulate
