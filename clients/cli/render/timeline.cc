#include "clients/cli/render/timeline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/render/drift.h"
#include "clients/cli/render/history_symbols.h"
#include "clients/cli/render/interpretation.h"
#include "clients/cli/render/stages.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

constexpr int kLabel = 24;        // columns of a lane's name
constexpr double kTelling = 0.5;  // points from which a change is told
constexpr int kWideFrom = 120;    // columns from which deltas stand in columns of their own
constexpr std::array<absl::string_view, 4> kDeltaNames = {"confidence", "risk", "alignment",
                                                          "momentum"};

std::array<double, 4> Deltas(const v1::TimelineEvent& event) {
  const v1::InteractionDelta& d = event.delta();
  return {d.confidence(), d.decision_risk(), d.alignment(), d.momentum()};
}

bool IsTelling(const v1::TimelineEvent& event) {
  if (event.kind() != v1::TIMELINE_EVENT_KIND_INTERACTION) return true;
  return std::ranges::any_of(Deltas(event), [](double d) { return std::abs(d) >= kTelling; });
}

std::string Lower(absl::string_view text) { return absl::AsciiStrToLower(LabelWords(Clean(text))); }

// "was watch" or nothing.
std::string Was(const v1::TimelineEvent& event) {
  return event.before().empty() ? "" : absl::StrCat(", was ", Lower(event.before()));
}

std::string Who(const v1::TimelineEvent& event) {
  const std::string by = InitiatorName(event.initiator());
  if (event.stakeholder().empty()) return by;
  return absl::StrCat(Clean(event.stakeholder()), " (", by, ")");
}

std::string What(const v1::TimelineEvent& event) {
  switch (event.kind()) {
    case v1::TIMELINE_EVENT_KIND_INTERACTION: {
      const std::string kind = Clean(event.subject());
      return absl::StrCat(LabelWords(kind.substr(kind.find('.') + 1)), ", ", Who(event),
                          event.together() > 1
                              ? absl::StrCat(", one of ", event.together(), " at that moment")
                              : "");
    }
    case v1::TIMELINE_EVENT_KIND_VERDICT:
      return absl::StrCat("verdict ", LabelWords(Clean(event.after())), Was(event));
    case v1::TIMELINE_EVENT_KIND_PHASE:
      return absl::StrCat("phase ", Lower(event.after()), Was(event));
    case v1::TIMELINE_EVENT_KIND_GATE:
      return absl::StrCat("gate ", LabelWords(Clean(event.subject())), ": ",
                          LabelWords(Clean(event.after())), Was(event));
    case v1::TIMELINE_EVENT_KIND_DRIFT:
      return DriftWords(event.subject(), Lower(event.after()),
                        event.has_onset() ? Day(event.onset()) : "");
    case v1::TIMELINE_EVENT_KIND_HANDOFF:
      return absl::StrCat("handoff ", LabelWords(Clean(event.subject())), ": ",
                          event.after() == "reset"  ? "context was lost"
                          : event.after() == "fell" ? "confidence fell"
                                                    : "survived");
    default:
      return LabelWords(Clean(event.subject()));
  }
}

class TimelinePage {
 public:
  TimelinePage(const v1::GetTimelineResponse& timeline, const Style& style)
      : timeline_(timeline),
        style_(style),
        columns_(std::max(10, style.width - kLabel - 1)),
        from_(FromProto(timeline.from())),
        to_(FromProto(timeline.interpretation().as_of())) {}

  std::string Render() const {
    const v1::Interpretation& now = timeline_.interpretation();
    std::string out = absl::StrCat(
        Paint(Subject(now), Ink::kBold, style_), " under lens ", LensName(now.lens()), "\n",
        Paragraph(absl::StrCat(Day(timeline_.from()), " to ", Moment(now.as_of()), ". ",
                               Clean(now.verdict().headline())),
                  style_.width),
        "\n", Lanes(), "\n", Legend(), "\n", Stages(now, style_), now.stages().empty() ? "" : "\n",
        List());
    return absl::StrCat(out, "\n", ProvenanceFoot("The end is read by ", now, style_));
  }

 private:
  struct Mark {
    std::string text = " ";
    Ink ink = Ink::kPlain;
  };
  using Lane = std::vector<Mark>;

  int ColumnOf(const google::protobuf::Timestamp& at) const {
    const double span = absl::ToDoubleSeconds(to_ - from_);
    if (span <= 0) return columns_ - 1;
    const double share = absl::ToDoubleSeconds(FromProto(at) - from_) / span;
    return std::clamp(static_cast<int>(share * columns_), 0, columns_ - 1);
  }

  // A lane whose marks last until the next event.
  Lane States(const std::function<bool(const v1::TimelineEvent&)>& of,
              const std::function<Mark(const v1::TimelineEvent&)>& mark) const {
    Lane lane(static_cast<std::size_t>(columns_));
    for (const v1::TimelineEvent& event : timeline_.events()) {
      if (!of(event)) continue;
      const auto column = lane.begin() + ColumnOf(event.at());
      std::fill(column, lane.end(), mark(event));
    }
    return lane;
  }

  Lane Interactions(const std::function<bool(v1::Initiator)>& by) const {
    std::vector<int> counts(static_cast<std::size_t>(columns_));
    for (const v1::TimelineEvent& event : timeline_.events()) {
      if (event.kind() != v1::TIMELINE_EVENT_KIND_INTERACTION || !by(event.initiator())) continue;
      ++counts[static_cast<std::size_t>(ColumnOf(event.at()))];
    }
    Lane lane;
    for (const int count : counts) {
      lane.push_back(count == 0 ? Mark{".", Ink::kDim} : Mark{count > 9 ? "+" : Number(count)});
    }
    return lane;
  }

  std::string Draw(absl::string_view name, const Lane& lane) const {
    std::string out = PadRight(Wrap(name, kLabel - 1).front(), kLabel);
    for (const Mark& mark : lane) absl::StrAppend(&out, Paint(mark.text, mark.ink, style_));
    return absl::StrCat(out, "\n");
  }

  static Mark VerdictMark(const v1::TimelineEvent& event) {
    v1::VerdictCode code = v1::VERDICT_CODE_UNSPECIFIED;
    v1::VerdictCode_Parse(absl::StrCat("VERDICT_CODE_", event.after()), &code);
    const HistorySymbol symbol = VerdictSymbol(code);
    return {std::string(symbol.text), symbol.ink};
  }
  static Mark GateStateMark(const v1::TimelineEvent& event) {
    v1::Gate gate;
    gate.set_state(event.after());
    const HistorySymbol symbol = GateSymbol(event.after() == "late" ? kLate : MarkOfGate(gate));
    return {std::string(symbol.text), symbol.ink};
  }

  // Ids of one kind, in order of their first event.
  std::vector<std::string> Subjects(v1::TimelineEventKind kind) const {
    std::vector<std::string> out;
    for (const v1::TimelineEvent& event : timeline_.events()) {
      if (event.kind() != kind || std::ranges::find(out, event.subject()) != out.end()) continue;
      out.push_back(event.subject());
    }
    return out;
  }

  Lane DriftLane(const std::string& sign) const {
    Lane lane = States(
        [&](const v1::TimelineEvent& event) {
          return event.kind() == v1::TIMELINE_EVENT_KIND_DRIFT && event.subject() == sign;
        },
        [](const v1::TimelineEvent& event) {
          return event.after() == "FIRING" ? Mark{"!", Ink::kBad} : Mark{};
        });
    for (const v1::TimelineEvent& event : timeline_.events()) {
      const bool fires = event.kind() == v1::TIMELINE_EVENT_KIND_DRIFT && event.subject() == sign &&
                         event.after() == "FIRING";
      if (!fires || !event.has_onset() || FromProto(event.onset()) < from_) continue;
      Mark& mark = lane[static_cast<std::size_t>(ColumnOf(event.onset()))];
      if (mark.text == " ") mark = {"o", Ink::kCare};
    }
    return lane;
  }

  Lane HandoffLane() const {
    Lane lane(static_cast<std::size_t>(columns_));
    for (const v1::TimelineEvent& event : timeline_.events()) {
      if (event.kind() != v1::TIMELINE_EVENT_KIND_HANDOFF) continue;
      const bool kept = event.after() == "survived";
      lane[static_cast<std::size_t>(ColumnOf(event.at()))] =
          kept ? Mark{"+", Ink::kGood} : Mark{"X", Ink::kBad};
    }
    return lane;
  }

  std::string Lanes() const {
    const auto is = [](v1::TimelineEventKind kind) {
      return [kind](const v1::TimelineEvent& event) { return event.kind() == kind; };
    };
    std::string out = Draw("Verdict", States(is(v1::TIMELINE_EVENT_KIND_VERDICT), VerdictMark));
    absl::StrAppend(&out, Draw("Phase", States(is(v1::TIMELINE_EVENT_KIND_PHASE),
                                               [](const v1::TimelineEvent& event) {
                                                 return Mark{event.after().substr(0, 1)};
                                               })));
    absl::StrAppend(
        &out, Draw("Buyer", Interactions([](v1::Initiator by) {
                     return by == v1::INITIATOR_BUYER || by == v1::INITIATOR_THIRD_PARTY;
                   })),
        Draw("Seller", Interactions([](v1::Initiator by) { return by == v1::INITIATOR_SELLER; })));
    for (const std::string& id : Subjects(v1::TIMELINE_EVENT_KIND_GATE)) {
      absl::StrAppend(&out, Draw(absl::StrCat("Gate ", LabelWords(Clean(id))),
                                 States(
                                     [&](const v1::TimelineEvent& event) {
                                       return event.kind() == v1::TIMELINE_EVENT_KIND_GATE &&
                                              event.subject() == id;
                                     },
                                     GateStateMark)));
    }
    for (const std::string& sign : Subjects(v1::TIMELINE_EVENT_KIND_DRIFT)) {
      absl::StrAppend(&out, Draw(LabelWords(Clean(sign)), DriftLane(sign)));
    }
    if (!Subjects(v1::TIMELINE_EVENT_KIND_HANDOFF).empty()) {
      absl::StrAppend(&out, Draw("Handoffs", HandoffLane()));
    }
    return absl::StrCat(out, Axis());
  }

  // Dates, as many as have room: each stands under the column where its day begins.
  std::string Axis() const {
    constexpr int kDate = 10, kGap = 4;
    const int dates = std::max(1, columns_ / (kDate + kGap));
    std::string out(kLabel, ' ');
    for (int i = 0; i < dates; ++i) {
      const int column = i * columns_ / dates;
      const absl::Time at = from_ + (to_ - from_) * (static_cast<double>(column) / columns_);
      out = PadRight(out, kLabel + column);
      absl::StrAppend(&out, absl::FormatTime("|%Y-%m-%d", at, absl::UTCTimeZone()));
    }
    return absl::StrCat(out, "\n");
  }

  std::string Legend() const {
    const auto line = [&](absl::string_view label, absl::string_view text) {
      return Paint(Labelled(label, std::string(text), kLabel, Style{style_.width}), Ink::kDim,
                   style_);
    };
    std::string out = absl::StrCat(
        line("Verdict", "? too little evidence, o healthy, ~ watch, ! warning, X lost ground"),
        line("Phase", "E evaluation, V validation, C commitment, R reassessment"),
        line("Signals", "1-9 of them, + ten or more, . none"));
    if (!Subjects(v1::TIMELINE_EVENT_KIND_GATE).empty()) {
      absl::StrAppend(&out, line("Gates",
                                 ". asked for, = running, ! late, + passed, w waived, "
                                 "X failed, - paused, e expired"));
    }
    if (!Subjects(v1::TIMELINE_EVENT_KIND_DRIFT).empty()) {
      absl::StrAppend(&out, line("Drift", "o the rise began, ! the alarm fires"));
    }
    if (!Subjects(v1::TIMELINE_EVENT_KIND_HANDOFF).empty()) {
      absl::StrAppend(&out, line("Handoffs", "+ survived, X context was lost or confidence fell"));
    }
    return out;
  }

  std::string DeltaWords(const v1::TimelineEvent& event) const {
    std::vector<std::string> parts;
    const auto deltas = Deltas(event);
    for (std::size_t r = 0; r < deltas.size(); ++r) {
      if (std::abs(deltas[r]) < kTelling) continue;
      parts.push_back(absl::StrCat(kDeltaNames[r], " ", Signed(deltas[r])));
    }
    return absl::StrJoin(parts, ", ");
  }

  std::string DeltaColumns(const v1::TimelineEvent& event) const {
    std::string out;
    const auto deltas = Deltas(event);
    for (std::size_t r = 0; r < deltas.size(); ++r) {
      const bool told = std::abs(deltas[r]) >= kTelling;
      absl::StrAppend(&out, PadLeft(told ? Signed(deltas[r]) : "", 12));
    }
    return out;
  }

  std::string List() const {
    constexpr int kWhen = 18, kDeltas = 48;
    const bool wide = style_.width >= kWideFrom;
    const int room = style_.width - kWhen - (wide ? kDeltas : 0);
    std::string head = PadRight("What happened", style_.width - kDeltas);
    for (const absl::string_view name : kDeltaNames) absl::StrAppend(&head, PadLeft(name, 12));
    std::string out = absl::StrCat(
        Paint(wide ? head : "What happened, and what it changed in points", Ink::kBold, style_),
        "\n");
    int untold = 0;
    for (const v1::TimelineEvent& event : timeline_.events()) {
      if (!IsTelling(event)) {
        ++untold;
        continue;
      }
      const bool interaction = event.kind() == v1::TIMELINE_EVENT_KIND_INTERACTION;
      std::string what = What(event);
      if (interaction && !wide) absl::StrAppend(&what, ": ", DeltaWords(event));
      std::string when = Moment(event.at()).substr(0, 16);
      bool first = true;
      for (const std::string& line : Wrap(what, room)) {
        const bool deltas = interaction && wide && first;
        absl::StrAppend(&out, PadRight(when, kWhen), deltas ? PadRight(line, room) : line,
                        deltas ? DeltaColumns(event) : "", "\n");
        when.clear();
        first = false;
      }
    }
    if (untold > 0) {
      absl::StrAppend(&out,
                      Paragraph(absl::StrCat(untold, untold == 1 ? " interaction" : " interactions",
                                             " moved no reading by half a point; --output "
                                             "csv lists all."),
                                style_.width));
    }
    return out;
  }

  const v1::GetTimelineResponse& timeline_;
  const Style style_;
  const int columns_;
  const absl::Time from_, to_;
};

}  // namespace

std::string RenderTimeline(const v1::GetTimelineResponse& timeline, const Style& style) {
  return TimelinePage(timeline, style).Render();
}

const std::vector<std::string>& TimelineColumns() {
  static const auto& columns = *new std::vector<std::string>{"at",
                                                             "event",
                                                             "subject",
                                                             "before",
                                                             "after",
                                                             "source",
                                                             "source_event_id",
                                                             "stakeholder",
                                                             "initiator",
                                                             "confidence_delta",
                                                             "decision_risk_delta",
                                                             "alignment_delta",
                                                             "momentum_delta",
                                                             "together",
                                                             "onset"};
  return columns;
}

std::vector<std::string> TimelineRecord(const v1::TimelineEvent& event) {
  const bool interaction = event.kind() == v1::TIMELINE_EVENT_KIND_INTERACTION;
  const auto delta = [&](double value) { return interaction ? absl::StrCat(value) : ""; };
  return {Rfc3339(event.at()),
          Words(v1::TimelineEventKind_Name(event.kind()), "TIMELINE_EVENT_KIND_"),
          event.subject(),
          event.before(),
          event.after(),
          event.signal().source(),
          event.signal().source_event_id(),
          event.stakeholder(),
          interaction ? InitiatorName(event.initiator()) : "",
          delta(event.delta().confidence()),
          delta(event.delta().decision_risk()),
          delta(event.delta().alignment()),
          delta(event.delta().momentum()),
          interaction ? absl::StrCat(event.together()) : "",
          event.has_onset() ? Rfc3339(event.onset()) : ""};
}

}  // namespace parallax::cli
