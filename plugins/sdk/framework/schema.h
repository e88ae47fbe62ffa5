// The columns of the row groups, from the [schema.*] tables of lens-parameters.toml.
#ifndef PARALLAX_SDK_FRAMEWORK_SCHEMA_H_
#define PARALLAX_SDK_FRAMEWORK_SCHEMA_H_

#include <span>
#include <string_view>

#include "parallax/abi/describe.h"

namespace parallax::framework {

struct SchemaColumn {
  std::string_view group, column;  // ("committee.roles", "prior_present")
  int type;                        // PLX_PARAM_
  std::string_view choices;
  double min, max;  // NaN: no range
};

// Sorted by group, then column.
std::span<const SchemaColumn> Schema();

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_SCHEMA_H_
