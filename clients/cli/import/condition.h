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
  enum class Test {
    kIn,
    kNotIn,
    kEmpty,
    kNotEmpty,
    kMatches,
    kSame,
    kDiffers,
    kBelow,
    kAbove,
    kAny
  };

  std::string path;  // for messages
  std::string column;
  Test test = Test::kIn;
  std::vector<std::string> values;
  std::shared_ptr<const re2::RE2> pattern;  // searched for anywhere
  double bound = 0;                         // of kBelow and kAbove, which hold for numbers only
  std::string other;                        // column that kSame and kDiffers compare with
  std::vector<Condition> any;               // of kAny: one must hold
  int index = -1, other_index = -1;

  absl::Status Bind(const ColumnNames& columns);
  bool Holds(Row row) const;
};

// The pattern, or INVALID_ARGUMENT with what RE2 says of it.
absl::StatusOr<std::shared_ptr<const re2::RE2>> CompilePattern(const std::string& pattern);

// How many groups (...) it has.
int GroupsOf(const re2::RE2& pattern);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_CONDITION_H_
