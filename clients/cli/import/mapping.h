// A mapping file: how rows of CSV tables become accounts, decisions, stakeholders and signals.
// docs/import.md is its reference.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_MAPPING_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_MAPPING_H_

#include <google/protobuf/descriptor.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/import/condition.h"
#include "clients/cli/import/expression.h"

namespace parallax::cli {

struct TableDecl {
  std::string name;              // how rules call it
  std::string file;              // its CSV file
  std::vector<std::string> key;  // columns that tell its rows apart
  char delimiter = ',';
  int line = 0;  // in the mapping file
};

// Adds the columns of the one row of `from` that matches, as "as.column". `from` is held in memory
// by the columns of `on`.
struct JoinDecl {
  std::string table, from, as;
  std::vector<std::pair<std::string, std::string>>
      on;                 // column of table (joined ones too) = column of from
  bool required = false;  // a row without partner is rejected
  int line = 0;
};

// How one field of a message is filled: by one value, a list of them, entries of a map, or fields
// of a message in it.
struct FieldRule {
  const google::protobuf::FieldDescriptor* field = nullptr;
  std::string path;
  std::vector<ValueExpr> values;             // one, or the items of a list
  std::map<std::string, ValueExpr> entries;  // of labels and attributes
  std::vector<FieldRule> children;           // of a message such as contract
};

enum class RuleKind { kAccount, kDecision, kStakeholder, kSignal };

struct Rule {
  RuleKind kind = RuleKind::kSignal;
  std::string name;  // unique among the signal rules of a table; may be empty for one of them
  std::string table;
  std::string title;  // for messages: "[[signal]] touch"
  std::vector<Condition> when;
  std::vector<FieldRule> fields;
  // Of a stakeholder: whose, which its message does not carry.
  std::vector<ValueExpr> account;
  int line = 0;
};

struct Mapping {
  std::string file;    // its name, for messages
  std::string source;  // of its signals
  std::vector<TableDecl> tables;
  std::vector<JoinDecl> joins;
  std::vector<Rule> rules;
};

// Parses and checks everything that can be checked without the tables. INVALID_ARGUMENT:
// "FILE:LINE: KEY: what is wrong; accepted: ...".
absl::StatusOr<Mapping> ParseMapping(absl::string_view toml, const std::string& file);
absl::StatusOr<Mapping> ReadMapping(const std::string& path);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_MAPPING_H_
