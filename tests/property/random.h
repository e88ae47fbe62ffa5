// Random numbers of the property tests: the same on every standard library, so that a seed replays
// anywhere.
#ifndef PARALLAX_TESTS_PROPERTY_RANDOM_H_
#define PARALLAX_TESTS_PROPERTY_RANDOM_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

#include "core/base/time.h"

namespace parallax::property {

// SplitMix64 (Steele, Lea, Flood 2014): every seed is as good as any other, neighbours included.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // [0, 1).
  double Share() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  // [low, high).
  double Between(double low, double high) { return low + (high - low) * Share(); }
  // [low, high], both included; low when high is below it.
  std::int64_t Whole(std::int64_t low, std::int64_t high) {
    if (high <= low) return low;
    return low + static_cast<std::int64_t>(Next() % (static_cast<std::uint64_t>(high - low) + 1));
  }
  bool Chance(double share) { return Share() < share; }
  // `items` is not empty.
  template <typename Items>
  const auto& Pick(const Items& items) {
    return items[static_cast<std::size_t>(
        Whole(0, static_cast<std::int64_t>(std::size(items)) - 1))];
  }
  template <typename Items>
  void Shuffle(Items& items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1],
                items[static_cast<std::size_t>(Whole(0, static_cast<std::int64_t>(i) - 1))]);
    }
  }
  // Exponential, mean 1.
  double Gap() { return -std::log(1.0 - Share()); }

 private:
  std::uint64_t state_;
};

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_RANDOM_H_
