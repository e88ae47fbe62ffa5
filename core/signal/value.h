// Whether a value fits its type in the catalog ([[type]]), and in words why not.
#ifndef PARALLAX_CORE_SIGNAL_VALUE_H_
#define PARALLAX_CORE_SIGNAL_VALUE_H_

#include <string>
#include <string_view>

#include "core/signal/signal.h"
#include "parallax/catalog/catalog.h"

namespace parallax::value {

// Type and range of an attribute or a fact. min, max: NaN for none; max_chars for free text.
struct Rule {
  catalog::Type type;
  bool label;
  catalog::Names values;
  double min, max;
  int max_chars;
};

Rule RuleOf(const catalog::Attribute& attribute);
Rule RuleOf(const catalog::Fact& fact);

// Empty when the value is accepted, else what is wrong with it and what would be accepted.
std::string Fault(const Rule& rule, const AttributeValue& value);
// The same for a value that travels as text: numbers in decimal, bools as true or false.
std::string LabelFault(const Rule& rule, const std::string& value);
// A custom key's value: a string as free text, a finite number or a bool.
std::string CustomFault(const AttributeValue& value);
// Free text of at most `max_chars` code points, not empty.
std::string TextFault(std::string_view text, int max_chars);
// An id by limits.id_pattern.
std::string IdFault(std::string_view id);
// An instant given as such rather than as text, within timestamp_min..timestamp_max.
std::string TimestampFault(Time time);

// The latest instant that anybody may state as past: the clock plus limits.future_tolerance_s.
Time LatestPast(Time now);

// A part of a sum at fault: the sub-field ("currency_code", or empty for the whole) and why.
struct MoneyFault {
  std::string_view field;
  std::string description;
};
// An empty description: accepted. min, max in whole units, NaN for none.
MoneyFault FaultOfMoney(const Money& money, double min, double max);

}  // namespace parallax::value

#endif  // PARALLAX_CORE_SIGNAL_VALUE_H_
