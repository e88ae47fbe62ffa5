// Interpretations on the wire.
#ifndef PARALLAX_SERVER_CONVERT_INTERPRETATION_H_
#define PARALLAX_SERVER_CONVERT_INTERPRETATION_H_

#include <string_view>

#include "core/reading/reading.h"
#include "parallax/v1/interpretation.pb.h"
#include "parallax/v1/interpretation_service.pb.h"
#include "server/convert/time.h"

namespace parallax::server {

// BASIC leaves committee, gates, drift signs and contributions out. INVALID_ARGUMENT for a number
// this version does not know.
absl::StatusOr<v1::View> CheckView(int view);
LensWants WantsOf(v1::View view);

// What the caller asked, from the fields requests share. `lens` may be empty.
template <class Request>
Moment MomentFromProto(const Request& request, Violations* violations) {
  Moment moment;
  if (request.has_as_of()) moment.as_of = TimeFromProto(request.as_of(), "as_of", violations);
  if (request.has_known_at()) {
    moment.known_at = TimeFromProto(request.known_at(), "known_at", violations);
  }
  moment.at_least_revision = request.at_least_revision();
  return moment;
}

// Overwrites all that `out` holds, so that a message that is used again need not be cleared.
void InterpretationToProto(const ReadingResult& result, v1::View view, v1::Interpretation* out);
// Appends the drift signs.
void DriftToProto(const ReadingResult& result, v1::Interpretation* out);
// Appends the signs that fire or recover, without what is behind them and what was done.
void AlarmsToProto(const ReadingResult& result, v1::Interpretation* out);
// One drift sign of the result, with what is behind it and what was done.
void SignToProto(const ReadingResult& result, const DriftView& sign, v1::Drift* out);
void LensToProto(const ReadingResult& result, v1::LensIdentity* out);
void GatesToProto(const Interpretation& in, v1::Interpretation* out);
// Appends the stages; each names the firing signs of `in` whose rise began in it.
void StagesToProto(const Interpretation& in, const Journal& journal, v1::Interpretation* out);
// The signal of a row of the journal.
void RefToProto(std::uint32_t row, const Journal& journal, v1::SignalRef* out);
void SilenceToProto(Time from, Time to, v1::Silence* out);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_CONVERT_INTERPRETATION_H_
