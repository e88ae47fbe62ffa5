// Writes constant C++ tables: literals, and arrays that later tables refer to by name.
#ifndef PARALLAX_SDK_CATALOG_EMITTER_H_
#define PARALLAX_SDK_CATALOG_EMITTER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace parallax::catalog::generator {

// "text", escaped.
std::string Quote(std::string_view text);
std::string Number(double value);  // kNaN for NaN
std::string Bool(bool value);
// {a, b, c}: an aggregate.
std::string Row(const std::vector<std::string>& fields);

class Emitter {
 public:
  // Declares an array of `type` unless an equal one exists; returns its name, or "{}" when there
  // are no rows.
  std::string Array(std::string_view type, const std::vector<std::string>& rows);
  // An array of string_view.
  std::string Names(const std::vector<std::string>& names);

  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::map<std::string, std::string> names_;  // body to name
};

}  // namespace parallax::catalog::generator

#endif  // PARALLAX_SDK_CATALOG_EMITTER_H_
