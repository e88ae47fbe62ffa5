// The word somebody probably meant.
#ifndef PARALLAX_CLIENTS_CLI_BASE_NEAREST_H_
#define PARALLAX_CLIENTS_CLI_BASE_NEAREST_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace parallax::cli {

// Insertions, deletions, substitutions and swaps of neighbours that turn a into b. O(|a||b|).
int EditDistance(absl::string_view a, absl::string_view b);

// The candidate nearest to the word, or empty when none is within a third of its length (at least
// 2). Ties: the first.
std::string Nearest(absl::string_view word, const std::vector<std::string>& candidates);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_BASE_NEAREST_H_
