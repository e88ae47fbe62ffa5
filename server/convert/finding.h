// Findings on the wire.
#ifndef PARALLAX_SERVER_CONVERT_FINDING_H_
#define PARALLAX_SERVER_CONVERT_FINDING_H_

#include "core/reading/reading.h"
#include "parallax/v1/drift_service.pb.h"

namespace parallax::server {

// A drift sign of the reading, beside the time that is left to act.
void FindingToProto(const ReadingResult& reading, const DriftView& sign, v1::Finding* out);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_CONVERT_FINDING_H_
