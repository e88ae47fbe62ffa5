#include <memory>
#include <utility>

#include "core/base/errors.h"
#include "server/handlers/ingest.h"
#include "server/handlers/signals.h"
#include "server/state.h"

namespace parallax::server {
namespace {

template <class Response>
void Report(const IngestCounts& counts, std::uint64_t revision, Response* response) {
  response->set_revision(revision);
  response->set_accepted(counts.accepted);
  response->set_duplicates(counts.duplicates);
  response->set_superseded(counts.superseded);
  response->set_rejected(counts.rejected);
}

// Checks `signals` and stores the good ones; fills `response` and calls `done` when they are
// durable. `signals` and `response` live until then.
template <class Response>
void Ingest(const CallContext& context, std::string_view workspace, absl::Time deadline,
            const SignalsField& signals, Response* response, Done done) {
  if (absl::Status status = CheckBatchSize(signals.size()); !status.ok()) {
    done(std::move(status));
    return;
  }
  const Environment& env = context.state->env;
  auto batch = std::make_shared<CheckedBatch>(
      CheckSignals(signals, env.clock->Now(), response->mutable_results()));
  if (batch->signals.empty()) {
    Report(ReportOutcomes(signals, *batch, {}, response->mutable_results()),
           env.store->Revision(workspace), response);
    done(absl::OkStatus());
    return;
  }
  env.store->Append(
      std::string(workspace), std::move(batch->signals), deadline,
      [&signals, batch, response, done = std::move(done)](absl::StatusOr<AppendResult> appended) {
        if (!appended.ok()) {
          done(appended.status());
          return;
        }
        Report(ReportOutcomes(signals, *batch, *appended, response->mutable_results()),
               appended->revision, response);
        done(absl::OkStatus());
      });
}

void ValidateOnly(const CallContext& context, const v1::IngestSignalsRequest& request,
                  v1::IngestSignalsResponse* response, const Done& done) {
  if (absl::Status status = CheckBatchSize(request.signals_size()); !status.ok()) {
    done(std::move(status));
    return;
  }
  const Environment& env = context.state->env;
  CheckedBatch batch =
      CheckSignals(request.signals(), env.clock->Now(), response->mutable_results());
  for (const std::uint32_t index : batch.index) {
    v1::IngestResult* result = response->add_results();
    result->set_index(index);
    result->set_status(v1::INGEST_STATUS_ACCEPTED);
  }
  IngestCounts counts = ReportOutcomes(request.signals(), batch, {}, response->mutable_results());
  counts.accepted = static_cast<std::uint32_t>(batch.index.size());
  Report(counts, env.store->Revision(context.workspace), response);
  done(absl::OkStatus());
}

// The state of one StreamSignals call. The engine hands over one message at a time.
class SignalStream final : public Conversation {
 public:
  void Answer(const CallContext& context, const Message& message, Message* out,
              Done done) override {
    const auto& request = static_cast<const v1::StreamSignalsRequest&>(message);
    const auto workspace = CheckWorkspace(request.workspace());
    if (!workspace.ok()) {
      done(workspace.status());
      return;
    }
    if (workspace_.empty()) workspace_ = *workspace;
    if (workspace_ != *workspace) {
      done(InvalidArgument("workspace", "differs from the first message of the stream"));
      return;
    }
    auto* response = static_cast<v1::StreamSignalsResponse*>(out);
    response->set_sequence(request.sequence());
    Ingest(context, workspace_, context.deadline, request.signals(), response, std::move(done));
  }

 private:
  std::string workspace_;
};

}  // namespace

void IngestSignals(const CallContext& context, const v1::IngestSignalsRequest& request,
                   v1::IngestSignalsResponse* response, Done done) {
  if (request.validate_only()) {
    ValidateOnly(context, request, response, std::move(done));
    return;
  }
  Ingest(context, context.workspace, context.deadline, request.signals(), response,
         std::move(done));
}

std::unique_ptr<Conversation> OpenSignalStream() { return std::make_unique<SignalStream>(); }

}  // namespace parallax::server
