#include "clients/simulate/world/use.h"

#include <algorithm>
#include <array>

#include "clients/simulate/world/people.h"

namespace parallax::simulate {
namespace {

// Somebody who can speak of the product today; 0: nobody is there.
int Speaker(Account& account) {
  const std::vector<int>& there = PeopleAtWork(account);
  return there.empty() ? 0 : account.random.Of(there);
}

void SumUpWeek(Account& account) {
  Customer& customer = *account.customer;
  Random& random = account.random;
  if (account.automatic) {
    Happen(account, "product.automation_run", Source::kProduct, Initiator::kSystem)
        .attributes.Integer("count", random.Between(500, 40000))
        .Integer("period", 7 * kSecondsOfDay);
    return;
  }
  // The week just over, with the holidays it had.
  double at_work = 0;
  for (Day day = account.today - 7; day < account.today - 2; ++day) {
    at_work += AtWork(account, Desk::kField, day) / 5 + AtWork(account, Desk::kOffice, day) / 20;
  }
  const double share =
      std::min(1.0, customer.adoption * std::min(1.0, at_work) * random.Between(0.85, 1.1));
  const int active = static_cast<int>(customer.seats * share);
  Record& record = Happen(account, "product.usage_rollup", Source::kProduct, Initiator::kSystem);
  record.attributes.Integer("period", 7 * kSecondsOfDay)
      .Integer("active_users", active)
      .Integer("seats", customer.seats);
  record.attributes.Integer(
      "features", active == 0 ? 0 : 2 + static_cast<int>(16 * customer.adoption * random.Share()));
  record.attributes.Integer("features_available", 20);
  // Value counts apart from use.
  const int values = static_cast<int>(active * customer.usefulness * random.Between(0.1, 0.5));
  if (values > 0) {
    Happen(account, "product.core_value_event", Source::kProduct, Initiator::kBuyer)
        .attributes.Text("code", random.Of(account.industry.core_values))
        .Integer("count", values);
  }
  if (customer.usefulness < 0.4 && random.Chance(0.06)) {
    constexpr std::array<const char*, 4> kTypes = {"export", "manual_step", "external_tool",
                                                   "duplicate_entry"};
    Happen(account, "product.workaround_seen", Source::kProduct, Initiator::kBuyer)
        .attributes.Text("type", random.Of(kTypes))
        .Integer("count", random.Between(1, 30));
  }
}

// Bass 1969: some begin of themselves, some because colleagues do.
void Spread(Customer& customer) {
  constexpr double kOfThemselves = 0.0015, kByColleagues = 0.025;
  const double room = customer.ceiling - customer.adoption;
  customer.adoption +=
      (kOfThemselves + kByColleagues * customer.adoption / customer.ceiling) * room;
}

void AskForHelp(Account& account, int person) {
  constexpr std::array<const char*, 5> kTypes = {"how_to", "defect", "access", "integration",
                                                 "data"};
  constexpr std::array<const char*, 3> kSeverities = {"low", "medium", "high"};
  const std::string ref = NewRef(account, 'c');
  Happen(account, "success.support_case", Source::kSupport, Initiator::kBuyer, person)
      .attributes.Text("ref", ref)
      .Text("state", "opened")
      .Text("type", account.random.Of(kTypes))
      .Text("severity", account.random.Of(kSeverities));
  account.todos.push_back({account.today + account.random.Days(5), Todo::What::kResolveCase, person,
                           0, ref, account.today, ""});
}

void SpeakOfResults(Account& account, int person) {
  Random& random = account.random;
  const Customer& customer = *account.customer;
  const bool good = random.Chance(customer.usefulness);
  Record& record =
      Happen(account, "success.outcome_statement", Source::kCrm, Initiator::kBuyer, person);
  record.sentiment = good ? random.Between(10, 90) : -random.Between(10, 80);
  record.attributes.Text("framing",
                         random.Chance(0.2 + 0.6 * customer.usefulness) ? "buyer" : "feature");
  record.attributes.Bool("quantified", good && random.Chance(0.35))
      .Text("topic", random.Of(account.industry.results));
  Person& who = PersonOf(account, person);
  who.conviction += 0.1 * ((2 * customer.usefulness - 1) - who.conviction);
}

void ReviewValue(Account& account, const std::vector<int>& there) {
  bool executive = false;
  Record& record = Happen(account, "success.value_review", Source::kMail, Initiator::kSeller);
  for (int person : there) {
    if (record.participants.size() == 4) break;
    record.participants.push_back(person);
    record.earliest = std::max(record.earliest, MomentOf(PersonOf(account, person).joined));
    executive = executive || PersonOf(account, person).role->power == Power::kApprove;
  }
  record.attributes.Bool("exec_present", executive);
  if (account.customer->usefulness > 0.5) record.attributes.Text("proof", "own_results");
}

void KeepPromise(Account& account) {
  Customer& customer = *account.customer;
  const bool met = account.random.Chance(customer.usefulness);
  Happen(account, "lifecycle.expectation", Source::kCrm, Initiator::kSeller)
      .attributes.Text("ref", customer.promise)
      .Text("state", met ? "met" : "missed");
  customer.promise_due = kNever;
}

}  // namespace

void LiveOnboarding(Account& account) {
  Customer& customer = *account.customer;
  if (customer.onboarded != kNever || account.today < customer.start || IsWeekend(account.today))
    return;
  if (customer.wait_ends != kNever) {
    if (account.today < customer.wait_ends) return;
    Happen(account, "product.wait_segment", Source::kProduct, Initiator::kSystem)
        .attributes.Text("ref", customer.wait_ref)
        .Text("state", "ended");
    customer.wait_ends = kNever;
    return;
  }
  if (!customer.waits.empty()) {
    constexpr std::array<const char*, 3> kSides = {"buyer", "seller", "buyer"};
    customer.wait_ref = NewRef(account, 'w');
    customer.wait_ends = account.today + account.random.Days(16);
    Happen(account, "product.wait_segment", Source::kProduct, Initiator::kSystem)
        .attributes.Text("ref", customer.wait_ref)
        .Text("state", "started")
        .Text("reason", customer.waits.back())
        .Text("side", account.random.Of(kSides));
    customer.waits.pop_back();
    return;
  }
  customer.onboarded = customer.first_value = account.today;
  customer.adoption = 0.05 * customer.ceiling;
  Happen(account, "product.core_value_event", Source::kProduct, Initiator::kBuyer)
      .attributes.Text("code", account.random.Of(account.industry.core_values));
  for (const char* state : {"started", "completed"}) {
    Happen(account, "lifecycle.handoff", Source::kCrm, Initiator::kSeller)
        .attributes.Text("transition", "onboarding_to_adoption")
        .Text("state", state);
  }
}

void UseProduct(Account& account) {
  Customer& customer = *account.customer;
  Random& random = account.random;
  if (customer.onboarded == kNever) return;
  if (Weekday(account.today) == 0) SumUpWeek(account);
  if (IsWeekend(account.today)) return;
  Spread(customer);
  // Usefulness wanders: work changes, people learn, features come.
  customer.usefulness = std::clamp(customer.usefulness + random.Between(-0.008, 0.008), 0.02, 0.98);
  if (account.today >= customer.promise_due) KeepPromise(account);
  const std::vector<int>& there = PeopleAtWork(account);
  if (there.empty()) return;
  int members = 0;
  for (int person = 1; person <= static_cast<int>(account.people.size()); ++person)
    members += IsMember(account, person);
  const double present = static_cast<double>(there.size()) / members;
  if (random.Chance(present * (0.03 * customer.adoption + 0.006)))
    AskForHelp(account, Speaker(account));
  if (random.Chance(0.012 * present)) SpeakOfResults(account, Speaker(account));
  if (random.Chance(0.007 * present)) {
    const int speaker = Speaker(account);
    const int score = static_cast<int>(
        100 * std::clamp(0.5 + 0.5 * (2 * customer.usefulness - 1) + random.Between(-0.2, 0.2), 0.0,
                         1.0));
    Happen(account, "success.survey", Source::kSupport, Initiator::kBuyer, speaker)
        .attributes.Text("type", random.Chance(0.5) ? "nps" : "csat")
        .Share("score", score);
  }
  if (random.Chance(0.011 * present) && there.size() >= 2) ReviewValue(account, there);
  if (random.Chance(0.03 * present)) {
    HappenOn(account, 0, "sales.message_exchanged", Source::kMail, Initiator::kBuyer,
             Speaker(account))
        .attributes.Text("channel", "email");
  }
  if (customer.usefulness > 0.7 && random.Chance(0.003 * present)) {
    constexpr std::array<const char*, 4> kTypes = {"reference", "referral", "review", "case_study"};
    Happen(account, "success.advocacy", Source::kCrm, Initiator::kBuyer, Speaker(account))
        .attributes.Text("type", random.Of(kTypes));
  }
  // What it brings them settles what they think, more slowly than talk does.
  if (Weekday(account.today) == 2) {
    for (int person : there) {
      Person& who = PersonOf(account, person);
      who.conviction += 0.03 * ((2 * customer.usefulness - 1) - who.conviction);
    }
  }
}

}  // namespace parallax::simulate
