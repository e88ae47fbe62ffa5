// Checks that requests share.
#ifndef PARALLAX_SERVER_HANDLERS_REQUIRE_H_
#define PARALLAX_SERVER_HANDLERS_REQUIRE_H_

#include <string_view>
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

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_REQUIRE_H_
