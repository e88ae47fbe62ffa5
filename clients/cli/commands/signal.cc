// parallax signal log|kinds, and the noun itself.
#include "clients/cli/render/signal.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/base/json.h"
#include "clients/cli/base/nearest.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/commands/print_list.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

struct LogFlags {
  std::string account, filter;
  PageFlags page;
};

absl::Status Log(const LogFlags& flags, Context& context) {
  api::ListSignalsRequest request;
  request.set_workspace(context.settings.workspace);
  request.set_account(flags.account);
  request.set_filter(flags.filter);
  api::ListSignalsResponse response;
  absl::Status status = FetchPages(
      flags.page, request,
      [&](const auto& r, auto& page) { return context.client.ListSignals(r, page); },
      [](api::ListSignalsResponse& r) { return r.mutable_signals(); }, response);
  if (!status.ok()) return status;
  PrintList(context, response, response.signals(), SignalColumns(), SignalRecord,
            [&] { return RenderSignals(response.signals(), context.out_style); });
  return absl::OkStatus();
}

void PrintKind(const api::SignalKind& kind, Context& context) {
  PrintList(
      context, kind, kind.attributes(),
      {"key", "type", "required", "required_when", "values", "min", "max", "unit", "summary"},
      [](const auto& a) -> std::vector<std::string> {
        return {a.key(),
                a.type(),
                a.required() ? "true" : "false",
                absl::StrJoin(a.required_when(), " "),
                absl::StrJoin(a.values(), " "),
                a.has_min() ? absl::StrCat(a.min()) : "",
                a.has_max() ? absl::StrCat(a.max()) : "",
                a.unit(),
                a.summary()};
      },
      [&] { return RenderKind(kind, context.out_style); });
}

std::string KindTable(const api::ListSignalKindsResponse& response, const Style& style) {
  Table table({{"Kind"},
               {"Nature"},
               {"Who acts"},
               {"People"},
               {"Decision"},
               {"Meaning", Align::kLeft, true, 20}});
  for (const auto& kind : response.kinds()) {
    table.Add({Clean(kind.id()), Clean(kind.nature()), Clean(kind.default_initiator()),
               Clean(kind.participants()), Clean(kind.decision()), Clean(kind.summary())});
  }
  return absl::StrCat(
      table.Render(style), "\n",
      Paragraph(absl::StrCat(
                    "Catalog version ", response.catalog_version(),
                    ". Activity never counts as belief; evidence fades; state holds until moved. "
                    "parallax signal kinds KIND lists the attributes of one."),
                style.width));
}

void PrintKinds(const api::ListSignalKindsResponse& response, Context& context) {
  PrintList(
      context, response, response.kinds(),
      {"id", "nature", "default_initiator", "participants", "decision", "summary"},
      [](const api::SignalKind& kind) -> std::vector<std::string> {
        return {kind.id(),           kind.nature(),   kind.default_initiator(),
                kind.participants(), kind.decision(), kind.summary()};
      },
      [&] { return KindTable(response, context.out_style); });
}

absl::Status Kinds(const std::string& wanted, Context& context) {
  api::ListSignalKindsResponse response;
  absl::Status status = FetchPages(
      PageFlags{0, ""}, api::ListSignalKindsRequest(),
      [&](const auto& r, auto& page) { return context.client.ListSignalKinds(r, page); },
      [](api::ListSignalKindsResponse& r) { return r.mutable_kinds(); }, response);
  if (!status.ok()) return status;
  if (wanted.empty()) {
    PrintKinds(response, context);
    return absl::OkStatus();
  }
  std::vector<std::string> ids;
  for (const auto& kind : response.kinds()) {
    if (kind.id() == wanted) {
      PrintKind(kind, context);
      return absl::OkStatus();
    }
    ids.push_back(kind.id());
  }
  const std::string nearest = Nearest(wanted, ids);
  return absl::NotFoundError(
      absl::StrCat("there is no kind ", wanted, " in the catalog",
                   nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?")));
}

}  // namespace

void AddSignal(CLI::App& app, Invocation& invocation) {
  CLI::App* noun = app.add_subcommand("signal", "Send, import and list signals");
  noun->require_subcommand(1);
  AddSignalSend(*noun, invocation);
  AddSignalImport(*noun, invocation);

  CLI::App* log = noun->add_subcommand("log", "The signals of an account, oldest first");
  auto flags = std::make_shared<LogFlags>();
  log->add_option("ACCOUNT", flags->account, "Account id")->required();
  log->add_option(
      "--filter", flags->filter,
      "Comparisons joined by AND: kind, decision, source, stakeholder (=, !=), occurred_at, "
      "available_at (<, <=, >, >=)");
  AddPageFlags(*log, flags->page);
  log->footer(
      "Examples:\n"
      "  parallax signal log acme\n"
      "  parallax signal log acme --filter 'kind = \"sales.*\" AND occurred_at >= "
      "\"2026-03-01T00:00:00Z\"'\n"
      "  parallax --output ndjson signal log acme --limit 0 > acme.ndjson");
  log->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return Log(*flags, context); };
  });

  CLI::App* kinds =
      noun->add_subcommand("kinds", "The catalog: which kinds there are, or what one takes");
  auto wanted = std::make_shared<std::string>();
  kinds->add_option("KIND", *wanted, "A kind, such as sales.meeting_held [all kinds]");
  kinds->footer("Examples:\n  parallax signal kinds\n  parallax signal kinds sales.objection");
  kinds->callback([wanted, &invocation] {
    invocation.action = [wanted](Context& context) { return Kinds(*wanted, context); };
  });
}

}  // namespace parallax::cli
