// P(a member approves | shared factor) at every quadrature node, by the member's log-odds.
#ifndef PARALLAX_SDK_FRAMEWORK_NODE_TABLE_H_
#define PARALLAX_SDK_FRAMEWORK_NODE_TABLE_H_

#include <array>
#include <vector>

#include "framework/numerics.h"

namespace parallax::framework {

using Nodes = std::array<double, 16>;  // kQuadratureNodes, padded

// Phi((Phi^-1(sigmoid(x)) - sqrt(rho) z) / sqrt(1 - rho)) for all nodes z at once: polynomials of
// degree 6 through the Chebyshev points of each cell of x, error below 1e-13. About 340 kB; the
// committee asks for tens of members a reading, and a quantile and 15 values of Phi each cost most
// of it.
class NodeTable {
 public:
  explicit NodeTable(double correlation);  // 0 <= correlation < 1; a millisecond
  double correlation() const { return correlation_; }
  void At(double log_odds, Nodes& p) const;

 private:
  static constexpr int kReach = 24, kPerUnit = 8, kDegree = 6;
  using Cell = std::array<Nodes, kDegree + 1>;  // coefficients, lowest first

  void Exactly(double log_odds, Nodes& p) const;

  double correlation_, root_rho_, scale_;
  std::vector<Cell> cells_;
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_NODE_TABLE_H_
