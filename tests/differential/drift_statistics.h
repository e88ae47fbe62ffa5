// The statistics of drift, over a list of what happened to them.
#ifndef PARALLAX_TESTS_DIFFERENTIAL_DRIFT_STATISTICS_H_
#define PARALLAX_TESTS_DIFFERENTIAL_DRIFT_STATISTICS_H_

#include <string>
#include <utility>
#include <vector>

#include "tests/differential/view.h"

namespace parallax::oracle {

// What happened to a statistic, in order.
struct Mark {
  enum { kStart, kStop, kForget, kEvent, kFailure, kSuccess } what;
  Time at;
  const Event* event = nullptr;
};

// (at, until): from a signal on, until when a gate runs within its P80; by at.
using Cover = std::vector<std::pair<Time, Time>>;

// `sign`: a row of [drift]. `cadences`: its prior interval counts base cadences, not days.
DriftSaid OnClock(const View& view, const Cover& cover, const std::string& sign, bool cadences,
                  const std::vector<Mark>& steps);
DriftSaid OnActs(const View& view, const std::string& sign, const std::vector<Mark>& steps);

}  // namespace parallax::oracle

#endif  // PARALLAX_TESTS_DIFFERENTIAL_DRIFT_STATISTICS_H_
