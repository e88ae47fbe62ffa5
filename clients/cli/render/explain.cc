#include "clients/cli/render/explain.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/render/explain_page.h"
#include "clients/cli/render/explain_words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

constexpr int kBarWidth = 12;
// After the points and the bar.
constexpr int kWordsColumn = 2 + 6 + 2 + kBarWidth + 2;

constexpr absl::string_view kWhat =
    "Why the readings are what they are. Points, with a bar for their size: what the reading (0 to "
    "100) would lose without the line, the others held. They do not add up; the link values of "
    "--output json and csv do.";

// A line of the page: points, bar, then text wrapped beside them.
std::string BarLine(absl::string_view reading, double points, double largest,
                    absl::string_view text, const Style& style) {
  const double share = largest > 0 ? 100 * std::abs(points) / largest : 0;
  return Hanging(absl::StrCat("  ", PointsCell(reading, points, style), "  ",
                              Bar(share, kBarWidth, style), "  "),
                 text, kWordsColumn, style.width);
}

std::string PriorLine(const ReadingWords& words, const v1::Reading& reading, const Style& style) {
  if (!reading.has_prior_link_value()) return "";
  return Paragraph(
      absl::StrCat("Starts at ", Number(reading.prior_link_value(), 2), " ", words.unit,
                   " before evidence, stands at ", Number(reading.link_value(), 2), "."),
      style.width, 2);
}

template <typename Part>
double LargestPoints(const std::vector<const Part*>& parts) {
  double largest = 0;
  for (const Part* part : parts) largest = std::max(largest, std::abs(part->points()));
  return largest;
}

// First and last day of the signals of each (reading, reason).
using Days = std::map<std::pair<std::string, std::string>, std::pair<absl::Time, absl::Time>>;

Days DaysOfSignals(const v1::ExplainReadingResponse& explanation) {
  Days days;
  for (const v1::ExplanationTerm& term : explanation.terms()) {
    for (const v1::Signal& signal : term.signals()) {
      const absl::Time at = FromProto(signal.occurred_at());
      auto& span = days.try_emplace({term.reading(), term.reason()}, at, at).first->second;
      span = {std::min(span.first, at), std::max(span.second, at)};
    }
  }
  return days;
}

// "by p-1, p-7; 3 signals, 2026-03-01 to 2026-04-05".
std::string BehindReason(const v1::ReasonGroup& reason, const Days& days) {
  constexpr int kMostPeople = 6;
  std::vector<std::string> parts;
  if (reason.stakeholders_size() > 0) {
    const int shown = std::min(reason.stakeholders_size(), kMostPeople);
    std::string people =
        absl::StrJoin(reason.stakeholders().begin(), reason.stakeholders().begin() + shown, ", ",
                      [](std::string* to, const std::string& id) { to->append(Clean(id)); });
    if (shown < reason.stakeholders_size()) {
      absl::StrAppend(&people, " and ", reason.stakeholders_size() - shown, " more");
    }
    parts.push_back(std::move(people));
  }
  if (reason.signal_count() > 0) {
    std::string signals = Counted(reason.signal_count(), "signal");
    const auto at = days.find({reason.reading(), reason.reason()});
    if (at != days.end()) {
      const std::string first = Day(ToProto(at->second.first));
      const std::string last = Day(ToProto(at->second.second));
      absl::StrAppend(&signals, ", ", first, first == last ? "" : absl::StrCat(" to ", last));
    }
    parts.push_back(std::move(signals));
  }
  if (reason.has_silence()) {
    const std::string person = reason.stakeholders_size() == 1 ? reason.stakeholders(0) : "";
    parts.push_back(absl::StrCat(reason.stakeholders_size() > 1 ? "at the longest " : "",
                                 SilenceWords(reason.reason(), person, reason.silence())));
  }
  return absl::StrJoin(parts, "; ");
}

template <typename Parts, typename Line>
std::string Page(const v1::ExplainReadingResponse& explanation, const Parts& parts,
                 const ExplainView& view, const Style& style, const Line& line) {
  const v1::Interpretation& i = explanation.interpretation();
  std::string out = ExplanationHead(i, kWhat, style);
  for (const ReadingWords& words : Readings()) {
    if (!IsAskedFor(words, view)) continue;
    const auto own = PartsOf(parts, words.name);
    const v1::Reading& reading = (i.*words.get)();
    absl::StrAppend(&out,
                    ReadingHead(words, absl::StrCat(Number(reading.value(), 1), " of 100"), style),
                    PriorLine(words, reading, style));
    const int all = static_cast<int>(own.size()), shown = LinesShown(all, view.most);
    for (int p = 0; p < shown; ++p) absl::StrAppend(&out, line(*own[p], LargestPoints(own)));
    if (own.empty()) absl::StrAppend(&out, "  No evidence has moved it.\n");
    absl::StrAppend(&out, LeftOut(all - shown, style));
  }
  return out + ExplanationFoot(i, style);
}

}  // namespace

std::string RenderReasons(const v1::ExplainReadingResponse& explanation, const ExplainView& view,
                          const Style& style) {
  const Days days = DaysOfSignals(explanation);
  return Page(explanation, explanation.reasons(), view, style,
              [&](const v1::ReasonGroup& reason, double largest) {
                const std::string name = ReasonWords(reason.reading(), reason.reason());
                const std::string behind = BehindReason(reason, days);
                return absl::StrCat(
                    BarLine(reason.reading(), reason.points(), largest, name, style),
                    Paint(Paragraph(behind, style.width, kWordsColumn), Ink::kDim, style));
              });
}

std::string RenderTerms(const v1::ExplainReadingResponse& explanation, const ExplainView& view,
                        const Style& style) {
  return Page(
      explanation, explanation.terms(), view, style,
      [&](const v1::ExplanationTerm& term, double largest) {
        const std::string who =
            term.stakeholder().empty() ? "" : absl::StrCat(" (", Clean(term.stakeholder()), ")");
        const std::string name = absl::StrCat(ReasonWords(term.reading(), term.reason()), who);
        std::vector<std::string> behind;
        if (term.has_silence()) {
          behind.push_back(SilenceWords(term.reason(), term.stakeholder(), term.silence()));
        }
        for (const v1::Signal& signal : term.signals()) behind.push_back(SignalLine(signal));
        return BarLine(term.reading(), term.points(), largest,
                       absl::StrCat(name, ": ", absl::StrJoin(behind, "; ")), style);
      });
}

std::vector<std::string> ReasonColumns() {
  return {"reading",    "reason",       "stakeholders", "points",
          "link_value", "silence_from", "silence_to",   "signal_count"};
}

std::vector<std::string> ReasonRecord(const v1::ReasonGroup& reason) {
  return {reason.reading(),
          reason.reason(),
          absl::StrJoin(reason.stakeholders(), " "),
          Number(reason.points(), kRecordDecimals),
          Number(reason.link_value(), kRecordDecimals),
          reason.has_silence() ? Rfc3339(reason.silence().from()) : "",
          reason.has_silence() ? Rfc3339(reason.silence().to()) : "",
          absl::StrCat(reason.signal_count())};
}

std::vector<std::string> TermColumns() {
  return {"reading",    "reason",       "stakeholder", "points",
          "link_value", "silence_from", "silence_to",  "signals"};
}

std::vector<std::string> TermRecord(const v1::ExplanationTerm& term) {
  return {term.reading(),
          term.reason(),
          term.stakeholder(),
          Number(term.points(), kRecordDecimals),
          Number(term.link_value(), kRecordDecimals),
          term.has_silence() ? Rfc3339(term.silence().from()) : "",
          term.has_silence() ? Rfc3339(term.silence().to()) : "",
          SignalIds(term.signals())};
}

}  // namespace parallax::cli
