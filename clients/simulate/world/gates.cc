#include "clients/simulate/world/gates.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/simulate/world/people.h"

namespace parallax::simulate {
namespace {

using State = Gate::State;

constexpr Day kAnswerDays = 4;

struct Shown {
  absl::string_view kind;
  const char* requested;
  const char* running;
  const char* paused;  // null: no such state
  const char* passed;
  const char* failed;
};

const Shown& ShownAs(GateForm form) {
  static constexpr std::array<Shown, 6> kShown = {{
      {"validation.step", "requested", "in_progress", "paused", "passed", "failed"},
      {"validation.pilot", "planned", "started", nullptr, "passed", "failed"},
      {"validation.reference_check", nullptr, "asked", nullptr, "held", "declined"},
      {"validation.legal_redline", nullptr, "opened", nullptr, "agreed", "abandoned"},
      {"validation.approval", nullptr, "requested", "deferred", "granted", "refused"},
      {"validation.budget", "identified", "requested", "frozen", "approved", "cut"},
  }};
  return kShown[static_cast<std::size_t>(form)];
}

// A gate of this form in a state; what does not show in the form leaves no record.
void Show(Account& account, Gate& gate, const char* state) {
  if (state == nullptr) return;
  const GateForm form = gate.spec->form;
  const int reviewer = OneOf(account, gate.spec->reviewer);
  const bool signs = reviewer != 0 && IsAtWork(account, reviewer);
  Record& record = HappenOn(account, account.deal->number, ShownAs(form).kind, Source::kPortal,
                            Initiator::kBuyer, signs ? reviewer : 0);
  Attributes& attributes = record.attributes;
  switch (form) {
    case GateForm::kStep:
      attributes.Text("gate", gate.spec->id).Text("state", state).Text("body", gate.spec->reviewer);
      break;
    case GateForm::kPilot:
      attributes.Text("ref", gate.ref).Text("state", state);
      if (gate.state == State::kRunning && gate.round == 0) {
        attributes.Text("type", "pilot").Bool("criteria_agreed", account.random.Chance(0.7));
        attributes.Integer("seats", 5 + 15 * account.size).Date("due", gate.next);
      }
      break;
    case GateForm::kReference:
      attributes.Text("ref", gate.ref)
          .Text("state", state)
          .Text("risk_dimension", gate.spec->dimension);
      break;
    case GateForm::kRedline:
      attributes.Text("ref", gate.ref).Text("state", state).Integer("round", gate.round + 1);
      break;
    case GateForm::kApproval:
      attributes.Text("body", gate.spec->reviewer).Text("state", state).Text("gate", gate.spec->id);
      if (gate.state == State::kRunning) attributes.Date("due", gate.next);
      break;
    case GateForm::kBudget: {
      const Date date = DateOf(account.today);
      const int year =
          date.year + (date.month >= account.fiscal_month && account.fiscal_month > 1 ? 1 : 0);
      attributes.Text("state", state).Text("fiscal_period", absl::StrCat("fy", year));
      record.amount = account.deal->amount;
      break;
    }
  }
}

// The day on which a decision is forced: before the most days are over, were it a weekend.
Day Latest(const Gate& gate) { return gate.opened + gate.paused_days + gate.spec->most_days - 3; }

// The end of a round that begins today; a body decides on the day it meets.
Day EndOfRound(Account& account, const Gate& gate) {
  constexpr Day kLongestMonth = 36;
  const GateSpec& spec = *gate.spec;
  const Day latest = Latest(gate);
  Day end = account.today + account.random.Days(spec.round_days);
  end = std::max(end, gate.opened + gate.paused_days + spec.least_days);
  if (spec.meets_nth != 0) {
    end = NextNthWeekday(std::min(end, latest - kLongestMonth), spec.meets_nth, spec.meets_weekday);
  }
  return NextWorkday(std::clamp(end, account.today + 1, std::max(latest, account.today + 1)));
}

void Line(Account& account, const Gate& gate, const char* result) {
  std::string members = absl::StrCat("\"decision\":\"d", account.deal->number, "\",\"gate\":\"",
                                     gate.spec->id, "\",\"result\":\"", result, "\",\"from\":\"");
  AppendTime(MomentOf(gate.opened), members);
  members += "\",\"until\":\"";
  AppendTime(MomentOf(account.today), members);
  absl::StrAppend(&members, "\",\"pausedDays\":", gate.paused_days,
                  ",\"leastDays\":", gate.spec->least_days, ",\"mostDays\":", gate.spec->most_days);
  account.truth.Line("gate", members);
}

void Start(Account& account, Gate& gate) {
  gate.state = State::kRunning;
  gate.opened = account.today;
  gate.paused_days = 0;
  gate.next = EndOfRound(account, gate);
  Show(account, gate, ShownAs(gate.spec->form).running);
}

// The reviewer asks; the round goes on when the seller has answered.
void AskFinding(Account& account, Gate& gate, int reviewer) {
  gate.asked = true;
  ++gate.round;
  if (gate.spec->form == GateForm::kRedline) {
    Show(account, gate, "returned");
  }
  Record& record = HappenOn(account, account.deal->number, "sales.question_asked", Source::kCrm,
                            Initiator::kBuyer, reviewer);
  const std::string ref = NewRef(account, 'q');
  record.attributes.Text("ref", ref).Text("topic", account.random.Of(account.industry.topics));
  record.attributes.Text("risk_dimension", gate.spec->dimension).Text("gate", gate.spec->id);
  account.todos.push_back({account.today + account.random.Days(kAnswerDays), Todo::What::kAnswer,
                           reviewer, account.deal->number, ref, account.today, gate.spec->id});
}

void Close(Account& account, Gate& gate) {
  Random& random = account.random;
  const int reviewer = OneOf(account, gate.spec->reviewer);
  const double stands =
      reviewer == 0 ? 0 : PersonOf(account, reviewer).conviction - PersonOf(account, reviewer).fear;
  // What the pilot shows is what the product is.
  const double merit = gate.spec->form == GateForm::kPilot ? account.fit : stands;
  const bool failed = random.Chance(std::clamp(gate.spec->fails * (1.0 - 1.2 * merit), 0.0, 0.9));
  gate.state = failed ? State::kFailed : State::kPassed;
  Show(account, gate, failed ? ShownAs(gate.spec->form).failed : ShownAs(gate.spec->form).passed);
  Line(account, gate, failed ? "failed" : "passed");
  for (int person : PeopleAtWork(account)) {
    Person& who = PersonOf(account, person);
    const bool about = gate.spec->dimension == absl::string_view(who.role->dimension);
    if (gate.spec->form == GateForm::kPilot) Learn(account, person, 0.3);
    if (!failed && about) who.fear *= 0.3;
    who.conviction = std::clamp(who.conviction + (failed ? -0.25 : about ? 0.25 : 0.04), -1.0, 1.0);
  }
  // Half of those who fail may try again.
  if (failed && !gate.again && gate.spec->form == GateForm::kStep && random.Chance(0.6)) {
    gate.again = true;
    gate.state = State::kWaiting;
    gate.begins = account.today + random.Days(gate.spec->queue_days);
  }
}

void RunOne(Account& account, Gate& gate) {
  const bool held_up = IsFrozen(account) || IsShelved(account);
  switch (gate.state) {
    case State::kWaiting:
      if (held_up) return;
      if (gate.begins == 0)
        gate.begins = account.today + account.random.Days(gate.spec->queue_days);
      if (gate.again && account.today < gate.begins) return;
      gate.state = State::kRequested;
      if (!gate.again) Show(account, gate, ShownAs(gate.spec->form).requested);
      return;
    case State::kRequested: {
      // Nobody begins without the reviewer.
      const int reviewer = OneOf(account, gate.spec->reviewer);
      const bool there = reviewer == 0 || IsAtWork(account, reviewer);
      if (!held_up && there && account.today >= gate.begins) Start(account, gate);
      return;
    }
    case State::kRunning: {
      if (held_up && ShownAs(gate.spec->form).paused != nullptr) {
        gate.state = State::kPaused;
        Show(account, gate, ShownAs(gate.spec->form).paused);
        gate.begins = account.today;
        return;
      }
      const Day latest = Latest(gate);
      if (account.today < gate.next || (gate.asked && account.today < latest)) return;
      const int reviewer = OneOf(account, gate.spec->reviewer);
      const bool works = reviewer != 0 && IsAtWork(account, reviewer);
      if (reviewer != 0 && !works && account.today < latest) return;
      const Day room = latest - account.today;
      if (works && !gate.asked && gate.round < 4 &&
          room > 2 * kAnswerDays + 2 * gate.spec->round_days &&
          account.random.Chance(gate.spec->findings)) {
        AskFinding(account, gate, reviewer);
        return;
      }
      Close(account, gate);
      return;
    }
    case State::kPaused:
      if (held_up) return;
      gate.paused_days += account.today - gate.begins;
      gate.next = std::max(gate.next + account.today - gate.begins, account.today + 1);
      gate.state = State::kRunning;
      Show(account, gate, ShownAs(gate.spec->form).running);
      return;
    case State::kPassed:
    case State::kFailed:
    case State::kWaived:
      return;
  }
}

bool IsOpen(const Gate& gate) {
  return gate.state != State::kPassed && gate.state != State::kWaived &&
         gate.state != State::kFailed;
}

}  // namespace

void ChooseGates(Account& account) {
  Deal& deal = *account.deal;
  deal.gates.clear();
  for (const GateSpec& spec : account.industry.gates) {
    if (deal.type != DealType::kNew && !spec.repeats) continue;
    if (!account.random.Chance(spec.needed)) continue;
    Gate gate;
    gate.spec = &spec;
    gate.ref = NewRef(account, 'g');
    deal.gates.push_back(std::move(gate));
  }
}

GatesStand RunGates(Account& account) {
  int rank = INT32_MAX;
  for (const Gate& gate : account.deal->gates) {
    if (gate.state == State::kFailed) return GatesStand::kFailed;
    if (IsOpen(gate)) rank = std::min(rank, gate.spec->rank);
  }
  if (rank == INT32_MAX) return GatesStand::kAllClosed;
  for (Gate& gate : account.deal->gates) {
    if (IsOpen(gate) && gate.spec->rank == rank) RunOne(account, gate);
  }
  return GatesStand::kRunning;
}

void AbandonGates(Account& account) {
  for (Gate& gate : account.deal->gates) {
    if (gate.state == State::kRunning || gate.state == State::kPaused)
      Line(account, gate, "abandoned");
  }
  account.deal->gates.clear();
}

void AnswerGate(Account& account, absl::string_view gate) {
  if (!account.deal) return;
  for (Gate& one : account.deal->gates) {
    if (one.spec->id != gate || !one.asked) continue;
    one.asked = false;
    if (one.state != State::kRunning) return;
    one.next = EndOfRound(account, one);
    if (one.spec->form == GateForm::kRedline) Show(account, one, "opened");
  }
}

}  // namespace parallax::simulate
