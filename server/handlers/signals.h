// SignalService.
#ifndef PARALLAX_SERVER_HANDLERS_SIGNALS_H_
#define PARALLAX_SERVER_HANDLERS_SIGNALS_H_

#include <memory>

#include "parallax/v1/signal_service.pb.h"
#include "server/engine/method.h"

namespace parallax::server {

void IngestSignals(const CallContext& context, const v1::IngestSignalsRequest& request,
                   v1::IngestSignalsResponse* response, Done done);

std::unique_ptr<Conversation> OpenSignalStream();

absl::Status ListSignals(const CallContext& context, const v1::ListSignalsRequest& request,
                         v1::ListSignalsResponse* response);

absl::Status ListSignalKinds(const CallContext& context, const v1::ListSignalKindsRequest& request,
                             v1::ListSignalKindsResponse* response);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_SIGNALS_H_
