// What each function of the seller counts by itself (docs/decisions/0115).
#ifndef PARALLAX_SDK_FRAMEWORK_FUNCTION_COUNTS_H_
#define PARALLAX_SDK_FRAMEWORK_FUNCTION_COUNTS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "framework/fold.h"

namespace parallax::framework {

enum Function { kMarketing, kSales, kProduct, kCustomerSuccess };
inline constexpr int kFunctions = 4;

struct FunctionCount {
  double now = 0, before = 0;          // NaN: nobody told
  std::vector<std::uint32_t> signals;  // behind `now`, ascending
};

// `now` in (then, now], `before` in (earlier, then], by Function. REQUIRES: a fold that keeps
// terms. O(signals).
std::array<FunctionCount, kFunctions> CountByFunction(const Fold& fold, Time earlier, Time then,
                                                      Time now);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_FUNCTION_COUNTS_H_
