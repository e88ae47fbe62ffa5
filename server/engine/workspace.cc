#include "server/engine/workspace.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/base/limits.h"

namespace parallax::server {

absl::StatusOr<std::string_view> CheckWorkspace(std::string_view name) {
  if (name.empty()) return kDefaultWorkspace;
  const bool valid = name.size() <= limits::kMaxWorkspaceChars &&
                     std::all_of(name.begin(), name.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                     });
  if (valid) return name;
  // The value is not repeated: it may hold any bytes.
  return InvalidArgument(
      "workspace", absl::StrCat("is not a workspace id: at most ", limits::kMaxWorkspaceChars,
                                " characters of a-z, 0-9 and \"-\", or empty for \"default\""));
}

}  // namespace parallax::server
