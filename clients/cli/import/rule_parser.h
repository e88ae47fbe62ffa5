// Parses the [[account]], [[decision]], [[stakeholder]] and [[signal]] rules of a mapping. The
// messages of the public API say which keys a rule takes and what each becomes, so the language
// grows with the API.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_RULE_PARSER_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_RULE_PARSER_H_

#include <toml++/toml.h>

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/import/mapping.h"

namespace parallax::cli {

class RuleParser {
 public:
  RuleParser(std::string file, TimeFormat time) : file_(std::move(file)), time_(std::move(time)) {}

  absl::StatusOr<Rule> Parse(RuleKind kind, const toml::table& table) const;

 private:
  absl::StatusOr<std::vector<Condition>> ParseWhen(const toml::node& node,
                                                   const std::string& path) const;
  absl::StatusOr<Condition> ParseCondition(const toml::table& table, const std::string& path) const;
  absl::StatusOr<FieldRule> ParseField(const google::protobuf::FieldDescriptor& field,
                                       const toml::node& node, const std::string& path) const;
  absl::StatusOr<ValueExpr> ParseValue(const toml::node& node, const std::string& path) const;
  absl::Status ParseValueTable(const toml::table& table, ValueExpr& value) const;

  const std::string file_;
  const TimeFormat time_;
};

// Reads time_format, time_of_day and zone (a name of the IANA database, or UTC) of a table into
// `format`.
absl::Status ParseTimeKeys(const toml::table& table, const std::string& file,
                           const std::string& path, TimeFormat& format);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_RULE_PARSER_H_
