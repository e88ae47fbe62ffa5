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

namespace parallax::cli {

// A row as the rules see it: the table's own columns, then those of its joins.
using Row = absl::Span<const absl::string_view>;

// Finds the position of a column by its name; -1 when there is none.
class ColumnNames {
 public:
  explicit ColumnNames(std::vector<std::string> names);
  int Find(absl::string_view name) const;
  const std::vector<std::string>& names() const { return names_; }
  // "there is no column x; did you mean y? accepted: ...".
  std::string Unknown(absl::string_view name) const;

 private:
  std::vector<std::string> names_;
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
  // The columns it reads, for messages.
  std::string columns() const;

 private:
  struct Piece {
    std::string text;  // literal, or the name of a column
    int column = -1;
    bool literal = true;
  };
  std::vector<Piece> pieces_;
};

// How a time is written. Date-only formats get `time_of_day`.
struct TimeFormat {
  std::string format = "iso";  // iso, unix, unix_ms or as strptime: "%d/%m/%Y %H:%M"
  absl::Duration time_of_day = absl::ZeroDuration();
  absl::TimeZone zone = absl::UTCTimeZone();
};

absl::StatusOr<absl::Time> ParseTimeAs(const TimeFormat& format, absl::string_view text);

enum class ValueType { kAsIs, kText, kLabel, kLower, kUpper, kNumber, kBool, kTime };

// One value of a rule.
struct ValueExpr {
  std::string path;  // for messages: "[[signal]] touch: attributes.channel"
  std::variant<Scalar, Template> source;
  std::map<std::string, Scalar> map;
  bool has_map = false;
  std::optional<Scalar> otherwise;  // for what is empty or not mapped
  ValueType type = ValueType::kAsIs;
  double scale = 1;
  TimeFormat time;
  std::string split;                    // for lists: the separator
  std::shared_ptr<ValueExpr> currency;  // for sums of money

  absl::Status Bind(const ColumnNames& columns);
  bool constant() const;
  // Every value it can yield, or nothing when it depends on the data.
  std::optional<std::vector<std::string>> Possible() const;
  // The value; nothing when the row has none. The error names the path, what is wrong and what
  // would be accepted.
  absl::StatusOr<std::optional<Scalar>> Evaluate(Row row) const;
  absl::StatusOr<std::optional<std::string>> EvaluateText(Row row) const;
  absl::StatusOr<std::optional<absl::Time>> EvaluateTime(Row row) const;
};

// "42" of 42.0, "true" of true.
std::string ScalarText(const Scalar& scalar);

// Lower case, every run of characters that a label may not hold as one '_'.
std::string ToLabel(absl::string_view text);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_EXPRESSION_H_
