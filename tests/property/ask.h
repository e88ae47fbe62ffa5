// Asks a bundled lens through the chain that the service uses: record, journal, resolved journal,
// lens.
#ifndef PARALLAX_TESTS_PROPERTY_ASK_H_
#define PARALLAX_TESTS_PROPERTY_ASK_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/lens/lens.h"
#include "tests/property/life.h"

namespace parallax::property {

// A lens of the build, by id; loaded once. Ends the process when it cannot be loaded: nothing could
// be tested.
Lens& BundledLens(std::string_view id);

// Everything a lens can say.
inline constexpr LensWants kEverything = {true, true, true, true, true, true,
                                          true, true, true, true, true};

struct Answer {
  std::shared_ptr<const Journal> journal;  // resolved
  Interpretation said;
};

// What the service would read for the case: BuildJournal, ResolveJournal.
std::shared_ptr<const Journal> JournalOf(const AccountRecord& record, Time known_at);

Answer Ask(Lens& lens, const Case& asked);
// The same at several instants, in one batch.
std::vector<Answer> AskAt(Lens& lens, const Case& asked, std::span<const Time> instants);
// Rows as they are. Aborts the test's case with a row of status PLX_ERROR_INTERNAL when the whole
// call fails.
std::vector<Interpretation> AskRows(Lens& lens, std::span<const LensRow> rows,
                                    std::span<const Override> overrides);

// The value of a number parameter, overrides applied; NaN when the lens has no such parameter.
double Parameter(const Lens& lens, std::span<const Override> overrides, std::string_view path);

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_ASK_H_
