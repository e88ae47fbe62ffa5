// What erasing must do in every Store: store.h as tests, over the same stores as StoreConformance.
#ifndef PARALLAX_TESTS_CONFORMANCE_ERASE_CONFORMANCE_H_
#define PARALLAX_TESTS_CONFORMANCE_ERASE_CONFORMANCE_H_

#include <string_view>

#include "tests/conformance/store_conformance.h"

namespace parallax {

class EraseConformance : public StoreConformance {
 protected:
  ErasureResult Erase(std::string_view account, std::string_view person) {
    const auto result = store_->Erase("w", account, person);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.value_or(ErasureResult());
  }
};

}  // namespace parallax

#endif  // PARALLAX_TESTS_CONFORMANCE_ERASE_CONFORMANCE_H_
