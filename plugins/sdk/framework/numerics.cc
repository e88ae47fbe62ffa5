#include "framework/numerics.h"

#include <algorithm>
#include <numbers>

namespace parallax::framework {
namespace {

// Regularised lower incomplete gamma function: the series below shape + 1, Lentz's continued
// fraction above (Abramowitz and Stegun, 6.5.29 and 6.5.31).
double GammaP(double a, double x) {
  if (x <= 0) return 0;
  const double front = std::exp(a * std::log(x) - x - std::lgamma(a));
  if (x < a + 1) {
    double term = 1 / a, sum = term;
    for (int n = 1; n < 2000 && std::abs(term) > 1e-17 * std::abs(sum); ++n) {
      term *= x / (a + n);
      sum += term;
    }
    return sum * front;
  }
  double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
  for (int n = 1; n < 2000; ++n) {
    const double an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const double factor = d * c;
    h *= factor;
    if (std::abs(factor - 1) < 1e-16) break;
  }
  return 1 - front * h;
}

template <std::size_t N>
double Polynomial(const std::array<double, N>& c, double x) {
  double value = 0;
  for (std::size_t i = N; i-- > 0;) value = value * x + c[i];
  return value;
}

constexpr std::array kA = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                           1.9715909503065514427e+3, 1.3731693765509461125e+4,
                           4.5921953931549871457e+4, 6.7265770927008700853e+4,
                           3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr std::array kB = {1.0,
                           4.2313330701600911252e+1,
                           6.8718700749205790830e+2,
                           5.3941960214247511077e+3,
                           2.1213794301586595867e+4,
                           3.9307895800092710610e+4,
                           2.8729085735721942674e+4,
                           5.2264952788528545610e+3};
constexpr std::array kC = {1.42343711074968357734e0,  4.63033784615654529590e0,
                           5.76949722146069140550e0,  3.64784832476320460504e0,
                           1.27045825245236838258e0,  2.41780725177450611770e-1,
                           2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array kD = {1.0,
                           2.05319162663775882187e0,
                           1.67638483018380384940e0,
                           6.89767334985100004550e-1,
                           1.48103976427480074590e-1,
                           1.51986665636164571966e-2,
                           5.47593808499534494600e-4,
                           1.05075007164441684324e-9};
constexpr std::array kE = {6.65790464350110377720e0,  5.46378491116411436990e0,
                           1.78482653991729133580e0,  2.96560571828504891230e-1,
                           2.65321895265761230930e-2, 1.24266094738807843860e-3,
                           2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array kF = {1.0,
                           5.99832206555887937690e-1,
                           1.36929880922735805310e-1,
                           1.48753612908506148525e-2,
                           7.86869131145613259100e-4,
                           1.84631831751005468180e-5,
                           1.42151175831644588870e-7,
                           2.04426310338993978564e-15};

}  // namespace

NormalCdf::NormalCdf() {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const double x = static_cast<double>(i) / kPerUnit - kReach;
    // Derivatives of the density are -He_n times it; Taylor coefficients follow by recurrence.
    const double density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    std::array<double, 7> hermite = {1, x};
    for (int n = 1; n < 6; ++n) hermite[n + 1] = x * hermite[n] - n * hermite[n - 1];
    cells_[i][0] = std::erfc(-x / std::numbers::sqrt2) / 2;
    double factorial = 1;
    for (int n = 1; n < 7; ++n) {
      factorial *= n;
      cells_[i][n] = (n % 2 == 1 ? 1 : -1) * hermite[n - 1] * density / factorial;
    }
  }
}

const NormalCdf& NormalCdf::Get() {
  static const NormalCdf table;
  return table;
}

double NormalQuantileOfLogOdds(double log_odds) {
  // The smaller tail is computed, so that supports near 1 lose nothing.
  const double tail = Sigmoid(-std::abs(log_odds));
  const double q = 0.5 - tail;
  double quantile;  // of 1 - tail
  if (q <= 0.425) {
    const double r = 0.180625 - q * q;
    quantile = q * Polynomial(kA, r) / Polynomial(kB, r);
  } else {
    const double r = std::sqrt(-std::log(std::max(tail, 1e-300)));
    quantile = r <= 5 ? Polynomial(kC, r - 1.6) / Polynomial(kD, r - 1.6)
                      : Polynomial(kE, r - 5) / Polynomial(kF, r - 5);
  }
  return log_odds >= 0 ? quantile : -quantile;
}

double GammaQuantile(double shape, double p) {
  double low = 0, high = shape + 1;
  while (GammaP(shape, high) < p) high *= 2;
  // In log space once it is bracketed: small shapes have quantiles of many magnitudes.
  low = high * 1e-18;
  while (GammaP(shape, low) > p && low > 1e-300) low *= 1e-18;
  for (int i = 0; i < 200 && high / low > 1 + 1e-14; ++i) {
    const double middle = std::sqrt(low) * std::sqrt(high);
    (GammaP(shape, middle) < p ? low : high) = middle;
  }
  return high;
}

}  // namespace parallax::framework
