#include "clients/cli/render/interpretation.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/render/drift.h"
#include "clients/cli/render/functions.h"
#include "clients/cli/render/over_time.h"
#include "clients/cli/render/stages.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

constexpr int kLabelWidth = 13;
constexpr int kReadingTitleWidth = 15;
constexpr int kWidestBar = 40;

// A posterior by enum name, most probable first: "disinterest 62 %, calendar 8 %".
template <typename Map>
std::string PosteriorWords(const Map& posterior, absl::string_view prefix) {
  std::vector<std::pair<double, std::string>> parts;
  for (const auto& [name, share] : posterior) parts.emplace_back(-share, Words(name, prefix));
  std::sort(parts.begin(), parts.end());
  return absl::StrJoin(parts, ", ", [](std::string* out, const auto& part) {
    absl::StrAppend(out, part.second, " ", Percent(-part.first));
  });
}

std::string Verdict(const v1::Interpretation& interpretation, const Style& style) {
  const v1::Verdict& verdict = interpretation.verdict();
  std::string out = Paragraph(Clean(verdict.headline()), style.width);
  const std::string name = absl::AsciiStrToUpper(VerdictName(verdict.code()));
  absl::StrAppend(&out,
                  Labelled("Verdict", absl::StrCat(name, ": ", VerdictMeaning(verdict.code())),
                           kLabelWidth, Style{style.width}));
  if (!style.color) return out;
  const std::size_t at = out.rfind(name);
  if (at != std::string::npos) {
    out.replace(at, name.size(), Paint(name, VerdictInk(verdict.code()), style));
  }
  return out;
}

// "Confidence       62  ########....  55-70  +3.1", then what it means.
std::string ReadingLines(const v1::Interpretation& interpretation, const Style& style) {
  constexpr int kFixed = kReadingTitleWidth + 5 + 2 + 2 + 9 + 2 + 12 + 2 + 13;
  const int bar_width = std::clamp(style.width - kFixed, 10, kWidestBar);
  std::string out =
      Paint(absl::StrCat(PadRight("Reading", kReadingTitleWidth), "Value  ",
                         PadRight("0 .. 100", bar_width), "  ", PadRight("90 % range", 10), " ",
                         PadRight("from", 12), "  ", "28-day trend"),
            Ink::kBold, style);
  absl::StrAppend(&out, "\n");
  for (const ReadingWords& words : Readings()) {
    const v1::Reading& reading = (interpretation.*words.get)();
    const bool interval = reading.interval_basis() != v1::INTERVAL_BASIS_UNSPECIFIED;
    const std::string range =
        interval ? absl::StrCat(Number(reading.low()), "-", Number(reading.high())) : "none";
    absl::StrAppend(&out, PadRight(words.title, kReadingTitleWidth),
                    PadLeft(Number(reading.value()), 5), "  ",
                    Bar(reading.value(), bar_width, style), "  ", PadRight(range, 10), " ",
                    PadRight(BasisWords(reading.interval_basis()), 12), "  ",
                    PadLeft(Signed(reading.trend()), 6), " points\n");
    absl::StrAppend(&out, Paint(Paragraph(words.meaning, style.width, 2), Ink::kDim, style));
  }
  return out;
}

std::string State(const v1::Interpretation& interpretation, const Style& style) {
  std::string out;
  const v1::Pace& pace = interpretation.pace();
  std::string pace_text = absl::StrCat(PaceName(pace.state()), ": ", PaceMeaning(pace.state()));
  if (pace.reasons_size() > 0) {
    absl::StrAppend(&pace_text, " (",
                    absl::StrJoin(pace.reasons(), ", ",
                                  [](std::string* to, const std::string& reason) {
                                    absl::StrAppend(to, LabelWords(Clean(reason)));
                                  }),
                    ")");
  }
  absl::StrAppend(&out, Labelled("Pace", pace_text, kLabelWidth, style));

  const v1::Dip& dip = interpretation.dip();
  std::string dip_text = absl::StrCat(DipName(dip.meaning()), ": ", DipMeaningWords(dip.meaning()));
  if (dip.posterior_size() > 0) {
    absl::StrAppend(&dip_text, " (", PosteriorWords(dip.posterior(), "DIP_MEANING_"),
                    " under this lens)");
  }
  absl::StrAppend(&out, Labelled("Slowdown", dip_text, kLabelWidth, style));

  const v1::Journey& journey = interpretation.journey();
  std::string phase = absl::StrCat(PhaseName(journey.phase()), ": ", PhaseMeaning(journey.phase()));
  if (journey.posterior_size() > 0) {
    absl::StrAppend(&phase, " (", PosteriorWords(journey.posterior(), "JOURNEY_PHASE_"), ")");
  }
  absl::StrAppend(&out, Labelled("Phase", phase, kLabelWidth, style));
  absl::StrAppend(
      &out,
      Labelled("Evidence",
               absl::StrCat(Percent(interpretation.sufficiency()),
                            " sufficient (0 % nothing seen, 50 % the least the lens speaks on)"),
               kLabelWidth, style));
  const v1::Verdict& verdict = interpretation.verdict();
  if (!verdict.act_by().empty()) {
    absl::StrAppend(
        &out, Labelled("Act by",
                       absl::StrCat(Clean(verdict.act_by()), " (UTC), before the nearest deadline"),
                       kLabelWidth, style));
  }
  if (!verdict.next_question().empty()) {
    absl::StrAppend(&out, Labelled("Ask next", Clean(verdict.next_question()), kLabelWidth, style));
  }
  return out;
}

std::string Committee(const v1::Committee& committee, const Style& style) {
  std::string out = Paint("Buying committee", Ink::kBold, style);
  absl::StrAppend(&out, "\n");
  Table table({{"Person", Align::kLeft, true, 10},
               {"Role", Align::kLeft, true, 10},
               {"Power"},
               {"Support 0..100", Align::kRight},
               {"Stance"}});
  for (const v1::Member& member : committee.members()) {
    table.Add({Clean(member.stakeholder()), LabelWords(Clean(member.role())),
               PowerName(member.power()), Number(100 * member.support()),
               StanceName(member.stance())});
  }
  if (!table.empty()) absl::StrAppend(&out, table.Render(style));
  if (table.empty()) absl::StrAppend(&out, "Nobody is known yet.\n");
  std::vector<std::string> facts = {
      absl::StrCat("required roles present ", Percent(committee.coverage())),
      absl::StrCat("spread of support ", Number(100 * committee.dispersion()),
                   " (0 agreed, 50 opposed)")};
  if (committee.missing_roles_size() > 0) {
    facts.push_back(
        absl::StrCat("missing ", absl::StrJoin(committee.missing_roles(), ", ",
                                               [](std::string* to, const std::string& role) {
                                                 absl::StrAppend(to, LabelWords(Clean(role)));
                                               })));
  }
  if (!committee.binding_role().empty()) {
    facts.push_back(
        absl::StrCat("alignment hangs most on ", LabelWords(Clean(committee.binding_role()))));
  }
  facts.push_back(absl::StrCat("questions asked: ", committee.asked(),
                               ", asked again by the same person: ", committee.reasked_same(),
                               ", by somebody else: ", committee.reasked_new()));
  absl::StrAppend(&out, Paragraph(absl::StrCat(absl::StrJoin(facts, "; "), "."), style.width));
  return out;
}

std::string Gates(const v1::Interpretation& interpretation, const Style& style) {
  std::string out = Paint("Gates: the buyer's own validation steps", Ink::kBold, style);
  absl::StrAppend(&out, "\n");
  Table table({{"Gate", Align::kLeft, true, 10},
               {"State"},
               {"Opened"},
               {"Age, days", Align::kRight},
               {"Half take", Align::kRight},
               {"4 in 5 take", Align::kRight}});
  for (const v1::Gate& gate : interpretation.gates()) {
    table.Add({LabelWords(Clean(gate.id())), LabelWords(Clean(gate.state())),
               gate.has_opened_at() ? Day(gate.opened_at()) : "-",
               gate.has_age_days() ? Number(gate.age_days()) : "-",
               gate.p50_days() > 0 ? Number(gate.p50_days()) : "-",
               gate.p80_days() > 0 ? Number(gate.p80_days()) : "-"});
  }
  absl::StrAppend(&out, table.Render(style));
  return out;
}

}  // namespace

std::string Subject(const v1::Interpretation& interpretation) {
  std::string out = Clean(interpretation.account());
  if (!interpretation.decision().empty()) {
    absl::StrAppend(&out, ", decision ", Clean(interpretation.decision()));
  }
  return out;
}

std::string LensName(const v1::LensIdentity& lens) {
  std::string out = lens.id();
  if (!lens.version().empty()) absl::StrAppend(&out, "@", lens.version());
  if (!lens.variant().empty()) absl::StrAppend(&out, " (", lens.variant(), ")");
  return Clean(out);
}

std::string ProvenanceLine(const v1::Interpretation& interpretation) {
  constexpr std::size_t kHashChars = 12;
  return absl::StrCat("lens ", LensName(interpretation.lens()), ", config ",
                      interpretation.lens().config_hash().substr(0, kHashChars), ", as of ",
                      Moment(interpretation.as_of()), ", known at ",
                      interpretation.has_known_at() ? Moment(interpretation.known_at())
                                                    : "any time (everything stored)",
                      ", revision ", interpretation.revision());
}

std::string ProvenanceFoot(absl::string_view made_by, const v1::Interpretation& interpretation,
                           const Style& style) {
  return Paint(
      Paragraph(
          absl::StrCat(made_by, ProvenanceLine(interpretation),
                       ". Readings are indices of the lens's assumptions, not probabilities."),
          style.width),
      Ink::kDim, style);
}

std::string RenderInterpretation(const v1::Interpretation& interpretation, const Style& style) {
  std::string out = Paint(Subject(interpretation), Ink::kBold, style);
  absl::StrAppend(&out, " under lens ", LensName(interpretation.lens()), "\n",
                  Verdict(interpretation, style), "\n", ReadingLines(interpretation, style), "\n",
                  State(interpretation, style));
  if (interpretation.has_committee()) {
    absl::StrAppend(&out, "\n", Committee(interpretation.committee(), style));
  }
  if (interpretation.gates_size() > 0) absl::StrAppend(&out, "\n", Gates(interpretation, style));
  for (const std::string& section :
       {Observations(interpretation, style), Handoffs(interpretation, style),
        Stages(interpretation, style), Functions(interpretation, style)}) {
    if (!section.empty()) absl::StrAppend(&out, "\n", section);
  }
  // Alarms are told in any case; the signs at rest belong to the full page.
  const std::string drift = RenderDrift(interpretation, interpretation.has_committee(), style);
  if (!drift.empty()) absl::StrAppend(&out, "\n", drift);
  absl::StrAppend(&out, "\n", ProvenanceFoot("Made by ", interpretation, style));
  return out;
}

}  // namespace parallax::cli
