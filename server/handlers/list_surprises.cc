#include <string>
#include <utility>

#include "core/reading/surprises.h"
#include "server/convert/interpretation.h"
#include "server/handlers/interpretations.h"
#include "server/handlers/page.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

std::string DigestOfSurprises(const CallContext& context, const v1::ListSurprisesRequest& request,
                              const std::vector<Override>& overrides) {
  return QueryDigest({"ListSurprises", context.workspace, request.lens(),
                      request.from().SerializeAsString(), request.to().SerializeAsString(),
                      request.lead().SerializeAsString(), DigestPart(overrides)});
}

void SurpriseToProto(const BadOutcome& in, v1::Surprise* out) {
  out->set_account(in.account);
  out->set_decision(in.decision);
  out->set_outcome(in.what);
  TimeToProto(in.at, out->mutable_at());
  out->mutable_signal()->set_source(in.source);
  out->mutable_signal()->set_source_event_id(in.source_event_id);
  if (in.warned_at != kNoTime) TimeToProto(in.warned_at, out->mutable_warned_at());
  out->set_verdict_before(static_cast<v1::VerdictCode>(in.verdict_before));
}

}  // namespace

absl::Status ListSurprises(const CallContext& context, const v1::ListSurprisesRequest& request,
                           v1::ListSurprisesResponse* response) {
  auto overrides = OverridesFromProto(request.overrides());
  if (!overrides.ok()) return overrides.status();
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const std::string digest = DigestOfSurprises(context, request, *overrides);
  const auto fields = ReadPageToken(digest, request.page_token(), 1);
  if (!fields.ok()) return fields.status();
  Violations violations;
  SurprisesRequest asked;
  asked.workspace = context.workspace;
  asked.lens = request.lens();
  if (request.has_from()) asked.from = TimeFromProto(request.from(), "from", &violations);
  if (request.has_to()) asked.to = TimeFromProto(request.to(), "to", &violations);
  if (request.has_lead()) asked.lead = LengthFromProto(request.lead());
  asked.at_least_revision = request.at_least_revision();
  asked.overrides = *std::move(overrides);
  if (!fields->empty()) asked.after = (*fields)[0];
  asked.accounts = *page_size;
  if (!violations.empty()) return ToStatus(violations);

  const auto found =
      FindSurprises(context.state->env, asked, [&context] { return context.Abandoned(); });
  if (!found.ok()) return found.status();
  for (const BadOutcome& outcome : found->outcomes) {
    const bool unannounced = outcome.warned_at == kNoTime;
    response->set_outcomes(response->outcomes() + 1);
    if (unannounced) response->set_unannounced(response->unannounced() + 1);
    if (unannounced || request.all()) SurpriseToProto(outcome, response->add_surprises());
  }
  if (!found->last.empty()) response->set_next_page_token(MakePageToken(digest, {found->last}));
  return absl::OkStatus();
}

}  // namespace parallax::server
