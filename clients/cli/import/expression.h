// Values of a mapping: constants, columns, templates, value maps, times, numbers.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_EXPRESSION_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_EXPRESSION_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "clients/cli/import/value_text.h"

namespace re2 {
class RE2;
}

namespace parallax::cli {

// A row as the rules see it: the table's own columns, then those of its joins.
using Row = absl::Span<const absl::string_view>;

// Finds the position of a column by its name; -1 when there is none.
class ColumnNames {
 public:
  // `others` exist but no rule reads them: they are named in messages only.
  explicit ColumnNames(std::vector<std::string> names, std::vector<std::string> others = {});
  int Find(absl::string_view name) const;
  const std::vector<std::string>& names() const { return names_; }
  const std::vector<std::string>& others() const { return others_; }
  // "there is no column x; did you mean y? accepted: ...".
  std::string Unknown(absl::string_view name) const;

 private:
  std::vector<std::string> names_, others_;
  std::map<std::string, int, std::less<>> index_;
};

using Scalar = std::variant<std::string, double, bool>;

// "lead-{lead_id}": text with columns in braces; {{ and }} are braces.
class Template {
 public:
  static absl::StatusOr<Template> Parse(absl::string_view text);
  static Template Column(absl::string_view name);

  absl::Status Bind(const ColumnNames& columns);
  // The text; nothing when one of its columns is empty. REQUIRES: bound.
  std::optional<std::string> Expand(Row row) const;
  bool constant() const;
  std::vector<std::string> Columns() const;

 private:
  struct Piece {
    std::string text;  // literal, or the name of a column
    int column = -1;
    bool literal = true;
  };
  std::vector<Piece> pieces_;
};

enum class ValueType { kAsIs, kText, kLabel, kId, kHash, kLower, kUpper, kNumber, kBool, kTime };

// One value of a rule.
struct ValueExpr {
  std::string path;  // for messages: "[[signal]] touch: attributes.channel"
  std::variant<Scalar, Template> source;
  std::vector<Template> alternatives;       // asked in order while the source is empty
  std::shared_ptr<const re2::RE2> extract;  // its first group is the value
  std::map<std::string, Scalar> map;
  bool has_map = false;
  std::optional<Scalar> otherwise;  // for what is empty or not mapped
  ValueType type = ValueType::kAsIs;
  double scale = 1;
  char decimal = 0;  // of numbers as people write them; 0: as programs do
  TimeFormat time;
  std::string salt;                     // of hashes
  std::string split;                    // for lists: the separator
  std::shared_ptr<ValueExpr> currency;  // for sums of money

  absl::Status Bind(const ColumnNames& columns);
  bool constant() const;
  // The columns it reads, those of its currency too.
  std::vector<std::string> Columns() const;
  // Every value it can yield, or nothing when it depends on the data.
  std::optional<std::vector<std::string>> Possible() const;
  // The value; nothing when the row has none. The error names the path, what is wrong and what
  // would be accepted; ColumnOf(error) the columns.
  absl::StatusOr<std::optional<Scalar>> Evaluate(Row row) const;
  absl::StatusOr<std::optional<std::string>> EvaluateText(Row row) const;
  absl::StatusOr<std::optional<absl::Time>> EvaluateTime(Row row) const;

 private:
  std::optional<std::string> ReadText(Row row) const;
  absl::Status Wrong(absl::string_view what) const;
};

// The columns that an error is about, or nothing.
std::string ColumnOf(const absl::Status& status);
void SetColumn(absl::string_view column, absl::Status& status);

// "42" of 42.0, "true" of true.
std::string ScalarText(const Scalar& scalar);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_EXPRESSION_H_
