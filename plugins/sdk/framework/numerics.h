// Small numerics of the model. Pure functions; tables are built once and never change.
#ifndef PARALLAX_SDK_FRAMEWORK_NUMERICS_H_
#define PARALLAX_SDK_FRAMEWORK_NUMERICS_H_

#include <array>
#include <cmath>

namespace parallax::framework {

inline double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
inline double Logit(double p) { return std::log(p / (1 - p)); }
// W * tanh(sum / W): the first unit counts fully, all together at most W.
inline double Saturate(double sum, double w) {
  const double x = sum / w;
  // tanh by one exponential; by its series where that would cancel.
  const double t =
      x < 1e-3 ? x * (1 - x * x * (1.0 / 3 - x * x * (2.0 / 15))) : 1 - 2 / (std::exp(2 * x) + 1);
  return w * t;
}

// Standard normal distribution function, absolute error below 1e-14, from local polynomials: an
// order faster than erfc, and the committee asks for hundreds.
class NormalCdf {
 public:
  static const NormalCdf& Get();
  double operator()(double x) const {
    if (x <= -kReach) return 0;
    if (x >= kReach) return 1;
    const double scaled = (x + kReach) * kPerUnit + 0.5;
    const int cell = static_cast<int>(scaled);
    const double d = x - (static_cast<double>(cell) / kPerUnit - kReach);
    const auto& p = cells_[static_cast<std::size_t>(cell)];
    return p[0] + d * (p[1] + d * (p[2] + d * (p[3] + d * (p[4] + d * (p[5] + d * p[6])))));
  }

 private:
  static constexpr int kReach = 9, kPerUnit = 16;
  NormalCdf();
  std::array<std::array<double, 7>, 2 * kReach * kPerUnit + 1> cells_;
};

// Inverse of the standard normal distribution at Sigmoid(log_odds). Wichura (1988), AS 241, PPND16;
// relative error about 1e-16, both tails alike.
double NormalQuantileOfLogOdds(double log_odds);

// Quantile of the Gamma distribution with rate 1. REQUIRES: shape > 0, 0 < p < 1.
double GammaQuantile(double shape, double p);

// Nodes and weights of the Gauss-Hermite quadrature against the standard normal density.
struct QuadratureNode {
  double z, weight;
};
inline constexpr int kQuadratureNodes = 15;
inline constexpr std::array<QuadratureNode, kQuadratureNodes> kQuadrature = {{
    {-6.3639478888298386, 8.5896498996332705e-10},
    {-5.1900935913047812, 5.9754195979206046e-07},
    {-4.1962077112690155, 5.642146405189017e-05},
    {-3.2890824243987664, 0.0015673575035499562},
    {-2.4324368270097581, 0.017365774492137605},
    {-1.6067100690287297, 0.089417795399844402},
    {-0.799129068324548, 0.23246229360973222},
    {0, 0.31825951825951826},
    {0.799129068324548, 0.23246229360973222},
    {1.6067100690287297, 0.089417795399844402},
    {2.4324368270097581, 0.017365774492137605},
    {3.2890824243987664, 0.0015673575035499562},
    {4.1962077112690155, 5.642146405189017e-05},
    {5.1900935913047812, 5.9754195979206046e-07},
    {6.3639478888298386, 8.5896498996332705e-10},
}};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_NUMERICS_H_
