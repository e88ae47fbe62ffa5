// The workspace a request names.
#ifndef PARALLAX_SERVER_ENGINE_WORKSPACE_H_
#define PARALLAX_SERVER_ENGINE_WORKSPACE_H_

#include <string_view>

#include "absl/status/statusor.h"

namespace parallax::server {

inline constexpr std::string_view kDefaultWorkspace = "default";

// `name` itself, or "default" when it is empty. INVALID_ARGUMENT unless it matches [a-z0-9-]{1,64}.
absl::StatusOr<std::string_view> CheckWorkspace(std::string_view name);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_ENGINE_WORKSPACE_H_
