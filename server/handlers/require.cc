#include "server/handlers/require.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/signal/validate.h"

namespace parallax::server {
namespace {

constexpr char kAccepted[] =
    "accepted are 1 to 128 letters, digits and \".\", \"_\", \":\", \"-\", the first a letter or "
    "digit";

}  // namespace

absl::Status RequireId(std::string_view field, std::string_view id) {
  if (id.empty()) return InvalidArgument(field, absl::StrCat("is required; ", kAccepted));
  return OptionalId(field, id);
}

absl::Status OptionalId(std::string_view field, std::string_view id) {
  if (id.empty() || IsValidId(id)) return absl::OkStatus();
  return InvalidArgument(field, absl::StrCat("is not an id; ", kAccepted));
}

absl::Status ToStatus(const Violations& violations) {
  return violations.empty() ? absl::OkStatus() : InvalidArgument(violations);
}

Violations Below(std::string_view prefix, Violations violations) {
  for (FieldViolation& violation : violations) {
    violation.field = absl::StrCat(std::string(prefix), ".", violation.field);
  }
  return violations;
}

absl::StatusOr<std::vector<Override>> OverridesFromProto(
    const google::protobuf::Map<std::string, std::string>& overrides) {
  if (overrides.size() > limits::kMaxOverrides) {
    return InvalidArgument(
        "overrides", absl::StrCat("holds ", overrides.size(), " entries; accepted are at most ",
                                  limits::kMaxOverrides, " (kMaxOverrides)"));
  }
  std::vector<Override> out;
  out.reserve(overrides.size());
  for (const auto& [path, value] : overrides) out.push_back({path, value});
  std::sort(out.begin(), out.end(),
            [](const Override& a, const Override& b) { return a.path < b.path; });
  return out;
}

std::string DigestPart(const std::vector<Override>& overrides) {
  std::string out;
  for (const Override& o : overrides) absl::StrAppend(&out, o.path, "=", o.value, "\n");
  return out;
}

}  // namespace parallax::server
