// Random numbers that are the same on every machine. The distributions of <random> are not, and the
// logarithm of the C library is rounded as each likes; here every draw comes from 64-bit integers
// and the four exact operations of IEEE 754.
#ifndef PARALLAX_CLIENTS_SIMULATE_BASE_RANDOM_H_
#define PARALLAX_CLIENTS_SIMULATE_BASE_RANDOM_H_

#include <cstdint>
#include <iterator>

namespace parallax::simulate {

// A value that depends on every bit of both. SplitMix64's finaliser (Steele, Lea and Flood 2014).
std::uint64_t Mix(std::uint64_t a, std::uint64_t b);

// Natural logarithm of x > 0, within 1e-11, the same bits everywhere.
double Log(double x);

// A sequence that depends on its key alone: draw n is a function of (key, n). Not thread-safe.
class Random {
 public:
  explicit Random(std::uint64_t key) : key_(key) {}

  std::uint64_t Next() { return Mix(key_, ++count_); }
  // [0, 1), 53 bits.
  double Share() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  bool Chance(double probability) { return Share() < probability; }
  // low..high, both included; low <= high.
  int Between(int low, int high);
  double Between(double low, double high) { return low + (high - low) * Share(); }
  // Mean `mean`, 0 or more.
  double Exponential(double mean) { return -mean * Log(1.0 - Share()); }
  // Whole days, 1 or more, in mean about `mean`: the sum of two waits, so neither nothing nor
  // endless is usual.
  int Days(double mean);
  // One of the items of a span or array that is not empty.
  template <typename Items>
  const auto& Of(const Items& items) {
    return items[static_cast<std::size_t>(Between(0, static_cast<int>(std::size(items)) - 1))];
  }

 private:
  const std::uint64_t key_;
  std::uint64_t count_ = 0;
};

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_BASE_RANDOM_H_
