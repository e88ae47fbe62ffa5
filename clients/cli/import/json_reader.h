// A streaming reader of JSON objects: one a line (NDJSON), or the elements of one array. Memory:
// one object.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_JSON_READER_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_JSON_READER_H_

#include <cstdint>
#include <istream>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace parallax::cli {

class JsonReader {
 public:
  struct Item {
    nlohmann::json object;
    std::string raw;         // as it stood in the file
    std::uint64_t line = 0;  // of its first character, from 1
  };

  // `name` begins every error. REQUIRES: the stream outlives the reader.
  JsonReader(std::istream& in, std::string name) : in_(in), name_(std::move(name)) {}

  // The next object; false at the end. INVALID_ARGUMENT names file, line and column, and is about
  // one object: reading may go on at the next. An array that is broken between its elements ends
  // the file with ABORTED, because nobody can say where the next one begins.
  absl::StatusOr<bool> Read(Item& item);

 private:
  int Take();
  void SkipBlanks();
  absl::StatusOr<bool> TakeLine(Item& item);
  absl::StatusOr<bool> TakeElement(Item& item);
  absl::Status Parse(Item& item, std::uint64_t column) const;
  absl::Status Broken(absl::string_view what) const;

  std::istream& in_;
  const std::string name_;
  std::uint64_t line_ = 1, column_ = 1;  // of the next character
  bool started_ = false, array_ = false, done_ = false;
  std::uint64_t elements_ = 0;
};

// Levels of objects and lists that JSON may have: printing it and reading paths of it recurse.
inline constexpr int kMostNested = 64;
bool NestsTooDeep(absl::string_view text);

// The value at a path such as "properties.items.0.price", as the text of a column: text as it is,
// numbers and bools as written, null and what is absent as nothing, a list of such values joined by
// commas, everything else as JSON. A key that holds dots itself is found too.
std::string TextAtPath(const nlohmann::json& object, absl::string_view path);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_JSON_READER_H_
