// What the columns of a file seem to be, by their names and first values.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_COLUMN_GUESS_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_COLUMN_GUESS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace parallax::cli {

// A column of a sample: its name, and what its values have in common.
struct SampledColumn {
  std::string name;
  std::string plain;  // the name in lower case with '_' between words, for looking it up
  std::uint64_t filled = 0;
  bool distinct = true;     // no value twice
  bool numbers = true;      // every value is a number
  bool addresses = false;   // some value looks like an e-mail address
  std::string time_format;  // that reads every value; empty: none does
};

struct Sample {
  bool json = false;
  char delimiter = ',';
  std::uint64_t rows = 0;
  std::vector<SampledColumn> columns;
};

// Reads the first rows, at most 500, of a CSV or JSON file, packed or not. INVALID_ARGUMENT names
// what cannot be read.
absl::StatusOr<Sample> SampleFile(const std::string& path);

// The first column whose plain name is one of `names`, or ends with one after an '_' or a '.', and
// which `fits`; nullptr when there is none.
template <typename Fits>
const SampledColumn* FindColumn(const Sample& sample, const std::vector<std::string>& names,
                                Fits fits) {
  for (const bool whole : {true, false}) {
    for (const std::string& name : names) {
      for (const SampledColumn& column : sample.columns) {
        const std::string& plain = column.plain;
        const bool named =
            whole ? plain == name
                  : plain.size() > name.size() &&
                        plain.compare(plain.size() - name.size(), name.size(), name) == 0 &&
                        (plain[plain.size() - name.size() - 1] == '_' ||
                         plain[plain.size() - name.size() - 1] == '.');
        if (named && fits(column)) return &column;
      }
    }
  }
  return nullptr;
}

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_COLUMN_GUESS_H_
