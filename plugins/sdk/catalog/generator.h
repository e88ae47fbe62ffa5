// From a parsed catalog.toml to C++.
#ifndef PARALLAX_SDK_CATALOG_GENERATOR_H_
#define PARALLAX_SDK_CATALOG_GENERATOR_H_

#include <toml++/toml.h>

#include <string>

namespace parallax::catalog::generator {

// The source of the tables of catalog.h. std::runtime_error names the place where the catalog is
// malformed or contradicts itself.
std::string GenerateTables(const toml::table& catalog);

}  // namespace parallax::catalog::generator

#endif  // PARALLAX_SDK_CATALOG_GENERATOR_H_
