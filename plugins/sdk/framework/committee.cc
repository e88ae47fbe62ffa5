#include "framework/committee.h"

#include <algorithm>
#include <cmath>

namespace parallax::framework {

void Committee::Begin(const Assumptions& assumptions) {
  closed_ = closed_ && assumptions_ == &assumptions;
  assumptions_ = &assumptions;
  member_role_.clear();
  member_power_.clear();
}

void Committee::Add(int role, int power) {
  member_role_.push_back(role);
  member_power_.push_back(power);
}

void Committee::Close() {
  if (closed_ && member_role_ == closed_role_ && member_power_ == closed_power_) return;
  closed_ = true;
  closed_role_ = member_role_;
  closed_power_ = member_power_;
  units_.clear();
  slots_.clear();
  missing_.clear();
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

// Whether the committee approves only if the unit does.
bool Committee::Alone(const Unit& unit) const {
  const Rule rule = static_cast<Rule>(static_cast<int>(assumptions_->rule));
  if (rule == Rule::kUnanimous) return unit.required || unit.veto || unanimous_any_;
  return rule == Rule::kQuorumWithVeto && unit.veto;
}

// P(the voters who approve weigh at least `need`) at the nodes from `first`. Weights from which
// `need` is out of reach are left out.
Committee::Lanes Committee::Reaches(std::size_t first, int need, int total) {
  Lanes win{};
  weights_.assign(static_cast<std::size_t>(need), Lanes{});
  weights_[0].fill(1);
  int reach = 0, left = total;
  for (const Voter& voter : voters_) {
    Lanes p, q;
    for (std::size_t n = 0; n < p.size(); ++n) p[n] = voter.p[first + n], q[n] = 1 - p[n];
    for (int w = reach; w >= std::max(0, need - left); --w) {
      Lanes& stay = weights_[static_cast<std::size_t>(w)];
      const Lanes from = stay;
      const int to = w + voter.weight;
      Lanes& go = to >= need ? win : weights_[static_cast<std::size_t>(to)];
      Lanes sum = go;
      for (std::size_t n = 0; n < p.size(); ++n) sum[n] += from[n] * p[n];
      go = sum;
      Lanes kept;
      for (std::size_t n = 0; n < p.size(); ++n) kept[n] = from[n] * q[n];
      stay = kept;
    }
    reach = std::min(need - 1, reach + voter.weight);
    left -= voter.weight;
  }
  return win;
}

double Committee::Approval(std::span<const double> log_odds, int role, double shift) {
  const Assumptions& a = *assumptions_;
  const bool unanimous = static_cast<Rule>(static_cast<int>(a.rule)) == Rule::kUnanimous;
  Nodes approve, p;  // starts with what must hold whatever the weight: vetoes, unanimity
  approve.fill(1);
  voters_.clear();
  int total = 0, need = unanimous ? 0 : need_;
  for (const Unit& unit : units_) {
    const bool alone = Alone(unit);
    if (!alone && (unanimous || unit.weight == 0)) continue;
    const double moved = unit.role == role ? shift : 0;
    if (!unit.absent) {
      UnitAtNodes(unit, log_odds, moved, p);
    } else {
      a.nodes->At(a.roles[static_cast<std::size_t>(unit.role)].absent_link + moved, p);
    }
    if (alone) {  // it approves wherever the committee does
      for (std::size_t n = 0; n < p.size(); ++n) approve[n] *= p[n];
      need -= unit.weight;
    } else {
      voters_.push_back({p, unit.weight});
      total += unit.weight;
    }
  }
  for (std::size_t first = 0; need > 0 && first < approve.size(); first += Lanes().size()) {
    const Lanes win = Reaches(first, need, total);
    for (std::size_t n = 0; n < win.size(); ++n) approve[first + n] *= win[n];
  }
  double sum = 0;
  for (int n = 0; n < kQuadratureNodes; ++n) sum += kQuadrature[n].weight * approve[n];
  return std::clamp(sum, kLeastApproval, 1 - kLeastApproval);
}

}  // namespace parallax::framework
