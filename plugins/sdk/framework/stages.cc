#include "framework/stages.h"

#include <algorithm>

#include "framework/handoffs.h"

namespace parallax::framework {
namespace {

constexpr std::string_view kTo = "_to_";
constexpr double kHigher = 1e-9;  // log-odds: rounding does not decide the day

// The stages before and after "sales_to_onboarding"; empty where a transition names none.
std::string_view StageBefore(std::string_view transition) {
  const std::size_t to = transition.find(kTo);
  return to == std::string_view::npos ? std::string_view() : transition.substr(0, to);
}
std::string_view StageAfter(std::string_view transition) {
  const std::size_t to = transition.find(kTo);
  return to == std::string_view::npos ? std::string_view() : transition.substr(to + kTo.size());
}

// The cuts: parts without their numbers.
std::vector<StagePart> Cut(const Fold& fold, Time begin, Time end) {
  std::vector<StagePart> parts;
  const std::vector<Handoff>& handoffs = fold.handoffs;
  Time cursor = begin;
  std::string_view stage;  // an owner who changes leaves it as it was
  for (const Handoff& handoff : handoffs) {
    stage = StageBefore(fold.Text(handoff.transition));
    if (!stage.empty()) break;
  }
  for (std::size_t i = 0; i < handoffs.size(); ++i) {
    const std::string_view transition = fold.Text(handoffs[i].transition);
    const Time before = handoffs[i].at - 1;
    if (before > cursor) parts.push_back({.name = stage, .from = cursor, .to = before});
    cursor = std::max(cursor, before);
    Time until = std::min(AfterAt(*fold.assumptions, handoffs[i]), end);
    if (i + 1 < handoffs.size()) until = std::min(until, handoffs[i + 1].at - 1);
    until = std::max(until, cursor);
    parts.push_back({.handoff = &handoffs[i], .name = transition, .from = cursor, .to = until});
    cursor = until;
    if (const std::string_view next = StageAfter(transition); !next.empty()) stage = next;
  }
  if (end > cursor) parts.push_back({.name = stage, .from = cursor, .to = end});
  return parts;
}

}  // namespace

std::vector<StagePart> ReadStages(const Fold& fold, Time end,
                                  const std::function<Pulse(Time)>& pulse_at) {
  if (fold.taken == 0) return {};
  const Time begin = fold.first_taken - 1;
  std::vector<StagePart> parts = Cut(fold, begin, end);
  Pulse last = pulse_at(begin);
  for (StagePart& part : parts) {
    part.before = last;
    part.highest = last.confidence;
    part.highest_at = part.from;
    const auto see = [&](Time at) {
      last = pulse_at(at);
      if (last.confidence <= part.highest + kHigher) return;
      part.highest = last.confidence;
      part.highest_at = at;
    };
    for (Time m = (DayOf(part.from) + 1) * kDay; m < part.to; m += kDay) see(m);
    if (part.to > part.from) see(part.to);
    part.after = last;
  }
  return parts;
}

}  // namespace parallax::framework
