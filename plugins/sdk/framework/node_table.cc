#include "framework/node_table.h"

#include <cmath>
#include <numbers>

namespace parallax::framework {

NodeTable::NodeTable(double correlation)
    : correlation_(correlation),
      root_rho_(std::sqrt(correlation)),
      scale_(1 / std::sqrt(1 - correlation)),
      cells_(2 * kReach * kPerUnit) {
  constexpr int kPoints = kDegree + 1;
  constexpr double kHalf = 0.5 / kPerUnit;
  std::array<double, kPoints> d;  // Chebyshev points, from the middle of a cell
  for (int i = 0; i < kPoints; ++i) {
    d[i] = kHalf * std::cos(std::numbers::pi * (2 * i + 1) / (2 * kPoints));
  }
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const double middle = (static_cast<double>(c) + 0.5) / kPerUnit - kReach;
    std::array<Nodes, kPoints> difference;
    for (int i = 0; i < kPoints; ++i) Exactly(middle + d[i], difference[i]);
    Cell& cell = cells_[c];
    for (std::size_t n = 0; n < cell[0].size(); ++n) {
      // Newton's divided differences, then the powers of d.
      for (int order = 1; order < kPoints; ++order) {
        for (int i = kPoints - 1; i >= order; --i) {
          difference[i][n] = (difference[i][n] - difference[i - 1][n]) / (d[i] - d[i - order]);
        }
      }
      std::array<double, kPoints> power{};
      for (int i = kPoints - 1; i >= 0; --i) {
        for (int k = kDegree; k > 0; --k) power[k] = power[k - 1] - d[i] * power[k];
        power[0] = difference[i][n] - d[i] * power[0];
      }
      for (int k = 0; k < kPoints; ++k) cell[k][n] = power[k];
    }
  }
}

void NodeTable::Exactly(double log_odds, Nodes& p) const {
  const NormalCdf& phi = NormalCdf::Get();
  const double threshold = NormalQuantileOfLogOdds(log_odds);
  p.fill(0);
  for (int n = 0; n < kQuadratureNodes; ++n) {
    p[n] = phi((threshold - root_rho_ * kQuadrature[n].z) * scale_);
  }
}

void NodeTable::At(double log_odds, Nodes& p) const {
  const double scaled = (log_odds + kReach) * kPerUnit;
  if (!(scaled >= 0 && scaled < 2 * kReach * kPerUnit)) return Exactly(log_odds, p);
  const int index = static_cast<int>(scaled);
  const double d = log_odds - ((index + 0.5) / kPerUnit - kReach);
  const Cell& cell = cells_[static_cast<std::size_t>(index)];
  constexpr int kLanes = 4;  // as many as stay in registers
  for (int first = 0; first < 16; first += kLanes) {
    std::array<double, kLanes> sum;
    for (int n = 0; n < kLanes; ++n) sum[n] = cell[kDegree][first + n];
    for (int k = kDegree - 1; k >= 0; --k) {
      for (int n = 0; n < kLanes; ++n) sum[n] = sum[n] * d + cell[k][first + n];
    }
    for (int n = 0; n < kLanes; ++n) p[first + n] = sum[n];
  }
}

}  // namespace parallax::framework
