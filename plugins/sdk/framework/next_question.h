// What to find out next: the unknown whose answer is expected to change the verdict most
// (model.md, step 14; docs/decisions/0019-the-next-question.md).
#ifndef PARALLAX_SDK_FRAMEWORK_NEXT_QUESTION_H_
#define PARALLAX_SDK_FRAMEWORK_NEXT_QUESTION_H_

#include <string>
#include <vector>

#include "framework/row_reader.h"

namespace parallax::framework {

// One answer that a question may have, and what would be read then.
struct PossibleAnswer {
  double probability;  // an index of the lens's assumptions
  int verdict;         // raw
  FourReadings value;
};

// Something that is not known. Probabilities of the answers sum to 1.
struct Unknown {
  std::string text;
  std::vector<PossibleAnswer> answers;
  // sum over answers p * |severity(verdict) - severity(verdict now)|, in steps of the verdict
  // (HEALTHY, WATCH, WARNING, LOST_GROUND); 0..3.
  double steps = 0;
  // sum over answers p * sum over readings |value - value now|, in points; 0..400.
  double points = 0;
  // What questions are compared by: all four readings from end to end are one step.
  double effect() const { return steps + points / 400; }
};

// Every unknown of the answer's instant, in the order of people, roles, risks, gates, the quiet.
// None of a decision that ended. O(unknowns) readings.
std::vector<Unknown> Unknowns(const Answer& answer);

// The one with the largest effect (the first of equals), in words, with what its answer would
// change; empty when no answer would change the verdict or move the readings by a point together.
std::string NextQuestion(const Answer& answer);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_NEXT_QUESTION_H_
