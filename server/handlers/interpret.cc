#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/base/limits.h"
#include "server/convert/interpretation.h"
#include "server/handlers/interpretations.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

absl::Status InterpretInto(const CallContext& context, std::string_view workspace,
                           const v1::InterpretRequest& request, v1::Interpretation* out) {
  auto reading = ReadingFromProto(workspace, request);
  if (!reading.ok()) return reading.status();
  auto result = Interpret(context.state->env, *reading);
  if (!result.ok()) return result.status();
  InterpretationToProto(*result, request.view(), out);
  return absl::OkStatus();
}

// Answers the questions of a batch one after the other. An item that fails says so in its own
// answer.
class BatchSource final : public Source {
 public:
  explicit BatchSource(const v1::BatchInterpretRequest& request) : request_(request) {}

  absl::StatusOr<Step> Next(const CallContext& context, Message* message) override {
    if (next_ == request_.requests_size()) return Step::kEnd;
    auto* out = static_cast<v1::BatchInterpretResponse*>(message);
    const v1::InterpretRequest& item = request_.requests(next_);
    out->set_index(static_cast<std::uint32_t>(next_++));
    const auto workspace = CheckWorkspace(item.workspace());
    const absl::Status status =
        workspace.ok() ? InterpretInto(context, *workspace, item, out->mutable_interpretation())
                       : workspace.status();
    if (!status.ok()) {
      out->clear_interpretation();
      out->set_error_code(static_cast<int>(status.code()));
      // As for whole calls: what was not worded for callers stays in the server.
      const bool worded = !GetErrorDetails(status).reason.empty();
      out->set_error_message(worded ? std::string(status.message()) : "internal error");
    }
    return Step::kMessage;
  }

 private:
  const v1::BatchInterpretRequest& request_;
  int next_ = 0;
};

}  // namespace

absl::StatusOr<ReadingRequest> ReadingFromProto(std::string_view workspace,
                                                const v1::InterpretRequest& request) {
  if (absl::Status status = RequireId("account", request.account()); !status.ok()) return status;
  if (absl::Status status = OptionalId("decision", request.decision()); !status.ok()) return status;
  const auto view = CheckView(request.view());
  if (!view.ok()) return view.status();
  auto overrides = OverridesFromProto(request.overrides());
  if (!overrides.ok()) return overrides.status();
  Violations violations;
  ReadingRequest out;
  out.workspace = workspace;
  out.account = request.account();
  out.decision = request.decision();
  out.lens = request.lens();
  out.moment = MomentFromProto(request, &violations);
  out.overrides = *std::move(overrides);
  out.wants = WantsOf(*view);
  if (!violations.empty()) return ToStatus(violations);
  return out;
}

absl::Status InterpretAccount(const CallContext& context, const v1::InterpretRequest& request,
                              v1::InterpretResponse* response) {
  return InterpretInto(context, context.workspace, request, response->mutable_interpretation());
}

absl::StatusOr<std::unique_ptr<Source>> BatchInterpret(const CallContext&,
                                                       const v1::BatchInterpretRequest& request,
                                                       const Waker&) {
  if (static_cast<std::size_t>(request.requests_size()) > limits::kMaxBatchInterpretations) {
    return InvalidArgument(
        "requests",
        absl::StrCat("holds ", request.requests_size(), " questions; accepted are at most ",
                     limits::kMaxBatchInterpretations, " (kMaxBatchInterpretations)"));
  }
  return std::make_unique<BatchSource>(request);
}

}  // namespace parallax::server
