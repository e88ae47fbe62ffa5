// The same evidence as marketing, sales, product and customer success would ask it, beside what
// each of them counts by itself (model.md, step 13; R39, R40; docs/decisions/0115).
#ifndef PARALLAX_SDK_FRAMEWORK_FUNCTIONS_H_
#define PARALLAX_SDK_FRAMEWORK_FUNCTIONS_H_

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "framework/function_counts.h"
#include "framework/row_reader.h"

namespace parallax::framework {

struct FunctionReading {
  std::string_view function;  // "marketing", "sales", "product", "customer_success"
  // 0..100; NaN while there is nothing to read.
  double reading = std::numeric_limits<double>::quiet_NaN();
  // What the function counts over the last trend_days, and over the span before; NaN: nobody told.
  double counted = 0, counted_before = 0;
  bool misread = false;                                 // green here while the buyer is not
  std::vector<std::uint32_t> signals, counted_signals;  // ascending, the latest twenty
};

// By Function. REQUIRES: a fold that keeps terms. O(signals log signals).
std::array<FunctionReading, kFunctions> ReadFunctions(const Answer& answer);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_FUNCTIONS_H_
