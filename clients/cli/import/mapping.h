// A mapping file: how rows of tables become accounts, decisions, stakeholders and signals.
// docs/import.md is its reference.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_MAPPING_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_MAPPING_H_

#include <google/protobuf/descriptor.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/import/condition.h"
#include "clients/cli/import/expression.h"

namespace parallax::cli {

// kJson: one object a line, or an array of objects; kCloudEvents: the same of CloudEvents.
enum class TableFormat { kCsv, kJson, kCloudEvents };

struct TableDecl {
  std::string name;  // how rules call it
  std::string file;  // its file, for messages; it may be there packed, as FILE.gz or FILE.zst
  std::vector<std::string> files;  // the names it may have
  std::vector<std::string> key;    // columns that tell its rows apart
  TableFormat format = TableFormat::kCsv;
  char delimiter = ',';
  bool snake_case =
      false;              // "AccountId" and "Account ID" of the header are account_id to the rules
  bool optional = false;  // without its file the rules and joins of it do nothing
  // Columns of the row before, as "previous.column": the last row above with the same values here.
  std::vector<std::string> previous_by;
  std::vector<std::string> optional_columns;  // empty in every row where the file lacks them
  std::string path;                           // set by ChooseFiles; empty: not there
  bool format_given = false;                  // else the name decides
  int line = 0;                               // in the mapping file
};

enum class JoinMany { kRefuse, kFirst, kLast, kList };

// Adds the columns of the row of `from` that matches, as "as.column". Of `from` the columns that
// the rules read are held in memory, by those of `on`.
struct JoinDecl {
  std::string table, from, as;
  std::vector<std::pair<std::string, std::string>>
      on;                             // column of table (joined ones too) = column of from
  bool required = false;              // a row without partner is rejected
  JoinMany many = JoinMany::kRefuse;  // what several partners do; kList joins values by ';'
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
  // Of a signal: itself in protobuf JSON; the fields fill what it lacks. None or one.
  std::vector<ValueExpr> message;
  int line = 0;
};

// What the names of the columns of the row before begin with.
inline constexpr char kPrevious[] = "previous.";

// Names of the columns that rules of snapshots see: the key of the row, whose it is, and every
// compared column before and after.
inline constexpr char kChangeKey[] = "@key", kChangeAccount[] = "@account",
                      kChangeStakeholder[] = "@stakeholder";
inline constexpr char kBefore[] = "before.", kAfter[] = "after.";

// The column that holds when the export was made, in every table of an import that knows it.
inline constexpr char kExportedAt[] = "@exported_at";

// An object whose exports the server keeps, and what is said of what they change.
struct SnapshotDecl {
  std::string table, object;
  std::vector<std::string> key, columns;        // of the table; columns are compared
  std::vector<ValueExpr> account, stakeholder;  // whose the row is; one or none
  std::vector<Condition> when;                  // rows that belong to it
  std::vector<Rule> added, removed, changed;    // signals of changes
  TableDecl changes;                            // what those rules take for their table
  std::vector<std::string> change_columns;
  int line = 0;
};

struct Mapping {
  std::string file;         // its name, for messages
  std::string source;       // of its signals
  std::string exported_at;  // RFC 3339; empty: not known
  std::vector<TableDecl> tables;
  std::vector<JoinDecl> joins;
  std::vector<Rule> rules;
  std::vector<SnapshotDecl> snapshots;
};

void SetExportedAt(absl::Time time, Mapping& mapping);

// Decides which of its names each table's file has among `inputs` (folders to look in, or files):
// the first that is there. One file for a mapping of one table may be called anything.
void ChooseFiles(const std::vector<std::string>& inputs, Mapping& mapping);

struct MappingOptions {
  std::optional<TableFormat> format;  // of every table, whatever the mapping says
};

// Parses and checks everything that can be checked without the tables. INVALID_ARGUMENT:
// "FILE:LINE: KEY: what is wrong; accepted: ...".
absl::StatusOr<Mapping> ParseMapping(absl::string_view toml, const std::string& file,
                                     const MappingOptions& options = {});
absl::StatusOr<Mapping> ReadMapping(const std::string& path, const MappingOptions& options = {});

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_MAPPING_H_
