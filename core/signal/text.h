// The patterns of the catalog's [limits] as loops over characters: the same language as the regular
// expressions, which tests/unit/signal/text_test.cc holds them to, at a hundredth of the price.
#ifndef PARALLAX_CORE_SIGNAL_TEXT_H_
#define PARALLAX_CORE_SIGNAL_TEXT_H_

#include <optional>
#include <string_view>

#include "core/base/time.h"

namespace parallax::text {

bool IsId(std::string_view text);         // limits.id_pattern
bool IsLabel(std::string_view text);      // limits.label_pattern
bool IsCustomKey(std::string_view text);  // limits.custom_key_pattern
bool IsCustomId(std::string_view text);   // limits.custom_id_pattern
bool IsCurrency(std::string_view text);   // limits.currency_pattern

// The instant of a text that matches limits.timestamp_pattern and is a real date and time of day
// (second 00-59); else nothing. Instants outside what Time holds (before 1678, after 2261) are
// nothing as well: the catalog refuses them anyway.
std::optional<Time> ParseTimestamp(std::string_view text);

// Code points of well-formed UTF-8, or nothing when it is malformed or holds U+0000-001F or
// U+007F-009F.
std::optional<int> CountPrintable(std::string_view text);

}  // namespace parallax::text

#endif  // PARALLAX_CORE_SIGNAL_TEXT_H_
