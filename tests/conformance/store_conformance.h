// What every Store must do: store.h as tests. A store joins with
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance, testing::Values(StoreFactory{...}),
//   StoreFactoryName);
#ifndef PARALLAX_TESTS_CONFORMANCE_STORE_CONFORMANCE_H_
#define PARALLAX_TESTS_CONFORMANCE_STORE_CONFORMANCE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/base/time.h"
#include "core/signal/signal.h"
#include "core/store/store.h"
#include "tests/conformance/samples.h"

namespace parallax {

// A fresh, empty place in which stores can be opened again and again; what one stored the next one
// finds.
class StoreHome {
 public:
  virtual ~StoreHome() = default;
  struct Settings {
    std::size_t max_queued_signals = 200'000;
    // Move what is stored to its final place as early and as often as the store can, so that few
    // rows show every path.
    bool eager_compaction = false;
  };
  virtual absl::StatusOr<std::unique_ptr<Store>> Open(const Clock* clock,
                                                      const Settings& settings) = 0;
};

struct StoreFactory {
  std::string name;
  bool durable = true;  // a closed store can be opened again with everything in it
  bool eager_compaction = false;
  std::function<std::unique_ptr<StoreHome>()> home;
};
inline void PrintTo(const StoreFactory& factory, std::ostream* out) { *out << factory.name; }
inline std::string StoreFactoryName(const testing::TestParamInfo<StoreFactory>& info) {
  return info.param.name;
}

class StoreConformance : public testing::TestWithParam<StoreFactory> {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Closes the store and opens it again; skips the test where the store keeps nothing.
  void Reopen();
  void OpenWith(StoreHome::Settings settings);

  // Appends and waits for the answer.
  absl::StatusOr<AppendResult> Append(std::vector<Signal> signals, std::string workspace = "w");
  AppendOutcome AppendOne(const Signal& signal);
  // What ReadAccount gives as signals, sorted by source and id; fails the test when it gives an
  // error.
  std::vector<Signal> Stored(std::string_view account, std::string_view workspace = "w");

  FakeClock clock_;
  std::unique_ptr<StoreHome> home_;
  std::unique_ptr<Store> store_;
};

}  // namespace parallax

#endif  // PARALLAX_TESTS_CONFORMANCE_STORE_CONFORMANCE_H_
