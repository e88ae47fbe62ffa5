// A case as text, to be read and replayed.
#ifndef PARALLAX_TESTS_PROPERTY_PRINT_H_
#define PARALLAX_TESTS_PROPERTY_PRINT_H_

#include <string>

#include "tests/property/life.h"

namespace parallax::property {

// A signal as one line, as `parallax signal send` takes it.
std::string ToJson(const StoredSignal& signal);
// A version of facts as one line, in the same spelling, below the name of what it speaks of.
std::string ToJson(const StoredFacts& facts);
// The facts, the signals and the question, one a line.
std::string ToText(const Case& shown);

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_PRINT_H_
