#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/string_view.h"
#include "clients/simulate/world/gates.h"
#include "clients/simulate/world/people.h"
#include "clients/simulate/world/seller.h"

namespace parallax::simulate {
namespace {

using What = Todo::What;

constexpr Day kPatience = 40;  // what waited longer than this is dropped

void Reply(Account& account, const Todo& todo) {
  Record& record = HappenOn(account, todo.decision, "sales.message_exchanged", Source::kMail,
                            Initiator::kBuyer, todo.person);
  record.attributes.Text("channel", "email")
      .Integer("latency", (account.today - todo.since) * kSecondsOfDay + 3600);
  if (account.random.Chance(0.4))
    record.attributes.Text("topic", account.random.Of(account.industry.topics));
  const double tone = PersonOf(account, todo.person).conviction + account.random.Between(-0.4, 0.4);
  if (account.random.Chance(0.3))
    record.sentiment = static_cast<int>(100 * std::clamp(tone, -1.0, 1.0));
}

void Answer(Account& account, const Todo& todo) {
  const bool convinced = account.random.Chance(0.5 + 0.4 * account.fit);
  const bool heard = account.random.Chance(0.6);
  Record& record =
      HappenOn(account, todo.decision, "sales.question_answered", Source::kCrm, Initiator::kSeller);
  record.attributes.Text("ref", todo.ref)
      .Text("state", !heard      ? "answered"
                     : convinced ? "accepted"
                                 : "rejected");
  Learn(account, todo.person, convinced ? 0.08 : 0.02);
  AnswerGate(account, todo.detail);
}

// Part of what is agreed at a meeting is kept.
void SetStep(Account& account, int decision) {
  const std::string ref = NewRef(account, 'n');
  const Day due = NextWorkday(account.today + account.random.Between(5, 16));
  constexpr std::array<const char*, 3> kSides = {"buyer", "both", "seller"};
  HappenOn(account, decision, "sales.next_step", Source::kCrm, Initiator::kSeller)
      .attributes.Text("ref", ref)
      .Text("state", "set")
      .Date("due", due)
      .Text("side", account.random.Of(kSides));
  account.todos.push_back({due, What::kStepDue, 0, decision, ref, account.today, ""});
}

void StepDue(Account& account, const Todo& todo) {
  const bool smooth = !IsFrozen(account) && !IsShelved(account) && !IsFrightened(account);
  const bool kept = account.random.Chance(smooth ? 0.75 : 0.15);
  const char* state = kept ? "kept" : todo.detail[0] != '\0' ? "cancelled" : "slipped";
  Record& record = HappenOn(account, todo.decision, "sales.next_step", Source::kCrm,
                            kept ? Initiator::kBuyer : Initiator::kSeller);
  record.attributes.Text("ref", todo.ref).Text("state", state);
  if (state != absl::string_view("slipped")) return;
  const Day due = NextWorkday(account.today + account.random.Between(7, 20));
  record.attributes.Date("due", due);
  account.todos.push_back(
      {due, What::kStepDue, 0, todo.decision, todo.ref, account.today, "slipped"});
}

void MoveMeeting(Account& account, const Todo& todo) {
  const bool again = account.random.Chance(0.6) && account.today - todo.since < 30;
  const Day next = NextWorkday(account.today + account.random.Between(4, 12));
  Record& record =
      HappenOn(account, todo.decision, "sales.meeting_moved", Source::kMail, Initiator::kBuyer);
  record.attributes.Text("type", again ? "rescheduled" : "cancelled")
      .Date("due_before", account.today);
  if (!again) return;
  record.attributes.Date("due", next);
  account.todos.push_back({next, What::kMeeting, 0, todo.decision, "", todo.since, ""});
}

void Meet(Account& account, const Todo& todo) {
  Random& random = account.random;
  std::vector<int> there = PeopleAtWork(account);
  const bool quiet = IsFrozen(account) || IsShelved(account) || IsFrightened(account);
  if (there.size() < 2 || random.Chance(quiet ? 0.8 : 0.12)) {
    MoveMeeting(account, todo);
    return;
  }
  Record& record =
      HappenOn(account, todo.decision, "sales.meeting_held", Source::kMail, Initiator::kSeller);
  const auto count = static_cast<std::size_t>(random.Between(2, 5));
  while (there.size() > count)
    there.erase(there.begin() + random.Between(0, static_cast<int>(there.size()) - 1));
  record.participants = there;
  for (int person : there)
    record.earliest = std::max(record.earliest, MomentOf(PersonOf(account, person).joined));
  constexpr std::array<const char*, 4> kTypes = {"discovery", "demo", "technical", "check_in"};
  record.attributes.Text("type", random.Of(kTypes))
      .Integer("duration", std::int64_t{900} * random.Between(2, 6));
  for (int person : there) {
    Learn(account, person, 0.1);
    if (random.Chance(0.22)) SayStance(account, person);
  }
  if (random.Chance(0.12)) {
    constexpr std::array<const char*, 3> kRivals = {"vendor", "in_house", "status_quo"};
    HappenOn(account, todo.decision, "sales.competitor_mentioned", Source::kCrm, Initiator::kBuyer,
             random.Of(there))
        .attributes.Text("type", random.Of(kRivals));
  }
  if (random.Chance(0.7)) SetStep(account, todo.decision);
}

void SettleObjection(Account& account, const Todo& todo) {
  const bool withdrawn = account.random.Chance(0.3);
  HappenOn(account, todo.decision, "sales.objection", Source::kCrm, Initiator::kBuyer, todo.person)
      .attributes.Text("ref", todo.ref)
      .Text("state", withdrawn ? "withdrawn" : "resolved");
  PersonOf(account, todo.person).fear *= 0.5;
}

void ResolveCase(Account& account, const Todo& todo) {
  Happen(account, "success.support_case", Source::kSupport, Initiator::kSeller)
      .attributes.Text("ref", todo.ref)
      .Text("state", "resolved")
      .Bool("first_contact", account.today - todo.since <= 1)
      .Integer("handle_time", std::int64_t{600} * account.random.Between(1, 30));
}

void PayInvoice(Account& account, const Todo& todo) {
  Happen(account, "finance.invoice", Source::kBilling, Initiator::kSystem)
      .attributes.Text("ref", todo.ref)
      .Text("state", "paid")
      .Integer("days_late", account.today - todo.since);
}

// Whether it must be a person of the buyer who does it, and that person.
bool NeedsPerson(const Todo& todo) {
  return todo.what == What::kReply || todo.what == What::kSettleObjection;
}

void Do(Account& account, const Todo& todo) {
  switch (todo.what) {
    case What::kReply:
      Reply(account, todo);
      return;
    case What::kAnswer:
      Answer(account, todo);
      return;
    case What::kMeeting:
      Meet(account, todo);
      return;
    case What::kStepDue:
      StepDue(account, todo);
      return;
    case What::kSettleObjection:
      SettleObjection(account, todo);
      return;
    case What::kResolveCase:
      ResolveCase(account, todo);
      return;
    case What::kPayInvoice:
      PayInvoice(account, todo);
      return;
  }
}

}  // namespace

void DoTodos(Account& account) {
  std::vector<Todo> due;
  std::erase_if(account.todos, [&account, &due](const Todo& todo) {
    if (account.today < todo.day) return false;
    if (NeedsPerson(todo) && !IsAtWork(account, todo.person)) {
      return account.today - todo.day > kPatience;
    }
    due.push_back(todo);
    return true;
  });
  for (const Todo& todo : due) Do(account, todo);
}

}  // namespace parallax::simulate
