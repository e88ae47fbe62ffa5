// google.protobuf.Timestamp and the instants below the wire.
#ifndef PARALLAX_SERVER_CONVERT_TIME_H_
#define PARALLAX_SERVER_CONVERT_TIME_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "core/base/errors.h"
#include "core/base/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace parallax::server {

// Violations found while a message is converted; empty: none.
using Violations = std::vector<FieldViolation>;

// The instant, or kNoTime and a violation of `field` when it is not a time the service can hold
// (1678-01-01 to 2262-01-01, nanos 0 to 999,999,999).
Time TimeFromProto(const google::protobuf::Timestamp& time, std::string_view field,
                   Violations* violations);

// The length in nanoseconds; one beyond about 31 years is cut to that, for whoever bounds it to
// refuse.
Time LengthFromProto(const google::protobuf::Duration& length);

// REQUIRES: time is not kNoTime.
void TimeToProto(Time time, google::protobuf::Timestamp* out);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_CONVERT_TIME_H_
