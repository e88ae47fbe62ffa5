// Where confidence moved between handoffs and across them (docs/decisions/0111): every cut first,
// then what lies between two cuts.
#include <algorithm>
#include <cmath>

#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

// The stages that a transition leads from and to, or two empty ones.
std::pair<std::string, std::string> EndsOf(const Event& handoff) {
  const std::string transition(handoff.Text("transition"));
  const std::size_t at = transition.find("_to_");
  if (at == std::string::npos) return {};
  return {transition.substr(0, at), transition.substr(at + 4)};
}

// The stage at an instant: where the last handoff that names one led, else where the first leads
// from.
std::string StageAt(const std::vector<const Event*>& handoffs, Time t) {
  std::string stage;
  for (auto h = handoffs.rbegin(); h != handoffs.rend(); ++h) {
    const auto [from, to] = EndsOf(**h);
    if (from.empty()) continue;
    if ((*h)->at <= t) return to;
    stage = from;
  }
  return stage;
}

}  // namespace

std::vector<Stretch> Stages(const View& view, const std::function<View(Time)>& look) {
  if (view.events.empty()) return {};
  std::vector<const Event*> handoffs;
  for (const Event* e : view.events) {
    if (e->Is("lifecycle.handoff") && e->Text("state") == "completed") handoffs.push_back(e);
  }
  const auto reach = static_cast<Time>(std::llround((*view.given)("handoff.after_days") * kDay));
  const Time begin = view.events.front()->at - 1;
  std::vector<Stretch> out;
  Time at = begin;
  for (std::size_t i = 0; i < handoffs.size(); ++i) {
    const Time starts = handoffs[i]->at - 1;
    if (starts > at) out.push_back({.name = StageAt(handoffs, at), .from = at, .to = starts});
    const Time next = i + 1 < handoffs.size() ? handoffs[i + 1]->at - 1 : view.now;
    at = std::min({handoffs[i]->at + reach, next, view.now});
    out.push_back({.name = std::string(handoffs[i]->Text("transition")),
                   .handoff = handoffs[i],
                   .from = starts,
                   .to = at});
  }
  if (view.now > at) out.push_back({.name = StageAt(handoffs, at), .from = at, .to = view.now});
  for (Stretch& s : out) {
    const View from = look(s.from), to = look(s.to);
    s.confidence = {Confidence(from), Confidence(to)};
    s.momentum = {Pulse(from).link, Pulse(to).link};
    s.highest = s.confidence[0];
    s.highest_at = s.from;
    const auto see = [&](Time t, double confidence) {
      if (confidence <= s.highest + 1e-9) return;
      s.highest = confidence;
      s.highest_at = t;
    };
    for (Time m = (s.from / kDay + 1) * kDay; m < s.to; m += kDay) {
      if (m > s.from) see(m, Confidence(look(m)));
    }
    see(s.to, s.confidence[1]);
  }
  return out;
}

}  // namespace parallax::oracle
