#include "framework/handoffs.h"

#include <algorithm>
#include <cmath>

namespace parallax::framework {
namespace {

Time DaysLong(double days) { return std::llround(days * static_cast<double>(kDay)); }

bool IsRecent(const Assumptions& a, const Handoff& handoff, Time end) {
  return handoff.at >= end - DaysLong(a.handoff_recent_days);
}

HandoffReading Judge(const Fold& fold, const Handoff& handoff, double before, double after,
                     Time end) {
  const Assumptions& a = *fold.assumptions;
  const Time until = std::min(AfterAt(a, handoff), end);
  const auto repeated = std::ranges::count_if(fold.questions, [&](const Question& q) {
    return q.reasked && q.at > handoff.at && q.at <= until;
  });
  HandoffReading out{.handoff = handoff, .before = before, .after = after};
  // What nobody told is not held against it.
  out.reset = handoff.fields_passed < a.handoff_fields_low ||
              handoff.contact_overlap <= a.handoff_overlap_low ||
              static_cast<double>(repeated) >= a.handoff_repeated;
  out.survived = !out.reset && before - after < a.handoff_drop;
  return out;
}

}  // namespace

Time AfterAt(const Assumptions& a, const Handoff& handoff) {
  return handoff.at + DaysLong(a.handoff_after_days);
}

bool LostLately(std::span<const HandoffReading> handoffs, const Assumptions& a, Time end) {
  return !handoffs.empty() && IsRecent(a, handoffs.back().handoff, end) &&
         !handoffs.back().survived;
}

std::span<const HandoffReading> HandoffReader::Read(const Fold& fold, Time end, bool recent_only,
                                                    const ConfidenceAt& confidence_at) {
  out_.clear();
  const Assumptions& a = *fold.assumptions;
  const std::vector<Handoff>& all = fold.handoffs;
  std::size_t first = 0;
  if (recent_only && !all.empty()) {
    first = IsRecent(a, all.back(), end) ? all.size() - 1 : all.size();
  }
  if (first == all.size()) return out_;

  moments_.resize(std::max(moments_.size(), all.size()));
  struct Stop {
    Time at;
    std::size_t index;
    bool after;
  };
  std::vector<Stop> stops;
  for (std::size_t i = first; i < all.size(); ++i) {
    Moments& m = moments_[i];
    if (m.signal != all[i].signal) m = {.signal = all[i].signal};
    if (!m.before_known) stops.push_back({all[i].at - 1, i, false});
    const Time after_at = AfterAt(a, all[i]);
    if (!m.after_known || after_at > end) stops.push_back({std::min(after_at, end), i, true});
  }
  std::ranges::sort(stops, {}, &Stop::at);
  for (const Stop& stop : stops) {
    Moments& m = moments_[stop.index];
    (stop.after ? m.after : m.before) = confidence_at(stop.at);
    (stop.after ? m.after_known : m.before_known) = stop.at < end;  // else it speaks of `end` alone
  }
  for (std::size_t i = first; i < all.size(); ++i) {
    out_.push_back(Judge(fold, all[i], moments_[i].before, moments_[i].after, end));
  }
  return out_;
}

}  // namespace parallax::framework
