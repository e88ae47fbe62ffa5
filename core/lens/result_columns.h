// The numeric columns of one call of a lens: buffers of the host, filled with "absent" before the
// call, checked after it.
#ifndef PARALLAX_CORE_LENS_RESULT_COLUMNS_H_
#define PARALLAX_CORE_LENS_RESULT_COLUMNS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/lens/interpretation.h"
#include "parallax/abi/result.h"

namespace parallax {

// Made to be reused: a call of no more rows than an earlier one allocates nothing.
class ResultColumns {
 public:
  // Columns of `rows` absent rows. The result points into this object and holds until the next
  // call. `wants_contributions`: then a lens owes the priors they are added to.
  plx_result Prepare(std::uint32_t rows, bool wants_contributions, const plx_emit* emit);

  std::int32_t status(std::uint32_t row) const { return row_status_[row]; }

  // Copies the numbers of a row the lens answered with PLX_OK. Returns the first thing wrong with
  // them, or nothing.
  std::string Read(std::uint32_t row, Interpretation& out) const;

 private:
  std::string ReadReadings(std::uint32_t row, Interpretation& out) const;

  std::vector<double> numbers_;      // every double column, one after another
  std::vector<std::int32_t> codes_;  // every int32 column but row_status
  std::vector<std::int32_t> row_status_;
  std::vector<std::int64_t> act_by_;
  std::vector<std::uint32_t> counts_;
  plx_result result_{};
  bool wants_contributions_ = false;
};

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_RESULT_COLUMNS_H_
