// [privacy] of the catalog: what must never be stored. Every function gives the rules a text
// breaks, in the catalog's order; usually none, which costs a pass over the characters and at most
// one search.
#ifndef PARALLAX_CORE_SIGNAL_PRIVACY_H_
#define PARALLAX_CORE_SIGNAL_PRIVACY_H_

#include <string_view>
#include <vector>

#include "parallax/catalog/catalog.h"

namespace parallax::privacy {

using Rules = std::vector<const catalog::Pattern*>;

Rules BrokenByKey(std::string_view key);    // an attribute or label key
Rules BrokenByRole(std::string_view role);  // a role the catalog does not list
Rules BrokenById(std::string_view id);      // ids and refs
Rules BrokenByText(std::string_view text);  // labels, free text, custom strings

}  // namespace parallax::privacy

#endif  // PARALLAX_CORE_SIGNAL_PRIVACY_H_
