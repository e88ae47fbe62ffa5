#include <utility>

#include "core/reading/history.h"
#include "server/convert/interpretation.h"
#include "server/handlers/interpretations.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

absl::StatusOr<HistoryRequest> HistoryFromProto(const CallContext& context,
                                                const v1::GetHistoryRequest& request) {
  Violations violations;
  HistoryRequest out;
  absl::Status status = SpanFromProto(context.workspace, request, &violations, &out);
  if (!status.ok()) return status;
  if (request.has_step()) out.step = LengthFromProto(request.step());
  out.as_known_then = request.as_known_then();
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
    AlarmsToProto(point.reading, out->mutable_interpretation());
    out->set_calendar(point.calendar);
    out->set_buyer_signals(point.buyer_signals);
    out->set_seller_signals(point.seller_signals);
  }
  return absl::OkStatus();
}

}  // namespace parallax::server
