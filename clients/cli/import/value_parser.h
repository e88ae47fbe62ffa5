// Parses the values of a mapping: constants, "text with {columns}", { column = ..., map = ... }.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_VALUE_PARSER_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_VALUE_PARSER_H_

#include <toml++/toml.h>

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/import/expression.h"

namespace parallax::cli {

class ValueParser {
 public:
  // `time` and `salt` are those of the top of the file.
  ValueParser(std::string file, TimeFormat time, std::string salt)
      : file_(std::move(file)), time_(std::move(time)), salt_(std::move(salt)) {}

  // INVALID_ARGUMENT: "FILE:LINE: PATH: what is wrong and what would be accepted".
  absl::StatusOr<ValueExpr> Parse(const toml::node& node, const std::string& path) const;

  const std::string& file() const { return file_; }

 private:
  absl::Status ParseTable(const toml::table& table, ValueExpr& value) const;
  absl::Status ParseSource(const toml::table& table, ValueExpr& value) const;
  absl::Status ParseMap(const toml::table& table, ValueExpr& value) const;
  absl::Status ParseNumberKeys(const toml::table& table, ValueExpr& value) const;

  const std::string file_;
  const TimeFormat time_;
  const std::string salt_;
};

// Reads time_format (one or a list), time_of_day and zone (a name of the IANA database, or UTC) of
// a table into `format`.
absl::Status ParseTimeKeys(const toml::table& table, const std::string& file,
                           const std::string& path, TimeFormat& format);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_VALUE_PARSER_H_
