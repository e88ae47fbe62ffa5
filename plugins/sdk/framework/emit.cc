#include "framework/emit.h"

#include <algorithm>
#include <cmath>

#include "framework/attribution.h"
#include "framework/functions.h"
#include "framework/next_question.h"
#include "framework/numerics.h"
#include "framework/observations.h"
#include "framework/words.h"
#include "parallax/sdk/model.h"

namespace parallax::framework {
namespace {

// Looping: somebody asked the same again, or a third of the questions are repeats.
constexpr double kLoopingShare = 1.0 / 3;

int StanceOf(const Assumptions& a, const Member& m) {
  if (m.silent_veto) return PLX_STANCE_SILENT_BLOCKER;
  if (m.participant->champion && m.support >= 0.5) return PLX_STANCE_CHAMPION;
  if (m.support < a.cautious) return PLX_STANCE_CAUTIOUS;
  // A supporter is one who showed it: a role's prior alone says nothing about the person.
  if (m.support >= a.supporter && m.spoke && m.log_odds > m.prior) return PLX_STANCE_SUPPORTER;
  return PLX_STANCE_NEUTRAL;
}

}  // namespace

void Emitter::Write(std::uint32_t row, const Answer& answer) const {
  const InstantReader& reader = *answer.reader;
  const double mass = EvidenceMass(*answer.fold, reader.decision());
  WriteReadings(row, answer, mass);
  WriteSpread(row, answer);
  result_.sufficiency[row] = mass / (mass + assumptions_.evidence_floor);
  result_.pace[row] = answer.raw.pace;
  result_.dip[row] = answer.raw.dip;
  const FourWay& phase = answer.fold->phase;
  for (int i = 0; i < 4; ++i) {
    result_.dip_posterior[4 * row + static_cast<std::uint32_t>(i)] = answer.raw.posterior[i];
    result_.phase_posterior[4 * row + static_cast<std::uint32_t>(i)] = phase[i];
  }
  result_.phase[row] = MostProbable(phase) + PLX_PHASE_EVALUATION;
  result_.verdict[row] = answer.verdict;
  const Deadline deadline = reader.deadline(*answer.fold);
  result_.act_by[row] = deadline.act_by;
  if (PLX_HAS(&result_, effective_days)) {
    result_.effective_days[row] =
        Days(assumptions_.calendar.At(answer.as_of) - assumptions_.calendar.At(0));
  }
  result_.row_status[row] = PLX_OK;

  // Attribution reads the committee as it stands; texts and roles move it, so they come after.
  if (batch_.want & PLX_WANT_CONTRIBUTIONS) EmitContributions(row, answer);
  if (batch_.want & PLX_WANT_COMMITTEE) EmitMembers(row, answer);
  if (batch_.want & PLX_WANT_GATES) EmitGates(row, answer);
  if (batch_.want & PLX_WANT_DRIFT) EmitDrift(row, answer);
  if (batch_.want & PLX_WANT_HANDOFFS) EmitHandoffs(row, answer);
  if ((batch_.want & PLX_WANT_STAGES) && PLX_HAS(result_.emit, stage)) EmitStages(row, answer);
  if ((batch_.want & PLX_WANT_OBSERVATIONS) && PLX_HAS(result_.emit, observation)) {
    EmitObservations(row, answer);
  }
  if (batch_.want & PLX_WANT_FUNCTIONS) EmitFunctions(row, answer);
  if (batch_.want & PLX_WANT_COMMITTEE) EmitRoles(row, answer);
  if (batch_.want & PLX_WANT_TEXTS) EmitTexts(row, answer, deadline, mass);
  if (batch_.want & PLX_WANT_NEXT_QUESTION) Text(row, PLX_TEXT_NEXT_QUESTION, NextQuestion(answer));
}

void Emitter::WriteReadings(std::uint32_t row, const Answer& answer, double mass) const {
  for (int r = 0; r < PLX_READING_COUNT; ++r) {
    const std::size_t i = 4 * static_cast<std::size_t>(row) + static_cast<std::size_t>(r);
    const auto reading = static_cast<std::size_t>(r);
    const Interval interval = intervals_.Of(r, answer.levels, assumptions_, mass);
    result_.value[i] = answer.levels.value[reading];
    result_.low[i] = interval.low;
    result_.high[i] = interval.high;
    result_.interval_basis[i] = interval.basis;
    result_.trend[i] =
        answer.before.known ? answer.levels.value[reading] - answer.before.value[reading] : 0;
    result_.link[i] = answer.levels.link[reading];
  }
  double* prior = result_.prior + 4 * static_cast<std::size_t>(row);
  prior[PLX_READING_CONFIDENCE] = Logit(assumptions_.confidence_prior);
  prior[PLX_READING_DECISION_RISK] = assumptions_.risk_prior;
  // A committee of its own: only for those who add contributions to it.
  if (batch_.want & PLX_WANT_CONTRIBUTIONS) {
    prior[PLX_READING_ALIGNMENT] =
        AlignmentPrior(answer.reader->members(), answer.reader->committee());
  }
  prior[PLX_READING_MOMENTUM] = 0;
}

// Coverage, dispersion, movement of people, clarity of questions.
void Emitter::WriteSpread(std::uint32_t row, const Answer& answer) const {
  const Fold& fold = *answer.fold;
  result_.coverage[row] = answer.levels.coverage;
  result_.dispersion[row] = answer.levels.dispersion;
  result_.asked[row] = static_cast<std::uint32_t>(fold.questions.size());
  result_.reasked_same[row] = fold.reasked_same;
  result_.reasked_new[row] = fold.reasked_new;
  if (!fold.questions.empty()) {
    const double share = static_cast<double>(fold.reasked_same + fold.reasked_new) /
                         static_cast<double>(fold.questions.size());
    result_.clarity[row] = fold.reasked_same > 0 || share >= kLoopingShare ? PLX_CLARITY_LOOPING
                                                                           : PLX_CLARITY_CLEARING;
  }
  if (fold.presences.empty() || !(batch_.want & PLX_WANT_COMMITTEE)) return;
  const Time at = answer.reader->now().at;
  const Time span = std::llround(assumptions_.trend_days * static_cast<double>(kDay));
  const int now = PresentBetween(fold, at - span, at);
  const int before = PresentBetween(fold, at - 2 * span, at - span);
  result_.movement[row] = now > before   ? PLX_MOVEMENT_SPREADING
                          : now < before ? PLX_MOVEMENT_NARROWING
                                         : PLX_MOVEMENT_STEADY;
}

void Emitter::EmitMembers(std::uint32_t row, const Answer& answer) const {
  for (const Member& m : answer.reader->members()) {
    const plx_member member = {
        .struct_size = sizeof(plx_member),
        .person = m.participant->person,
        .role = sdk::Str(assumptions_.roles[static_cast<std::size_t>(m.participant->role)].id),
        .power = m.participant->power,
        .stance = StanceOf(assumptions_, m),
        .support = m.support};
    result_.emit->member(result_.emit->context, row, &member);
  }
}

void Emitter::EmitGates(std::uint32_t row, const Answer& answer) const {
  const Time now = answer.reader->now().at;
  for (const Object* gate : answer.reader->gates()) {
    const GateInfo& info = assumptions_.gate_infos[static_cast<std::size_t>(gate->gate)];
    const bool expired = StatusOf(*gate, info, now) == GateStatus::kExpired;
    const auto state = expired ? GateState::kExpired : static_cast<GateState>(gate->state);
    const bool custom = info.id.empty();
    const plx_gate out = {
        .struct_size = sizeof(plx_gate),
        .required = info.required ? 1 : 0,
        .id = sdk::Str(custom ? answer.fold->Text(gate->key - kCustomGateKeys) : info.id),
        .state = sdk::Str(GateStateName(state)),
        .opened_at = gate->running ? gate->run_start : PLX_NO_TIME,
        .age_days = gate->running ? Days(now - gate->run_start) : std::nan(""),
        .p50_days = info.p50_days,
        .p80_days = info.p80_days};
    result_.emit->gate(result_.emit->context, row, &out);
  }
}

void Emitter::EmitDrift(std::uint32_t row, const Answer& answer) const {
  const DriftReadings drift = answer.reader->drift(*answer.fold);
  for (std::size_t s = 0; s < drift.size(); ++s) {
    const DriftReading& sign = drift[s];
    std::vector<std::uint32_t> signals;
    for (std::size_t i = 0; i < sign.signals.size(); ++i) signals.push_back(sign.signals[i]);
    std::sort(signals.begin(), signals.end());
    signals.erase(std::unique(signals.begin(), signals.end()), signals.end());
    const plx_drift out = {.struct_size = sizeof(plx_drift),
                           .state = sign.state,
                           .sign = sdk::Str(kDriftSignNames[s]),
                           .severity = sign.severity,
                           .onset = sign.onset,
                           .silence_from = sign.silence_from,
                           .silence_to = sign.silence_to,
                           .signals = signals.data(),
                           .signal_count = static_cast<std::uint32_t>(signals.size()),
                           .reserved0 = 0};
    result_.emit->drift(result_.emit->context, row, &out);
  }
}

void Emitter::EmitHandoffs(std::uint32_t row, const Answer& answer) const {
  for (const HandoffReading& reading : answer.handoffs) {
    const plx_handoff out = {.struct_size = sizeof(plx_handoff),
                             .survived = reading.survived ? PLX_FLAG_TRUE : PLX_FLAG_FALSE,
                             .reset = reading.reset ? PLX_FLAG_TRUE : PLX_FLAG_FALSE,
                             .signal = reading.handoff.signal,
                             .transition = sdk::Str(answer.fold->Text(reading.handoff.transition)),
                             .at = reading.handoff.at,
                             .confidence_before = 100 * Sigmoid(reading.before),
                             .confidence_after = 100 * Sigmoid(reading.after)};
    result_.emit->handoff(result_.emit->context, row, &out);
  }
}

void Emitter::EmitStages(std::uint32_t row, const Answer& answer) const {
  for (const StagePart& part : answer.stages) {
    const double before = 100 * Sigmoid(part.before.confidence),
                 after = 100 * Sigmoid(part.after.confidence);
    const plx_stage out = {.struct_size = sizeof(plx_stage),
                           .handoff = part.handoff == nullptr ? PLX_NONE : part.handoff->signal,
                           .name = sdk::Str(part.name),
                           .from = part.from,
                           .to = part.to,
                           .confidence_before = before,
                           .confidence_after = after,
                           .momentum_before = 100 * Sigmoid(part.before.momentum),
                           .momentum_after = 100 * Sigmoid(part.after.momentum),
                           .highest = std::max({before, after, 100 * Sigmoid(part.highest)}),
                           .highest_at = part.highest_at};
    result_.emit->stage(result_.emit->context, row, &out);
  }
}

void Emitter::EmitFunctions(std::uint32_t row, const Answer& answer) const {
  for (const FunctionReading& f : ReadFunctions(answer)) {
    const plx_function out = {
        .struct_size = sizeof(plx_function),
        .misread = f.misread ? 1 : 0,
        .function = sdk::Str(f.function),
        .reading = f.reading,
        .counted = f.counted,
        .counted_before = f.counted_before,
        .signals = f.signals.data(),
        .counted_signals = f.counted_signals.data(),
        .signal_count = static_cast<std::uint32_t>(f.signals.size()),
        .counted_signal_count = static_cast<std::uint32_t>(f.counted_signals.size())};
    result_.emit->function(result_.emit->context, row, &out);
  }
}

void Emitter::EmitObservations(std::uint32_t row, const Answer& answer) const {
  for (const Observation& seen : Observe(answer)) {
    const plx_observation out = {.struct_size = sizeof(plx_observation),
                                 .person = seen.person,
                                 .id = sdk::Str(seen.id),
                                 .value = seen.value,
                                 .before = seen.before,
                                 .silence_from = seen.silence_from,
                                 .silence_to = seen.silence_to,
                                 .signals = seen.signals.data(),
                                 .signal_count = static_cast<std::uint32_t>(seen.signals.size())};
    result_.emit->observation(result_.emit->context, row, &out);
  }
}

void Emitter::Text(std::uint32_t row, int id, std::string_view text) const {
  if (!text.empty()) result_.emit->text(result_.emit->context, row, id, sdk::Str(text));
}

void Emitter::EmitRoles(std::uint32_t row, const Answer& answer) const {
  Committee& committee = answer.reader->committee();
  const int binding = BindingRole(assumptions_, answer.reader->members(), committee);
  if (binding >= 0) {
    Text(row, PLX_TEXT_BINDING_ROLE, assumptions_.roles[static_cast<std::size_t>(binding)].id);
  }
  for (const int role : committee.missing()) {
    Text(row, PLX_TEXT_MISSING_ROLE, assumptions_.roles[static_cast<std::size_t>(role)].id);
  }
}

void Emitter::EmitTexts(std::uint32_t row, const Answer& answer, const Deadline& deadline,
                        double mass) const {
  const std::size_t i = 4 * static_cast<std::size_t>(row) + PLX_READING_MOMENTUM;
  const Interval momentum{result_.low[i], result_.high[i], result_.interval_basis[i]};
  Text(row, PLX_TEXT_HEADLINE, Headline(answer, momentum, deadline, mass));
  for (const std::string& reason : PaceReasons(answer)) Text(row, PLX_TEXT_PACE_REASON, reason);
}

void Emitter::EmitTerms(std::uint32_t row, int reading, const std::vector<LinkTerm>& terms) const {
  for (const LinkTerm& term : terms) {
    const bool named = term.signal != PLX_NONE;
    const plx_contribution out = {.struct_size = sizeof(plx_contribution),
                                  .reading = reading,
                                  .link_value = term.value,
                                  .reason = sdk::Str(term.reason),
                                  .signals = named ? &term.signal : nullptr,
                                  .signal_count = named ? 1u : 0u,
                                  .person = term.person,
                                  .silence_from = term.silence_from,
                                  .silence_to = term.silence_to};
    result_.emit->contribution(result_.emit->context, row, &out);
  }
}

void Emitter::EmitContributions(std::uint32_t row, const Answer& answer) const {
  InstantReader& reader = *answer.reader;
  const Fold& fold = *answer.fold;
  std::vector<LinkTerm> terms;
  ExplainConfidence(fold, reader.participants(), reader.now(), terms);
  EmitTerms(row, PLX_READING_CONFIDENCE, terms);
  terms.clear();
  Risk(fold, reader.gates(), reader.now(), &terms);
  EmitTerms(row, PLX_READING_DECISION_RISK, terms);
  terms.clear();
  ExplainAlignment(fold, reader.members(), reader.committee(), reader.now(), terms);
  EmitTerms(row, PLX_READING_ALIGNMENT, terms);
  terms.clear();
  ExplainMomentum(fold, reader.now(), answer.levels.momentum, terms);
  EmitTerms(row, PLX_READING_MOMENTUM, terms);
}

}  // namespace parallax::framework
