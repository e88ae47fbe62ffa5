// What Validate answers, as the tests name it.
#ifndef PARALLAX_TESTS_UNIT_SIGNAL_CHECKS_H_
#define PARALLAX_TESTS_UNIT_SIGNAL_CHECKS_H_

#include <string>
#include <utility>
#include <vector>

#include "core/signal/validate.h"
#include "make_signals.h"

namespace parallax::testing {

// The server's clock of the tests.
inline Time Now() { return At("2026-06-01T12:00:00Z"); }

using Check = std::pair<std::string, std::string>;  // check id, field

template <typename Subject>
std::vector<Check> Checks(const Subject& subject) {
  std::vector<Check> checks;
  for (const FieldViolation& v : Validate(subject, Now())) checks.emplace_back(v.check, v.field);
  return checks;
}

// The description of the only violation; empty when there is not exactly one.
template <typename Subject>
std::string OnlyDescription(const Subject& subject) {
  const auto violations = Validate(subject, Now());
  return violations.size() == 1 ? violations[0].description : std::string();
}

}  // namespace parallax::testing

#endif  // PARALLAX_TESTS_UNIT_SIGNAL_CHECKS_H_
