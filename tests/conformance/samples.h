// What tests of stores store.
#ifndef PARALLAX_TESTS_CONFORMANCE_SAMPLES_H_
#define PARALLAX_TESTS_CONFORMANCE_SAMPLES_H_

#include <atomic>
#include <string_view>

#include "core/base/time.h"
#include "core/signal/signal.h"

namespace parallax {

// Stands still until a test moves it.
class FakeClock : public Clock {
 public:
  Time Now() const override { return now_.load(); }
  void Set(Time now) { now_.store(now); }
  void Advance(Time by) { now_.fetch_add(by); }

 private:
  std::atomic<Time> now_ = 20'000 * kDay;
};

// A signal with only what the store looks at; `body` makes it differ from others of its key.
Signal MakeSignal(std::string_view account, std::string_view id, std::string_view body = "");
AccountFacts MakeAccount(std::string_view account, std::string_view display_name);

}  // namespace parallax

#endif  // PARALLAX_TESTS_CONFORMANCE_SAMPLES_H_
