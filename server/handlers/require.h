// Checks that requests share.
#ifndef PARALLAX_SERVER_HANDLERS_REQUIRE_H_
#define PARALLAX_SERVER_HANDLERS_REQUIRE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "core/lens/lens.h"
#include "google/protobuf/map.h"
#include "server/convert/time.h"

namespace parallax::server {

// INVALID_ARGUMENT when the field is empty or no id. The value is not repeated: it may hold any
// bytes.
absl::Status RequireId(std::string_view field, std::string_view id);
// The same, but an empty value is fine.
absl::Status OptionalId(std::string_view field, std::string_view id);

absl::Status ToStatus(const Violations& violations);
// Each field named below `prefix`: "contract.end" becomes "account.contract.end".
Violations Below(std::string_view prefix, Violations violations);

// Overrides in a stable order. INVALID_ARGUMENT when there are more than kMaxOverrides.
absl::StatusOr<std::vector<Override>> OverridesFromProto(
    const google::protobuf::Map<std::string, std::string>& overrides);
// The same as one part of a QueryDigest (page.h).
std::string DigestPart(const std::vector<Override>& overrides);

// Which account is asked about, how, and over which span, from the fields such requests share:
// account, decision, lens, overrides; from, to, known_at, at_least_revision. The times found wrong
// are added to `violations`.
template <class Request, class Asked>
absl::Status SpanFromProto(std::string_view workspace, const Request& request,
                           Violations* violations, Asked* out) {
  if (absl::Status status = RequireId("account", request.account()); !status.ok()) return status;
  if (absl::Status status = OptionalId("decision", request.decision()); !status.ok()) return status;
  auto overrides = OverridesFromProto(request.overrides());
  if (!overrides.ok()) return overrides.status();
  out->workspace = workspace;
  out->account = request.account();
  out->decision = request.decision();
  out->lens = request.lens();
  if (request.has_from()) out->from = TimeFromProto(request.from(), "from", violations);
  if (request.has_to()) out->to = TimeFromProto(request.to(), "to", violations);
  if (request.has_known_at()) {
    out->known_at = TimeFromProto(request.known_at(), "known_at", violations);
  }
  out->at_least_revision = request.at_least_revision();
  out->overrides = *std::move(overrides);
  return absl::OkStatus();
}

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_REQUIRE_H_
