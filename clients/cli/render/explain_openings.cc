#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/render/explain.h"
#include "clients/cli/render/explain_page.h"
#include "clients/cli/render/explain_words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

constexpr absl::string_view kOpeningsWhat =
    "Why not better: what would be read if one more thing had happened just now. Each line is a "
    "hypothetical signal that the lens read with the rest, alone; none of it has happened, and "
    "nothing says that it will. Readings are 0 to 100.";

const v1::Reading* ReadingOf(const v1::Interpretation& interpretation, absl::string_view name) {
  for (const ReadingWords& words : Readings()) {
    if (words.name == name) return &(interpretation.*words.get)();
  }
  return nullptr;
}

}  // namespace

std::string RenderOpenings(const v1::ExplainReadingResponse& explanation, const ExplainView& view,
                           const Style& style) {
  const v1::Interpretation& now = explanation.interpretation();
  std::string out = ExplanationHead(now, kOpeningsWhat, style);
  for (const ReadingWords& words : Readings()) {
    if (!IsAskedFor(words, view)) continue;
    const double value = (now.*words.get)().value();
    Table table({{"Points", Align::kRight},
                 {"Would be read", Align::kRight},
                 {"Verdict then"},
                 {"If", Align::kLeft, true, 20}});
    const auto openings = PartsOf(explanation.openings(), words.name);
    const int all = static_cast<int>(openings.size()), shown = LinesShown(all, view.most);
    for (int o = 0; o < shown; ++o) {
      const v1::Opening& opening = *openings[static_cast<std::size_t>(o)];
      table.Add({PointsCell(words.name, opening.points(), style),
                 Number(value + opening.points(), 1),
                 Paint(absl::AsciiStrToUpper(VerdictName(opening.verdict())),
                       VerdictInk(opening.verdict()), style),
                 OpeningWords(opening)});
    }
    absl::StrAppend(&out, ReadingHead(words, absl::StrCat(Number(value, 1), " of 100 now"), style),
                    table.empty() ? "  Nothing that was tried would be read as a point better.\n"
                                  : table.Render(style),
                    LeftOut(all - shown, style));
  }
  return out + ExplanationFoot(now, style);
}

std::vector<std::string> OpeningColumns() {
  return {"reading", "kind", "subject", "stakeholder", "points", "value", "value_then", "verdict"};
}

std::vector<std::string> OpeningRecord(const v1::Opening& opening,
                                       const v1::Interpretation& interpretation) {
  const v1::Reading* reading = ReadingOf(interpretation, opening.reading());
  const double value = reading == nullptr ? 0 : reading->value();
  return {opening.reading(),
          opening.kind(),
          opening.subject(),
          opening.stakeholder(),
          Number(opening.points(), kRecordDecimals),
          Number(value, kRecordDecimals),
          Number(value + opening.points(), kRecordDecimals),
          v1::VerdictCode_Name(opening.verdict())};
}

}  // namespace parallax::cli
