// What could happen next, as signals that the catalog accepts. Used inside this room only.
//
// Nothing here knows an industry: the catalog says which signals there are and which state settles
// a matter, the lens says which gates and risk dimensions it looks at and whose role is missing,
// the journal says what is open.
#ifndef PARALLAX_CORE_READING_HYPOTHESES_H_
#define PARALLAX_CORE_READING_HYPOTHESES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/lens/lens.h"
#include "core/signal/signal.h"

namespace parallax {

// Hypotheses of one family differ in who acts or in what it is about, and in nothing else.
enum class HypothesisFamily { kAct, kGate, kProof, kNewcomer, kSettled, kEvidence };

struct Hypothesis {
  HypothesisFamily family = HypothesisFamily::kAct;
  std::string kind;             // of the last signal
  std::string subject;          // gate, risk dimension, role or reference; or empty
  std::string stakeholder;      // a member; or empty
  std::vector<Signal> signals;  // normalized, valid, at as_of; one or two
};

// At most limits::kMaxHypotheses, in the order of HypothesisFamily: what an open matter or a member
// could bring comes last, the open matter moved last first. `shown` is what the lens said as of
// `as_of`, with committee and gates. `decision`: what was asked about, or empty.
std::vector<Hypothesis> Hypothesize(const Lens& lens, std::span<const Override> overrides,
                                    const Journal& journal, std::string_view decision, Time as_of,
                                    const Interpretation& shown);

}  // namespace parallax

#endif  // PARALLAX_CORE_READING_HYPOTHESES_H_
