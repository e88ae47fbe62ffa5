// The day to act by: before a budget window closes, the contract ends or a running gate gets late
// (model-formulas.md 9; docs/decisions/0024).
#include <algorithm>
#include <chrono>
#include <cmath>

#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

// Formula 9: an approval (board, executive, purchase, or without gate) or a contract, since the
// decision opened, ends the budget windows.
bool Approved(const View& view) {
  for (const Event* e : view.events) {
    if (e->at >= view.decided.opened && e->Is("finance.contract_signed")) return true;
  }
  for (const Object* gate : view.objects.Of("gate")) {
    if (gate->key != "board_approval" && gate->key != "executive_approval" &&
        gate->key != "procurement") {
      continue;
    }
    for (const Step& step : gate->steps) {
      if (step.state == "passed" && step.event->at >= view.decided.opened) return true;
    }
  }
  for (const Object* approval : view.objects.Of("approval")) {
    for (const Step& step : approval->steps) {
      if (step.state == "granted" && step.event->Text("gate").empty() &&
          step.event->at >= view.decided.opened) {
        return true;
      }
    }
  }
  return false;
}

// catalog.toml, decision fact `type`: absent, that of the last opening.
bool IsRenewal(const View& view, const std::string& decision) {
  const DecisionFacts* facts = view.account->Decision(decision, view.now);
  if (facts != nullptr && facts->type != DecisionType::kUnspecified) {
    return facts->type == DecisionType::kRenewal;
  }
  std::string_view type;
  for (const Event& e : view.account->events) {
    const bool opens = e.Is("sales.decision_opened") && e.signal->decision == decision;
    if (opens && e.at <= view.now) type = e.Text("type");
  }
  return type == "renewal";
}

// catalog.toml, account fact `contract_end`: absent, starts_at of the last contract that has
// started + term_months, the day clipped to the month's last.
Time ContractEnd(const View& view) {
  const AccountFacts* facts = view.account->Itself(view.now);
  if (facts != nullptr && facts->contract_end != kNoTime) return facts->contract_end;
  Time end = kNoTime;
  for (const Event& e : view.account->events) {
    if (e.at > view.now || !e.Is("finance.contract_signed")) continue;
    const Time start = e.Instant("starts_at");
    if (start == kNoTime || start > view.now || std::isnan(e.Number("term_months"))) continue;
    std::chrono::year_month_day date(DayOf(start));
    date += std::chrono::months(static_cast<int>(e.Number("term_months")));
    if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
    end = MidnightOf(date) + (start - MidnightOf(DayOf(start)));
  }
  return end;
}

// Clock days that the required and the running gates still need at their usual pace, one after the
// other, those left out that a pass covers until `end`.
double GateDaysLeft(const View& view, Time end) {
  const Given& given = *view.given;
  double left = 0;
  std::vector<std::string> done;
  for (const Gate& gate : Gates(view)) {
    if (gate.object->Running()) {
      left += std::max(0.0, gate.p50 - ClockDays(gate.object->RunSince(), view.now));
      done.push_back(gate.object->key);
    } else if (StatusOf(gate, end) == GateStatus::kPassed) {
      done.push_back(gate.object->key);
    }
  }
  for (const std::string& row : given.Rows("risk.gates")) {
    const std::string path = "risk.gates." + row;
    if (!given.Is(path + ".required")) continue;
    if (std::find(done.begin(), done.end(), row) == done.end()) left += given(path + ".p50_days");
  }
  return left;
}

// A renewal is read: an open one since which no contract came; of the account, from lookback_days
// before the day to act by or from the opening of a renewal, until something settles it.
bool RenewalPresses(const View& view, Time act_by) {
  Time settled = kNoTime, since = view.decided.opened;
  for (const Event* e : view.events) {
    if (e->Is("finance.contract_signed")) settled = e->at;
  }
  if (!view.decision.empty()) {
    if (!view.decided.open || !IsRenewal(view, view.decision)) return false;
  } else {
    since = act_by - std::llround((*view.given)("tempo.lookback_days") * kDay);
    for (const std::string& decision : view.account->decision_names) {
      if (!IsRenewal(view, decision)) continue;
      const DecisionStatus status = StatusOf(*view.account, view.events, decision, view.now);
      if (status.Closed()) {
        settled = std::max(settled, status.since);
      } else if (status.opened != kNoTime) {
        since = std::min(since, status.opened);
      }
    }
    for (const Object* o : view.objects.Of("relationship")) {
      settled = std::max(settled, o->since());
    }
  }
  return view.now >= since && (settled == kNoTime || settled < since);
}

}  // namespace

bool WindowsPress(const View& view) {
  return view.decided.open && view.decided.opened != kNoTime && !Approved(view);
}

std::vector<Time> Closings(const View& view, const std::string& row) {
  const auto year = std::chrono::year_month_day(DayOf(view.now)).year();
  const auto day = MonthDay(view.given->Text("tempo.budget_windows." + row + ".closes"));
  std::vector<Time> closings;
  for (const int next : {-1, 0, 1}) {
    closings.push_back(MidnightOf((year + std::chrono::years(next)) / day));
  }
  return closings;
}

Time ActBy(const View& view) {
  const Given& given = *view.given;
  if (view.decided.closed) return kNoTime;  // nothing presses on what ended
  std::vector<Time> days;
  const Time today = MidnightOf(DayOf(view.now));
  // Formula 9: the day after closes - lead_days, while the window is closing.
  for (const std::string& row : given.Rows("tempo.budget_windows")) {
    const std::string path = "tempo.budget_windows." + row;
    for (const Time closes : Closings(view, row)) {
      const double until = ClockDays(today, closes);
      if (!WindowsPress(view) || until < 0 || until > given(path + ".warn_days")) continue;
      const auto lead = static_cast<Time>(std::ceil(given(path + ".lead_days")));
      days.push_back(closes + (1 - lead) * kDay);
    }
  }
  // The end of the contract, less what the gates need, less one base cadence of effective time.
  const Time end = ContractEnd(view);
  if (end != kNoTime && end > view.now) {
    const Time gates = end - std::llround(GateDaysLeft(view, end) * kDay);
    Time from = MidnightOf(DayOf(gates));
    for (int back = 0;
         back < 731 && view.calendar->Days(from, gates) < given("tempo.cadence_days.base");
         ++back) {
      from -= kDay;
    }
    if (RenewalPresses(view, from)) days.push_back(from);
  }
  // A gate that runs within its P80: the day it reaches it.
  for (const Gate& gate : Gates(view)) {
    if (gate.status != GateStatus::kRunning) continue;
    days.push_back(MidnightOf(DayOf(gate.object->RunSince() + std::llround(gate.p80 * kDay))));
  }
  return days.empty() ? kNoTime : *std::min_element(days.begin(), days.end());
}

}  // namespace parallax::oracle
