// When a rule applies to a row.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_CONDITION_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_CONDITION_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/import/expression.h"

namespace re2 {
class RE2;
}

namespace parallax::cli {

struct Condition {
  enum class Test { kIn, kNotIn, kEmpty, kNotEmpty, kMatches };

  std::string path;  // for messages
  std::string column;
  Test test = Test::kIn;
  std::vector<std::string> values;
  std::shared_ptr<const re2::RE2> pattern;  // searched for anywhere
  int index = -1;

  absl::Status Bind(const ColumnNames& columns);
  bool Holds(Row row) const;
};

// The pattern, or INVALID_ARGUMENT with what RE2 says of it.
absl::StatusOr<std::shared_ptr<const re2::RE2>> CompilePattern(const std::string& pattern);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_CONDITION_H_
