#include "clients/simulate/world/life.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "clients/simulate/world/customer.h"
#include "clients/simulate/world/deal.h"
#include "clients/simulate/world/people.h"
#include "clients/simulate/world/seller.h"
#include "clients/simulate/world/weather.h"

namespace parallax::simulate {
namespace {

constexpr double kCustomersAtStart = 0.35;
constexpr double kMeanDaysToContact = 150;
constexpr Day kLatentEvery = 28;

void BeBorn(Account& account) {
  Random& random = account.random;
  account.size = random.Between(0, 2);
  account.shift = random.Between(-6, 6);
  account.fit = std::clamp(random.Between(-0.7, 1.0), -1.0, 1.0);
  account.seller_push = random.Between(0.6, 1.6);
  account.fiscal_month = account.industry.fiscal_year_start_month;
  account.queue = random.Between(0, 1);
  account.automatic = random.Chance(account.industry.api_share);
  MakePeople(account);
}

// The first time the seller hears of the account.
void MakeContact(Account& account) {
  Random& random = account.random;
  Join(account, 1);
  constexpr std::array<const char*, 4> kForms = {"contact", "demo", "content", "pricing"};
  Happen(account, "marketing.form_submitted", Source::kMarketing, Initiator::kBuyer, 1)
      .attributes.Text("type", random.Of(kForms))
      .Text("topic", random.Of(account.industry.topics));
  Happen(account, "marketing.lead_qualified", Source::kMarketing, Initiator::kSeller)
      .attributes.Text("status", random.Chance(0.6) ? "mql" : "lead")
      .Text("origin", "web");
}

// Weeks of looking around before somebody calls it a project.
void BeProspect(Account& account, Day contact, Day project) {
  Random& random = account.random;
  if (account.today == contact) MakeContact(account);
  if (account.today < contact || IsWeekend(account.today)) return;
  if (account.deals == 0 && account.today >= project) {
    OpenDeal(account, DealType::kNew);
    return;
  }
  if (random.Chance(0.012)) {
    Happen(account, "marketing.content_engaged", Source::kMarketing, Initiator::kBuyer)
        .attributes.Text("topic", random.Of(account.industry.topics))
        .Text("channel", "web");
  }
  if (random.Chance(0.004)) {
    Happen(account, "marketing.intent_surge", Source::kMarketing, Initiator::kThirdParty)
        .attributes.Text("topic", random.Of(account.industry.topics))
        .Share("strength", random.Between(30, 100));
  }
  // Once turned down, some come back.
  if (account.deals > 0 && account.today - account.last_deal_end > 180 &&
      PeopleAtWork(account).size() > 1 && random.Chance(0.006)) {
    OpenDeal(account, DealType::kNew);
  }
}

void AppendShare(const char* key, double value, std::string& out) {
  absl::StrAppend(&out, ",\"", key, "\":");
  AppendHundredths(static_cast<int>(value * 100), out);
}

void WriteLatent(Account& account) {
  const Mood mood = MoodOf(account);
  double fear = 0;
  for (const Person& who : account.people) fear = std::max(fear, who.fear);
  std::string members = "\"at\":\"";
  AppendTime(MomentOf(account.today), members);
  members += '"';
  AppendShare("deciders", mood.deciders, members);
  AppendShare("leastVeto", mood.least_veto, members);
  AppendShare("fear", fear, members);
  absl::StrAppend(&members, ",\"projectsBefore\":", account.queue);
  if (account.customer) {
    AppendShare("adoption", account.customer->adoption, members);
    AppendShare("usefulness", account.customer->usefulness, members);
  }
  account.truth.Line("latent", members);
}

void WriteStates(Account& account) {
  account.truth.State("account", CustomerState(account), account.today);
  if (account.deal) {
    account.truth.State(absl::StrCat("d", account.deal->number), StateOf(account), account.today);
  }
}

void LiveWorkday(Account& account) {
  Weather(account);
  ComeAndGo(account);
  DoTodos(account);
  if (account.deal) LiveDeal(account);
}

}  // namespace

void Live(Account& account) {
  BeBorn(account);
  Random& random = account.random;
  const bool customer = random.Chance(kCustomersAtStart);
  const Day contact =
      NextWorkday(account.from + static_cast<Day>(random.Exponential(kMeanDaysToContact)));
  const Day project = contact + random.Between(2, 25);
  if (customer) {
    // Those who bought it once had some reason to.
    account.fit = std::max(account.fit, random.Between(-0.7, 1.0));
    StartAsCustomer(account);
  }
  Cause yesterday = Cause::kNothingDue;
  for (account.today = account.from; account.today < account.until; ++account.today) {
    account.second = 0;
    account.heard_today = false;
    const bool weekend = IsWeekend(account.today);
    CallTheRoll(account);
    if (!weekend) LiveWorkday(account);
    if (account.customer) {
      LiveCustomer(account);
    } else if (!account.deal) {
      BeProspect(account, contact, project);
    }
    if (account.gone) {
      account.truth.Quiet(Cause::kHeard);
      account.truth.State("account", "gone", account.today);
      return;
    }
    if (!weekend) Sell(account);
    WriteStates(account);
    if ((account.today - account.from) % kLatentEvery == 0) WriteLatent(account);
    // On a weekend it is as quiet as on the Friday before, and for the same reason.
    const Cause cause = CauseOfToday(account);
    if (!weekend || account.heard_today) {
      account.truth.Quiet(cause);
      if (cause != Cause::kHeard) yesterday = cause;
    } else {
      account.truth.Quiet(yesterday);
    }
  }
}

}  // namespace parallax::simulate
