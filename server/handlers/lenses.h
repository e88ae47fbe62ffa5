// LensService and AdminService.
#ifndef PARALLAX_SERVER_HANDLERS_LENSES_H_
#define PARALLAX_SERVER_HANDLERS_LENSES_H_

#include "parallax/v1/admin_service.pb.h"
#include "parallax/v1/lens_service.pb.h"
#include "server/engine/method.h"

namespace parallax::server {

absl::Status ListLenses(const CallContext& context, const v1::ListLensesRequest& request,
                        v1::ListLensesResponse* response);
absl::Status GetLens(const CallContext& context, const v1::GetLensRequest& request,
                     v1::GetLensResponse* response);
absl::Status GetStatus(const CallContext& context, const v1::GetStatusRequest& request,
                       v1::GetStatusResponse* response);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_LENSES_H_
