#include "framework/committee.h"

#include <algorithm>
#include <cmath>

namespace parallax::framework {

void Committee::Begin(const Assumptions& assumptions) {
  assumptions_ = &assumptions;
  member_role_.clear();
  member_power_.clear();
  units_.clear();
  slots_.clear();
  missing_.clear();
}

void Committee::Add(int role, int power) {
  member_role_.push_back(role);
  member_power_.push_back(power);
}

void Committee::Close() {
  const Assumptions& a = *assumptions_;
  int required = 0, total = 0;
  bool any_required = false;
  for (int r = 0; r < static_cast<int>(a.roles.size()); ++r) {
    const RoleRow& row = a.roles[static_cast<std::size_t>(r)];
    const int first = static_cast<int>(slots_.size());
    int power = PLX_POWER_USE + 1;
    for (std::size_t m = 0; m < member_role_.size(); ++m) {
      if (member_role_[m] != r) continue;
      slots_.push_back(static_cast<int>(m));
      power = std::min(power, member_power_[m]);
    }
    const int count = static_cast<int>(slots_.size()) - first;
    if (row.required != 0) ++required;
    if (count == 0 && row.required == 0) continue;
    if (count == 0) {
      missing_.push_back(r);
      power = static_cast<int>(row.power);
    }
    units_.push_back({r, power == PLX_POWER_VETO, row.required != 0,
                      static_cast<SameRole>(static_cast<int>(row.same_role)),
                      static_cast<int>(row.weight), first, count, count == 0});
    total += units_.back().weight;
    any_required = any_required || units_.back().required || units_.back().veto;
  }
  coverage_ = required == 0 ? 1 : 1 - static_cast<double>(missing_.size()) / required;
  unanimous_any_ = !any_required;
  need_ = static_cast<int>(std::ceil(a.quorum * total - 1e-9));
}

void Committee::UnitAtNodes(const Unit& unit, std::span<const double> log_odds, double shift,
                            Nodes& p) const {
  const NodeTable& table = *assumptions_->nodes;
  const auto slot = [&](int i) {
    const int member = slots_[static_cast<std::size_t>(unit.first + i)];
    return log_odds[static_cast<std::size_t>(member)] + shift;
  };
  if (unit.count == 1) return table.At(slot(0), p);
  if (unit.rule == SameRole::kAverage) {
    double sum = 0;
    for (int i = 0; i < unit.count; ++i) sum += slot(i);
    return table.At(sum / unit.count, p);
  }
  // all: every one approves; any: not every one refuses.
  Nodes product, member;
  product.fill(1);
  const bool all = unit.rule == SameRole::kAll;
  for (int i = 0; i < unit.count; ++i) {
    table.At(slot(i), member);
    for (int n = 0; n < 16; ++n) product[n] *= all ? member[n] : 1 - member[n];
  }
  for (int n = 0; n < 16; ++n) p[n] = all ? product[n] : 1 - product[n];
}

void Committee::Roles(std::vector<int>& out) const {
  out.clear();
  for (const Unit& unit : units_) out.push_back(unit.role);
}

double Committee::Approval(std::span<const double> log_odds, int role, double shift) {
  const Assumptions& a = *assumptions_;
  const Rule rule = static_cast<Rule>(static_cast<int>(a.rule));
  Nodes certain, p;  // what must hold whatever the weight: vetoes, unanimity
  certain.fill(1);
  weights_.resize(static_cast<std::size_t>(need_) + 1);
  weights_[0].fill(1);
  int reach = 0, sure_weight = 0;  // weights are capped at need_
  for (std::size_t u = 0; u < units_.size(); ++u) {
    const Unit& unit = units_[u];
    const bool alone = rule == Rule::kUnanimous ? unit.required || unit.veto || unanimous_any_
                                                : rule == Rule::kQuorumWithVeto && unit.veto;
    if (rule == Rule::kUnanimous && !alone) continue;
    if (!alone && unit.weight == 0) continue;
    const double moved = unit.role == role ? shift : 0;
    if (!unit.absent) {
      UnitAtNodes(unit, log_odds, moved, p);
    } else {
      a.nodes->At(a.roles[static_cast<std::size_t>(unit.role)].absent_link + moved, p);
    }
    if (alone) {  // it approves wherever the committee does
      for (int n = 0; n < 16; ++n) certain[n] *= p[n];
      sure_weight += unit.weight;
      continue;
    }
    const int next = std::min(need_, reach + unit.weight);
    for (int w = reach + 1; w <= next; ++w) weights_[static_cast<std::size_t>(w)].fill(0);
    for (int w = reach; w >= 0; --w) {
      Nodes& from = weights_[static_cast<std::size_t>(w)];
      const int to_weight = std::min(need_, w + unit.weight);
      if (to_weight == w) continue;  // already enough
      Nodes& to = weights_[static_cast<std::size_t>(to_weight)];
      for (int n = 0; n < 16; ++n) {
        to[n] += from[n] * p[n];
        from[n] *= 1 - p[n];
      }
    }
    reach = next;
  }
  Nodes approve;
  if (rule == Rule::kUnanimous) {
    approve = certain;
  } else {
    approve.fill(0);
    for (int w = std::max(0, need_ - sure_weight); w <= reach; ++w) {
      for (int n = 0; n < 16; ++n) approve[n] += weights_[static_cast<std::size_t>(w)][n];
    }
    for (int n = 0; n < 16; ++n) approve[n] *= certain[n];
  }
  double sum = 0;
  for (int n = 0; n < kQuadratureNodes; ++n) sum += kQuadrature[n].weight * approve[n];
  return std::clamp(sum, kLeastApproval, 1 - kLeastApproval);
}

}  // namespace parallax::framework
