// What alignment sums to, and how a member's stance comes about (model.md, "Attribution").
#ifndef PARALLAX_SDK_FRAMEWORK_ATTRIBUTION_H_
#define PARALLAX_SDK_FRAMEWORK_ATTRIBUTION_H_

#include <vector>

#include "framework/committee.h"
#include "framework/members.h"
#include "framework/readings.h"

namespace parallax::framework {

// The terms that sum to member.log_odds - member.prior. REQUIRES: a fold that keeps terms.
void ExplainStance(const Fold& fold, const Member& member, const Instant& now,
                   std::vector<LinkTerm>& out);

// Logit of the index with every present member at the prior of the role.
double AlignmentPrior(const std::vector<Member>& members, Committee& committee);

// The terms that sum to logit(index) - AlignmentPrior: each member's evidence is switched on in
// canonical order and in the reverse, the two changes averaged, and shared over the member's terms.
// O(members) committees.
void ExplainAlignment(const Fold& fold, const std::vector<Member>& members, Committee& committee,
                      const Instant& now, std::vector<LinkTerm>& out);

// The role row whose support, one log-odds higher, moves logit(index) most; ties by id; -1: none.
int BindingRole(const Assumptions& assumptions, const std::vector<Member>& members,
                Committee& committee);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_ATTRIBUTION_H_
