// Named errors. Each is an absl::Status whose details (reason, fields, retry delay) the server
// turns into google.rpc details. Messages name the field, what is wrong and what would be accepted;
// they never hold paths of the server or SQL.
#ifndef PARALLAX_CORE_BASE_ERRORS_H_
#define PARALLAX_CORE_BASE_ERRORS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace parallax {

// One thing wrong with one field. `check` is the catalog's name of the rule ("KIND_UNKNOWN"), or an
// upper-case label of ours.
struct FieldViolation {
  std::string check;
  std::string field;
  std::string description;

  bool operator==(const FieldViolation&) const = default;
};

struct ErrorDetails {
  std::string reason;  // UPPER_SNAKE_CASE, stable
  std::vector<FieldViolation> violations;
  absl::Duration retry_after = absl::ZeroDuration();  // zero: do not say
  std::string quota;  // the limit that was hit, by its name in limits.h
};

absl::Status MakeError(absl::StatusCode code, std::string_view message,
                       const ErrorDetails& details);
// Details of a status made here; empty for any other.
ErrorDetails GetErrorDetails(const absl::Status& status);

absl::Status InvalidArgument(std::string_view field, std::string_view description);
// At most kMaxViolations are named; the rest is counted.
absl::Status InvalidArgument(std::vector<FieldViolation> violations);
absl::Status AccountNotFound(std::string_view account);
absl::Status DecisionNotFound(std::string_view account, std::string_view decision);
absl::Status LensNotFound(std::string_view lens, const std::vector<std::string>& known);
absl::Status AlreadyExists(std::string_view what, std::string_view id);
absl::Status StaleEtag(std::string_view id);
absl::Status RevisionNotReached(std::string_view wanted, std::uint64_t have);
// A limit of limits.h was hit; the caller may retry after the delay.
absl::Status LimitExceeded(std::string_view limit, std::string_view message,
                           absl::Duration retry_after);
absl::Status ShuttingDown();

}  // namespace parallax

#endif  // PARALLAX_CORE_BASE_ERRORS_H_
