#include "clients/simulate/world/seller.h"

#include <algorithm>
#include <array>

namespace parallax::simulate {
namespace {

constexpr std::array<const char*, 5> kStages = {"discovery", "evaluation", "validation", "proposal",
                                                "negotiation"};

// How likely a message of the seller is answered, as things stand.
double Willingness(const Account& account) {
  if (IsShelved(account)) return 0.1;
  if (IsFrozen(account)) return 0.12;
  if (IsFrightened(account)) return 0.2;
  if (!account.deal) return 0.35;
  switch (account.deal->phase) {
    case Phase::kExploring:
      return 0.55 / (1 + account.queue);
    case Phase::kAligning:
      return 0.3;
    case Phase::kReconsidering:
      return 0.25;
    case Phase::kValidating:
      return 0.35;
    case Phase::kCommitting:
      return 0.6;
  }
  return 0;
}

// Somebody the seller may write to: the champion more often than not.
int Addressee(Account& account) {
  const int champion = Champion(account);
  if (champion != 0 && account.random.Chance(0.55)) return champion;
  std::vector<int> members;
  for (int person = 1; person <= static_cast<int>(account.people.size()); ++person) {
    if (IsMember(account, person)) members.push_back(person);
  }
  return members.empty() ? 0 : account.random.Of(members);
}

void Write(Account& account) {
  const int to = Addressee(account);
  if (to == 0) return;
  const int decision = account.deal ? account.deal->number : 0;
  Record& record =
      HappenOn(account, decision, "sales.message_exchanged", Source::kMail, Initiator::kSeller);
  record.participants = {to};
  record.earliest = MomentOf(PersonOf(account, to).joined);
  constexpr std::array<const char*, 3> kChannels = {"email", "email", "phone"};
  record.attributes.Text("channel", account.random.Of(kChannels));
  if (account.random.Chance(Willingness(account))) {
    account.todos.push_back({account.today + account.random.Days(3), Todo::What::kReply, to,
                             decision, "", account.today, ""});
  }
}

void CallMeeting(Account& account) {
  const bool quiet =
      IsFrozen(account) || IsShelved(account) || IsFrightened(account) || account.fiscal_pause;
  const Phase phase = account.deal->phase;
  const double welcome = quiet                         ? 0.004
                         : phase == Phase::kExploring  ? 0.09 / (1 + account.queue)
                         : phase == Phase::kAligning   ? 0.025
                         : phase == Phase::kCommitting ? 0.07
                                                       : 0.03;
  if (account.today - account.last_meeting < 9 || !account.random.Chance(welcome)) return;
  account.last_meeting = account.today;
  account.todos.push_back({NextWorkday(account.today + account.random.Between(2, 10)),
                           Todo::What::kMeeting, 0, account.deal->number, "", account.today, ""});
}

// The pipeline shows the seller's hope: it goes on when something was heard, and never back.
void MovePipeline(Account& account) {
  Deal& deal = *account.deal;
  const int hoped =
      std::min<int>(4, static_cast<int>(deal.phase) + (deal.phase == Phase::kCommitting ? 1 : 0));
  const bool on = deal.phase != Phase::kReconsidering && hoped > deal.stage;
  if ((on && account.random.Chance(0.12)) || (deal.stage < 2 && account.random.Chance(0.006))) {
    const char* before = kStages[static_cast<std::size_t>(deal.stage)];
    ++deal.stage;
    HappenOn(account, deal.number, "sales.stage_changed", Source::kCrm, Initiator::kSeller)
        .attributes.Text("stage", kStages[static_cast<std::size_t>(deal.stage)])
        .Text("stage_before", before);
  }
  if (account.today >= deal.due && account.random.Chance(0.3)) {
    const Day before = deal.due;
    deal.due = account.today + account.random.Between(30, 75);
    constexpr std::array<const char*, 4> kReasons = {"gate", "budget", "priority", "other"};
    HappenOn(account, deal.number, "sales.close_date_changed", Source::kCrm, Initiator::kSeller)
        .attributes.Date("due", deal.due)
        .Date("due_before", before)
        .Text("reason", account.random.Of(kReasons));
  }
}

void Campaign(Account& account) {
  constexpr std::array<const char*, 3> kChannels = {"email", "ad", "event"};
  const Date date = DateOf(account.today);
  Happen(account, "marketing.campaign_touch", Source::kMarketing, Initiator::kSeller)
      .attributes.Text("campaign", date.month <= 6 ? "spring" : "autumn")
      .Text("channel", account.random.Of(kChannels))
      .Text("topic", account.random.Of(account.industry.topics));
}

}  // namespace

void Sell(Account& account) {
  Random& random = account.random;
  if (account.deal) {
    if (account.today - account.last_touch >= 5 && random.Chance(0.13 * account.seller_push)) {
      account.last_touch = account.today;
      Write(account);
    }
    CallMeeting(account);
    MovePipeline(account);
  } else if (account.customer) {
    if (random.Chance(0.018 * account.seller_push)) Write(account);
    const bool alarmed = account.customer->usefulness < 0.35;
    if (alarmed && random.Chance(0.004)) {
      Happen(account, "success.intervention", Source::kCrm, Initiator::kSeller)
          .attributes.Text("playbook", "value_recovery");
    }
  } else if (random.Chance(0.03)) {
    Campaign(account);
  }
}

}  // namespace parallax::simulate
