// Handoffs (model.md, step 11; model-formulas.md, 14).
#include <algorithm>
#include <cmath>

#include "tests/differential/view.h"

namespace parallax::oracle {

std::vector<Handoff> Handoffs(const View& view, const std::function<View(Time)>& look) {
  const auto days = [&](const char* path) {
    return static_cast<Time>(std::llround((*view.given)(path)*kDay));
  };
  std::vector<Handoff> handoffs;
  for (const Event* e : view.events) {
    if (!e->Is("lifecycle.handoff") || e->Text("state") != "completed") continue;
    const Time after = std::min(e->at + days("handoff.after_days"), view.now);
    int repeated = 0;
    for (const Question& q : Questions(view)) {
      repeated += q.reasked && q.event->at > e->at && q.event->at <= after;
    }
    Handoff handoff{
        .event = e, .before = Confidence(look(e->at - 1)), .after = Confidence(look(after))};
    const double fields = e->Number("fields_passed"), overlap = e->Number("contact_overlap");
    handoff.reset = (!std::isnan(fields) && fields < (*view.given)("handoff.fields_low")) ||
                    (!std::isnan(overlap) && overlap <= (*view.given)("handoff.overlap_low")) ||
                    repeated >= (*view.given)("handoff.repeated_questions");
    handoff.survived =
        !handoff.reset && handoff.before - handoff.after < (*view.given)("handoff.drop");
    handoffs.push_back(handoff);
  }
  return handoffs;
}

bool LostLately(const View& view, const std::vector<Handoff>& handoffs) {
  if (handoffs.empty() || handoffs.back().survived) return false;
  const auto recent = static_cast<Time>(std::llround((*view.given)("handoff.recent_days") * kDay));
  return handoffs.back().event->at >= view.now - recent;
}

}  // namespace parallax::oracle
