// The page of a lens: text with blocks that its parameters write.
//
//   <!-- table: committee -->
//   ...
//   <!-- end -->
#ifndef PARALLAX_TESTS_UNIT_LENSES_PAGE_H_
#define PARALLAX_TESTS_UNIT_LENSES_PAGE_H_

#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tests/unit/lenses/parameters.h"

namespace parallax {

// The page with every block as the parameters have it; equal to `page` when it is up to date.
// INVALID_ARGUMENT names the block when one is unknown, missing, twice there or without an end.
absl::StatusOr<std::string> RenderPage(std::string_view page, const ParameterTable& table);

// Where two pages first differ: "line 12: has ..., should have ...", or empty.
std::string FirstDifference(std::string_view has, std::string_view should);

// Numbers of the lines "- [51] ..." under the heading "## References".
std::set<int> ReferencesOf(std::string_view page);
// Numbers in brackets above that heading.
std::set<int> MentionedIn(std::string_view page);
// Numbers that the parameters cite.
std::set<int> CitedBy(const ParameterTable& table);

}  // namespace parallax

#endif  // PARALLAX_TESTS_UNIT_LENSES_PAGE_H_
