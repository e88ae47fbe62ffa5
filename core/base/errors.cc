#include "core/base/errors.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/limits.h"

namespace parallax {
namespace {

// Details travel as a status payload: fields separated by US (0x1f), violations by RS (0x1e).
// Neither byte occurs in what we write: validation refuses control characters before a value is
// ever repeated.
constexpr char kPayload[] = "parallax/error-details";
constexpr char kUnit = '\x1f';
constexpr char kRecord = '\x1e';

std::string Encode(const ErrorDetails& details) {
  std::string out =
      absl::StrCat(details.reason, std::string(1, kUnit), details.quota, std::string(1, kUnit),
                   absl::ToInt64Milliseconds(details.retry_after));
  for (const FieldViolation& v : details.violations) {
    absl::StrAppend(&out, std::string(1, kRecord), v.check, std::string(1, kUnit), v.field,
                    std::string(1, kUnit), v.description);
  }
  return out;
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, std::string_view message,
                       const ErrorDetails& details) {
  absl::Status status(code, absl::string_view(message.data(), message.size()));
  status.SetPayload(kPayload, absl::Cord(Encode(details)));
  return status;
}

ErrorDetails GetErrorDetails(const absl::Status& status) {
  ErrorDetails details;
  const auto payload = status.GetPayload(kPayload);
  if (!payload.has_value()) return details;
  const std::string text(*payload);
  const std::vector<std::string> records = absl::StrSplit(text, kRecord);
  const std::vector<std::string> head = absl::StrSplit(records[0], kUnit);
  std::int64_t retry_ms = 0;
  if (head.size() == 3 && absl::SimpleAtoi(head[2], &retry_ms)) {
    details.reason = head[0];
    details.quota = head[1];
    details.retry_after = absl::Milliseconds(retry_ms);
  }
  for (std::size_t i = 1; i < records.size(); ++i) {
    std::vector<std::string> parts = absl::StrSplit(records[i], kUnit);
    if (parts.size() == 3) {
      details.violations.push_back({std::move(parts[0]), std::move(parts[1]), std::move(parts[2])});
    }
  }
  return details;
}

absl::Status InvalidArgument(std::string_view field, std::string_view description) {
  return InvalidArgument({{"INVALID", std::string(field), std::string(description)}});
}

absl::Status InvalidArgument(std::vector<FieldViolation> violations) {
  if (violations.size() > limits::kMaxViolations) {
    const std::size_t more = violations.size() - limits::kMaxViolations + 1;
    violations.resize(limits::kMaxViolations - 1);
    violations.push_back({"MORE", "", absl::StrCat("and ", more, " more")});
  }
  std::string message =
      absl::StrJoin(violations, "; ", [](std::string* out, const FieldViolation& v) {
        absl::StrAppend(out, v.field, v.field.empty() ? "" : ": ", v.description);
      });
  return MakeError(absl::StatusCode::kInvalidArgument, message,
                   {.reason = "INVALID_ARGUMENT", .violations = std::move(violations)});
}

absl::Status AccountNotFound(std::string_view account) {
  return MakeError(
      absl::StatusCode::kNotFound,
      absl::StrCat("account \"", std::string(account), "\" is not known in this workspace"),
      {.reason = "ACCOUNT_NOT_FOUND"});
}

absl::Status DecisionNotFound(std::string_view account, std::string_view decision) {
  return MakeError(absl::StatusCode::kNotFound,
                   absl::StrCat("account \"", std::string(account), "\" has no decision \"",
                                std::string(decision), "\""),
                   {.reason = "DECISION_NOT_FOUND"});
}

absl::Status LensNotFound(std::string_view lens, const std::vector<std::string>& known) {
  return MakeError(absl::StatusCode::kNotFound,
                   absl::StrCat("lens \"", std::string(lens), "\" is not loaded; there are: ",
                                known.empty() ? "none" : absl::StrJoin(known, ", ")),
                   {.reason = "LENS_NOT_FOUND"});
}

absl::Status AlreadyExists(std::string_view what, std::string_view id) {
  return MakeError(absl::StatusCode::kAlreadyExists,
                   absl::StrCat(std::string(what), " \"", std::string(id), "\" exists already"),
                   {.reason = "ALREADY_EXISTS"});
}

absl::Status StaleEtag(std::string_view id) {
  return MakeError(
      absl::StatusCode::kAborted,
      absl::StrCat("\"", std::string(id), "\" changed since its etag was read; read it again"),
      {.reason = "ETAG_MISMATCH"});
}

absl::Status RevisionNotReached(std::string_view wanted, std::uint64_t have) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("revision ", std::string(wanted),
                                " is ahead of this server, which is at ", have),
                   {.reason = "REVISION_NOT_REACHED"});
}

absl::Status LimitExceeded(std::string_view limit, std::string_view message,
                           absl::Duration retry_after) {
  return MakeError(
      absl::StatusCode::kResourceExhausted, message,
      {.reason = "LIMIT_EXCEEDED", .retry_after = retry_after, .quota = std::string(limit)});
}

absl::Status ShuttingDown() {
  return MakeError(absl::StatusCode::kUnavailable, "the server is shutting down",
                   {.reason = "SHUTTING_DOWN", .retry_after = absl::Seconds(1)});
}

}  // namespace parallax
