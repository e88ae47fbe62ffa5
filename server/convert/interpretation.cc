#include "server/convert/interpretation.h"

#include <cmath>
#include <string>

#include "core/reading/findings.h"
#include "parallax/abi/result.h"

namespace parallax::server {
namespace {

// The wire and the lens ABI number these alike, so that no table stands between them.
static_assert(static_cast<int>(v1::PACE_STATE_UNDETERMINED) == PLX_PACE_UNDETERMINED);
static_assert(static_cast<int>(v1::PACE_STATE_STALLED) == PLX_PACE_STALLED);
static_assert(static_cast<int>(v1::DIP_MEANING_NONE) == PLX_DIP_NONE);
static_assert(static_cast<int>(v1::DIP_MEANING_CALENDAR) == PLX_DIP_CALENDAR);
static_assert(static_cast<int>(v1::JOURNEY_PHASE_EVALUATION) == PLX_PHASE_EVALUATION);
static_assert(static_cast<int>(v1::JOURNEY_PHASE_REASSESSMENT) == PLX_PHASE_REASSESSMENT);
static_assert(static_cast<int>(v1::VERDICT_CODE_INSUFFICIENT) == PLX_VERDICT_INSUFFICIENT);
static_assert(static_cast<int>(v1::VERDICT_CODE_LOST_GROUND) == PLX_VERDICT_LOST_GROUND);
static_assert(static_cast<int>(v1::STANCE_CHAMPION) == PLX_STANCE_CHAMPION);
static_assert(static_cast<int>(v1::STANCE_SILENT_BLOCKER) == PLX_STANCE_SILENT_BLOCKER);
static_assert(static_cast<int>(v1::DRIFT_STATE_PENDING) == PLX_DRIFT_PENDING);
static_assert(static_cast<int>(v1::DRIFT_STATE_NO_DATA) == PLX_DRIFT_NO_DATA);
static_assert(static_cast<int>(v1::MOVEMENT_NARROWING) == PLX_MOVEMENT_NARROWING);
static_assert(static_cast<int>(v1::CLARITY_LOOPING) == PLX_CLARITY_LOOPING);
static_assert(static_cast<int>(v1::INTERVAL_BASIS_POSTERIOR) == PLX_INTERVAL_POSTERIOR);

void ReadingToProto(const Reading& reading, v1::Reading* out) {
  out->set_value(reading.value);
  out->set_low(reading.low);
  out->set_high(reading.high);
  out->set_trend(reading.trend);
  out->set_link_value(reading.link);
  out->clear_prior_link_value();
  if (std::isfinite(reading.prior)) out->set_prior_link_value(reading.prior);
  out->set_interval_basis(static_cast<v1::IntervalBasis>(reading.interval_basis));
}

void PosteriorsToProto(const Interpretation& in, v1::Interpretation* out) {
  v1::Dip* dip = out->mutable_dip();
  dip->set_meaning(static_cast<v1::DipMeaning>(in.dip));
  if (in.dip <= PLX_DIP_NONE) {
    dip->clear_posterior();
  } else {
    for (int i = 0; i < PLX_DIP_COUNT; ++i) {
      const auto meaning = static_cast<v1::DipMeaning>(i + PLX_DIP_DISINTEREST);
      (*dip->mutable_posterior())[v1::DipMeaning_Name(meaning)] = in.dip_posterior[i];
    }
  }
  v1::Journey* journey = out->mutable_journey();
  journey->set_phase(static_cast<v1::JourneyPhase>(in.phase));
  if (in.phase == 0) {
    journey->clear_posterior();
  } else {
    for (int i = 0; i < PLX_PHASE_COUNT; ++i) {
      const auto phase = static_cast<v1::JourneyPhase>(i + PLX_PHASE_EVALUATION);
      (*journey->mutable_posterior())[v1::JourneyPhase_Name(phase)] = in.phase_posterior[i];
    }
  }
}

void CommitteeToProto(const Interpretation& in, v1::Committee* out) {
  for (const Member& member : in.members) {
    v1::Member* person = out->add_members();
    person->set_stakeholder(member.stakeholder);
    person->set_role(member.role);
    person->set_power(static_cast<v1::Power>(member.power));
    person->set_support(member.support);
    person->set_stance(static_cast<v1::Stance>(member.stance));
  }
  for (const std::string& role : in.missing_roles) out->add_missing_roles(role);
  out->set_coverage(in.coverage);
  out->set_dispersion(in.dispersion);
  out->set_binding_role(in.binding_role);
  out->set_movement(static_cast<v1::Movement>(in.movement));
  out->set_clarity(static_cast<v1::Clarity>(in.clarity));
  out->set_asked(in.asked);
  out->set_reasked_same(in.reasked_same);
  out->set_reasked_new(in.reasked_new);
}

template <class Message>
void SignalsToProto(const std::vector<std::uint32_t>& rows, const Journal& journal, Message* out) {
  for (const std::uint32_t row : rows) RefToProto(row, journal, out->add_signals());
}

// What a sign says of itself, and its name as a finding.
void AlarmToProto(const ReadingResult& result, const DriftView& in, v1::Drift* out) {
  out->set_sign(in.sign);
  out->set_severity(in.severity);
  if (in.onset != kNoTime) TimeToProto(in.onset, out->mutable_onset());
  out->set_state(static_cast<v1::DriftState>(in.state));
  out->set_finding(MakeFindingId(result.lens->info().id, in));
}

void HandoffToProto(const HandoffView& in, const Journal& journal, v1::Handoff* out) {
  out->set_transition(in.transition);
  TimeToProto(in.at, out->mutable_at());
  out->set_confidence_before(in.confidence_before);
  out->set_confidence_after(in.confidence_after);
  out->set_survived(in.survived == PLX_FLAG_TRUE);
  out->set_reset(in.reset == PLX_FLAG_TRUE);
  RefToProto(in.signal, journal, out->mutable_signal());
}

void ObservationToProto(const ObservationView& in, const Journal& journal, v1::Observation* out) {
  out->set_id(in.id);
  if (!std::isnan(in.value)) out->set_value(in.value);
  if (!std::isnan(in.before)) out->set_before(in.before);
  SignalsToProto(in.signals, journal, out);
  out->set_stakeholder(in.person);
  if (in.silence_from != kNoTime) {
    SilenceToProto(in.silence_from, in.silence_to, out->mutable_silence());
  }
}

void FunctionToProto(const FunctionView& in, const Journal& journal, v1::FunctionReading* out) {
  out->set_function(in.function);
  if (!std::isnan(in.reading)) out->set_reading(in.reading);
  out->set_misread(in.misread);
  if (!std::isnan(in.counted)) out->set_counted(in.counted);
  if (!std::isnan(in.counted_before)) out->set_counted_before(in.counted_before);
  SignalsToProto(in.signals, journal, out);
  for (const std::uint32_t row : in.counted_signals) {
    RefToProto(row, journal, out->add_counted_signals());
  }
}

void ContributionToProto(const Contribution& in, const Journal& journal, v1::Contribution* out) {
  out->set_reading(std::string(kReadingNames[in.reading]));
  out->set_link_value(in.link_value);
  out->set_reason(in.reason);
  SignalsToProto(in.signals, journal, out);
  if (in.silence_from != kNoTime) {
    SilenceToProto(in.silence_from, in.silence_to, out->mutable_silence());
  }
  out->set_stakeholder(in.person);
}

void IdentityToProto(const ReadingResult& result, v1::Interpretation* out) {
  out->set_account(result.account);
  out->set_decision(result.decision);
  LensToProto(result, out->mutable_lens());
  out->clear_known_at();
  TimeToProto(result.as_of, out->mutable_as_of());
  if (result.known_at != kNoTime && result.known_at != kEndOfTime) {
    TimeToProto(result.known_at, out->mutable_known_at());
  }
  out->set_revision(result.revision);
}

}  // namespace

absl::StatusOr<v1::View> CheckView(int view) {
  if (v1::View_IsValid(view)) return static_cast<v1::View>(view);
  return InvalidArgument("view",
                         "is a number this version does not know; accepted are VIEW_BASIC "
                         "and VIEW_FULL");
}

LensWants WantsOf(v1::View view) {
  const bool full = view == v1::VIEW_FULL;
  return {.committee = full,
          .gates = full,
          .texts = true,
          .next_question = full,
          .observations = full,
          .contributions = full,
          .drift = full,
          .handoffs = full,
          .functions = full,
          .stages = full};
}

void GatesToProto(const Interpretation& in, v1::Interpretation* out) {
  for (const GateView& gate : in.gates) {
    v1::Gate* to = out->add_gates();
    to->set_id(gate.id);
    to->set_state(gate.state);
    if (gate.opened_at != kNoTime) TimeToProto(gate.opened_at, to->mutable_opened_at());
    if (!std::isnan(gate.age_days)) to->set_age_days(gate.age_days);
    to->set_p50_days(gate.p50_days);
    to->set_p80_days(gate.p80_days);
  }
}

void LensToProto(const ReadingResult& result, v1::LensIdentity* out) {
  const LensInfo& info = result.lens->info();
  out->set_id(info.id);
  out->set_version(info.version);
  out->set_config_hash(result.config_hash);
  out->set_framework_version(info.framework_version);
}

void SignToProto(const ReadingResult& result, const DriftView& sign, v1::Drift* out) {
  const Journal& journal = *result.journal;
  AlarmToProto(result, sign, out);
  SignalsToProto(sign.signals, journal, out);
  if (sign.silence_from != kNoTime) {
    SilenceToProto(sign.silence_from, sign.silence_to, out->mutable_silence());
  }
  for (const std::uint32_t row : InterventionsOf(result, sign)) {
    RefToProto(row, journal, out->add_interventions());
  }
}

void DriftToProto(const ReadingResult& result, v1::Interpretation* out) {
  for (const DriftView& sign : result.interpretation.drift) {
    SignToProto(result, sign, out->add_drift());
  }
}

void AlarmsToProto(const ReadingResult& result, v1::Interpretation* out) {
  for (const DriftView& sign : result.interpretation.drift) {
    if (IsAlarm(sign)) AlarmToProto(result, sign, out->add_drift());
  }
}

void StagesToProto(const Interpretation& in, const Journal& journal, v1::Interpretation* out) {
  for (const StageView& stage : in.stages) {
    v1::StagePart* to = out->add_stages();
    to->set_name(stage.name);
    if (stage.handoff != kNone) RefToProto(stage.handoff, journal, to->mutable_handoff());
    TimeToProto(stage.from, to->mutable_from());
    TimeToProto(stage.to, to->mutable_to());
    to->set_confidence_before(stage.confidence_before);
    to->set_confidence_after(stage.confidence_after);
    to->set_momentum_before(stage.momentum_before);
    to->set_momentum_after(stage.momentum_after);
    to->set_highest_confidence(stage.highest);
    TimeToProto(stage.highest_at, to->mutable_highest_at());
  }
  if (in.stages.empty()) return;
  for (const DriftView& sign : in.drift) {
    if (sign.state != PLX_DRIFT_FIRING) continue;
    const std::size_t part = StageAt(in.stages, sign.onset);
    out->mutable_stages(static_cast<int>(part))->add_drift(sign.sign);
  }
}

void RefToProto(std::uint32_t row, const Journal& journal, v1::SignalRef* out) {
  out->set_source(std::string(journal.String(journal.source[row])));
  out->set_source_event_id(std::string(journal.String(journal.source_event_id[row])));
}

void SilenceToProto(Time from, Time to, v1::Silence* out) {
  TimeToProto(from, out->mutable_from());
  if (to != kNoTime) TimeToProto(to, out->mutable_to());
}

void InterpretationToProto(const ReadingResult& result, v1::View view, v1::Interpretation* out) {
  const Interpretation& in = result.interpretation;
  IdentityToProto(result, out);
  out->set_sufficiency(in.sufficiency);
  ReadingToProto(in.readings[kConfidence], out->mutable_confidence());
  ReadingToProto(in.readings[kDecisionRisk], out->mutable_decision_risk());
  ReadingToProto(in.readings[kAlignment], out->mutable_alignment());
  ReadingToProto(in.readings[kMomentum], out->mutable_momentum());
  out->mutable_pace()->set_state(static_cast<v1::PaceState>(in.pace));
  out->mutable_pace()->clear_reasons();
  for (const std::string& reason : in.pace_reasons) out->mutable_pace()->add_reasons(reason);
  PosteriorsToProto(in, out);
  v1::Verdict* verdict = out->mutable_verdict();
  verdict->set_code(static_cast<v1::VerdictCode>(in.verdict));
  verdict->set_headline(in.headline);
  verdict->clear_act_by();
  if (in.act_by != kNoTime) verdict->set_act_by(FormatDate(in.act_by));
  verdict->set_next_question(in.next_question);
  out->clear_committee();
  out->clear_gates();
  out->clear_drift();
  out->clear_handoffs();
  out->clear_contributions();
  out->clear_observations();
  out->clear_stages();
  out->clear_functions();
  if (view != v1::VIEW_FULL) return;
  CommitteeToProto(in, out->mutable_committee());
  GatesToProto(in, out);
  DriftToProto(result, out);
  for (const HandoffView& handoff : in.handoffs) {
    HandoffToProto(handoff, *result.journal, out->add_handoffs());
  }
  StagesToProto(in, *result.journal, out);
  for (const FunctionView& function : in.functions) {
    FunctionToProto(function, *result.journal, out->add_functions());
  }
  for (const Contribution& contribution : in.contributions) {
    ContributionToProto(contribution, *result.journal, out->add_contributions());
  }
  for (const ObservationView& observation : in.observations) {
    ObservationToProto(observation, *result.journal, out->add_observations());
  }
}

}  // namespace parallax::server
