#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/render/explain.h"
#include "clients/cli/render/explain_page.h"
#include "clients/cli/render/explain_words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

constexpr int kSignalsShown = 3;
constexpr int kChangeColumn = 10;  // after the points

// Where no signal came, what time did.
std::string TimeAlone(const v1::ReasonChange& change) {
  const double before = change.link_value_before(), after = change.link_value_after();
  if (change.reason() == "prior") return "another committee, other starting points";
  if (after == 0) return "no longer counts";
  if (before == 0) return "counts since";
  if (std::abs(after) < std::abs(before)) return "fades with time, no new signal";
  return "grows with time, no new signal";
}

std::string ChangeLines(const v1::ReasonChange& change, const Style& style) {
  std::string text = ReasonWords(change.reading(), change.reason());
  if (!change.stakeholder().empty()) {
    absl::StrAppend(&text, " (", Clean(change.stakeholder()), ")");
  }
  absl::StrAppend(
      &text, ": ",
      change.has_silence() ? SilenceWords(change.reason(), change.stakeholder(), change.silence())
      : change.signals_size() > 0 ? absl::StrCat(Counted(change.signals_size(), "new signal"))
                                  : TimeAlone(change));
  std::string out =
      Hanging(absl::StrCat("  ", PointsCell(change.reading(), change.points(), style)), text,
              kChangeColumn, style.width);
  const int signals = change.signals_size();
  for (int s = signals; s-- > std::max(0, signals - kSignalsShown);) {  // the newest first
    absl::StrAppend(
        &out, Paint(Paragraph(SignalLine(change.signals(s)), style.width, kChangeColumn), Ink::kDim,
                    style));
  }
  if (signals > kSignalsShown) {
    absl::StrAppend(&out, Paragraph(absl::StrCat("and ", signals - kSignalsShown, " older"),
                                    style.width, kChangeColumn));
  }
  return out;
}

// What is too small to show, or past the most lines, as one line, so that the points add up.
std::string TheRest(const std::vector<const v1::ReasonChange*>& changes, int shown,
                    absl::string_view reading, const Style& style) {
  const int left = static_cast<int>(changes.size()) - shown;
  if (left == 0) return "";
  double points = 0;
  for (int c = shown; c < shown + left; ++c)
    points += changes[static_cast<std::size_t>(c)]->points();
  return absl::StrCat("  ", PadRight(PointsCell(reading, points, style), kChangeColumn - 2),
                      Counted(left, "smaller change"), " together\n");
}

std::string VerdictWord(v1::VerdictCode code, const Style& style) {
  return Paint(absl::AsciiStrToUpper(VerdictName(code)), VerdictInk(code), style);
}

}  // namespace

std::string RenderChanges(const v1::ExplainReadingResponse& explanation, const ExplainView& view,
                          const Style& style) {
  const v1::Interpretation& now = explanation.interpretation();
  const v1::Interpretation& before = explanation.before();
  std::string out = ExplanationHead(
      now,
      absl::StrCat("What changed since ", Moment(before.as_of()),
                   ", by the same journal and lens. Points: the reason's part of the change of the "
                   "reading (0 to 100); they add up to it."),
      style);
  absl::StrAppend(&out, "\nVerdict ", VerdictWord(before.verdict().code(), style), " -> ",
                  VerdictWord(now.verdict().code(), style), "\n");
  for (const ReadingWords& words : Readings()) {
    if (!IsAskedFor(words, view)) continue;
    const auto changes = PartsOf(explanation.changes(), words.name);
    const double then = (before.*words.get)().value(), today = (now.*words.get)().value();
    absl::StrAppend(&out, ReadingHead(words,
                                      absl::StrCat(Number(then, 1), " -> ", Number(today, 1),
                                                   " of 100 (", Signed(today - then), " points)"),
                                      style));
    int shown = 0;
    const int all = static_cast<int>(changes.size());
    while (shown < LinesShown(all, view.most) &&
           (view.most == 0 ||
            std::abs(changes[static_cast<std::size_t>(shown)]->points()) >= kTooFewPointsToShow)) {
      absl::StrAppend(&out, ChangeLines(*changes[static_cast<std::size_t>(shown++)], style));
    }
    if (changes.empty()) absl::StrAppend(&out, "  Nothing changed.\n");
    absl::StrAppend(&out, TheRest(changes, shown, words.name, style));
  }
  return out + ExplanationFoot(now, style);
}

std::vector<std::string> ChangeColumns() {
  return {"reading",          "reason",       "stakeholder", "points", "link_value_before",
          "link_value_after", "silence_from", "silence_to",  "signals"};
}

std::vector<std::string> ChangeRecord(const v1::ReasonChange& change) {
  return {change.reading(),
          change.reason(),
          change.stakeholder(),
          Number(change.points(), kRecordDecimals),
          Number(change.link_value_before(), kRecordDecimals),
          Number(change.link_value_after(), kRecordDecimals),
          change.has_silence() ? Rfc3339(change.silence().from()) : "",
          change.has_silence() ? Rfc3339(change.silence().to()) : "",
          SignalIds(change.signals())};
}

}  // namespace parallax::cli
