#include "clients/cli/render/explain.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/render/interpretation.h"
#include "clients/cli/render/signal.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

// Terms of one reason about one person.
struct Reason {
  std::string name, person;
  double link = 0, points = 0;
  std::vector<const v1::ExplanationTerm*> terms;
};

std::vector<Reason> Group(const v1::ExplainReadingResponse& explanation,
                          absl::string_view reading) {
  std::vector<Reason> reasons;
  for (const v1::ExplanationTerm& term : explanation.terms()) {
    if (term.reading() != reading) continue;
    auto at = std::find_if(reasons.begin(), reasons.end(), [&](const Reason& r) {
      return r.name == term.reason() && r.person == term.stakeholder();
    });
    if (at == reasons.end())
      at = reasons.insert(reasons.end(), {term.reason(), term.stakeholder(), 0, 0, {}});
    at->link += term.link_value();
    at->points += term.points();
    at->terms.push_back(&term);
  }
  std::stable_sort(reasons.begin(), reasons.end(), [](const Reason& a, const Reason& b) {
    return std::abs(a.link) > std::abs(b.link);
  });
  return reasons;
}

std::string SignalLine(const v1::Signal& signal) {
  const std::string people = People(signal);
  const std::string details = Details(signal);
  return Clean(absl::StrCat(Day(signal.occurred_at()), "  ", signal.kind(),
                            people.empty() ? "" : absl::StrCat(" by ", people),
                            details.empty() ? "" : absl::StrCat(" (", details, ")"), " [",
                            signal.source(), ":", signal.source_event_id(), "]"));
}

std::string Evidence(const Reason& reason, int most, const Style& style) {
  constexpr int kIndent = 6;
  std::vector<const v1::Signal*> signals;
  std::set<std::pair<std::string, std::string>> seen;
  std::string out;
  for (const v1::ExplanationTerm* term : reason.terms) {
    for (const v1::Signal& signal : term->signals()) {
      if (seen.emplace(signal.source(), signal.source_event_id()).second)
        signals.push_back(&signal);
    }
    if (term->has_silence()) {
      absl::StrAppend(&out, Paragraph(absl::StrCat("silence from ", Day(term->silence().from()),
                                                   " to ", Day(term->silence().to())),
                                      style.width, kIndent));
    }
  }
  std::stable_sort(signals.begin(), signals.end(), [](const v1::Signal* a, const v1::Signal* b) {
    return FromProto(a->occurred_at()) > FromProto(b->occurred_at());
  });
  const std::size_t shown = std::min(signals.size(), static_cast<std::size_t>(std::max(most, 0)));
  for (std::size_t i = 0; i < shown; ++i) {
    absl::StrAppend(&out, Paragraph(SignalLine(*signals[i]), style.width, kIndent));
  }
  if (shown < signals.size()) {
    absl::StrAppend(&out, Paragraph(absl::StrCat("and ", signals.size() - shown,
                                                 " older signals (--signals 0 for all)"),
                                    style.width, kIndent));
  }
  return out;
}

}  // namespace

std::string RenderExplanation(const v1::ExplainReadingResponse& explanation, int signals,
                              const Style& style) {
  const v1::Interpretation& i = explanation.interpretation();
  std::string out = Paint(Subject(i), Ink::kBold, style);
  absl::StrAppend(&out, " under lens ", LensName(i.lens()), "\n",
                  Paragraph(Clean(i.verdict().headline()), style.width));
  for (const ReadingWords& words : Readings()) {
    const std::vector<Reason> reasons = Group(explanation, words.name);
    if (reasons.empty()) continue;
    const v1::Reading& reading = (i.*words.get)();
    absl::StrAppend(
        &out, "\n",
        Paint(absl::StrCat(words.title, " ", Number(reading.value(), 1)), Ink::kBold, style),
        " of 100. ", words.meaning, "\n",
        Paragraph(absl::StrCat("Starts at ", Number(reading.prior_link_value(), 3), " ", words.unit,
                               " before evidence, ends at ", Number(reading.link_value(), 3),
                               "; points are what the reading would lose without the reason."),
                  style.width));
    double total = 0;
    for (const Reason& reason : reasons) total += std::abs(reason.link);
    for (const Reason& reason : reasons) {
      const std::string who =
          reason.person.empty() ? "" : absl::StrCat(" (", Clean(reason.person), ")");
      const std::string share = total > 0 ? Percent(std::abs(reason.link) / total) : "-";
      absl::StrAppend(&out, "  ", PadLeft(Signed(reason.points), 6), " points  ", PadLeft(share, 5),
                      "  ",
                      Paint(absl::StrCat(LabelWords(Clean(reason.name)), who), Ink::kBold, style),
                      "\n", Evidence(reason, signals, style));
    }
  }
  if (explanation.terms_size() == 0)
    absl::StrAppend(&out, "Nothing but the lens's priors: no evidence was seen.\n");
  absl::StrAppend(&out, "\n",
                  Paint(Paragraph(absl::StrCat("Made by ", ProvenanceLine(i), "."), style.width),
                        Ink::kDim, style));
  return out;
}

std::vector<std::string> TermColumns() {
  return {"reading",    "reason",       "stakeholder", "points",
          "link_value", "silence_from", "silence_to",  "signals"};
}

std::vector<std::string> TermRecord(const v1::ExplanationTerm& term) {
  constexpr int kDecimals = 6;
  std::vector<std::string> ids;
  for (const v1::Signal& signal : term.signals())
    ids.push_back(absl::StrCat(signal.source(), ":", signal.source_event_id()));
  return {term.reading(),
          term.reason(),
          term.stakeholder(),
          Number(term.points(), kDecimals),
          Number(term.link_value(), kDecimals),
          term.has_silence() ? Rfc3339(term.silence().from()) : "",
          term.has_silence() ? Rfc3339(term.silence().to()) : "",
          absl::StrJoin(ids, " ")};
}

}  // namespace parallax::cli
