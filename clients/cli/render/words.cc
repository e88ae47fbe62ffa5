#include "clients/cli/render/words.h"

#include "clients/cli/text/format.h"

namespace parallax::cli {

const std::array<ReadingWords, 4>& Readings() {
  static constexpr std::array<ReadingWords, 4> kReadings = {{
      {"confidence", "Confidence", "Does the buyer believe it works? Higher is better.", "log-odds",
       &v1::Interpretation::confidence},
      {"decision_risk", "Decision risk",
       "What could still go wrong in the buyer's eyes, by severity. Higher is worse.", "nats",
       &v1::Interpretation::decision_risk},
      {"alignment", "Alignment", "Would the buying committee say yes? Higher is better.",
       "log-odds", &v1::Interpretation::alignment},
      {"momentum", "Momentum",
       "Is the buyer acting? 50 = the account's own usual pace. Higher is better.",
       "log rate ratio", &v1::Interpretation::momentum},
  }};
  return kReadings;
}

std::string VerdictName(v1::VerdictCode code) {
  return Words(v1::VerdictCode_Name(code), "VERDICT_CODE_");
}
std::string PaceName(v1::PaceState state) {
  return Words(v1::PaceState_Name(state), "PACE_STATE_");
}
std::string DipName(v1::DipMeaning meaning) {
  return Words(v1::DipMeaning_Name(meaning), "DIP_MEANING_");
}
std::string PhaseName(v1::JourneyPhase phase) {
  return Words(v1::JourneyPhase_Name(phase), "JOURNEY_PHASE_");
}
std::string StanceName(v1::Stance stance) { return Words(v1::Stance_Name(stance), "STANCE_"); }
std::string PowerName(v1::Power power) { return Words(v1::Power_Name(power), "POWER_"); }
std::string InitiatorName(v1::Initiator initiator) {
  return Words(v1::Initiator_Name(initiator), "INITIATOR_");
}

absl::string_view VerdictMeaning(v1::VerdictCode code) {
  switch (code) {
    case v1::VERDICT_CODE_INSUFFICIENT:
      return "too little evidence was ever seen to say";
    case v1::VERDICT_CODE_HEALTHY:
      return "nothing speaks against it";
    case v1::VERDICT_CODE_WATCH:
      return "one reading is low, a slowdown has no clear meaning, or a handoff did not survive";
    case v1::VERDICT_CODE_WARNING:
      return "a slowdown with a bad meaning, a silent veto at a running gate, or drift";
    case v1::VERDICT_CODE_LOST_GROUND:
      return "stalled, failed or refused";
    default:
      return "";
  }
}

absl::string_view PaceMeaning(v1::PaceState state) {
  switch (state) {
    case v1::PACE_STATE_UNDETERMINED:
      return "too little to tell, or signs that cancel out";
    case v1::PACE_STATE_ACCELERATING:
      return "faster than the account's own usual pace";
    case v1::PACE_STATE_STEADY:
      return "as before";
    case v1::PACE_STATE_HEALTHY_DECELERATION:
      return "slower, for reasons that speak of seriousness";
    case v1::PACE_STATE_WARNING_DECELERATION:
      return "slower, for reasons that speak of conflict or loss";
    case v1::PACE_STATE_STALLED:
      return "nobody is heard any more and nothing explains it";
    default:
      return "";
  }
}

absl::string_view DipMeaningWords(v1::DipMeaning meaning) {
  switch (meaning) {
    case v1::DIP_MEANING_NONE:
      return "there is no slowdown to explain";
    case v1::DIP_MEANING_DISINTEREST:
      return "they are losing interest";
    case v1::DIP_MEANING_INTERNAL_REVIEW:
      return "they are busy reviewing inside";
    case v1::DIP_MEANING_RISK_ESCALATION:
      return "a risk is growing in their eyes";
    case v1::DIP_MEANING_CALENDAR:
      return "it is the time of the year";
    default:
      return "";
  }
}

absl::string_view PhaseMeaning(v1::JourneyPhase phase) {
  switch (phase) {
    case v1::JOURNEY_PHASE_EVALUATION:
      return "finding out what there is";
    case v1::JOURNEY_PHASE_VALIDATION:
      return "making the decision safe";
    case v1::JOURNEY_PHASE_COMMITMENT:
      return "committing";
    case v1::JOURNEY_PHASE_REASSESSMENT:
      return "thinking again";
    default:
      return "";
  }
}

absl::string_view GroupMeaning(absl::string_view group) {
  if (group == "committee") return "who must agree, with what power";
  if (group == "risk") return "what can go wrong, and which gates close it";
  if (group == "tempo") return "usual cadence, half-lives, calendar";
  if (group == "weights") return "how much each kind of signal counts";
  if (group == "priors") return "what is believed before any evidence";
  if (group == "code") return "a step that the lens computes its own way";
  return "";
}

absl::string_view BasisWords(v1::IntervalBasis basis) {
  switch (basis) {
    case v1::INTERVAL_BASIS_POSTERIOR:
      return "posterior";
    case v1::INTERVAL_BASIS_ASSUMPTIONS:
      return "assumptions";
    default:
      return "";
  }
}

Ink VerdictInk(v1::VerdictCode code) {
  switch (code) {
    case v1::VERDICT_CODE_HEALTHY:
      return Ink::kGood;
    case v1::VERDICT_CODE_WATCH:
      return Ink::kCare;
    case v1::VERDICT_CODE_WARNING:
    case v1::VERDICT_CODE_LOST_GROUND:
      return Ink::kBad;
    default:
      return Ink::kDim;
  }
}

double MeanReading(const v1::Interpretation& interpretation) {
  return (interpretation.confidence().value() + interpretation.alignment().value() +
          interpretation.momentum().value() + 100 - interpretation.decision_risk().value()) /
         4;
}

}  // namespace parallax::cli
