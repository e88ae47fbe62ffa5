#include "core/lens/emissions.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/lens/plugin_text.h"
#include "core/lens/ranges.h"

namespace parallax {
namespace {

bool IsCode(int value, int least, int most) { return value >= least && value <= most; }
// A length or a count, or NaN: not known.
bool IsAmountOrNaN(double amount) {
  return std::isnan(amount) || (std::isfinite(amount) && amount >= 0);
}

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

bool CopyPerson(std::uint32_t person, const LensRow& row, std::string& out) {
  if (person >= row.journal->persons.size()) return false;
  out = row.journal->persons[person];
  return true;
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
  // Runs `take(row, interpretation)` where the row exists and asks for it. What `take` finds wrong,
  // if anything, is the row's fault; the first one stays.
  template <typename Take>
  static void Accept(void* context, std::uint32_t index, bool LensWants::*want,
                     Take&& take) noexcept {
    Emissions& self = *static_cast<Emissions*>(context);
    if (index >= self.rows_.size()) {
      self.stray_ = true;
      return;
    }
    if (!(self.wants_.*want)) return;
    Interpretation& out = self.out_[index];
    const std::string_view fault = take(self.rows_[index], out);
    if (out.error.empty()) out.error = fault;
  }

  // Every member of ABI minor 1 is there.
  static bool IsWhole(const auto* value) {
    return value != nullptr && value->struct_size >= sizeof(*value);
  }

  static void Contribution(void* context, std::uint32_t index, const plx_contribution* v) noexcept {
    Accept(context, index, &LensWants::contributions,
           [v](const LensRow& row, Interpretation& out) -> std::string_view {
             if (!IsWhole(v)) return "a contribution is too short";
             parallax::Contribution& c = out.contributions.emplace_back();
             c.reading = v->reading;
             c.link_value = v->link_value;
             if (!IsCode(v->reading, 0, kReadingCount - 1))
               return "a contribution's reading is unknown";
             if (!std::isfinite(v->link_value)) return "a contribution's link_value is not finite";
             if (!CopyLabel(v->reason, c.reason)) return "a contribution has no reason";
             if (!CopySignals(v->signals, v->signal_count, row, c.signals)) {
               return "a contribution's signals are not ascending rows up to as_of";
             }
             if (!CopySilence(v->silence_from, v->silence_to, row, c.silence_from, c.silence_to)) {
               return "a contribution's silence is no interval up to as_of";
             }
             if (v->person == PLX_NONE) return {};
             return CopyPerson(v->person, row, c.person) ? ""
                                                         : "a contribution's person is unknown";
           });
  }

  static void Member(void* context, std::uint32_t index, const plx_member* v) noexcept {
    Accept(context, index, &LensWants::committee,
           [v](const LensRow& row, Interpretation& out) -> std::string_view {
             if (!IsWhole(v)) return "a member is too short";
             parallax::Member& m = out.members.emplace_back();
             m.power = v->power;
             m.stance = v->stance;
             m.support = v->support;
             if (!CopyPerson(v->person, row, m.stakeholder)) return "a member's person is unknown";
             if (!CopyLabel(v->role, m.role)) return "a member has no role";
             if (!IsCode(v->power, 0, PLX_POWER_USE)) return "a member's power is unknown";
             if (!IsCode(v->stance, PLX_STANCE_CHAMPION, PLX_STANCE_SILENT_BLOCKER)) {
               return "a member's stance is unknown";
             }
             return IsBetween(v->support, 0, 1) ? "" : "a member's support is outside 0..1";
           });
  }

  static void Gate(void* context, std::uint32_t index, const plx_gate* v) noexcept {
    Accept(context, index, &LensWants::gates,
           [v](const LensRow& row, Interpretation& out) -> std::string_view {
             if (!IsWhole(v)) return "a gate is too short";
             GateView& g = out.gates.emplace_back();
             g.required = v->required == 1;
             g.opened_at = v->opened_at;
             g.age_days = v->age_days;
             g.p50_days = v->p50_days;
             g.p80_days = v->p80_days;
             if (!CopyLabel(v->id, g.id)) return "a gate has no id";
             if (!CopyLabel(v->state, g.state)) return "a gate has no state";
             if (!IsCode(v->required, 0, 1)) return "a gate's required is not 0 or 1";
             if (!IsPast(v->opened_at, row)) return "a gate opened after as_of";
             const bool days = IsAmountOrNaN(v->age_days) && IsAmountOrNaN(v->p50_days) &&
                               IsAmountOrNaN(v->p80_days);
             return days ? "" : "a gate's days are negative or not finite";
           });
  }

  static void Drift(void* context, std::uint32_t index, const plx_drift* v) noexcept {
    Accept(context, index, &LensWants::drift,
           [v](const LensRow& row, Interpretation& out) -> std::string_view {
             if (!IsWhole(v)) return "a drift alarm is too short";
             DriftView& d = out.drift.emplace_back();
             d.state = v->state;
             d.severity = v->severity;
             d.onset = v->onset;
             if (!CopyLabel(v->sign, d.sign)) return "a drift alarm has no sign";
             if (!IsCode(v->state, PLX_DRIFT_PENDING, PLX_DRIFT_NO_DATA)) {
               return "a drift alarm's state is unknown";
             }
             if (!IsBetween(v->severity, 0, 1)) return "a drift alarm's severity is outside 0..1";
             if (!IsPast(v->onset, row)) return "a drift alarm's onset is after as_of";
             if (!CopySignals(v->signals, v->signal_count, row, d.signals)) {
               return "a drift alarm's signals are not ascending rows up to as_of";
             }
             return CopySilence(v->silence_from, v->silence_to, row, d.silence_from, d.silence_to)
                        ? ""
                        : "a drift alarm's silence is no interval up to as_of";
           });
  }

  static void Handoff(void* context, std::uint32_t index, const plx_handoff* v) noexcept {
    Accept(
        context, index, &LensWants::handoffs,
        [v](const LensRow& row, Interpretation& out) -> std::string_view {
          if (!IsWhole(v)) return "a handoff is too short";
          HandoffView& h = out.handoffs.emplace_back();
          h.at = v->at;
          h.signal = v->signal;
          h.confidence_before = v->confidence_before;
          h.confidence_after = v->confidence_after;
          h.survived = v->survived;
          h.reset = v->reset;
          if (!CopyLabel(v->transition, h.transition)) return "a handoff has no transition";
          if (v->signal >= row.journal->size()) return "a handoff's signal is unknown";
          if (v->at == kNoTime || !IsPast(v->at, row)) return "a handoff is not before as_of";
          if (!IsBetween(v->confidence_before, 0, 100) || !IsBetween(v->confidence_after, 0, 100)) {
            return "a handoff's confidence is outside 0..100";
          }
          const bool flags = IsCode(v->survived, PLX_FLAG_ABSENT, PLX_FLAG_TRUE) &&
                             IsCode(v->reset, PLX_FLAG_ABSENT, PLX_FLAG_TRUE);
          return flags ? "" : "a handoff's flag is unknown";
        });
  }

  static void Value(void* context, std::uint32_t index, const plx_value* v) noexcept {
    Accept(context, index, &LensWants::value,
           [v](const LensRow&, Interpretation& out) -> std::string_view {
             if (!IsWhole(v)) return "a value view is too short";
             out.value.push_back({.misread = v->misread,
                                  .activity = v->activity,
                                  .time_to_value_days = v->time_to_value_days});
             if (out.value.size() > 1) return "a row has two value views";
             const bool codes = IsCode(v->misread, PLX_MISREAD_NONE, PLX_MISREAD_NARROW_USE) &&
                                IsCode(v->activity, PLX_ACTIVITY_ACTIVE, PLX_ACTIVITY_NO_DATA);
             if (!codes) return "a value view's misread or activity is unknown";
             return IsAmountOrNaN(v->time_to_value_days) ? "" : "a time to value is no length";
           });
  }

  static void Function(void* context, std::uint32_t index, const plx_function* v) noexcept {
    Accept(
        context, index, &LensWants::functions,
        [v](const LensRow& row, Interpretation& out) -> std::string_view {
          if (!IsWhole(v)) return "a function view is too short";
          FunctionView& f = out.functions.emplace_back();
          f.reading = v->reading;
          f.counted = v->counted;
          f.counted_before = v->counted_before;
          f.misread = v->misread == 1;
          if (!CopyLabel(v->function, f.function)) return "a function view has no function";
          if (!IsCode(v->misread, 0, 1)) return "a function view's misread is not 0 or 1";
          if (!std::isnan(v->reading) && !IsBetween(v->reading, 0, 100)) {
            return "a function's reading is outside 0..100";
          }
          if (!IsAmountOrNaN(v->counted) || !IsAmountOrNaN(v->counted_before)) {
            return "what a function counted is negative or not finite";
          }
          if (!CopySignals(v->signals, v->signal_count, row, f.signals) ||
              !CopySignals(v->counted_signals, v->counted_signal_count, row, f.counted_signals)) {
            return "a function view's signals are not ascending rows up to as_of";
          }
          return {};
        });
  }

  static void Observation(void* context, std::uint32_t index, const plx_observation* v) noexcept {
    Accept(context, index, &LensWants::observations,
           [v](const LensRow& row, Interpretation& out) -> std::string_view {
             if (!IsWhole(v)) return "an observation is too short";
             ObservationView& o = out.observations.emplace_back();
             o.value = v->value;
             o.before = v->before;
             if (!CopyLabel(v->id, o.id)) return "an observation has no id";
             if (std::isinf(v->value) || std::isinf(v->before)) {
               return "an observation's number is not finite";
             }
             if (!CopySignals(v->signals, v->signal_count, row, o.signals)) {
               return "an observation's signals are not ascending rows up to as_of";
             }
             if (!CopySilence(v->silence_from, v->silence_to, row, o.silence_from, o.silence_to)) {
               return "an observation's silence is no interval up to as_of";
             }
             if (v->person == PLX_NONE) return {};
             return CopyPerson(v->person, row, o.person) ? ""
                                                         : "an observation's person is unknown";
           });
  }

  // Each begins where the one before ended, in time and in numbers.
  static bool GoesOn(const std::vector<StageView>& stages) {
    if (stages.size() < 2) return true;
    const StageView &last = stages[stages.size() - 2], &next = stages.back();
    return next.from == last.to && next.confidence_before == last.confidence_after &&
           next.momentum_before == last.momentum_after;
  }

  static void Stage(void* context, std::uint32_t index, const plx_stage* v) noexcept {
    Accept(context, index, &LensWants::stages,
           [v](const LensRow& row, Interpretation& out) -> std::string_view {
             if (!IsWhole(v)) return "a stage is too short";
             StageView& s = out.stages.emplace_back();
             s.handoff = v->handoff;
             s.from = v->from;
             s.to = v->to;
             s.confidence_before = v->confidence_before;
             s.confidence_after = v->confidence_after;
             s.momentum_before = v->momentum_before;
             s.momentum_after = v->momentum_after;
             s.highest = v->highest;
             s.highest_at = v->highest_at;
             if (!CopyPluginText(v->name, s.name)) return "a stage's name is no UTF-8, or too long";
             if (v->handoff != PLX_NONE && v->handoff >= row.journal->size()) {
               return "a stage's handoff is unknown";
             }
             if (v->from == kNoTime || v->from > v->to || !IsPast(v->to, row)) {
               return "a stage is no interval up to as_of";
             }
             for (const double number : {v->confidence_before, v->confidence_after, v->highest,
                                         v->momentum_before, v->momentum_after}) {
               if (!IsBetween(number, 0, 100)) return "a stage's reading is outside 0..100";
             }
             if (v->highest < std::max(v->confidence_before, v->confidence_after) ||
                 v->highest_at < v->from || v->highest_at > v->to) {
               return "a stage's highest confidence is not the highest, or lies outside it";
             }
             return GoesOn(out.stages) ? "" : "a stage does not begin where the one before ended";
           });
  }

  static void Text(void* context, std::uint32_t index, std::int32_t id, plx_str text) noexcept {
    // The two about the committee belong to it; the rest are sentences and labels for people.
    const bool committee = id == PLX_TEXT_BINDING_ROLE || id == PLX_TEXT_MISSING_ROLE;
    const auto wanted = committee                      ? &LensWants::committee
                        : id == PLX_TEXT_NEXT_QUESTION ? &LensWants::next_question
                                                       : &LensWants::texts;
    Accept(context, index, wanted,
           [id, text](const LensRow&, Interpretation& out) -> std::string_view {
             std::string copy;
             if (!CopyPluginText(text, copy)) return "a text is no UTF-8, or too long";
             switch (id) {
               case PLX_TEXT_HEADLINE:
                 out.headline = std::move(copy);
                 return {};
               case PLX_TEXT_NEXT_QUESTION:
                 out.next_question = std::move(copy);
                 return {};
               case PLX_TEXT_BINDING_ROLE:
                 out.binding_role = std::move(copy);
                 return {};
               case PLX_TEXT_PACE_REASON:
                 out.pace_reasons.push_back(std::move(copy));
                 return text.size > 0 ? "" : "a reason of the pace is empty";
               case PLX_TEXT_MISSING_ROLE:
                 out.missing_roles.push_back(std::move(copy));
                 return text.size > 0 ? "" : "a missing role is empty";
               default:
                 return "a text has an unknown id";
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
  table_.observation = &Calls::Observation;
  table_.stage = &Calls::Stage;
}

}  // namespace parallax
