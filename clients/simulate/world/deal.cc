#include "clients/simulate/world/deal.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/simulate/world/customer.h"
#include "clients/simulate/world/gates.h"
#include "clients/simulate/world/offer.h"
#include "clients/simulate/world/people.h"

namespace parallax::simulate {
namespace {

constexpr std::array<const char*, 3> kTypeNames = {"new", "renewal", "expansion"};
constexpr Day kShelfDays = 110;  // so long a decision lies there before somebody calls it off

void AskQuestion(Account& account, int person) {
  const Person& who = PersonOf(account, person);
  Record& record = HappenOn(account, account.deal->number, "sales.question_asked", Source::kMail,
                            Initiator::kBuyer, person);
  const std::string ref = NewRef(account, 'q');
  record.attributes.Text("ref", ref).Text("topic", account.random.Of(account.industry.topics));
  if (account.random.Chance(0.4)) record.attributes.Text("risk_dimension", who.role->dimension);
  account.todos.push_back({account.today + account.random.Days(2), Todo::What::kAnswer, person,
                           account.deal->number, ref, account.today, ""});
}

void SeekProof(Account& account, int person, const char* dimension) {
  constexpr std::array<const char*, 5> kProofs = {"peer", "published_study", "case_study",
                                                  "certification", "review_site"};
  HappenOn(account, account.deal->number, "marketing.third_party_proof_sought", Source::kMarketing,
           Initiator::kBuyer, person)
      .attributes.Text("proof", account.random.Of(kProofs))
      .Text("risk_dimension", dimension);
}

void Read(Account& account, int person) {
  constexpr std::array<const char*, 3> kChannels = {"web", "document", "video"};
  HappenOn(account, account.deal->number, "marketing.content_engaged", Source::kMarketing,
           Initiator::kBuyer, person)
      .attributes.Text("topic", account.random.Of(account.industry.topics))
      .Text("channel", account.random.Of(kChannels))
      .Share("depth", account.random.Between(10, 100));
}

// They find out one thing after another; who has energy does most of it, and what stands before it
// slows it down.
void Explore(Account& account) {
  Deal& deal = *account.deal;
  Random& random = account.random;
  const double pace = 5.0 / (0.7 * account.industry.explore_days) / (1 + account.queue);
  for (int person : PeopleAtWork(account)) {
    const Person& who = PersonOf(account, person);
    if (!random.Chance(pace * who.energy * 0.5)) continue;
    const double draw = random.Share();
    if (draw < 0.35) {
      Read(account, person);
    } else if (draw < 0.7) {
      AskQuestion(account, person);
    } else if (draw < 0.8) {
      SeekProof(account, person, who.role->dimension);
    } else {
      HappenOn(account, deal.number, "sales.message_exchanged", Source::kMail, Initiator::kBuyer,
               person)
          .attributes.Text("channel", "email")
          .Text("topic", random.Of(account.industry.topics));
    }
    Learn(account, person, 0.06);
    --deal.to_learn;
  }
  LetJoin(account, Phase::kExploring, 0.06);
  if (deal.to_learn <= 0) EnterPhase(account, Phase::kAligning);
}

// They talk. The seller hears little of it, whichever way it goes.
void Align(Account& account) {
  Random& random = account.random;
  Discuss(account);
  LetJoin(account, Phase::kAligning, 0.08);
  const int champion = Champion(account);
  if (champion != 0 && IsAtWork(account, champion) && random.Chance(0.05)) {
    constexpr std::array<const char*, 4> kActs = {"shared_inside", "presented_inside", "built_case",
                                                  "defended"};
    HappenOn(account, account.deal->number, "sales.champion_action", Source::kCrm,
             Initiator::kBuyer, champion)
        .attributes.Text("type", random.Of(kActs));
    for (int person : PeopleAtWork(account)) {
      PersonOf(account, person).conviction += 0.02 * PersonOf(account, champion).conviction;
    }
  }
  for (int person : PeopleAtWork(account)) {
    if (random.Chance(0.008)) AskQuestion(account, person);
  }
  const Day days = account.today - account.deal->phase_since;
  const Mood mood = MoodOf(account);
  // What is bought already goes on unless they turn against it.
  const bool bought = account.deal->type != DealType::kNew;
  if (days > 14 && mood.deciders > (bought ? -0.15 : 0.16) &&
      (bought || mood.for_it > mood.against)) {
    EnterPhase(account, Phase::kValidating);
  } else if (days > 60 && mood.deciders < (bought ? -0.25 : -0.12)) {
    EndDeal(account, "lost", random.Chance(0.5) ? "value" : "product_gap");
  } else if (days > 130) {
    EndDeal(account, "no_decision", "no_consensus");
  }
}

void Validate(Account& account) {
  Random& random = account.random;
  LetJoin(account, Phase::kValidating, 0.12);
  if (random.Chance(0.15)) Discuss(account);
  const int champion = Champion(account);
  if (champion != 0 && IsAtWork(account, champion) && random.Chance(0.05)) {
    HappenOn(account, account.deal->number, "sales.message_exchanged", Source::kMail,
             Initiator::kBuyer, champion)
        .attributes.Text("channel", "email");
  }
  switch (RunGates(account)) {
    case GatesStand::kRunning:
      return;
    case GatesStand::kAllClosed:
      EnterPhase(account, Phase::kCommitting);
      return;
    case GatesStand::kFailed:
      EndDeal(account, "lost", "risk");
      return;
  }
}

void Reconsider(Account& account) {
  Random& random = account.random;
  Discuss(account);
  for (int person : PeopleAtWork(account)) {
    const Person& who = PersonOf(account, person);
    if (who.role->caution >= 0.5 && random.Chance(0.02))
      SeekProof(account, person, who.role->dimension);
  }
  if (account.fiscal_pause) {
    // Money for the next year is asked for from its eighth month on.
    const int month = DateOf(account.today).month;
    if ((month + 12 - account.fiscal_month) % 12 < 7) return;
    account.fiscal_pause = false;
    account.deal->phase_since = account.today;
  }
  const Day days = account.today - account.deal->phase_since;
  if (days < 25) return;
  if (MoodOf(account).deciders > 0.05 && random.Chance(0.05))
    EnterPhase(account, Phase::kCommitting);
  if (days > 90) EndDeal(account, "no_decision", "no_consensus");
}

// A fright stops what runs: the cautious ask about that one thing, and nobody else says much.
void LiveFrightened(Account& account) {
  Random& random = account.random;
  for (int person : PeopleAtWork(account)) {
    const Person& who = PersonOf(account, person);
    if (who.fear < 0.4 || !random.Chance(0.012)) continue;
    if (random.Chance(0.4)) {
      SeekProof(account, person, account.fright);
      continue;
    }
    constexpr std::array<const char*, 3> kSeverities = {"medium", "high", "critical"};
    const std::string ref = NewRef(account, 'o');
    HappenOn(account, account.deal->number, "sales.objection", Source::kCrm, Initiator::kBuyer,
             person)
        .attributes.Text("ref", ref)
        .Text("state", "raised")
        .Text("risk_dimension", account.fright)
        .Text("severity", random.Of(kSeverities));
    account.todos.push_back({account.today + random.Days(30), Todo::What::kSettleObjection, person,
                             account.deal->number, ref, account.today, ""});
  }
  if (account.deal->phase == Phase::kCommitting && random.Chance(0.01))
    EnterPhase(account, Phase::kReconsidering);
}

void LieOnTheShelf(Account& account) {
  Deal& deal = *account.deal;
  if (deal.shelved_since == kNever) deal.shelved_since = account.today;
  if (account.today - deal.shelved_since > kShelfDays) EndDeal(account, "no_decision", "no_need");
}

}  // namespace

void OpenDeal(Account& account, DealType type) {
  Random& random = account.random;
  Deal& deal = account.deal.emplace();
  deal.number = ++account.deals;
  deal.type = type;
  deal.opened = account.today;
  deal.due = account.today + random.Between(90, 200);
  if (type != DealType::kNew) deal.due = account.customer->end;
  deal.to_learn = type == DealType::kNew ? random.Between(4, 9) : 1;
  const double scale = (account.size + random.Share()) / 3;
  deal.amount = static_cast<std::int64_t>(
                    account.industry.deal_low +
                    scale * scale * (account.industry.deal_high - account.industry.deal_low)) /
                100 * 100;
  if (type != DealType::kNew) deal.amount = account.customer->value;
  ChooseGates(account);
  account.deal_facts.push_back({deal.number, type, account.today});
  Record& record =
      HappenOn(account, deal.number, "sales.decision_opened", Source::kCrm, Initiator::kSeller);
  constexpr std::array<const char*, 5> kOrigins = {"inbound", "outbound", "event", "partner",
                                                   "referral"};
  record.attributes.Text("type", kTypeNames[static_cast<std::size_t>(type)]).Date("due", deal.due);
  record.attributes.Text("origin", random.Of(kOrigins)).Text("owner", "s1");
  record.amount = deal.amount;
  EnterPhase(account, type == DealType::kNew ? Phase::kExploring : Phase::kAligning);
}

void LiveDeal(Account& account) {
  if (IsShelved(account)) {
    LieOnTheShelf(account);
    if (account.deal) RunGates(account);
    return;
  }
  account.deal->shelved_since = kNever;
  if (IsFrozen(account)) {
    RunGates(account);
    return;
  }
  if (IsFrightened(account)) {
    LiveFrightened(account);
    if (account.deal->phase == Phase::kValidating) RunGates(account);
    return;
  }
  switch (account.deal->phase) {
    case Phase::kExploring:
      Explore(account);
      return;
    case Phase::kAligning:
      Align(account);
      return;
    case Phase::kValidating:
      Validate(account);
      return;
    case Phase::kCommitting:
      Commit(account);
      return;
    case Phase::kReconsidering:
      Reconsider(account);
      return;
  }
}

void EnterPhase(Account& account, Phase phase) {
  account.deal->phase = phase;
  account.deal->phase_since = account.today;
  if (phase == Phase::kReconsidering) account.deal->reconsidered = true;
}

void EndDeal(Account& account, const char* outcome, const char* reason) {
  AbandonGates(account);
  const Deal deal = *std::move(account.deal);
  account.deal.reset();
  const std::string subject = absl::StrCat("d", deal.number);
  account.truth.End(subject, account.today);
  std::string members = absl::StrCat("\"decision\":\"", subject, "\",\"outcome\":\"", outcome,
                                     "\",\"reason\":\"", reason, "\",\"at\":\"");
  AppendTime(MomentOf(account.today), members);
  members += '"';
  account.truth.Line("outcome", members);
  const bool won = outcome == absl::string_view("won");
  // A no by silence is entered by the seller.
  const bool told = outcome != absl::string_view("no_decision");
  Record& record = HappenOn(account, deal.number, "lifecycle.decision_outcome", Source::kCrm,
                            told ? Initiator::kBuyer : Initiator::kSeller);
  record.attributes.Text("state", outcome).Text("reason", reason);
  if (won) record.amount = deal.amount;
  account.last_deal_end = account.today;
  account.fiscal_pause = false;
  account.queue = 0;
  std::erase_if(account.todos, [&deal](const Todo& todo) { return todo.decision == deal.number; });
  if (won) {
    BecomeCustomer(account, deal);
  } else if (account.customer) {
    LoseRenewal(account, deal);
  }
}

absl::string_view StateOf(const Account& account) {
  if (IsFrozen(account)) return "frozen";
  if (IsShelved(account)) return "shelved";
  if (account.fiscal_pause) return "waiting_for_budget_year";
  if (IsFrightened(account)) return "frightened";
  constexpr std::array<absl::string_view, 5> kNames = {"exploring", "aligning", "validating",
                                                       "committing", "reconsidering"};
  return kNames[static_cast<std::size_t>(account.deal->phase)];
}

}  // namespace parallax::simulate
