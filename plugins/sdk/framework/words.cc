#include "framework/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "framework/numerics.h"
#include "parallax/sdk/model.h"

namespace parallax::framework {

using std::string;
using std::string_view;

string IdWords(string_view id) {
  string out(id);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

string PersonWords(const Fold& fold, const Participant& who) {
  return string(sdk::View(fold.journal->persons[who.person])) + " (" +
         IdWords(fold.assumptions->roles[static_cast<std::size_t>(who.role)].id) + ")";
}

string GateWords(const Fold& fold, const Object& gate) {
  const string_view id = fold.assumptions->gate_infos[static_cast<std::size_t>(gate.gate)].id;
  return id.empty() ? "a step of the buyer's own" : "the " + IdWords(id);
}

namespace {

constexpr std::array<string_view, kPoints> kPointWords = {
    "a validation step is moving within its usual time",
    "a function that was not there before has joined",
    "the buyer is looking for proof",
    "the calendar explains much of the quiet",
    "others at the buyer are active while the champion is quiet",
    "a champion, approver or veto holder left",
    "the champion has been quiet for long",
    "the same person asked a question again",
    "the members' positions are drifting apart",
    "the buyer presses on price",
    "a validation step is past its usual time",
    "a budget window is closing and nothing is approved",
    "a budget window was missed",
    "an agreed step slipped or is overdue",
    "the buyer declined a reference call",
    "the close date moved out"};

constexpr std::array<string_view, 4> kMeaningWords = {
    "disinterest", "an internal review", "a risk that is being escalated", "the calendar"};

string Number(double value, const char* format = "%.0f") {
  char text[32];
  const int n = std::snprintf(text, sizeof text, format, value);
  return {text, static_cast<std::size_t>(std::max(0, n))};
}

string Date(Time t) {
  const Civil c = CivilOf(DayOf(t));
  char text[24];
  const int n =
      std::snprintf(text, sizeof text, "%04d-%02d-%02d", static_cast<int>(c.year), c.month, c.day);
  return {text, static_cast<std::size_t>(std::max(0, n))};
}

string Count(double n, string_view one, string_view many) {
  return Number(n) + " " + string(n == 1 ? one : many);
}

// The points of one side, heaviest first, at most `most` of them.
string Strongest(const Assumptions& a, std::uint32_t points, bool healthy, std::size_t most) {
  std::vector<int> found;
  for (int p = 0; p < kPoints; ++p) {
    const bool counts = (points >> p & 1) && (p < kHealthyPoints) == healthy &&
                        PointsOf(a, static_cast<Point>(p)) > 0;
    if (counts) found.push_back(p);
  }
  std::stable_sort(found.begin(), found.end(), [&](int x, int y) {
    return PointsOf(a, static_cast<Point>(x)) > PointsOf(a, static_cast<Point>(y));
  });
  string out;
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i) {
    out += (i == 0 ? "" : ", and ") + string(kPointWords[static_cast<std::size_t>(found[i])]);
  }
  return out;
}

// What speaks against the pace, so that it is not taken for the whole.
string Though(const Assumptions& a, const Signs& s, bool healthy) {
  const string other = Strongest(a, s.points, healthy, 1);
  return other.empty() ? "" : ", though " + other;
}

string Quiet(const Signs& s) {
  if (!s.silence_known || s.clock_gap < 1) return "the buyer acts less than before";
  const bool champion = s.champion_known && s.champion_gap > s.everybody_gap;
  return string(champion ? "the champion" : "everybody") + " quiet for " +
         Count(std::floor(s.clock_gap), "day", "days");
}

// What a dip means, with the share of belief: claimed only when it leads by the margin, likely from
// one half on; else the two that are likeliest.
string Meaning(const Assumptions& a, const RawVerdict& raw) {
  if (raw.dip == PLX_DIP_NONE) return "what it means is not told";
  const auto first = static_cast<std::size_t>(raw.dip - PLX_DIP_DISINTEREST);
  std::size_t second = first == 0 ? 1 : 0;
  for (std::size_t m = 0; m < raw.posterior.size(); ++m) {
    if (m != first && raw.posterior[m] > raw.posterior[second]) second = m;
  }
  const auto named = [&](std::size_t m) {
    return string(kMeaningWords[m]) + " (" + Number(100 * raw.posterior[m]) + "%)";
  };
  if (raw.posterior[first] - raw.posterior[second] < a.dip_margin) {
    return "it may be " + named(first) + " or " + named(second);
  }
  return (raw.posterior[first] >= 0.5 ? "it is most likely " : "it is perhaps ") + named(first);
}

constexpr std::array<string_view, kDriftSigns> kDriftWords = {
    "the champion is engaged less than before", "fewer people take part than before",
    "answers come later than before", "the buyer's interest has narrowed to few topics",
    "outreach goes unanswered or steps are not kept, without a no"};

// The firing drift signs, since the first of them began.
string Drifting(const Answer& answer) {
  const DriftReadings signs = answer.reader->drift(*answer.fold);
  string what;
  Time since = kNever;
  for (std::size_t s = 0; s < signs.size(); ++s) {
    if (signs[s].state != PLX_DRIFT_FIRING) continue;
    what += (what.empty() ? "" : ", and ") + string(kDriftWords[s]);
    since = since == kNever ? signs[s].onset : std::min(since, signs[s].onset);
  }
  return "Drifting since " + Date(since) + ": " + what;
}

// The readings below their low marks.
string Low(const Answer& answer) {
  const Assumptions& a = *answer.fold->assumptions;
  const FourReadings& v = answer.levels.value;
  string low;
  const auto add = [&](bool holds, string_view name, double value) {
    if (holds) low += (low.empty() ? "" : ", ") + string(name) + " " + Number(value);
  };
  add(v[PLX_READING_CONFIDENCE] < a.confidence_low, "confidence is low at",
      v[PLX_READING_CONFIDENCE]);
  add(v[PLX_READING_ALIGNMENT] < a.alignment_low, "alignment is low at", v[PLX_READING_ALIGNMENT]);
  add(v[PLX_READING_MOMENTUM] < a.momentum_low, "momentum is low at", v[PLX_READING_MOMENTUM]);
  add(v[PLX_READING_DECISION_RISK] > a.decision_risk_high, "decision risk is high at",
      v[PLX_READING_DECISION_RISK]);
  return low;
}

string Lost(const Answer& answer) {
  const InstantReader& r = *answer.reader;
  if (r.decision().explicit_no) return "The buyer said no on " + Date(r.decision().no_at) + ".";
  if (r.signs().failed_gate != nullptr) {
    return "A required step failed: " + GateWords(*answer.fold, *r.signs().failed_gate) + ", on " +
           Date(r.signs().failed_gate->since) + ".";
  }
  return "Stalled: nobody at the buyer has been heard for " +
         Count(std::floor(Days(r.now().at - answer.fold->present_at)), "day", "days") +
         ", and no validation step is known to be under way.";
}

string Warned(const Answer& answer) {
  const InstantReader& r = *answer.reader;
  const Assumptions& a = *answer.fold->assumptions;
  const Signs& s = r.signs();
  if (s.veto_at_gate) {
    const auto& all = r.participants();
    const auto who = std::find_if(all.begin(), all.end(),
                                  [&](const Participant& p) { return p.person == s.silent_veto; });
    return PersonWords(*answer.fold, *who) +
           ", who can veto, does not answer while a validation step runs.";
  }
  if (answer.raw.pace == PLX_PACE_WARNING_DECELERATION) {
    const string why = Strongest(a, s.points, false, 2);
    return "Slowing down with signs of conflict: " + (why.empty() ? Quiet(s) : why) +
           Though(a, s, true) + "; " + Meaning(a, answer.raw) + ".";
  }
  if (!s.triggered() || !DipWarns(a, answer.raw.posterior)) return Drifting(answer) + ".";
  return "Of the quiet, " + Meaning(a, answer.raw) + ": " + Quiet(s) + ".";
}

// "the handoff from sales to onboarding on 2026-02-02 lost the context".
string LostHandoff(const Answer& answer) {
  const HandoffReading& last = answer.handoffs.back();
  const string what = last.reset ? "lost the context"
                                 : "cost confidence (" + Number(100 * Sigmoid(last.before)) +
                                       " before, " + Number(100 * Sigmoid(last.after)) + " after)";
  return "the handoff " + IdWords(answer.fold->Text(last.handoff.transition)) + " on " +
         Date(last.handoff.at) + " " + what;
}

string Watched(const Answer& answer) {
  const Assumptions& a = *answer.fold->assumptions;
  string low = Low(answer);
  if (answer.handoff_lost) low += (low.empty() ? "" : ", and ") + LostHandoff(answer);
  if (!low.empty()) return "Worth a look: " + low + ".";
  return "Slower, and the signs do not agree on why: " + Meaning(a, answer.raw) + ".";
}

string Healthy(const Answer& answer, const Interval& momentum) {
  const Assumptions& a = *answer.fold->assumptions;
  const Signs& s = answer.reader->signs();
  // Index of half and of twice the own pace: an interval that holds both tells no pace.
  constexpr double kOwn = 50, kHalf = 100.0 / 3, kTwice = 200.0 / 3;
  const bool vague = momentum.low < kHalf && momentum.high > kTwice;
  switch (answer.raw.pace) {
    case PLX_PACE_HEALTHY_DECELERATION:
      return "Slower, with signs of a sound reason: " + Strongest(a, s.points, true, 2) +
             Though(a, s, false) + "; " + Meaning(a, answer.raw) + ".";
    case PLX_PACE_ACCELERATING:
      return momentum.low > kOwn ? "Nothing warns, and the buyer is acting faster than before."
                                 : "Nothing warns, and the buyer seems to act faster than before.";
    case PLX_PACE_STEADY:
      return vague ? "Nothing warns; as far as few acts can tell, the buyer keeps its own pace."
                   : "Nothing warns: the buyer keeps about its own pace.";
    default:
      return "Nothing warns, but the buyer's pace cannot be told.";
  }
}

string CurrentState(const Answer& answer, const Interval& momentum) {
  switch (answer.raw.verdict) {
    case PLX_VERDICT_LOST_GROUND:
      return Lost(answer);
    case PLX_VERDICT_WARNING:
      return Warned(answer);
    case PLX_VERDICT_WATCH:
      return Watched(answer);
    default:
      return Healthy(answer, momentum);
  }
}

// " Act by 2026-06-10, before " what ends then.
string ActBy(const Fold& fold, const Deadline& deadline, Time now) {
  string what;
  switch (deadline.kind) {
    case DeadlineKind::kNone:
      return "";
    case DeadlineKind::kBudgetWindow:
      what = "a budget window closes on " + Date(deadline.ends);
      break;
    case DeadlineKind::kRenewal:
      what = "the contract ends on " + Date(deadline.ends);
      break;
    case DeadlineKind::kGate:
      what = GateWords(fold, *deadline.gate) + " is late";
      break;
  }
  if (DayOf(deadline.act_by) < DayOf(now)) {
    return " The last day to act was " + Date(deadline.act_by) + ": " + what + ".";
  }
  return " Act by " + Date(deadline.act_by) + ", before " + what + ".";
}

}  // namespace

string Headline(const Answer& answer, const Interval& momentum, const Deadline& deadline,
                double mass) {
  const Assumptions& a = *answer.fold->assumptions;
  if (answer.verdict == PLX_VERDICT_INSUFFICIENT) {
    return "Too little is known to say anything: " +
           Count(mass, "piece of evidence", "pieces of evidence") + ", and at least " +
           Number(std::ceil(a.evidence_floor)) +
           " are needed; what counts is what the buyer says, and meetings held.";
  }
  // Sufficiency below 2/3: less than twice the floor.
  string out = mass < 2 * a.evidence_floor ? "On little evidence: " : "";
  if (answer.latched_at != kNever) {
    const bool lost = answer.verdict == PLX_VERDICT_LOST_GROUND;
    out += string(lost ? "Ground was lost" : "It warned") + " on " + Date(answer.latched_at) +
           ", and no buyer has spoken since.";
  } else {
    out += CurrentState(answer, momentum);
  }
  if (answer.verdict < PLX_VERDICT_WARNING) return out;
  return out + ActBy(*answer.fold, deadline, answer.reader->now().at);
}

std::vector<string> PaceReasons(const Answer& answer) {
  const Assumptions& a = *answer.fold->assumptions;
  std::vector<string> out;
  for (int p = 0; p < kPoints; ++p) {
    const double points = PointsOf(a, static_cast<Point>(p));
    if (!(answer.reader->signs().points >> p & 1) || points == 0) continue;
    out.push_back((p < kHealthyPoints ? "+" : "-") + Number(points, "%.3g") + " " +
                  string(kPointWords[static_cast<std::size_t>(p)]));
  }
  return out;
}

}  // namespace parallax::framework
