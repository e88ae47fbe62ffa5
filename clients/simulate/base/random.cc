#include "clients/simulate/base/random.h"

#include <cmath>

namespace parallax::simulate {

std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = a + 0x9e3779b97f4a7c15u * (b + 1);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// ln x = e ln 2 + 2 atanh((m - 1) / (m + 1)) for x = m 2^e with m about 1.
double Log(double x) {
  constexpr double kLn2 = 0x1.62e42fefa39efp-1;
  constexpr double kRootHalf = 0x1.6a09e667f3bcdp-1;
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);  // exact
  if (mantissa < kRootHalf) {
    mantissa *= 2;
    --exponent;
  }
  const double z = (mantissa - 1) / (mantissa + 1);  // at most 0.172
  const double square = z * z;
  double term = z, sum = z;
  for (int k = 3; k <= 15; k += 2) {
    term *= square;
    sum += term / k;
  }
  return exponent * kLn2 + 2 * sum;
}

int Random::Between(int low, int high) {
  const auto width = static_cast<std::uint64_t>(static_cast<std::int64_t>(high) - low + 1);
  // Multiply and shift: uneven by less than 2^-32 for the widths used here.
  return low + static_cast<int>((width * (Next() >> 32)) >> 32);
}

int Random::Days(double mean) {
  const double days = Exponential(mean / 2) + Exponential(mean / 2);
  return days < 1 ? 1 : static_cast<int>(std::lround(days));
}

}  // namespace parallax::simulate
