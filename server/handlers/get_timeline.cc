#include <string>
#include <utility>

#include "core/reading/timeline.h"
#include "parallax/abi/result.h"
#include "server/convert/interpretation.h"
#include "server/handlers/interpretations.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

static_assert(static_cast<int>(TimelineKind::kInteraction) == v1::TIMELINE_EVENT_KIND_INTERACTION);
static_assert(static_cast<int>(TimelineKind::kHandoff) == v1::TIMELINE_EVENT_KIND_HANDOFF);

// The name of a code without the prefix of its enum; empty for none.
std::string Bare(const std::string& name, std::string_view prefix, int code) {
  return code == 0 ? "" : name.substr(prefix.size());
}

std::string CodeName(TimelineKind kind, int code) {
  switch (kind) {
    case TimelineKind::kVerdict:
      return Bare(v1::VerdictCode_Name(code), "VERDICT_CODE_", code);
    case TimelineKind::kPhase:
      return Bare(v1::JourneyPhase_Name(code), "JOURNEY_PHASE_", code);
    case TimelineKind::kDrift:
      return Bare(v1::DriftState_Name(code), "DRIFT_STATE_", code);
    default:
      return "";
  }
}

void EventToProto(const TimelineEvent& in, const Journal& journal, v1::TimelineEvent* out) {
  TimeToProto(in.at, out->mutable_at());
  out->set_kind(static_cast<v1::TimelineEventKind>(in.kind));
  out->set_subject(in.subject);
  const bool worded = in.kind == TimelineKind::kGate || in.kind == TimelineKind::kHandoff;
  out->set_before(worded ? in.state_before : CodeName(in.kind, in.before));
  out->set_after(worded ? in.state : CodeName(in.kind, in.after));
  if (in.onset != kNoTime) TimeToProto(in.onset, out->mutable_onset());
  if (in.signal == kNone) return;
  RefToProto(in.signal, journal, out->mutable_signal());
  if (in.kind != TimelineKind::kInteraction) return;
  const std::uint32_t who = journal.stakeholder[in.signal];
  if (who != kNone) out->set_stakeholder(std::string(journal.persons[who]));
  out->set_initiator(static_cast<v1::Initiator>(journal.initiator[in.signal]));
  out->set_together(in.together);
  v1::InteractionDelta* delta = out->mutable_delta();
  delta->set_confidence(in.delta[kConfidence]);
  delta->set_decision_risk(in.delta[kDecisionRisk]);
  delta->set_alignment(in.delta[kAlignment]);
  delta->set_momentum(in.delta[kMomentum]);
}

}  // namespace

absl::Status GetTimeline(const CallContext& context, const v1::GetTimelineRequest& request,
                         v1::GetTimelineResponse* response) {
  Violations violations;
  TimelineRequest asked;
  absl::Status status = SpanFromProto(context.workspace, request, &violations, &asked);
  if (!status.ok()) return status;
  if (!violations.empty()) return ToStatus(violations);
  const auto timeline = ReadTimeline(context.state->env, asked);
  if (!timeline.ok()) return timeline.status();
  TimeToProto(timeline->from, response->mutable_from());
  InterpretationToProto(timeline->now, v1::VIEW_BASIC, response->mutable_interpretation());
  StagesToProto(timeline->now.interpretation, *timeline->now.journal,
                response->mutable_interpretation());
  response->mutable_events()->Reserve(static_cast<int>(timeline->events.size()));
  for (const TimelineEvent& event : timeline->events) {
    EventToProto(event, *timeline->now.journal, response->add_events());
  }
  return absl::OkStatus();
}

}  // namespace parallax::server
