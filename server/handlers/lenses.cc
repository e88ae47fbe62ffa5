#include "server/handlers/lenses.h"

#include "core/base/errors.h"
#include "parallax/catalog/catalog.h"
#include "server/convert/lens.h"
#include "server/convert/time.h"
#include "server/engine/admission.h"
#include "server/state.h"

namespace parallax::server {

absl::Status ListLenses(const CallContext& context, const v1::ListLensesRequest&,
                        v1::ListLensesResponse* response) {
  const LensRegistry& registry = *context.state->env.lenses;
  for (const auto& lens : registry.List()) LensSummaryToProto(lens->info(), response->add_lenses());
  for (const auto& failure : registry.failures()) {
    FailureToProto(failure, response->add_failures());
  }
  return absl::OkStatus();
}

absl::Status GetLens(const CallContext& context, const v1::GetLensRequest& request,
                     v1::GetLensResponse* response) {
  if (request.lens().empty()) {
    return InvalidArgument("lens", "is required: ID or ID@VERSION of a loaded lens");
  }
  const auto lens = context.state->env.lenses->Find(request.lens());
  if (!lens.ok()) return lens.status();
  LensToProto(**lens, response);
  return absl::OkStatus();
}

absl::Status GetStatus(const CallContext& context, const v1::GetStatusRequest&,
                       v1::GetStatusResponse* response) {
  const State& state = *context.state;
  response->set_version(state.version);
  TimeToProto(state.started_at, response->mutable_started_at());
  TimeToProto(state.env.clock->Now(), response->mutable_now());

  const StoreStatus store = state.env.store->Status();
  response->set_store(store.kind);
  response->set_schema_version(store.schema_version);
  response->set_revision(store.revision);
  response->set_signals(store.signals);
  if (!store.accounts.ok()) return store.accounts.status();
  response->set_accounts(*store.accounts);
  response->set_stored_bytes(store.bytes);
  response->set_queued_signals(store.queued_signals);

  const JournalCache::Usage cache = state.env.journals->usage();
  response->set_cached_journals(cache.journals);
  response->set_cached_signals(cache.signals);
  response->set_cached_bytes(cache.bytes);
  response->set_calls_in_flight(static_cast<std::uint32_t>(state.admission->in_flight()));
  response->set_catalog_version(catalog::Get().version);
  for (const auto& lens : state.env.lenses->List()) response->add_lenses(lens->info().id);
  return absl::OkStatus();
}

}  // namespace parallax::server
