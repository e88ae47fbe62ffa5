// What the tests of the lens host share: a small journal, and the fixture lenses by name.
#ifndef PARALLAX_TESTS_UNIT_LENS_LENS_FIXTURE_H_
#define PARALLAX_TESTS_UNIT_LENS_LENS_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/lens/registry.h"

namespace parallax {

// Three signals, one a day from 1970-01-02 on, two people ("ann", "bob"), one decision ("renewal")
// and no facts.
Journal SmallJournal();

// The file of a fixture lens (tests/fixtures/lenses).
std::string LensFile(const std::string& name);
absl::StatusOr<std::shared_ptr<Lens>> LoadFixture(const std::string& name);

// One row a day of the journal, from 1970-01-02 on.
std::vector<LensRow> DailyRows(const Journal& journal, int days);

inline constexpr LensWants kEverything = {.committee = true,
                                          .gates = true,
                                          .texts = true,
                                          .next_question = true,
                                          .observations = true,
                                          .contributions = true,
                                          .drift = true,
                                          .handoffs = true,
                                          .value = true,
                                          .functions = true,
                                          .stages = true};

}  // namespace parallax

#endif  // PARALLAX_TESTS_UNIT_LENS_LENS_FIXTURE_H_
