#include "core/signal/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/signal/text.h"
#include "core/signal/wording.h"

namespace parallax::value {
namespace {

using catalog::Type;
using wording::Number;
using wording::Quoted;

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

// A value of the wrong kind, in words.
std::string Given(const AttributeValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return absl::StrCat("the string ", Quoted(*text));
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return absl::StrCat("the number ", Number(*number));
  }
  if (const auto* flag = std::get_if<bool>(&value)) {
    return absl::StrCat("the bool ", *flag ? "true" : "false");
  }
  return "null, a list or an object";
}

std::string WrongKind(const AttributeValue& value, std::string_view wanted) {
  return absl::StrCat("is ", Given(value), "; it takes ", Absl(wanted));
}

std::string RangeFault(double number, double min, double max) {
  if (!(number < min) && !(number > max)) return "";
  if (std::isnan(min)) return absl::StrCat("is ", Number(number), "; at most ", Number(max));
  if (std::isnan(max)) return absl::StrCat("is ", Number(number), "; at least ", Number(min));
  return absl::StrCat("is ", Number(number), "; it takes ", Number(min), " to ", Number(max));
}

std::string NumberFault(const Rule& rule, const AttributeValue& value) {
  const double* number = std::get_if<double>(&value);
  if (number == nullptr) return WrongKind(value, "a number");
  const catalog::Limits& limits = catalog::Get().limits;
  if (!std::isfinite(*number)) {
    return absl::StrCat("is ", Number(*number), "; it takes a finite number");
  }
  if (rule.type == Type::kInt) {
    if (*number != std::trunc(*number)) {
      return absl::StrCat("is ", Number(*number), "; it takes a whole number");
    }
    if (std::string fault = RangeFault(*number, -limits.int_abs_max, limits.int_abs_max);
        !fault.empty()) {
      return fault;
    }
  }
  if (rule.type == Type::kDuration) {
    const double min = std::isnan(rule.min) ? 0 : std::max(rule.min, 0.0);
    const double max =
        std::isnan(rule.max) ? limits.duration_s_max : std::min(rule.max, limits.duration_s_max);
    std::string fault = RangeFault(*number, min, max);
    if (!fault.empty()) absl::StrAppend(&fault, " seconds");
    return fault;
  }
  return RangeFault(*number, rule.min, rule.max);
}

std::string TimestampTextFault(std::string_view text) {
  const auto time = text::ParseTimestamp(text);
  const catalog::Limits& limits = catalog::Get().limits;
  if (time && *time >= limits.timestamp_min_ns && *time <= limits.timestamp_max_ns) return "";
  return absl::StrCat("is ", Quoted(text), "; it takes a date and time in UTC from ",
                      FormatTime(limits.timestamp_min_ns), " to ",
                      FormatTime(limits.timestamp_max_ns), ", written as 2026-04-29T12:00:00Z");
}

std::string LabelTextFault(std::string_view text) {
  if (text::IsLabel(text)) return "";
  return absl::StrCat("is ", Quoted(text),
                      "; a label is 1 to 64 of a-z, 0-9 and _ . : / - and starts with a letter or "
                      "digit: lower-case it and turn other characters into _");
}

template <typename Entry>
std::string ListedFault(std::string_view text, std::string_view what, const Entry* found,
                        std::span<const Entry> entries) {
  if (found != nullptr || text::IsCustomId(text)) return "";
  std::vector<std::string_view> ids;
  for (const Entry& entry : entries) ids.push_back(entry.id);
  return absl::StrCat("is ", Quoted(text), ", which is no ", Absl(what), " of the catalog",
                      wording::DidYouMean(text, ids), "; custom ones are written x.vendor.name");
}

std::string EnumFault(const Rule& rule, std::string_view text) {
  if (std::find(rule.values.begin(), rule.values.end(), text) != rule.values.end()) return "";
  return absl::StrCat("is ", Quoted(text), "; it takes ", wording::OneOf(rule.values));
}

std::string StringFault(const Rule& rule, std::string_view text) {
  switch (rule.type) {
    case Type::kEnum:
      return EnumFault(rule, text);
    case Type::kTimestamp:
      return TimestampTextFault(text);
    case Type::kText:
      return rule.label ? LabelTextFault(text) : TextFault(text, rule.max_chars);
    case Type::kRef:
      return IdFault(text);
    case Type::kRole:
      // A role with values of its own (a family) takes only those.
      return rule.values.empty()
                 ? ListedFault(text, "role", catalog::FindRole(text), catalog::Get().roles)
                 : EnumFault(rule, text);
    case Type::kGate:
      return ListedFault(text, "gate", catalog::FindGate(text), catalog::Get().gates);
    case Type::kRiskDimension:
      return ListedFault(text, "risk dimension", catalog::FindDimension(text),
                         catalog::Get().dimensions);
    default:
      return "";
  }
}

}  // namespace

Rule RuleOf(const catalog::Attribute& a) {
  return {a.type, a.label, a.values, a.min, a.max, a.max_chars};
}
Rule RuleOf(const catalog::Fact& f) {
  return {f.type, f.label, f.values, f.min, f.max, f.max_chars};
}

std::string Fault(const Rule& rule, const AttributeValue& value) {
  switch (rule.type) {
    case Type::kInt:
    case Type::kDouble:
    case Type::kDuration:
      return NumberFault(rule, value);
    case Type::kBool:
      return std::holds_alternative<bool>(value) ? "" : WrongKind(value, "true or false");
    default:
      const std::string* text = std::get_if<std::string>(&value);
      return text == nullptr ? WrongKind(value, "a string") : StringFault(rule, *text);
  }
}

std::string LabelFault(const Rule& rule, const std::string& value) {
  switch (rule.type) {
    case Type::kInt: {
      std::int64_t number = 0;
      const char* end = value.data() + value.size();
      const auto [stop, error] = std::from_chars(value.data(), end, number);
      if (error != std::errc() || stop != end) {
        return absl::StrCat("is ", Quoted(value), "; it takes a whole number in decimal");
      }
      return NumberFault(rule, static_cast<double>(number));
    }
    case Type::kBool:
      if (value == "true" || value == "false") return "";
      return absl::StrCat("is ", Quoted(value), "; it takes true or false");
    default:
      return StringFault(rule, value);
  }
}

std::string CustomFault(const AttributeValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return TextFault(*text, catalog::Get().limits.text_max_chars);
  }
  if (const auto* number = std::get_if<double>(&value)) {
    if (std::isfinite(*number)) return "";
    return absl::StrCat("is ", Number(*number), "; it takes a finite number");
  }
  return std::holds_alternative<bool>(value) ? "" : WrongKind(value, "a string, number or bool");
}

std::string TextFault(std::string_view text, int max_chars) {
  if (text.empty()) return "is empty; leave it out when it is not known";
  const auto count = text::CountPrintable(text);
  if (!count) return "holds control characters or is not UTF-8; it takes printable text";
  if (*count <= max_chars) return "";
  return absl::StrCat("has ", *count, " characters; at most ", max_chars);
}

std::string IdFault(std::string_view id) {
  if (text::IsId(id)) return "";
  return absl::StrCat("is ", Quoted(id),
                      "; an id is 1 to 128 of A-Z, a-z, 0-9 and . _ : - and starts with a letter "
                      "or digit");
}

std::string TimestampFault(Time time) {
  const catalog::Limits& limits = catalog::Get().limits;
  if (time >= limits.timestamp_min_ns && time <= limits.timestamp_max_ns) return "";
  return absl::StrCat("is ", FormatTime(time), "; it takes ", FormatTime(limits.timestamp_min_ns),
                      " to ", FormatTime(limits.timestamp_max_ns));
}

Time LatestPast(Time now) {
  const Time tolerance = catalog::Get().limits.future_tolerance_s * kSecond;
  return now > kEndOfTime - tolerance ? kEndOfTime : now + tolerance;
}

MoneyFault FaultOfMoney(const Money& money, double min, double max) {
  const std::int64_t most = catalog::Get().limits.money_units_abs_max;
  if (!text::IsCurrency(money.currency)) {
    return {"currency_code", absl::StrCat("is ", Quoted(money.currency),
                                          "; it takes three capital letters, such as USD")};
  }
  if (money.units < -most || money.units > most) {
    return {"units", absl::StrCat("is ", money.units, "; it takes -", most, " to ", most)};
  }
  if (money.nanos < -999'999'999 || money.nanos > 999'999'999) {
    return {"nanos", absl::StrCat("is ", money.nanos, "; it takes -999999999 to 999999999")};
  }
  if ((money.units > 0 && money.nanos < 0) || (money.units < 0 && money.nanos > 0)) {
    return {"nanos", absl::StrCat("is ", money.nanos, " beside units of ", money.units,
                                  "; both must have one sign")};
  }
  const auto units = static_cast<double>(money.units);  // exact: far below 2^53
  const bool below = units < min || (units == min && money.nanos < 0);
  const bool above = units > max || (units == max && money.nanos > 0);
  if (below) return {"", absl::StrCat("is ", Number(money.Value()), "; at least ", Number(min))};
  if (above) return {"", absl::StrCat("is ", Number(money.Value()), "; at most ", Number(max))};
  return {};
}

}  // namespace parallax::value
