#include "framework/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "parallax/sdk/model.h"

namespace parallax::framework {
namespace {

using std::string;
using std::string_view;

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

string Words(string_view id) {
  string out(id);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

// The points of one side, heaviest first, at most two.
string Strongest(const Assumptions& a, std::uint32_t points, bool healthy) {
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
  for (std::size_t i = 0; i < std::min<std::size_t>(2, found.size()); ++i) {
    out += (i == 0 ? "" : ", and ") + string(kPointWords[static_cast<std::size_t>(found[i])]);
  }
  return out;
}

string Quiet(const Signs& s) {
  if (!s.silence_known || s.clock_gap < 1) return "";
  const bool champion = s.champion_known && s.champion_gap > s.everybody_gap;
  return string(champion ? "the champion" : "everybody") + " quiet for " +
         Count(std::floor(s.clock_gap), "day", "days");
}

string GateName(const Fold& fold, const Object& gate) {
  const string_view id = fold.assumptions->gate_infos[static_cast<std::size_t>(gate.gate)].id;
  return id.empty() ? "a step of the buyer's own" : "the " + Words(id);
}

// What dips probably mean, with the share of belief; below one half it is only the likeliest.
string Meaning(const RawVerdict& raw) {
  if (raw.dip == PLX_DIP_NONE) return "";
  const auto i = static_cast<std::size_t>(raw.dip - PLX_DIP_DISINTEREST);
  const double share = raw.posterior[i];
  return string(share >= 0.5 ? "most likely " : "perhaps ") + string(kMeaningWords[i]) + " (" +
         Number(100 * share) + "%)";
}

string Lost(const Answer& answer) {
  const InstantReader& r = *answer.reader;
  if (r.decision().explicit_no) return "The buyer said no on " + Date(r.decision().no_at) + ".";
  if (r.signs().failed_gate != nullptr) {
    return "A required step failed: " + GateName(*answer.fold, *r.signs().failed_gate) + ", on " +
           Date(r.signs().failed_gate->since) + ".";
  }
  return "Stalled: nobody at the buyer has been heard for " +
         Count(std::floor(Days(r.now().at - answer.fold->present_at)), "day", "days") +
         ", and no validation step is under way.";
}

string Warned(const Answer& answer) {
  const InstantReader& r = *answer.reader;
  const Assumptions& a = *answer.fold->assumptions;
  const Signs& s = r.signs();
  if (s.veto_at_gate) {
    return "A veto holder does not answer while a validation step runs.";
  }
  if (answer.raw.pace == PLX_PACE_WARNING_DECELERATION) {
    const string why = Strongest(a, s.points, false);
    return "Slowing down with signs of conflict: " + (why.empty() ? Quiet(s) : why) + "; it is " +
           Meaning(answer.raw) + ".";
  }
  return "The quiet is " + Meaning(answer.raw) + ": " + Quiet(s) + ".";
}

string Watched(const Answer& answer) {
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
  if (!low.empty()) return "Worth a look: " + low + ".";
  return "Slower, and the signs do not agree on why: " + Meaning(answer.raw) + ".";
}

string Healthy(const Answer& answer) {
  const Signs& s = answer.reader->signs();
  switch (answer.raw.pace) {
    case PLX_PACE_HEALTHY_DECELERATION:
      return "Slower for a sound reason: " + Strongest(*answer.fold->assumptions, s.points, true) +
             "; it is " + Meaning(answer.raw) + ".";
    case PLX_PACE_ACCELERATING:
      return "Nothing warns, and the buyer is acting faster than before.";
    case PLX_PACE_STEADY:
      return "Nothing warns: the buyer keeps about its own pace.";
    default:
      return "Nothing warns, but the buyer's pace cannot be told.";
  }
}

string CurrentState(const Answer& answer) {
  switch (answer.raw.verdict) {
    case PLX_VERDICT_LOST_GROUND:
      return Lost(answer);
    case PLX_VERDICT_WARNING:
      return Warned(answer);
    case PLX_VERDICT_WATCH:
      return Watched(answer);
    default:
      return Healthy(answer);
  }
}

}  // namespace

string Headline(const Answer& answer, double mass) {
  const Assumptions& a = *answer.fold->assumptions;
  if (answer.verdict == PLX_VERDICT_INSUFFICIENT) {
    return "Too little is known to say anything: " +
           Count(mass, "piece of evidence", "pieces of evidence") + ", and at least " +
           Number(std::ceil(a.evidence_floor)) + " are needed.";
  }
  // Sufficiency below 2/3: less than twice the floor.
  string out = mass < 2 * a.evidence_floor ? "On little evidence: " : "";
  if (answer.latched_at != kNever) {
    const bool lost = answer.verdict == PLX_VERDICT_LOST_GROUND;
    out += string(lost ? "Ground was lost" : "It warned") + " on " + Date(answer.latched_at) +
           ", and no buyer has spoken since.";
  } else {
    out += CurrentState(answer);
  }
  const Time act_by = answer.reader->signs().act_by;
  if (act_by != PLX_NO_TIME && answer.verdict >= PLX_VERDICT_WARNING) {
    out += (act_by <= answer.reader->now().at ? " The time to act was by " : " Act by ") +
           Date(act_by) + ".";
  }
  return out;
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
