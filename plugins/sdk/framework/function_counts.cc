#include "framework/function_counts.h"

#include <cmath>

#include "framework/attribute.h"

namespace parallax::framework {
namespace {

// Lead volume.
bool IsLead(const Fold& fold, std::uint32_t signal, const KindInfo& info) {
  if (info.id == "marketing.lead_qualified") {
    return !IsAny(TextOf(fold, signal, "status"), {"lead", "disqualified", "recycled"});
  }
  return IsAny(info.id, {"marketing.content_engaged", "marketing.intent_surge",
                         "marketing.event_attended", "marketing.form_submitted"});
}

// Movement of the pipeline.
bool IsMove(const Fold& fold, std::uint32_t signal, const KindInfo& info) {
  return IsAny(info.id, {"sales.decision_opened", "sales.meeting_held", "sales.stage_changed"}) ||
         (info.id == "sales.proposal" && TextOf(fold, signal, "state") == "sent");
}

// Satisfaction and retention.
bool IsPleased(const Fold& fold, std::uint32_t signal, const KindInfo& info) {
  switch (info.rule) {
    case KindRule::kSurvey:
      return SurveyStrength(NumberOf(fold, signal, "score"),
                            TextOf(fold, signal, "type") == "nps") > 0;
    case KindRule::kSupportCase:
      return TextOf(fold, signal, "state") == "resolved";
    case KindRule::kRelationshipOutcome:
      return IsAny(TextOf(fold, signal, "state"), {"renewed", "expanded"});
    default:
      return false;
  }
}

// Use of the whole product: a rollup of a part of it says nothing of the rest.
bool IsUse(const Fold& fold, std::uint32_t signal, const KindInfo& info) {
  return info.id == "product.usage_rollup" && TextOf(fold, signal, "topic").empty();
}

}  // namespace

std::array<FunctionCount, kFunctions> CountByFunction(const Fold& fold, Time earlier, Time then,
                                                      Time now) {
  std::array<FunctionCount, kFunctions> out;
  out[kProduct].now = out[kProduct].before = std::nan("");
  const plx_journal& j = *fold.journal;
  for (const std::uint32_t i : fold.read) {
    const Time at = j.occurred_at[i];
    if (at <= earlier || at > now) continue;
    const KindInfo& info = fold.vocabulary->info(fold.vocabulary->kind(j.kind[i]));
    double FunctionCount::*const count = at > then ? &FunctionCount::now : &FunctionCount::before;
    if (IsUse(fold, i, info)) {  // the last one stands
      out[kProduct].*count = NumberOf(fold, i, "active_users");
      if (at > then) out[kProduct].signals = {i};
    }
    const auto add = [&](Function function) {
      out[function].*count += 1;
      if (at > then) out[function].signals.push_back(i);
    };
    if (IsLead(fold, i, info)) add(kMarketing);
    if (IsMove(fold, i, info)) add(kSales);
    if (IsPleased(fold, i, info)) add(kCustomerSuccess);
  }
  return out;
}

}  // namespace parallax::framework
