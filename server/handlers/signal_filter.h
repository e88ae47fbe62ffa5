// The filter of ListSignals: a subset of AIP-160.
//
//   filter     = [ comparison { "AND" comparison } ]
//   comparison = field operator value
//   field      = kind | decision | source | stakeholder      operators =, !=
//              | occurred_at | available_at                  operators <, <=, >, >=
//   value      = "in quotes" | word                          a time is RFC 3339
//
// kind = "sales.*" matches every kind that starts with "sales."
#ifndef PARALLAX_SERVER_HANDLERS_SIGNAL_FILTER_H_
#define PARALLAX_SERVER_HANDLERS_SIGNAL_FILTER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/signal/journal.h"

namespace parallax::server {

class SignalFilter {
 public:
  // INVALID_ARGUMENT naming the position (characters, from 1) and what is accepted there. Empty
  // text matches everything.
  static absl::StatusOr<SignalFilter> Parse(std::string_view text);

  bool Matches(const StoredSignal& signal) const;

 private:
  enum class Field { kKind, kDecision, kSource, kStakeholder, kOccurredAt, kAvailableAt };
  enum class Operator { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };
  struct Comparison {
    Field field;
    Operator op;
    std::string text;
    bool prefix = false;  // text is what a kind starts with
    Time time = kNoTime;
  };
  class Parser;

  static bool Holds(const Comparison& comparison, const StoredSignal& signal);

  std::vector<Comparison> comparisons_;
};

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_SIGNAL_FILTER_H_
