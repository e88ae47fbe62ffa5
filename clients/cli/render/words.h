// What the readings' names mean, for somebody who has never seen the product. The meanings are
// those of the public API.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_WORDS_H_
#define PARALLAX_CLIENTS_CLI_RENDER_WORDS_H_

#include <array>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation.pb.h"

namespace parallax::cli {

// One of the four readings: how to reach it and what to say about it.
struct ReadingWords {
  absl::string_view name;     // as the API names it: "decision_risk"
  absl::string_view title;    // "Decision risk"
  absl::string_view meaning;  // one line, with the direction
  absl::string_view unit;     // of its link value
  const v1::Reading& (v1::Interpretation::*get)() const;
};

// In the order in which they are shown everywhere.
const std::array<ReadingWords, 4>& Readings();

// Short plain-word names: "lost ground", "healthy deceleration", "internal review", "validation",
// "silent blocker", "veto".
std::string VerdictName(v1::VerdictCode code);
std::string PaceName(v1::PaceState state);
std::string DipName(v1::DipMeaning meaning);
std::string PhaseName(v1::JourneyPhase phase);
std::string StanceName(v1::Stance stance);
std::string PowerName(v1::Power power);
std::string InitiatorName(v1::Initiator initiator);

// What each says, as half a sentence.
absl::string_view VerdictMeaning(v1::VerdictCode code);
absl::string_view PaceMeaning(v1::PaceState state);
absl::string_view DipMeaningWords(v1::DipMeaning meaning);
absl::string_view PhaseMeaning(v1::JourneyPhase phase);
absl::string_view GroupMeaning(absl::string_view group);  // of assumptions, as compare names them

// "90 % of the posterior" or what else made the interval; empty without one.
absl::string_view BasisWords(v1::IntervalBasis basis);

Ink VerdictInk(v1::VerdictCode code);

// Mean of confidence, alignment, momentum and 100 - decision risk: what rank orders by within a
// verdict.
double MeanReading(const v1::Interpretation& interpretation);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_WORDS_H_
