// What a reading says in plain words: the headline, the reasons of the pace.
#ifndef PARALLAX_SDK_FRAMEWORK_WORDS_H_
#define PARALLAX_SDK_FRAMEWORK_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "framework/intervals.h"
#include "framework/row_reader.h"

namespace parallax::framework {

// "security_review": "security review".
std::string IdWords(std::string_view id);
// "ana (economic buyer)".
std::string PersonWords(const Fold& fold, const Participant& who);
// "the security review".
std::string GateWords(const Fold& fold, const Object& gate);

// One sentence or two; never more certain than the evidence (docs/decisions/0016, 0024): below
// twice the evidence floor it says so, a meaning of the quiet is claimed only when it leads by
// dip.margin, what speaks against the pace is said too, and a pace told from few acts only seems.
// `momentum`: its interval. `deadline`: the next one. `mass`: evidence seen.
std::string Headline(const Answer& answer, const Interval& momentum, const Deadline& deadline,
                     double mass);

// The points of the pace, each with its weight: "+2 a review is running within its usual time".
std::vector<std::string> PaceReasons(const Answer& answer);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_WORDS_H_
