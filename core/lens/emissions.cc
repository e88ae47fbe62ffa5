#include "core/lens/emissions.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/lens/plugin_text.h"

namespace parallax {
namespace {

bool Within(double value, double least, double most) { return value >= least && value <= most; }
bool IsCode(int value, int least, int most) { return value >= least && value <= most; }
// A length in days, or NaN: not known.
bool IsDaysOrNaN(double days) { return std::isnan(days) || (std::isfinite(days) && days >= 0); }

// What is emitted may point at evidence up to as_of only: a lens that reads the future is caught
// here.
bool IsPast(Time time, const LensRow& row) { return time == kNoTime || time <= row.as_of; }

bool CopyLabel(plx_str text, std::string& out) {
  return text.size > 0 && CopyPluginText(text, out);
}

// Rows of the journal, strictly ascending. The journal is sorted by time, so the last is the
// latest.
bool CopySignals(const std::uint32_t* signals, std::uint32_t count, const LensRow& row,
                 std::vector<std::uint32_t>& out) {
  if (count == 0) return true;
  if (signals == nullptr || count > row.journal->size()) return false;
  out.assign(signals, signals + count);
  return std::ranges::adjacent_find(out, std::ranges::greater_equal{}) == out.end() &&
         out.back() < row.journal->size() && IsPast(row.journal->occurred_at[out.back()], row);
}

bool CopySilence(Time from, Time to, const LensRow& row, Time& out_from, Time& out_to) {
  out_from = from;
  out_to = to;
  if (from == kNoTime || to == kNoTime) return from == to;
  return from <= to && IsPast(to, row);
}

}  // namespace

// None may throw through the lens's frames, so all are noexcept: the only thing they could throw is
// bad_alloc, on which the process ends anyway.
struct Emissions::Calls {
  // Runs `take(row, interpretation)` where the row exists and asks for it; when that fails, the row
  // has the fault.
  template <typename Take>
  static void Accept(void* context, std::uint32_t index, bool LensWants::*want,
                     std::string_view fault, Take&& take) noexcept {
    Emissions& self = *static_cast<Emissions*>(context);
    if (index >= self.rows_.size()) {
      self.stray_ = true;
      return;
    }
    if (!(self.wants_.*want)) return;
    Interpretation& out = self.out_[index];
    if (!take(self.rows_[index], out) && out.error.empty()) out.error = fault;
  }

  // Every member of ABI minor 1 is there.
  static bool IsWhole(const auto* value) {
    return value != nullptr && value->struct_size >= sizeof(*value);
  }

  static void Contribution(void* context, std::uint32_t index, const plx_contribution* v) noexcept {
    Accept(context, index, &LensWants::contributions, "a contribution breaks the ABI",
           [v](const LensRow& row, Interpretation& out) {
             if (!IsWhole(v)) return false;
             parallax::Contribution& c = out.contributions.emplace_back();
             c.reading = v->reading;
             c.link_value = v->link_value;
             if (v->person != PLX_NONE) {
               if (v->person >= row.journal->persons.size()) return false;
               c.person = row.journal->persons[v->person];
             }
             return IsCode(v->reading, 0, kReadingCount - 1) && std::isfinite(v->link_value) &&
                    CopyLabel(v->reason, c.reason) &&
                    CopySignals(v->signals, v->signal_count, row, c.signals) &&
                    CopySilence(v->silence_from, v->silence_to, row, c.silence_from, c.silence_to);
           });
  }

  static void Member(void* context, std::uint32_t index, const plx_member* v) noexcept {
    Accept(context, index, &LensWants::committee, "a member breaks the ABI",
           [v](const LensRow& row, Interpretation& out) {
             if (!IsWhole(v)) return false;
             if (v->person >= row.journal->persons.size()) return false;
             parallax::Member& m = out.members.emplace_back();
             m.stakeholder = row.journal->persons[v->person];
             m.power = v->power;
             m.stance = v->stance;
             m.support = v->support;
             return IsCode(v->power, 0, PLX_POWER_USE) &&
                    IsCode(v->stance, PLX_STANCE_CHAMPION, PLX_STANCE_SILENT_BLOCKER) &&
                    Within(v->support, 0, 1) && CopyLabel(v->role, m.role);
           });
  }

  static void Gate(void* context, std::uint32_t index, const plx_gate* v) noexcept {
    Accept(context, index, &LensWants::gates, "a gate breaks the ABI",
           [v](const LensRow& row, Interpretation& out) {
             if (!IsWhole(v)) return false;
             GateView& g = out.gates.emplace_back();
             g.required = v->required == 1;
             g.opened_at = v->opened_at;
             g.age_days = v->age_days;
             g.p50_days = v->p50_days;
             g.p80_days = v->p80_days;
             return IsCode(v->required, 0, 1) && IsPast(v->opened_at, row) &&
                    IsDaysOrNaN(v->age_days) && IsDaysOrNaN(v->p50_days) &&
                    IsDaysOrNaN(v->p80_days) && CopyLabel(v->id, g.id) &&
                    CopyLabel(v->state, g.state);
           });
  }

  static void Drift(void* context, std::uint32_t index, const plx_drift* v) noexcept {
    Accept(context, index, &LensWants::drift, "a drift alarm breaks the ABI",
           [v](const LensRow& row, Interpretation& out) {
             if (!IsWhole(v)) return false;
             DriftView& d = out.drift.emplace_back();
             d.state = v->state;
             d.severity = v->severity;
             d.onset = v->onset;
             return IsCode(v->state, PLX_DRIFT_PENDING, PLX_DRIFT_NO_DATA) &&
                    Within(v->severity, 0, 1) && IsPast(v->onset, row) &&
                    CopyLabel(v->sign, d.sign) &&
                    CopySignals(v->signals, v->signal_count, row, d.signals) &&
                    CopySilence(v->silence_from, v->silence_to, row, d.silence_from, d.silence_to);
           });
  }

  static void Handoff(void* context, std::uint32_t index, const plx_handoff* v) noexcept {
    Accept(context, index, &LensWants::handoffs, "a handoff breaks the ABI",
           [v](const LensRow& row, Interpretation& out) {
             if (!IsWhole(v)) return false;
             HandoffView& h = out.handoffs.emplace_back();
             h.at = v->at;
             h.signal = v->signal;
             h.confidence_before = v->confidence_before;
             h.confidence_after = v->confidence_after;
             h.survived = v->survived;
             h.reset = v->reset;
             return v->signal < row.journal->size() && v->at != kNoTime && IsPast(v->at, row) &&
                    Within(v->confidence_before, 0, 100) && Within(v->confidence_after, 0, 100) &&
                    IsCode(v->survived, PLX_FLAG_ABSENT, PLX_FLAG_TRUE) &&
                    IsCode(v->reset, PLX_FLAG_ABSENT, PLX_FLAG_TRUE) &&
                    CopyLabel(v->transition, h.transition);
           });
  }

  static void Value(void* context, std::uint32_t index, const plx_value* v) noexcept {
    Accept(context, index, &LensWants::value, "a value view breaks the ABI",
           [v](const LensRow&, Interpretation& out) {
             if (!IsWhole(v)) return false;
             out.value.push_back({.misread = v->misread,
                                  .activity = v->activity,
                                  .time_to_value_days = v->time_to_value_days});
             return out.value.size() == 1 &&
                    IsCode(v->misread, PLX_MISREAD_NONE, PLX_MISREAD_NARROW_USE) &&
                    IsCode(v->activity, PLX_ACTIVITY_ACTIVE, PLX_ACTIVITY_NO_DATA) &&
                    IsDaysOrNaN(v->time_to_value_days);
           });
  }

  static void Function(void* context, std::uint32_t index, const plx_function* v) noexcept {
    Accept(context, index, &LensWants::functions, "a function view breaks the ABI",
           [v](const LensRow&, Interpretation& out) {
             if (!IsWhole(v)) return false;
             FunctionView& f = out.functions.emplace_back();
             f.reading = v->reading;
             f.misread = v->misread == 1;
             return IsCode(v->misread, 0, 1) && Within(v->reading, 0, 100) &&
                    CopyLabel(v->function, f.function);
           });
  }

  static void Text(void* context, std::uint32_t index, std::int32_t id, plx_str text) noexcept {
    // The two about the committee belong to it; the rest are sentences and labels for people.
    const bool committee = id == PLX_TEXT_BINDING_ROLE || id == PLX_TEXT_MISSING_ROLE;
    Accept(context, index, committee ? &LensWants::committee : &LensWants::texts,
           "a text breaks the ABI", [id, text](const LensRow&, Interpretation& out) {
             switch (id) {
               case PLX_TEXT_HEADLINE:
                 return CopyPluginText(text, out.headline);
               case PLX_TEXT_NEXT_QUESTION:
                 return CopyPluginText(text, out.next_question);
               case PLX_TEXT_BINDING_ROLE:
                 return CopyPluginText(text, out.binding_role);
               case PLX_TEXT_PACE_REASON:
                 return CopyLabel(text, out.pace_reasons.emplace_back());
               case PLX_TEXT_MISSING_ROLE:
                 return CopyLabel(text, out.missing_roles.emplace_back());
               default:
                 return false;
             }
           });
  }
};

Emissions::Emissions(std::span<const LensRow> rows, const LensWants& wants,
                     std::span<Interpretation> out)
    : rows_(rows), wants_(wants), out_(out) {
  table_.struct_size = sizeof(table_);
  table_.context = this;
  table_.contribution = &Calls::Contribution;
  table_.member = &Calls::Member;
  table_.gate = &Calls::Gate;
  table_.text = &Calls::Text;
  table_.drift = &Calls::Drift;
  table_.handoff = &Calls::Handoff;
  table_.value = &Calls::Value;
  table_.function = &Calls::Function;
}

}  // namespace parallax
