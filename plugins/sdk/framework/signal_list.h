// The signals that stand behind something said.
#ifndef PARALLAX_SDK_FRAMEWORK_SIGNAL_LIST_H_
#define PARALLAX_SDK_FRAMEWORK_SIGNAL_LIST_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace parallax::framework {

inline constexpr std::size_t kMostSignals = 20;

// Ascending, each once, the latest kMostSignals.
inline void Tidy(std::vector<std::uint32_t>& signals) {
  std::ranges::sort(signals);
  signals.erase(std::unique(signals.begin(), signals.end()), signals.end());
  if (signals.size() > kMostSignals) {
    signals.erase(signals.begin(), signals.end() - kMostSignals);
  }
}

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_SIGNAL_LIST_H_
