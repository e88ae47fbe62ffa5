// DriftService.
#ifndef PARALLAX_SERVER_HANDLERS_DRIFT_H_
#define PARALLAX_SERVER_HANDLERS_DRIFT_H_

#include "parallax/v1/drift_service.pb.h"
#include "server/engine/method.h"

namespace parallax::server {

absl::Status ListFindings(const CallContext& context, const v1::ListFindingsRequest& request,
                          v1::ListFindingsResponse* response);

absl::Status RecordIntervention(const CallContext& context,
                                const v1::RecordInterventionRequest& request,
                                v1::RecordInterventionResponse* response);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_DRIFT_H_
