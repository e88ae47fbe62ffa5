// What is read at an instant (model.md, "What is read"; docs/decisions/0013).
#include "tests/differential/view.h"

#include <algorithm>
#include <cmath>

namespace parallax::oracle {

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double Logit(double p) { return std::log(p) - std::log1p(-p); }
double Saturated(double sum, double cap) { return cap * std::tanh(sum / cap); }

namespace {

// The signals up to `t`: the decision's own, and the account's from lookback_days before it first
// showed, while it was not closed. A vendor's own kinds say nothing.
std::vector<const Event*> Read(const View& view, Time t, Time asked) {
  std::vector<const Event*> read;
  const Time shown =
      view.decision.empty() ? kNoTime : FirstShown(*view.account, view.decision, asked);
  const Time lookback = std::llround((*view.given)("tempo.lookback_days") * kDay);
  for (const Event& event : view.account->events) {
    if (event.at > t || event.kind == nullptr) continue;
    const bool own = view.decision.empty() || event.signal->decision == view.decision;
    const bool shared = event.signal->decision.empty() && shown != kNoTime &&
                        event.at >= shown - lookback &&
                        !StatusOf(*view.account, read, view.decision, event.at).Closed();
    if (own || shared) read.push_back(&event);
  }
  return read;
}

}  // namespace

View LookAt(const Account& account, const Given& given, const Calendar& calendar,
            const std::string& decision, Time as_of, Time asked) {
  View view{.account = &account,
            .given = &given,
            .calendar = &calendar,
            .decision = decision,
            .as_of = as_of,
            .now = as_of,
            .events = {},
            .objects = {},
            .decided = {},
            .people = {}};
  view.events = Read(view, as_of, asked);
  view.objects = Objects(view.events);
  view.decided = Decide(view);
  if (view.decided.closed) {  // read exactly at its close
    view.now = std::min(as_of, view.decided.closed_at);
    std::erase_if(view.events, [&](const Event* e) { return e->at > view.now; });
    view.objects = Objects(view.events);
    view.decided = Decide(view);
  }
  view.people = People(view);
  return view;
}

}  // namespace parallax::oracle
