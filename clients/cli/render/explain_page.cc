#include "clients/cli/render/explain_page.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/render/drift.h"
#include "clients/cli/render/interpretation.h"
#include "clients/cli/render/signal.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {

std::string ExplanationHead(const v1::Interpretation& interpretation, absl::string_view what,
                            const Style& style) {
  const v1::Verdict& verdict = interpretation.verdict();
  const std::string name = absl::AsciiStrToUpper(VerdictName(verdict.code()));
  std::string state = Paragraph(absl::StrCat(name, " as of ", Moment(interpretation.as_of()), ": ",
                                             VerdictMeaning(verdict.code())),
                                style.width);
  state.replace(0, name.size(), Paint(name, VerdictInk(verdict.code()), style));
  return absl::StrCat(Paint(Subject(interpretation), Ink::kBold, style), " under lens ",
                      LensName(interpretation.lens()), "\n", state,
                      Paragraph(Clean(verdict.headline()), style.width), "\n",
                      Paint(Paragraph(what, style.width), Ink::kDim, style));
}

std::string ReadingHead(const ReadingWords& words, absl::string_view value, const Style& style) {
  return absl::StrCat("\n", Paint(absl::StrCat(words.title, " ", value), Ink::kBold, style), "\n",
                      Paragraph(words.meaning, style.width, 2));
}

std::string ExplanationFoot(const v1::Interpretation& interpretation, const Style& style) {
  const std::string drift = RenderDrift(interpretation, true, style);
  return absl::StrCat(drift.empty() ? "" : "\n", drift, "\n",
                      ProvenanceFoot("Made by ", interpretation, style));
}

std::string PointsCell(absl::string_view reading, double points, const Style& style) {
  const std::string text = PadLeft(Signed(points), 6);
  if (points < kTooFewPointsToShow && points > -kTooFewPointsToShow) return text;
  const bool better = (reading == "decision_risk") == (points < 0);
  return Paint(text, better ? Ink::kGood : Ink::kBad, style);
}

std::string SignalLine(const v1::Signal& signal) {
  const std::string people = People(signal);
  const std::string details = Details(signal);
  return Clean(absl::StrCat(Day(signal.occurred_at()), "  ", signal.kind(),
                            people.empty() ? "" : absl::StrCat(" by ", people),
                            details.empty() ? "" : absl::StrCat(" (", details, ")"), " [",
                            signal.source(), ":", signal.source_event_id(), "]"));
}

std::string SignalIds(const google::protobuf::RepeatedPtrField<v1::Signal>& signals) {
  return absl::StrJoin(signals, " ", [](std::string* to, const v1::Signal& signal) {
    absl::StrAppend(to, signal.source(), ":", signal.source_event_id());
  });
}

std::string Counted(std::int64_t count, absl::string_view noun) {
  return absl::StrCat(Count(count), " ", noun, count == 1 ? "" : "s");
}

std::string LeftOut(int left_out, const Style& style) {
  if (left_out <= 0) return "";
  return Paint(
      Paragraph(absl::StrCat("and ", Count(left_out), " more, smaller (--limit 0 for all)"),
                style.width, 2),
      Ink::kDim, style);
}

}  // namespace parallax::cli
