// Reading catalog.toml: each function throws std::runtime_error that names the place when a value
// is missing or malformed.
#ifndef PARALLAX_SDK_CATALOG_READ_TOML_H_
#define PARALLAX_SDK_CATALOG_READ_TOML_H_

#include <toml++/toml.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace parallax::catalog::generator {

inline constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

[[noreturn]] inline void Fail(const std::string& place, const std::string& what) {
  throw std::runtime_error(place + ": " + what);
}

inline std::string Text(const toml::table& table, std::string_view key, const std::string& place) {
  const auto value = table[key].value<std::string>();
  if (!value) Fail(place, "no text \"" + std::string(key) + "\"");
  return *value;
}

inline std::string TextOr(const toml::table& table, std::string_view key,
                          std::string_view otherwise) {
  return table[key].value<std::string>().value_or(std::string(otherwise));
}

double NumberOr(const toml::table& table, std::string_view key, double otherwise) {
  return table[key].value<double>().value_or(otherwise);
}

inline std::int64_t Integer(const toml::table& table, std::string_view key,
                            const std::string& place) {
  const auto value = table[key].value_exact<std::int64_t>();
  if (!value) Fail(place, "no integer \"" + std::string(key) + "\"");
  return *value;
}

inline std::vector<std::string> List(const toml::table& table, std::string_view key) {
  std::vector<std::string> out;
  if (const toml::array* array = table[key].as_array()) {
    for (const toml::node& node : *array) {
      const auto text = node.value<std::string>();
      if (!text) Fail(std::string(key), "not a list of texts");
      out.push_back(*text);
    }
  }
  return out;
}

inline std::vector<const toml::table*> Tables(const toml::table& table, std::string_view key) {
  std::vector<const toml::table*> out;
  if (const toml::array* array = table[key].as_array()) {
    for (const toml::node& node : *array) {
      if (node.as_table() == nullptr) Fail(std::string(key), "not a table");
      out.push_back(node.as_table());
    }
  }
  return out;
}

inline const toml::table& Table(const toml::table& table, std::string_view key) {
  const toml::table* found = table[key].as_table();
  if (found == nullptr) Fail(std::string(key), "no such table");
  return *found;
}

// "1990-01-01T00:00:00Z" in nanoseconds. The limits are whole days.
inline std::int64_t Nanoseconds(const std::string& text) {
  int year = 0, month = 0, day = 0;
  char zulu = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT00:00:00%c", &year, &month, &day, &zulu) != 4 ||
      zulu != 'Z') {
    Fail("limits", "\"" + text + "\" is not a whole day in UTC");
  }
  const auto date = std::chrono::year{year} / month / day;
  // Nanoseconds of 64 bits reach from 1678 to 2261.
  if (!date.ok() || year < 1678 || year > 2261) {
    Fail("limits", "\"" + text + "\" is not a day from 1678 to 2261");
  }
  const std::chrono::sys_days days{date};
  return std::chrono::nanoseconds(days.time_since_epoch()).count();
}

inline std::string Choice(const std::string& value,
                          const std::map<std::string, std::string>& choices,
                          const std::string& place) {
  const auto found = choices.find(value);
  if (found == choices.end()) Fail(place, "\"" + value + "\" is not known");
  return found->second;
}

}  // namespace parallax::catalog::generator

#endif  // PARALLAX_SDK_CATALOG_READ_TOML_H_
