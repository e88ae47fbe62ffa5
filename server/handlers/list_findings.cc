#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/reading/findings.h"
#include "server/convert/finding.h"
#include "server/convert/interpretation.h"
#include "server/handlers/drift.h"
#include "server/handlers/page.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

std::string DigestOfFindings(const CallContext& context, const v1::ListFindingsRequest& request,
                             const std::vector<Override>& overrides) {
  return QueryDigest({"ListFindings", context.workspace, request.account(), request.decision(),
                      request.lens(), request.as_of().SerializeAsString(),
                      request.known_at().SerializeAsString(), request.all() ? "all" : "",
                      DigestPart(overrides)});
}

// Goes on after the account of the page before, at the moment the first page spoke of.
absl::Status GoOn(const std::vector<std::string>& position, FindingsRequest* asked) {
  if (position.empty()) return absl::OkStatus();
  if (!absl::SimpleAtoi(position[0], &asked->question.moment.as_of)) {
    return InvalidArgument("page_token", "is damaged");
  }
  asked->after = position[1];
  return absl::OkStatus();
}

}  // namespace

absl::Status ListFindings(const CallContext& context, const v1::ListFindingsRequest& request,
                          v1::ListFindingsResponse* response) {
  if (absl::Status status = OptionalId("account", request.account()); !status.ok()) return status;
  if (absl::Status status = OptionalId("decision", request.decision()); !status.ok()) return status;
  auto overrides = OverridesFromProto(request.overrides());
  if (!overrides.ok()) return overrides.status();
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const std::string digest = DigestOfFindings(context, request, *overrides);
  const auto position = ReadPageToken(digest, request.page_token(), 2);
  if (!position.ok()) return position.status();
  Violations violations;
  FindingsRequest asked;
  asked.question.workspace = context.workspace;
  asked.question.account = request.account();
  asked.question.decision = request.decision();
  asked.question.lens = request.lens();
  asked.question.moment = MomentFromProto(request, &violations);
  asked.question.overrides = *std::move(overrides);
  asked.accounts = *page_size;
  if (!violations.empty()) return ToStatus(violations);
  if (absl::Status status = GoOn(*position, &asked); !status.ok()) return status;

  std::uint32_t alarms = 0;
  const auto found = FindFindings(
      context.state->env, asked,
      [&](const ReadingResult& reading) {
        for (const DriftView& sign : reading.interpretation.drift) {
          if (IsAlarm(sign)) ++alarms;
          if (IsAlarm(sign) || request.all()) {
            FindingToProto(reading, sign, response->add_findings());
          }
        }
      },
      [&context] { return context.Abandoned(); });
  if (!found.ok()) return found.status();
  response->set_accounts(static_cast<std::uint32_t>(found->accounts));
  response->set_alarms(alarms);
  if (!found->last.empty()) {
    response->set_next_page_token(MakePageToken(digest, {absl::StrCat(found->as_of), found->last}));
  }
  return absl::OkStatus();
}

}  // namespace parallax::server
