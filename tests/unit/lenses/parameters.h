// The parameters of a lens, looked up by row and column, for pages.
#ifndef PARALLAX_TESTS_UNIT_LENSES_PARAMETERS_H_
#define PARALLAX_TESTS_UNIT_LENSES_PARAMETERS_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/lens/lens.h"

namespace parallax {

class ParameterTable {
 public:
  // Keeps a reference: `parameters` outlives it. Sorted by path.
  explicit ParameterTable(const std::vector<Parameter>& parameters) : parameters_(parameters) {}

  const std::vector<Parameter>& all() const { return parameters_; }
  // Null when the lens has none of this path.
  const Parameter* Find(std::string_view path) const;
  // The value as text, or empty.
  std::string Value(std::string_view path) const;
  // 0 when there is none or it is no number.
  double Number(std::string_view path) const;
  // Rows below `group` ("committee.roles"), sorted by id.
  std::vector<std::string> Rows(std::string_view group) const;

 private:
  const std::vector<Parameter>& parameters_;
};

// Whether `text` begins with `prefix`, which is taken off then.
bool TakePrefix(std::string_view& text, std::string_view prefix);

// The remark of a row, which the lens appends in brackets to what the column means.
// REQUIRES: the meaning of the column itself does not end in a bracket.
std::string RemarkOf(const Parameter& parameter);

// "[51] [52]" -> {51, 52}.
std::set<int> CitedIn(std::string_view text);

// The path of the row or scalar a parameter stands in: the path without the column when other
// columns share it. "committee.roles.board.power" -> "committee.roles.board".
std::string EntryOf(const Parameter& parameter);

}  // namespace parallax

#endif  // PARALLAX_TESTS_UNIT_LENSES_PARAMETERS_H_
