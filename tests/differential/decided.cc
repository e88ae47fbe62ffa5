// Decisions: opened, closed, and the explicit no (catalog.toml, decision facts; model-formulas.md
// 11; docs/decisions/0013).
#include <algorithm>

#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

constexpr std::string_view kOutcomes[] = {"", "won", "lost", "no_decision", "slipped"};

}  // namespace

// What the signals say, by the object of the catalog; then what the facts in force say: opened_at
// counts as an opening, closed_at with an outcome as that outcome, the later word holds.
DecisionStatus StatusOf(const Account& account, const std::vector<const Event*>& events,
                        const std::string& decision, Time t) {
  DecisionStatus status;
  std::vector<const Event*> own;
  for (const Event* e : events) {
    if (e->signal->decision == decision) own.push_back(e);
  }
  const Objects objects(own);
  for (const Object* o : objects.Of("decision")) {
    status = {.known = true, .state = o->state(), .since = o->since()};
    for (const Step& step : o->steps) {
      if (step.state != "open") continue;
      if (step.moved) status.opened = step.event->at;
      if (status.first_opened == kNoTime) status.first_opened = step.event->at;
    }
  }
  const DecisionFacts* facts = account.Decision(decision, t);
  if (facts == nullptr) return status;
  if (facts->opened_at != kNoTime && facts->opened_at <= t) {
    const Time opened = facts->opened_at;
    if (!status.known || opened > status.since) status.state = "open", status.since = opened;
    status.known = true;
    status.opened = std::max(status.opened, opened);
    status.first_opened =
        status.first_opened == kNoTime ? opened : std::min(status.first_opened, opened);
  }
  const bool ended = facts->closed_at != kNoTime && facts->closed_at <= t &&
                     facts->outcome != Outcome::kUnspecified;
  if (ended && (!status.known || facts->closed_at >= status.since)) {
    status.known = true;
    status.state = kOutcomes[static_cast<int>(facts->outcome)];
    status.since = facts->closed_at;
  }
  return status;
}

Time FirstShown(const Account& account, const std::string& decision, Time t) {
  Time first = kEndOfTime;
  for (const Event& e : account.events) {
    if (e.at <= t && e.signal->decision == decision) first = std::min(first, e.at);
  }
  const DecisionFacts* facts = account.Decision(decision, t);
  if (facts != nullptr && facts->opened_at != kNoTime && facts->opened_at <= t) {
    first = std::min(first, facts->opened_at);
  }
  return first == kEndOfTime ? kNoTime : first;
}

Decided Decide(const View& view) {
  Decided decided;
  Time last_outcome = kNoTime;
  std::vector<std::string> decisions = {view.decision};
  if (view.decision.empty()) decisions = view.account->decision_names;
  for (const std::string& decision : decisions) {
    const DecisionStatus status = StatusOf(*view.account, view.events, decision, view.as_of);
    if (!status.known) continue;
    decided.opened = std::max(decided.opened, status.opened);
    if (!status.Closed()) decided.open = true;
    if (!view.decision.empty()) {
      decided.first_opened = status.first_opened;
      decided.closed = status.Closed();
      decided.closed_at = decided.closed ? status.since : kNoTime;
    }
    // Formula 11: the last decision or relationship outcome ...
    if (status.state == "open" || status.since < last_outcome) continue;
    last_outcome = status.since;
    decided.explicit_no = status.state == "lost" || status.state == "no_decision";
  }
  // Never opened by word: its first signal opens it (catalog.toml, state_rules, first).
  const bool own = std::any_of(view.events.begin(), view.events.end(), [&](const Event* e) {
    return e->signal->decision == view.decision;
  });
  if (!view.decision.empty() && decided.opened == kNoTime && own && !decided.closed) {
    decided.open = true;
    decided.opened = FirstShown(*view.account, view.decision, view.as_of);
  }
  for (const Object* o : view.objects.Of("relationship")) {
    if (o->since() < last_outcome) continue;
    last_outcome = o->since();
    decided.explicit_no = o->state() == "churned";
  }
  // ... which a later opening ends; or the last approval of a body is refused.
  if (decided.opened > last_outcome) decided.explicit_no = false;
  for (const Object* o : view.objects.Of("approval")) {
    // A reading of a decision uses its own instance, else the account's.
    const auto approvals = view.objects.Of("approval");
    const bool spoken_for = std::any_of(approvals.begin(), approvals.end(), [&](const Object* p) {
      return p->key == o->key && p->decision == view.decision;
    });
    const bool speaks = view.decision.empty() || o->decision == view.decision || !spoken_for;
    if (speaks && o->state() == "refused" && o->since() >= decided.opened) {
      decided.explicit_no = true;
    }
  }
  return decided;
}

}  // namespace parallax::oracle
