// What a reading says in plain words: the headline, the reasons of the pace, the question whose
// answer would tell most.
#ifndef PARALLAX_SDK_FRAMEWORK_WORDS_H_
#define PARALLAX_SDK_FRAMEWORK_WORDS_H_

#include <string>
#include <vector>

#include "framework/row_reader.h"

namespace parallax::framework {

// One sentence or two; never more certain than the evidence.
std::string Headline(const Answer& answer, double mass);

// The points of the pace, each with its weight: "+2 a review is running within its usual time".
std::vector<std::string> PaceReasons(const Answer& answer);

// The missing piece of knowledge with the largest expected effect on the readings that the verdict
// is made of, as a question; empty when no answer would move one by a point. O(members x
// committees).
std::string NextQuestion(const Answer& answer);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_WORDS_H_
