// Lenses on the wire.
#ifndef PARALLAX_SERVER_CONVERT_LENS_H_
#define PARALLAX_SERVER_CONVERT_LENS_H_

#include "core/lens/registry.h"
#include "parallax/v1/lens_service.pb.h"

namespace parallax::server {

void LensSummaryToProto(const LensInfo& info, v1::LensSummary* out);
void LensToProto(const Lens& lens, v1::GetLensResponse* out);
// The file by its name alone: directories of the server are nobody's business.
void FailureToProto(const LensRegistry::Failure& failure, v1::LensFailure* out);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_CONVERT_LENS_H_
