// The flags that ask about one account: shared by interpret, compare, rank and explain.
#ifndef PARALLAX_CLIENTS_CLI_COMMANDS_QUESTION_H_
#define PARALLAX_CLIENTS_CLI_COMMANDS_QUESTION_H_

#include <CLI/App.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/text/format.h"

namespace parallax::cli {

struct QuestionFlags {
  std::string account, decision, lens;
  std::optional<std::string> as_of, known_at;
  std::vector<std::string> overrides;
  std::uint64_t at_least_revision = 0;
};

void AddMomentFlags(CLI::App& app,
                    QuestionFlags& flags);  // --as-of, --known-at, --at-least-revision
void AddOverrideFlags(CLI::App& app, QuestionFlags& flags);  // --set

// "path=value" texts as a map. INVALID_ARGUMENT names the one that is not of that form, or a path
// given twice.
absl::StatusOr<std::map<std::string, std::string>> ParseOverrides(
    const std::vector<std::string>& overrides);

// Puts the time of a flag, where it is given, into `field` of the request.
template <typename Request>
absl::Status FillTime(absl::string_view flag, const std::optional<std::string>& text,
                      google::protobuf::Timestamp* (Request::*field)(), Request& request) {
  if (!text) return absl::OkStatus();
  const auto time = ParseTimeFlag(flag, *text);
  if (!time.ok()) return time.status();
  *(request.*field)() = ToProto(*time);
  return absl::OkStatus();
}

// Copies moment and revision into any request that has them.
template <typename Request>
absl::Status FillMoment(const QuestionFlags& flags, Request& request) {
  absl::Status status = FillTime("--as-of", flags.as_of, &Request::mutable_as_of, request);
  if (!status.ok()) return status;
  status = FillTime("--known-at", flags.known_at, &Request::mutable_known_at, request);
  if (!status.ok()) return status;
  request.set_at_least_revision(flags.at_least_revision);
  return absl::OkStatus();
}

template <typename Request>
absl::Status FillOverrides(const QuestionFlags& flags, Request& request) {
  auto overrides = ParseOverrides(flags.overrides);
  if (!overrides.ok()) return overrides.status();
  request.mutable_overrides()->insert(overrides->begin(), overrides->end());
  return absl::OkStatus();
}

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_COMMANDS_QUESTION_H_
