#include "framework/journey_steps.h"

#include <algorithm>

#include "framework/attribute.h"

namespace parallax::framework {
namespace {

enum Step { kHesitating, kValidating, kReassessing, kSeekingReassurance, kSelfProtecting, kNoStep };

// What is told of the buyer whoever tells it: a step of theirs that slipped, a close date that
// moved out for a reason of theirs, a question that came back.
bool PutsOff(const Fold& fold, std::uint32_t signal, KindRule rule) {
  const auto is = [&](const Question& q) { return q.reasked && q.signal == signal; };
  switch (rule) {
    case KindRule::kNextStep:
      return TextOf(fold, signal, "state") == "slipped" && TextOf(fold, signal, "side") != "seller";
    case KindRule::kCloseDate:
      return std::ranges::binary_search(fold.close_pushes, signal) &&
             TextOf(fold, signal, "reason") != "seller";
    case KindRule::kQuestionAsked:
      return std::ranges::any_of(fold.questions, is);
    default:
      return false;
  }
}

// What a signal of the buyer, or of a third party, shows.
Step Shows(const Fold& fold, std::uint32_t signal, const KindInfo& info) {
  const std::string_view state = TextOf(fold, signal, "state");
  switch (info.rule) {
    case KindRule::kMeetingMoved:
      return kHesitating;
    case KindRule::kApproval:  // asking for one is asking for cover
      return state == "deferred" ? kHesitating : state == "requested" ? kSelfProtecting : kNoStep;
    case KindRule::kStep:
      return IsAny(state, {"requested", "in_progress", "passed"}) ? kValidating : kNoStep;
    case KindRule::kPilot:
      return IsAny(state, {"planned", "started", "extended", "passed"}) ? kValidating : kNoStep;
    case KindRule::kBudget:
      return IsAny(state, {"frozen", "cut"}) ? kReassessing : kNoStep;
    case KindRule::kStance:
      return IsAny(TextOf(fold, signal, "stance"), {"leans_against", "opposes"}) ? kReassessing
                                                                                 : kNoStep;
    case KindRule::kObjection:
      return state == "raised" ? kReassessing : kNoStep;
    case KindRule::kPricePressure:  // a smaller or shorter promise leaves a way out; a discount
                                    // none
      return IsAny(TextOf(fold, signal, "type"),
                   {"payment_terms", "scope_cut", "free_period", "shorter_term"})
                 ? kSelfProtecting
                 : kReassessing;
    case KindRule::kProofSought:
      return kSeekingReassurance;
    case KindRule::kReference:
      return IsAny(state, {"asked", "held"}) ? kSeekingReassurance : kNoStep;
    case KindRule::kRedline:
      return IsAny(state, {"opened", "returned"}) ? kSelfProtecting : kNoStep;
    default:
      if (info.id == "sales.competitor_mentioned") return kReassessing;
      // A case that can be defended is cover too.
      return info.id == "sales.champion_action" &&
                     IsAny(TextOf(fold, signal, "type"), {"built_case", "defended"})
                 ? kSelfProtecting
                 : kNoStep;
  }
}

}  // namespace

JourneySigns ReadJourneySteps(const Fold& fold, Time from, Time to) {
  JourneySigns out;
  const plx_journal& j = *fold.journal;
  for (const std::uint32_t i : fold.read) {
    if (j.occurred_at[i] <= from || j.occurred_at[i] > to) continue;
    const KindInfo& info = fold.vocabulary->info(fold.vocabulary->kind(j.kind[i]));
    const bool theirs =
        j.initiator[i] == PLX_INITIATOR_BUYER || j.initiator[i] == PLX_INITIATOR_THIRD_PARTY;
    Step step = PutsOff(fold, i, info.rule) ? kHesitating : kNoStep;
    if (step == kNoStep && theirs) step = Shows(fold, i, info);
    if (step != kNoStep) out[step].push_back(i);
  }
  return out;
}

}  // namespace parallax::framework
