// What the scripts of a life are made of. Private to the life.
#ifndef PARALLAX_TESTS_FAULT_LIFE_SCRIPT_H_
#define PARALLAX_TESTS_FAULT_LIFE_SCRIPT_H_

#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tests/fault/life.h"

namespace parallax::fault {

inline constexpr char kWorkspace[] = "w";
inline constexpr char kPerson[] = "person-7781";
inline constexpr char kPersonsText[] = "Quintessa";  // stands in what is of the person
inline constexpr char kGoneAccount[] = "vanishing";

// The rows of the export of a week.
std::vector<SnapshotRow> RowsOf(int week);

// Tells the versions of an account's facts apart.
std::string Label(const Facts& facts);
// The person they are of, or empty.
std::string PersonOf(const Facts& facts);

// A promise that the store broke.
inline absl::Status Broken(const std::string& account, const std::string& what) {
  return absl::UnknownError(absl::StrCat(account, ": ", what));
}

}  // namespace parallax::fault

#endif  // PARALLAX_TESTS_FAULT_LIFE_SCRIPT_H_
