// Rows into messages by the rules of a mapping.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_BUILDER_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_BUILDER_H_

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/import/mapping.h"
#include "clients/cli/import/tables.h"
#include "parallax/v1/facts.pb.h"
#include "parallax/v1/signal.pb.h"

namespace parallax::cli {

// A rule whose columns are bound to those of its table.
class BoundRule {
 public:
  // INVALID_ARGUMENT names the mapping's file, the key and the columns there are.
  static absl::StatusOr<BoundRule> Bind(const Mapping& mapping, const Rule& rule,
                                        const SourceTable& table);

  const Rule& rule() const { return rule_; }
  bool AppliesTo(Row row) const;
  // Fills the message of the rule's kind. INVALID_ARGUMENT names the field and what would be
  // accepted.
  absl::Status Fill(Row row, google::protobuf::Message& message) const;
  // A signal also gets the mapping's source and, without an id of its own, "table:key" or
  // "table:key:name".
  absl::Status FillSignal(Row row, v1::Signal& signal) const;
  // Whose facts a stakeholder's are.
  absl::StatusOr<std::string> AccountOf(Row row) const;

 private:
  absl::Status FillFromMessage(Row row, v1::Signal& signal) const;

  Rule rule_;
  std::string source_;
  std::vector<int> key_;  // columns of the table's key
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_BUILDER_H_
