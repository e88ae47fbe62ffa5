#include "framework/deadlines.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "framework/readings.h"
#include "framework/timestamp.h"

namespace parallax::framework {
namespace {

using std::string_view;

Time ClockNs(double days) { return std::llround(days * static_cast<double>(kDay)); }

// An attribute of a signal by its name: its row, or PLX_NONE.
std::uint32_t AttributeOf(const Fold& fold, std::uint32_t signal, string_view name) {
  const plx_journal& j = *fold.journal;
  for (std::uint32_t a = j.attr_begin[signal]; a < j.attr_begin[signal + 1]; ++a) {
    if (fold.Text(j.attr_key[a]) == name) return a;
  }
  return PLX_NONE;
}

// By the facts in force, else by the last opening (catalog.toml, decision fact `type`).
bool IsRenewal(const Fold& fold, std::uint32_t decision, Time at) {
  const int v = DecisionVersion(*fold.journal, decision, at);
  const plx_decision_facts* facts = fold.journal->decision_facts;
  if (v >= 0 && facts->type[v] != 0) return facts->type[v] == PLX_DECISION_RENEWAL;
  const std::uint32_t opening = fold.openings[decision];
  if (opening == PLX_NONE) return false;
  const std::uint32_t type = AttributeOf(fold, opening, "type");
  return type != PLX_NONE && fold.Text(fold.journal->attr_string[type]) == "renewal";
}

// When a term that started then ends: calendar months in UTC, the day clipped to the month's last.
Time AfterMonths(Time start, std::int64_t months) {
  const Civil from = CivilOf(DayOf(start));
  const std::int64_t month = from.year * 12 + from.month - 1 + months;
  const std::int64_t year = month / 12,
                     first = DayOfCivil(year, static_cast<int>(month % 12) + 1, 1);
  const std::int64_t next = DayOfCivil((month + 1) / 12, static_cast<int>((month + 1) % 12) + 1, 1);
  const std::int64_t day = std::min<std::int64_t>(first + from.day - 1, next - 1);
  return day * kDay + (start - DayOf(start) * kDay);
}

// End of the term in force: the facts', else that of the last contract that has started, whatever
// it belongs to; kNever. O(signals).
Time ContractEnd(const Fold& fold, Time at) {
  const plx_account_facts* facts = fold.journal->account_facts;
  Time end = PLX_NO_TIME;
  for (std::uint32_t v = 0; facts != nullptr && v < facts->count; ++v) {
    if (facts->valid_from[v] <= at) end = facts->contract_end[v];
  }
  if (end != PLX_NO_TIME) return end;
  const plx_journal& j = *fold.journal;
  auto i = static_cast<std::uint32_t>(
      std::upper_bound(j.occurred_at, j.occurred_at + j.signal_count, at) - j.occurred_at);
  while (i-- > 0) {
    const int kind = fold.vocabulary->kind(j.kind[i]);
    if (kind < 0 || fold.vocabulary->info(kind).rule != KindRule::kContract) continue;
    const std::uint32_t starts = AttributeOf(fold, i, "starts_at");
    const std::uint32_t term = AttributeOf(fold, i, "term_months");
    if (starts == PLX_NONE || term == PLX_NONE) continue;
    const Time start = ParseTimestamp(fold.Text(j.attr_string[starts]));
    if (start == kNever || start > at) continue;
    return AfterMonths(start, std::llround(j.attr_number[term]));
  }
  return kNever;
}

// Clock time that the gates still need at their usual pace: those required or running that no pass
// covers until `end`, one after the other.
Time GatesLeft(const Fold& fold, const std::vector<const Object*>& gates, Time now, Time end) {
  const auto& infos = fold.assumptions->gate_infos;
  Time left = 0;
  for (std::size_t g = 0; g < infos.size(); ++g) {
    const auto usual = ClockNs(infos[g].p50_days);
    bool known = false;
    for (const Object* gate : gates) {
      if (gate->gate != static_cast<int>(g)) continue;
      known = true;
      if (gate->running) {
        left += std::max<Time>(0, usual - (now - gate->run_start));
      } else if (infos[g].required && StatusOf(*gate, infos[g], end) != GateStatus::kPassed) {
        left += usual;
      }
    }
    if (!known && infos[g].required) left += usual;
  }
  return left;
}

// The last midnight from which `days` of effective time pass until `end`, at most two years before.
Time BeforeEffective(const Calendar& calendar, Time end, double days) {
  const auto needed = static_cast<double>(ClockNs(days));
  std::int64_t early = DayOf(end) - 731, late = DayOf(end);  // late is too late, or the answer
  const auto enough = [&](std::int64_t day) {
    return static_cast<double>(calendar.At(end) - calendar.At(day * kDay)) >= needed;
  };
  if (enough(late)) return late * kDay;
  while (late - early > 1) {
    const std::int64_t middle = (early + late) / 2;
    (enough(middle) ? early : late) = middle;
  }
  return early * kDay;
}

class Earliest {
 public:
  void Offer(const Deadline& deadline) {
    if (best_.kind == DeadlineKind::kNone || deadline.act_by < best_.act_by) best_ = deadline;
  }
  const Deadline& best() const { return best_; }

 private:
  Deadline best_;
};

void OfferWindows(const Fold& fold, const DecisionView& decision, Time now, Earliest& earliest) {
  if (!WindowsPress(fold, decision)) return;
  const std::int64_t today = DayOf(now);
  for (const WindowRow& window : fold.assumptions->windows) {
    for (const std::int64_t closes : ClosingDays(window, today)) {
      if (closes < today || static_cast<double>(closes - today) > window.warn_days) continue;
      const auto lead = static_cast<std::int64_t>(std::ceil(window.lead_days));
      earliest.Offer({.kind = DeadlineKind::kBudgetWindow,
                      .act_by = (closes + 1 - lead) * kDay,
                      .ends = closes * kDay});
    }
  }
}

// Of a decision: while it is an open renewal and no contract came since it was opened. Of the
// account: from `lookback_days` before the day to act by, or from the opening of a renewal, until a
// contract, an end of a renewal or an outcome of the relationship comes.
void OfferRenewal(const Fold& fold, const std::vector<const Object*>& gates,
                  const DecisionView& decision, Time now, Earliest& earliest) {
  const Assumptions& a = *fold.assumptions;
  const bool whole_account = fold.decision == PLX_NONE;
  if (!whole_account && (!decision.open || !IsRenewal(fold, fold.decision, now))) return;
  const Time end = ContractEnd(fold, now);
  if (end == kNever || end <= now) return;
  const Time act_by =
      BeforeEffective(a.calendar, end - GatesLeft(fold, gates, now, end), a.base_cadence);
  Time since = decision.opened, settled = fold.last_contract;
  if (whole_account) {
    since = act_by - ClockNs(a.lookback_days);
    for (std::uint32_t d = 0; d < fold.journal->decision_count; ++d) {
      if (!IsRenewal(fold, d, now)) continue;
      const DecisionStatus status = DecisionAt(fold, d, now);
      if (IsClosed(status.state)) {
        settled = std::max(settled, status.since);
      } else if (status.opened != kNever) {
        since = std::min(since, status.opened);
      }
    }
    for (const std::int32_t i : fold.objects.of(ObjectType::kRelationship)) {
      settled = std::max(settled, fold.objects[i].since);
    }
  }
  if (now < since || (settled != kNever && settled >= since)) return;
  earliest.Offer({.kind = DeadlineKind::kRenewal, .act_by = act_by, .ends = end});
}

void OfferGates(const Fold& fold, const std::vector<const Object*>& gates, Time now,
                Earliest& earliest) {
  for (const Object* gate : gates) {
    const GateInfo& info = fold.assumptions->gate_infos[static_cast<std::size_t>(gate->gate)];
    if (StatusOf(*gate, info, now) != GateStatus::kRunning) continue;
    const Time ends = gate->run_start + info.p80;
    earliest.Offer(
        {.kind = DeadlineKind::kGate, .act_by = DayOf(ends) * kDay, .ends = ends, .gate = gate});
  }
}

}  // namespace

std::array<std::int64_t, 3> ClosingDays(const WindowRow& window, std::int64_t today) {
  const int date = static_cast<int>(window.closes);
  const std::int64_t year = CivilOf(today).year;
  std::array<std::int64_t, 3> days;
  for (int i = 0; i < 3; ++i) days[i] = DayOfCivil(year + i - 1, date / 100, date % 100);
  return days;
}

bool WindowsPress(const Fold& fold, const DecisionView& decision) {
  if (!decision.open || decision.opened == kNever) return false;
  const auto since_opened = [&](Time t) { return t != kNever && t >= decision.opened; };
  return !since_opened(fold.last_approval) && !since_opened(fold.last_contract);
}

Deadline NextDeadline(const Fold& fold, const std::vector<const Object*>& gates,
                      const DecisionView& decision, const Instant& now) {
  Earliest earliest;
  if (decision.closed) return earliest.best();
  OfferWindows(fold, decision, now.at, earliest);
  OfferRenewal(fold, gates, decision, now.at, earliest);
  OfferGates(fold, gates, now.at, earliest);
  return earliest.best();
}

}  // namespace parallax::framework
