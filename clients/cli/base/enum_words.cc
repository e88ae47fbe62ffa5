#include "clients/cli/base/enum_words.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace parallax::cli {
namespace {

constexpr std::size_t kMoneyDecimals = 9;
constexpr std::size_t kMoneyDigits = 15;
constexpr std::size_t kCurrencyChars = 3;

bool IsCurrency(absl::string_view text) {
  if (text.size() != kCurrencyChars) return false;
  for (char c : text) {
    if (!absl::ascii_isupper(c)) return false;
  }
  return true;
}

}  // namespace

std::string EnumPrefix(const google::protobuf::EnumDescriptor& type) {
  absl::string_view prefix(type.value(0)->name());
  for (int i = 1; i < type.value_count(); ++i) {
    const std::string& name = type.value(i)->name();
    while (!absl::StartsWith(name, prefix)) prefix.remove_suffix(1);
  }
  return std::string(prefix.substr(0, prefix.rfind('_') + 1));
}

std::string EnumChoices(const google::protobuf::EnumDescriptor& type) {
  const std::string prefix = EnumPrefix(type);
  std::vector<std::string> out;
  for (int i = 0; i < type.value_count(); ++i) {
    const auto* value = type.value(i);
    if (value->number() == 0) continue;  // UNSPECIFIED
    out.push_back(absl::AsciiStrToLower(value->name().substr(prefix.size())));
  }
  return absl::StrJoin(out, ", ");
}

absl::StatusOr<int> EnumFromWord(absl::string_view field,
                                 const google::protobuf::EnumDescriptor& type,
                                 absl::string_view word) {
  const std::string name = absl::AsciiStrToUpper(word);
  const auto* value = type.FindValueByName(name);
  if (value == nullptr) value = type.FindValueByName(absl::StrCat(EnumPrefix(type), name));
  if (value != nullptr && value->number() != 0) return value->number();
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": \"", word, "\" is not one of ", EnumChoices(type)));
}

absl::StatusOr<google::type::Money> MoneyFromNumber(absl::string_view field,
                                                    absl::string_view number,
                                                    absl::string_view currency) {
  const absl::Status refusal = absl::InvalidArgumentError(
      absl::StrCat(field, ": \"", number, "\" is not a sum such as 48000 or -650.50"));
  absl::string_view rest = absl::StripAsciiWhitespace(number);
  const bool negative = absl::StartsWith(rest, "-");
  if (negative) rest.remove_prefix(1);
  const std::size_t dot = rest.find('.');
  const absl::string_view whole = rest.substr(0, dot);
  std::string decimals(dot == absl::string_view::npos ? "" : rest.substr(dot + 1));
  if (whole.empty() || whole.size() > kMoneyDigits || decimals.size() > kMoneyDecimals)
    return refusal;
  if (dot != absl::string_view::npos && decimals.empty()) return refusal;
  for (char c : absl::StrCat(whole, decimals)) {
    if (!absl::ascii_isdigit(c)) return refusal;
  }
  decimals.resize(kMoneyDecimals, '0');
  std::int64_t units = 0;
  std::int32_t nanos = 0;
  if (!absl::SimpleAtoi(whole, &units) || !absl::SimpleAtoi(decimals, &nanos)) return refusal;
  if (!IsCurrency(currency)) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ": \"", currency, "\" is not a currency code such as USD"));
  }
  google::type::Money money;
  money.set_currency_code(std::string(currency));
  money.set_units(negative ? -units : units);
  money.set_nanos(negative ? -nanos : nanos);
  return money;
}

absl::StatusOr<google::type::Money> MoneyFromText(absl::string_view field, absl::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(text);
  if (trimmed.size() > kCurrencyChars) {
    const absl::string_view head = trimmed.substr(0, kCurrencyChars);
    const absl::string_view tail = trimmed.substr(trimmed.size() - kCurrencyChars);
    if (IsCurrency(tail)) {
      return MoneyFromNumber(field, trimmed.substr(0, trimmed.size() - kCurrencyChars), tail);
    }
    if (IsCurrency(head)) return MoneyFromNumber(field, trimmed.substr(kCurrencyChars), head);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      field, ": \"", text, "\" is not a sum with its currency, such as \"48000 USD\""));
}

}  // namespace parallax::cli
