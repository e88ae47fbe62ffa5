// parallax lens list|describe|params: which lenses are loaded and what each assumes.
#include <map>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/base/json.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/print_list.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

struct LensFlags {
  std::string lens, group;
};

std::string LensTable(const api::ListLensesResponse& response, const Style& style) {
  Table table({{"Lens"},
               {"Version"},
               {"Name", Align::kLeft, true},
               {"Industry", Align::kLeft, true},
               {"Vendor", Align::kLeft, true},
               {"Framework"}});
  for (const auto& lens : response.lenses()) {
    table.Add({Clean(lens.id()), Clean(lens.version()), Clean(lens.name()), Clean(lens.industry()),
               Clean(lens.vendor()), Clean(lens.framework_version())});
  }
  std::string out = table.empty() ? "No lens is loaded.\n" : table.Render(style);
  for (const auto& failure : response.failures()) {
    absl::StrAppend(&out, Paint("Not loaded: ", Ink::kBad, style), Clean(failure.file()), ": ",
                    Clean(failure.reason()), "\n");
  }
  return out;
}

absl::Status ListLenses(Context& context) {
  api::ListLensesResponse response;
  if (absl::Status status = context.client.ListLenses({}, response); !status.ok()) return status;
  PrintList(
      context, response, response.lenses(),
      {"id", "version", "name", "industry", "vendor", "framework_version", "sha256"},
      [](const api::LensSummary& lens) -> std::vector<std::string> {
        return {lens.id(),     lens.version(),           lens.name(),  lens.industry(),
                lens.vendor(), lens.framework_version(), lens.sha256()};
      },
      [&] { return LensTable(response, context.out_style); });
  return absl::OkStatus();
}

std::string Range(const api::LensParameter& p) {
  if (!p.choices().empty()) return Clean(p.choices());
  if (!p.has_min() && !p.has_max()) return "";
  auto bound = [](double value) { return absl::StrCat(value); };
  return absl::StrCat(p.has_min() ? bound(p.min()) : "", " .. ", p.has_max() ? bound(p.max()) : "");
}

// "tempo.cadence_days.base = 14   1 .. 90 days   assumption", then what it means.
std::string ParameterLines(const api::LensParameter& p, const Style& style) {
  std::string head =
      absl::StrCat(Paint(Clean(p.path()), Ink::kBold, style), " = ", Clean(p.default_value()));
  const std::string range = Range(p);
  std::string facts;
  for (const std::string& part : {range, Clean(p.unit())}) {
    if (!part.empty()) absl::StrAppend(&facts, facts.empty() ? "" : " ", part);
  }
  const std::string from =
      p.citation().empty() ? p.provenance() : absl::StrCat(p.provenance(), " ", p.citation());
  if (!facts.empty()) absl::StrAppend(&head, "  (", facts, ")");
  std::string out = Paragraph(absl::StrCat(head, "  ", Clean(from)), style.width);
  if (!p.doc().empty()) absl::StrAppend(&out, Paragraph(Clean(p.doc()), style.width, 4));
  return out;
}

bool InGroup(const api::LensParameter& p, const std::string& group) {
  return group.empty() || p.path() == group || absl::StartsWith(p.path(), absl::StrCat(group, "."));
}

std::string Description(const api::GetLensResponse& response, const Style& style) {
  constexpr int kLabel = 12;
  const api::LensSummary& lens = response.lens();
  std::string out = Paint(Clean(lens.name()), Ink::kBold, style);
  absl::StrAppend(&out, "\n");
  absl::StrAppend(&out, Labelled("Lens", absl::StrCat(Clean(lens.id()), "@", Clean(lens.version())),
                                 kLabel, style));
  absl::StrAppend(&out, Labelled("Industry", Clean(lens.industry()), kLabel, style));
  absl::StrAppend(&out, Labelled("Vendor", Clean(lens.vendor()), kLabel, style));
  absl::StrAppend(&out, Labelled("Framework", Clean(lens.framework_version()), kLabel, style));
  absl::StrAppend(&out, Labelled("File hash", Clean(lens.sha256()), kLabel, style));
  absl::StrAppend(&out, "\n", Paint("Committee", Ink::kBold, style),
                  ": whom it expects (required: absence counts against alignment)\n");
  Table roles({{"Role"}, {"Power"}, {"Required"}});
  for (const auto& role : response.committee()) {
    roles.Add(
        {LabelWords(Clean(role.id())), PowerName(role.power()), role.required() ? "yes" : "no"});
  }
  absl::StrAppend(&out, roles.Render(style));
  std::map<std::string, std::pair<int, int>> groups;  // group -> all, sourced
  for (const auto& p : response.parameters()) {
    auto& [all, sourced] = groups[p.path().substr(0, p.path().find('.'))];
    ++all;
    if (p.provenance() == "sourced") ++sourced;
  }
  absl::StrAppend(&out, "\n", Paint("Assumptions", Ink::kBold, style), ": ",
                  response.parameters_size(), " (parallax lens params ", Clean(lens.id()),
                  " --group GROUP)\n");
  Table table({{"Group"}, {"Number", Align::kRight}, {"Sourced", Align::kRight}});
  for (const auto& [group, counts] : groups) {
    table.Add({Clean(group), absl::StrCat(counts.first), absl::StrCat(counts.second)});
  }
  absl::StrAppend(&out, table.Render(style));
  return out;
}

absl::Status Describe(const LensFlags& flags, Context& context) {
  api::GetLensRequest request;
  request.set_lens(flags.lens);
  api::GetLensResponse response;
  if (absl::Status status = context.client.GetLens(request, response); !status.ok()) return status;
  std::ostream& out = context.out;
  switch (context.settings.output) {
    case Output::kJson:
      out << ToJson(response, JsonLayout::kIndented);
      break;
    case Output::kNdjson:
      out << ToJson(response, JsonLayout::kOneLine) << "\n";
      break;
    case Output::kCsv:
      out << CsvRecord({"role", "power", "required"});
      for (const auto& role : response.committee()) {
        out << CsvRecord(
            {role.id(), v1::Power_Name(role.power()), role.required() ? "true" : "false"});
      }
      break;
    case Output::kTable:
      out << Description(response, context.out_style);
      break;
  }
  return absl::OkStatus();
}

absl::Status Params(const LensFlags& flags, Context& context) {
  api::GetLensRequest request;
  request.set_lens(flags.lens);
  api::GetLensResponse response;
  if (absl::Status status = context.client.GetLens(request, response); !status.ok()) return status;
  api::GetLensResponse chosen = response;
  chosen.clear_parameters();
  for (const auto& p : response.parameters()) {
    if (InGroup(p, flags.group)) *chosen.add_parameters() = p;
  }
  if (chosen.parameters_size() == 0) {
    return absl::NotFoundError(absl::StrCat("--group: lens ", flags.lens,
                                            " has no assumptions under \"", flags.group,
                                            "\" (parallax lens describe ", flags.lens, ")"));
  }
  PrintList(
      context, chosen, chosen.parameters(),
      {"path", "value", "type", "range", "unit", "provenance", "citation", "doc"},
      [](const api::LensParameter& p) -> std::vector<std::string> {
        return {p.path(), p.default_value(), p.type(),     Range(p),
                p.unit(), p.provenance(),    p.citation(), p.doc()};
      },
      [&] {
        std::string out;
        for (const auto& p : chosen.parameters()) out += ParameterLines(p, context.out_style);
        return absl::StrCat(
            out,
            Paint("Replace one with --set PATH=VALUE on interpret, rank or explain.", Ink::kDim,
                  context.out_style),
            "\n");
      });
  return absl::OkStatus();
}

}  // namespace

void AddLens(CLI::App& app, Invocation& invocation) {
  CLI::App* noun = app.add_subcommand("lens", "Which lenses are loaded, and what each assumes");
  noun->require_subcommand(1);
  auto flags = std::make_shared<LensFlags>();

  CLI::App* list =
      noun->add_subcommand("list", "Loaded lenses, and those that could not be loaded");
  list->footer("Examples:\n  parallax lens list\n  parallax --output ndjson lens list");
  list->callback([&invocation] { invocation.action = ListLenses; });

  CLI::App* describe =
      noun->add_subcommand("describe", "One lens: its committee and its assumptions in numbers");
  describe->add_option("LENS", flags->lens, "ID or ID@VERSION")->required();
  describe->footer("Examples:\n  parallax lens describe healthtech");
  describe->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return Describe(*flags, context); };
  });

  CLI::App* params =
      noun->add_subcommand("params", "Every assumption: path, value, range, unit, source, meaning");
  params->add_option("LENS", flags->lens, "ID or ID@VERSION")->required();
  params->add_option("--group", flags->group,
                     "Only paths under this one, such as committee or tempo.calendar");
  params->footer(
      "Examples:\n"
      "  parallax lens params saas --group committee\n"
      "  parallax --output csv lens params healthtech > healthtech.csv");
  params->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return Params(*flags, context); };
  });
}

}  // namespace parallax::cli
