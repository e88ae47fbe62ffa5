#include "clients/cli/render/history.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "clients/cli/render/drift.h"
#include "clients/cli/render/history_columns.h"
#include "clients/cli/render/history_drift.h"
#include "clients/cli/render/history_symbols.h"
#include "clients/cli/render/interpretation.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

constexpr int kLeastLabel = 14;
constexpr int kMostLabel = 23;
constexpr int kRightColumn = 20;  // "first last  min  max", or words
constexpr int kTallWidth = 120;   // from here charts are three lines high
constexpr std::size_t kMostChanges = 20;

const v1::Gate* FindGate(const v1::HistoryPoint& point, absl::string_view id) {
  for (const v1::Gate& gate : point.interpretation().gates()) {
    if (gate.id() == id) return &gate;
  }
  return nullptr;
}

class HistoryPage {
 public:
  HistoryPage(const v1::GetHistoryResponse& history, bool as_known_then, const Style& style)
      : history_(history),
        as_known_then_(as_known_then),
        style_(style),
        tall_(style.unicode && style.width >= kTallWidth),
        gates_(GateIds()),
        signs_(AlarmedSigns(history)),
        label_(LabelWidth()),
        scale_(tall_ ? 4 : 0),
        columns_(history, std::max(10, style.width - label_ - scale_ - kRightColumn - 1)) {}

  std::string Render() {
    std::string out = Heading();
    absl::StrAppend(&out, "\n",
                    Row("", "", std::string(columns_.width(), ' '),
                        Paint("first last  min  max", Ink::kBold, style_)));
    for (const ReadingWords& words : Readings()) absl::StrAppend(&out, Chart(words));
    absl::StrAppend(&out, Verdicts());
    for (const std::string& id : gates_) absl::StrAppend(&out, GateRow(id));
    for (const std::string& sign : signs_) absl::StrAppend(&out, DriftRow(sign));
    absl::StrAppend(&out, Signals("Buyer signals", Ink::kBad, &v1::HistoryPoint::buyer_signals),
                    Signals("Seller signals", Ink::kDim, &v1::HistoryPoint::seller_signals),
                    CalendarRow());
    for (const std::string& line : DrawTimeAxis(columns_, Hours())) {
      absl::StrAppend(&out, Row("", "", line, ""));
    }
    absl::StrAppend(&out, "\n", Legend(), "\n", Changes(), "\n", Foot());
    return out;
  }

 private:
  const v1::HistoryPoint& First() const { return history_.points(0); }
  const v1::HistoryPoint& Last() const { return history_.points(history_.points_size() - 1); }
  absl::Time At(int point) const {
    return FromProto(history_.points(point).interpretation().as_of());
  }
  absl::Duration Step() const {
    return history_.points_size() > 1 ? At(1) - At(0) : absl::ZeroDuration();
  }
  bool Hours() const { return Step() % absl::Hours(24) != absl::ZeroDuration(); }
  std::string StepWords() const {
    const std::int64_t days = Step() / absl::Hours(24);
    if (Hours()) return absl::FormatDuration(Step());
    return days == 1 ? "day" : absl::StrCat(days, " days");
  }
  std::string When(int point) const {
    return absl::FormatTime(Hours() ? "%Y-%m-%d %H:%M" : "%Y-%m-%d", At(point),
                            absl::UTCTimeZone());
  }

  // In the order in which they first moved.
  std::vector<std::string> GateIds() const {
    std::vector<std::string> ids;
    for (const v1::HistoryPoint& point : history_.points()) {
      for (const v1::Gate& gate : point.interpretation().gates()) {
        if (std::find(ids.begin(), ids.end(), gate.id()) == ids.end()) ids.push_back(gate.id());
      }
    }
    return ids;
  }
  int LabelWidth() const {
    int width = kLeastLabel;
    for (const std::string& id : gates_) width = std::max(width, DisplayWidth(id));
    for (const std::string& sign : signs_) width = std::max(width, DisplayWidth(sign));
    return std::min(width, kMostLabel) + 1;
  }

  std::string Heading() const {
    const v1::Interpretation& last = Last().interpretation();
    std::string out = absl::StrCat(Paint(Subject(last), Ink::kBold, style_), " under lens ",
                                   LensName(last.lens()), "\n");
    const int points = history_.points_size();
    std::string range = absl::StrCat(
        points == 1 ? "One reading, of "
                    : absl::StrCat(points, " readings, one every ", StepWords(), ", from "),
        points == 1 ? "" : absl::StrCat(Moment(First().interpretation().as_of()), " to "),
        Moment(last.as_of()));
    if (as_known_then_) {
      absl::StrAppend(&range, ", each by what was known at its own moment.");
    } else if (last.has_known_at()) {
      absl::StrAppend(&range, ", by what was known at ", Moment(last.known_at()), ".");
    } else {
      absl::StrAppend(&range, ", by everything stored.");
    }
    if (columns_.points_per_column() > 1) {
      absl::StrAppend(&range, " Each column is ", columns_.points_per_column(),
                      " points: the mean of their readings and calendar, their worst verdict, gate "
                      "and alarm, the sum of their signals.");
    }
    return absl::StrCat(out, Paragraph(range, style_.width));
  }

  std::string Row(absl::string_view label, absl::string_view scale, absl::string_view drawing,
                  absl::string_view right) const {
    const std::string line =
        absl::StrCat(PadRight(label, label_), PadLeft(scale, std::max(0, scale_ - 1)),
                     scale_ > 0 ? " " : "", PadRight(drawing, columns_.width()), " ", right);
    return absl::StrCat(absl::StripTrailingAsciiWhitespace(line), "\n");
  }

  std::string Chart(const ReadingWords& words) const {
    const auto value = [&](const v1::HistoryPoint& point) {
      return (point.interpretation().*words.get)().value();
    };
    double least = 100, most = 0;
    for (const v1::HistoryPoint& point : history_.points()) {
      least = std::min(least, value(point));
      most = std::max(most, value(point));
    }
    std::string numbers;
    for (const double number : {value(First()), value(Last()), least, most}) {
      absl::StrAppend(&numbers, PadLeft(Number(number), 5));
    }
    const std::vector<std::string> lines = DrawChart(
        columns_, [&](int column) { return columns_.Mean(column, value); }, tall_ ? 3 : 1, style_);
    std::string out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const bool bottom = i + 1 == lines.size();
      absl::StrAppend(&out, Row(bottom ? words.title : "",
                                !tall_   ? ""
                                : i == 0 ? "100"
                                : bottom ? "0"
                                         : "",
                                lines[i], bottom ? numbers : ""));
    }
    return out;
  }

  std::string Verdicts() {
    const auto code = [](const v1::HistoryPoint& point) {
      return static_cast<double>(point.interpretation().verdict().code());
    };
    const std::string marks = DrawMarks(
        columns_,
        [&](int column) {
          const int worst = static_cast<int>(columns_.Max(column, code));
          const HistorySymbol symbol = VerdictSymbol(worst);
          verdicts_used_.insert(worst);
          return HistoryMark{std::string(symbol.text), symbol.ink};
        },
        style_);
    const v1::VerdictCode now = Last().interpretation().verdict().code();
    return Row("Verdict", "", marks,
               Paint(absl::AsciiStrToUpper(VerdictName(now)), VerdictInk(now), style_));
  }

  std::string GateRow(const std::string& id) {
    const auto mark = [&](const v1::HistoryPoint& point) {
      const v1::Gate* gate = FindGate(point, id);
      return static_cast<double>(gate == nullptr ? kNotYet : MarkOfGate(*gate));
    };
    const std::string marks = DrawMarks(
        columns_,
        [&](int column) {
          const int worst = static_cast<int>(columns_.Max(column, mark));
          gates_used_.insert(worst);
          return HistoryMark{std::string(GateSymbol(worst).text), GateSymbol(worst).ink};
        },
        style_);
    const v1::Gate* now = FindGate(Last(), id);
    const std::string label = LabelWords(Clean(id));
    return Row(Wrap(label, label_ - 1).front(), "", marks, now == nullptr ? "" : GateWords(*now));
  }

  std::string DriftRow(const std::string& sign) {
    const std::vector<int> points = DriftMarks(history_, sign);
    const std::string marks = DrawMarks(
        columns_,
        [&](int column) {
          const int mark = columns_.Max(column, points);
          alarms_used_.insert(mark);
          return HistoryMark{std::string(DriftSymbol(mark).text), DriftSymbol(mark).ink};
        },
        style_);
    std::string now;
    if (points.back() == kFiring) now = Paint("firing", Ink::kBad, style_);
    if (points.back() == kRecovering) now = "recovering";
    if (now.empty()) {
      const auto over = std::find(points.rbegin(), points.rend(), kOver);
      const auto point = static_cast<int>(points.rend() - over) - 1;
      now = absl::StrCat("over ", Day(history_.points(point).interpretation().as_of()));
    }
    return Row(Wrap(LabelWords(Clean(sign)), label_ - 1).front(), "", marks, now);
  }

  std::string Signals(absl::string_view label, Ink silence,
                      std::uint32_t (v1::HistoryPoint::*count)() const) const {
    double all = 0;
    const auto of = [&](const v1::HistoryPoint& point) {
      return static_cast<double>((point.*count)());
    };
    for (int column = 0; column < columns_.columns(); ++column) all += columns_.Sum(column, of);
    const std::string marks = DrawMarks(
        columns_,
        [&](int column) {
          const double sum = columns_.Sum(column, of);
          if (sum == 0) return HistoryMark{"-", silence};
          return HistoryMark{sum > 9 ? "+" : Number(sum), Ink::kPlain, false};
        },
        style_);
    return Row(label, "", marks, absl::StrCat(Number(all), " in all"));
  }

  std::string CalendarRow() {
    const auto of = [](const v1::HistoryPoint& point) { return point.calendar(); };
    double mean = 0;
    for (const v1::HistoryPoint& point : history_.points()) mean += point.calendar();
    mean /= history_.points_size();
    const std::string marks = DrawMarks(
        columns_,
        [&](int column) {
          const int mark = CalendarMark(columns_.Mean(column, of));
          const HistorySymbol symbol = CalendarSymbol(mark, style_);
          calendar_used_.insert(mark);
          return HistoryMark{std::string(symbol.text), symbol.ink};
        },
        style_);
    return Row("Calendar", "", marks, absl::StrCat(Percent(mean), " of normal"));
  }

  std::string Legend() const {
    std::string out;
    const auto line = [&](absl::string_view label, const std::string& text) {
      absl::StrAppend(&out,
                      Paint(Labelled(label, text, label_, Style{style_.width}), Ink::kDim, style_));
    };
    const auto used = [](const std::set<int>& marks, const auto& symbol) {
      std::vector<std::string> parts;
      for (const int mark : marks) {
        const HistorySymbol drawn = symbol(mark);
        if (drawn.meaning.empty()) continue;
        parts.push_back(absl::StrCat(drawn.text, " ", drawn.meaning));
      }
      return absl::StrJoin(parts, ", ");
    };
    line("Readings",
         absl::StrCat(style_.unicode ? "0 at the foot of a line, 100 at its top"
                                     : "0-100, drawn as tens: 6 is 60 to 69, 9 is 90 to 100",
                      ". Higher is better, but for decision risk, where it is worse; "
                      "momentum 50 is the account's own pace."));
    line("Verdict", used(verdicts_used_, VerdictSymbol));
    if (!gates_.empty()) {
      line("Gates", absl::StrCat(used(gates_used_, GateSymbol), "; blank: has not moved yet"));
    }
    if (!signs_.empty()) {
      line("Drift", absl::StrCat(used(alarms_used_, DriftSymbol), "; blank: no alarm"));
    }
    line("Signals", absl::StrCat("1-9 of them since the column before, + ten or more, - none",
                                 columns_.cells() > 1 ? ", at the right of the column" : ""));
    line("Calendar",
         absl::StrCat("intensity under this lens: ", used(calendar_used_, [&](int mark) {
                        return CalendarSymbol(mark, style_);
                      })));
    return out;
  }

  // The longest run of points without a buyer signal.
  std::string LongestSilence() const {
    int longest = 0, last = 0, run = 0;
    for (int i = 0; i < history_.points_size(); ++i) {
      run = history_.points(i).buyer_signals() == 0 ? run + 1 : 0;
      if (run > longest) {
        longest = run;
        last = i;
      }
    }
    if (longest == 0 || history_.points_size() == 1) return "";
    const absl::Time begin = At(last) - longest * Step();
    return absl::StrCat("Longest silence of the buyer: ", longest,
                        longest == 1 ? " step" : " steps", " without a signal, ",
                        absl::FormatTime("%Y-%m-%d", begin, absl::UTCTimeZone()), " to ",
                        absl::FormatTime("%Y-%m-%d", At(last), absl::UTCTimeZone()), ".");
  }

  struct Change {
    std::string when, what, more;
    Ink ink = Ink::kPlain;
  };

  void AddVerdictChange(int point, std::vector<Change>& out) const {
    const v1::Verdict& now = history_.points(point).interpretation().verdict();
    const v1::VerdictCode before =
        point == 0 ? v1::VERDICT_CODE_UNSPECIFIED
                   : history_.points(point - 1).interpretation().verdict().code();
    if (now.code() == before) return;
    out.push_back({When(point),
                   absl::StrCat(absl::AsciiStrToUpper(VerdictName(now.code())),
                                point == 0 ? ", the first reading"
                                           : absl::StrCat(", was ", VerdictName(before))),
                   Clean(now.headline()), VerdictInk(now.code())});
  }

  void AddGateChanges(int point, std::vector<Change>& out) const {
    for (const std::string& id : gates_) {
      const v1::Gate* now = FindGate(history_.points(point), id);
      const v1::Gate* before = point == 0 ? nullptr : FindGate(history_.points(point - 1), id);
      if (now == nullptr || (before != nullptr && GateWords(*now) == GateWords(*before))) continue;
      out.push_back({When(point),
                     absl::StrCat("gate ", LabelWords(Clean(id)), ": ", GateWords(*now)), "",
                     Ink::kPlain});
    }
  }

  void AddDriftChanges(int point, std::vector<Change>& out) const {
    for (const std::string& sign : signs_) {
      const v1::Drift* now = FindAlarm(history_.points(point), sign);
      const v1::Drift* before = point == 0 ? nullptr : FindAlarm(history_.points(point - 1), sign);
      if (now != nullptr && (before == nullptr || now->state() != before->state())) {
        const bool fires = now->state() == v1::DRIFT_STATE_FIRING;
        out.push_back({When(point),
                       DriftWords(sign, fires ? "firing" : "recovering",
                                  fires ? Day(now->onset()) : std::string()),
                       "", fires ? Ink::kBad : Ink::kPlain});
      }
      if (now == nullptr && before != nullptr) {
        out.push_back({When(point), DriftWords(sign, "over", ""), "", Ink::kPlain});
      }
    }
  }

  std::string Changes() const {
    std::vector<Change> changes;
    for (int point = 0; point < history_.points_size(); ++point) {
      AddVerdictChange(point, changes);
      AddGateChanges(point, changes);
      AddDriftChanges(point, changes);
    }
    std::string out = absl::StrCat(Paint("What changed", Ink::kBold, style_), "\n");
    const std::size_t hidden = changes.size() - std::min(changes.size(), kMostChanges);
    if (hidden > 0) {
      absl::StrAppend(&out, Paragraph(absl::StrCat(hidden,
                                                   " earlier changes are left out; --from, "
                                                   "--to or --output csv show them."),
                                      style_.width, 2));
    }
    for (std::size_t i = hidden; i < changes.size(); ++i) {
      const Change& change = changes[i];
      const int indent = 2 + DisplayWidth(change.when) + 2;
      std::string when = absl::StrCat("  ", change.when, "  ");
      for (const std::string& line : Wrap(change.what, style_.width - indent)) {
        absl::StrAppend(&out, PadRight(when, indent), Paint(line, change.ink, style_), "\n");
        when.clear();
      }
      if (!change.more.empty()) absl::StrAppend(&out, Paragraph(change.more, style_.width, indent));
    }
    const std::string silence = LongestSilence();
    return absl::StrCat(out, silence.empty() ? "" : Paragraph(silence, style_.width, 2));
  }

  std::string Foot() const {
    return ProvenanceFoot("The last point is made by ", Last().interpretation(), style_);
  }

  const v1::GetHistoryResponse& history_;
  const bool as_known_then_;
  const Style style_;
  const bool tall_;
  const std::vector<std::string> gates_, signs_;
  const int label_, scale_;
  const HistoryColumns columns_;
  std::set<int> verdicts_used_, gates_used_, alarms_used_, calendar_used_;
};

}  // namespace

std::string RenderHistory(const v1::GetHistoryResponse& history, bool as_known_then,
                          const Style& style) {
  if (history.points_size() == 0) return "No readings.\n";
  return HistoryPage(history, as_known_then, style).Render();
}

}  // namespace parallax::cli
