// Which names a row made by an override may have (docs/decisions/0010-rows-by-override.md).
#ifndef PARALLAX_SDK_FRAMEWORK_ROW_NAMES_H_
#define PARALLAX_SDK_FRAMEWORK_ROW_NAMES_H_

#include <string_view>

namespace parallax::framework {

// Throws sdk::ParameterError unless the catalog has `id` among what rows of `group` are about, or
// it is a custom id (x.vendor.name); rows of the calendar and of budget windows have free names.
// The message names the nearest id. `path` is the override's. O(ids).
void CheckRowName(std::string_view path, std::string_view group, std::string_view id);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_ROW_NAMES_H_
