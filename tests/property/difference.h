// Tells two answers apart.
#ifndef PARALLAX_TESTS_PROPERTY_DIFFERENCE_H_
#define PARALLAX_TESTS_PROPERTY_DIFFERENCE_H_

#include <string>

#include "tests/property/ask.h"

namespace parallax::property {

struct Sameness {
  double tolerance = 0;  // of numbers; 0: the same bits
  Time later_by = 0;     // every instant of the second answer is so much later
  bool texts = true;     // headline, next question and reasons
};

// The first thing in which the answers differ; empty when they say the same. A row without an
// answer is a difference: every journal that validation accepts has one. Signals are compared by
// (source, source_event_id), so the journals need not be the same one.
std::string Difference(const Answer& a, const Answer& b, const Sameness& sameness = {});

// True when the journal mentions the decision, or none is asked about.
bool Knows(const Journal& journal, const std::string& decision);

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_DIFFERENCE_H_
