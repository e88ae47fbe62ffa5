// P(the committee approves), exactly, under the lens's rule (model.md, step 4; model-formulas.md,
// 5).
//
// Given one shared factor Z ~ N(0, 1), members approve independently:
//   member i approves  <=>  sqrt(rho) Z + sqrt(1 - rho) e_i < Phi^-1(support_i)
// One unit a role; units approve by `same_role`; a dynamic programme over the integer weight of the
// approving units, at each of 15 quadrature nodes of Z.
#ifndef PARALLAX_SDK_FRAMEWORK_COMMITTEE_H_
#define PARALLAX_SDK_FRAMEWORK_COMMITTEE_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/assumptions.h"
#include "framework/heap_bytes.h"
#include "framework/node_table.h"

namespace parallax::framework {

// Supports are clipped so that the logit of the index stays finite.
inline constexpr double kLeastApproval = 1e-9;

class Committee {
 public:
  // Forgets members. What they were is kept until Forget, since it seldom changes between readings.
  void Begin(const Assumptions& assumptions);
  // The assumptions may have changed in place.
  void Forget() { closed_ = false; }
  // A present member of a role row. Members of one role need not stand together. The strongest
  // power of a role's members is its unit's.
  void Add(int role, int power);
  // Adds the required roles nobody of which is present, at their prior. After the last Add.
  void Close();

  // log_odds[i] of the i-th member added. In [kLeastApproval, 1 - kLeastApproval]. O(nodes x units
  // x weight).
  double Approval(std::span<const double> log_odds) { return Approval(log_odds, -1, 0); }
  // The same with `shift` added to the log-odds of everybody in a role, the absent included.
  double Approval(std::span<const double> log_odds, int role, double shift);

  // Share of the required roles that somebody present holds; 1 when the lens requires none.
  double coverage() const { return coverage_; }
  // Role rows of the units.
  void Roles(std::vector<int>& out) const;
  // Role rows of required roles that are absent.
  std::span<const int> missing() const { return missing_; }
  // Memory held beside the object.
  std::size_t Bytes() const {
    return HeapBytes(member_role_, member_power_, units_, slots_, missing_, closed_role_,
                     closed_power_, voters_, weights_);
  }

 private:
  struct Unit {
    int role;
    bool veto, required;
    SameRole rule;
    int weight;
    int first, count;  // of slots_
    bool absent;
  };
  // A voice that counts by its weight.
  struct Voter {
    Nodes p;
    int weight;
  };
  using Lanes = std::array<double, 4>;  // nodes that are added up together

  bool Alone(const Unit& unit) const;
  Lanes Reaches(std::size_t first, int need, int total);
  void UnitAtNodes(const Unit& unit, std::span<const double> log_odds, double shift,
                   Nodes& p) const;

  const Assumptions* assumptions_ = nullptr;
  std::vector<int> member_role_, member_power_;
  std::vector<Unit> units_;
  std::vector<int> slots_;  // members of units
  std::vector<int> missing_;
  std::vector<int> closed_role_, closed_power_;  // members that units_ are made of
  bool closed_ = false;
  std::vector<Voter> voters_;
  std::vector<Lanes> weights_;  // weight -> probability
  double coverage_ = 1;
  int need_ = 0;
  bool unanimous_any_ = false;  // nobody is required: everybody counts
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_COMMITTEE_H_
