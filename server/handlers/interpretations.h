// InterpretationService.
#ifndef PARALLAX_SERVER_HANDLERS_INTERPRETATIONS_H_
#define PARALLAX_SERVER_HANDLERS_INTERPRETATIONS_H_

#include <memory>

#include "core/reading/reading.h"
#include "parallax/v1/interpretation_service.pb.h"
#include "server/engine/method.h"

namespace parallax::server {

// What a question asks of the core; `workspace` was checked.
absl::StatusOr<ReadingRequest> ReadingFromProto(std::string_view workspace,
                                                const v1::InterpretRequest& request);

absl::Status InterpretAccount(const CallContext& context, const v1::InterpretRequest& request,
                              v1::InterpretResponse* response);

absl::StatusOr<std::unique_ptr<Source>> BatchInterpret(const CallContext& context,
                                                       const v1::BatchInterpretRequest& request,
                                                       const Waker& waker);

absl::Status CompareLenses(const CallContext& context, const v1::CompareLensesRequest& request,
                           v1::CompareLensesResponse* response);

absl::Status GetHistory(const CallContext& context, const v1::GetHistoryRequest& request,
                        v1::GetHistoryResponse* response);

absl::Status GetTimeline(const CallContext& context, const v1::GetTimelineRequest& request,
                         v1::GetTimelineResponse* response);

absl::Status ListSurprises(const CallContext& context, const v1::ListSurprisesRequest& request,
                           v1::ListSurprisesResponse* response);

absl::Status RankAccounts(const CallContext& context, const v1::RankAccountsRequest& request,
                          v1::RankAccountsResponse* response);

absl::Status ExplainReading(const CallContext& context, const v1::ExplainReadingRequest& request,
                            v1::ExplainReadingResponse* response);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_INTERPRETATIONS_H_
