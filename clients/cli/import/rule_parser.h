// Parses the [[account]], [[decision]], [[stakeholder]] and [[signal]] rules of a mapping. The
// messages of the public API say which keys a rule takes and what each becomes, so the language
// grows with the API.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_RULE_PARSER_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_RULE_PARSER_H_

#include <toml++/toml.h>

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/import/mapping.h"
#include "clients/cli/import/value_parser.h"

namespace parallax::cli {

class RuleParser {
 public:
  // REQUIRES: `values` outlives it.
  explicit RuleParser(const ValueParser& values) : values_(values) {}

  absl::StatusOr<Rule> Parse(RuleKind kind, const toml::table& table) const;

 private:
  absl::StatusOr<FieldRule> ParseField(const google::protobuf::FieldDescriptor& field,
                                       const toml::node& node, const std::string& path) const;

  const ValueParser& values_;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_RULE_PARSER_H_
