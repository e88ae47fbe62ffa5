#include <algorithm>
#include <utility>

#include "core/reading/history.h"
#include "google/protobuf/duration.pb.h"
#include "server/convert/interpretation.h"
#include "server/handlers/interpretations.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

// A step beyond what a Time can hold is cut to one that is refused as well.
Time StepFromProto(const google::protobuf::Duration& step) {
  constexpr std::int64_t kMost = 1'000'000'000;  // seconds, 31 years
  return std::clamp(step.seconds(), -kMost, kMost) * kSecond + step.nanos();
}

absl::StatusOr<HistoryRequest> HistoryFromProto(const CallContext& context,
                                                const v1::GetHistoryRequest& request) {
  if (absl::Status status = RequireId("account", request.account()); !status.ok()) return status;
  if (absl::Status status = OptionalId("decision", request.decision()); !status.ok()) return status;
  auto overrides = OverridesFromProto(request.overrides());
  if (!overrides.ok()) return overrides.status();
  Violations violations;
  HistoryRequest out;
  out.workspace = context.workspace;
  out.account = request.account();
  out.decision = request.decision();
  out.lens = request.lens();
  if (request.has_from()) out.from = TimeFromProto(request.from(), "from", &violations);
  if (request.has_to()) out.to = TimeFromProto(request.to(), "to", &violations);
  if (request.has_step()) out.step = StepFromProto(request.step());
  if (request.has_known_at()) {
    out.known_at = TimeFromProto(request.known_at(), "known_at", &violations);
  }
  out.as_known_then = request.as_known_then();
  out.at_least_revision = request.at_least_revision();
  out.overrides = *std::move(overrides);
  if (!violations.empty()) return ToStatus(violations);
  return out;
}

}  // namespace

absl::Status GetHistory(const CallContext& context, const v1::GetHistoryRequest& request,
                        v1::GetHistoryResponse* response) {
  const auto asked = HistoryFromProto(context, request);
  if (!asked.ok()) return asked.status();
  const auto points =
      History(context.state->env, *asked, [&context] { return context.Abandoned(); });
  if (!points.ok()) return points.status();
  response->mutable_points()->Reserve(static_cast<int>(points->size()));
  for (const HistoryPoint& point : *points) {
    v1::HistoryPoint* out = response->add_points();
    InterpretationToProto(point.reading, v1::VIEW_BASIC, out->mutable_interpretation());
    GatesToProto(point.reading.interpretation, out->mutable_interpretation());
    out->set_calendar(point.calendar);
    out->set_buyer_signals(point.buyer_signals);
    out->set_seller_signals(point.seller_signals);
  }
  return absl::OkStatus();
}

}  // namespace parallax::server
