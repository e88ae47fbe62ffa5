#include "clients/cli/render/history_drift.h"

#include <algorithm>
#include <array>

#include "clients/cli/text/format.h"

namespace parallax::cli {
namespace {

constexpr std::array<HistorySymbol, kFiring + 1> kSymbols = {{{" ", Ink::kPlain, ""},
                                                              {"-", Ink::kCare, "it rises"},
                                                              {"o", Ink::kCare, "the rise began"},
                                                              {"+", Ink::kGood, "it is over"},
                                                              {":", Ink::kCare, "it recovers"},
                                                              {"!", Ink::kBad, "the alarm fires"}}};

bool SameAlarm(const v1::Drift* a, const v1::Drift* b) {
  return a != nullptr && b != nullptr && FromProto(a->onset()) == FromProto(b->onset());
}

}  // namespace

HistorySymbol DriftSymbol(int mark) { return kSymbols[static_cast<std::size_t>(mark)]; }

std::vector<std::string> AlarmedSigns(const v1::GetHistoryResponse& history) {
  std::vector<std::string> signs;
  for (const v1::HistoryPoint& point : history.points()) {
    for (const v1::Drift& sign : point.interpretation().drift()) {
      if (std::ranges::find(signs, sign.sign()) == signs.end()) signs.push_back(sign.sign());
    }
  }
  return signs;
}

const v1::Drift* FindAlarm(const v1::HistoryPoint& point, absl::string_view sign) {
  for (const v1::Drift& drift : point.interpretation().drift()) {
    if (drift.sign() == sign) return &drift;
  }
  return nullptr;
}

std::vector<int> DriftMarks(const v1::GetHistoryResponse& history, absl::string_view sign) {
  std::vector<int> marks(static_cast<std::size_t>(history.points_size()), kNoAlarm);
  const auto at = [&](std::size_t point) {
    return FromProto(history.points(static_cast<int>(point)).interpretation().as_of());
  };
  const v1::Drift* before = nullptr;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const v1::Drift* now = FindAlarm(history.points(static_cast<int>(i)), sign);
    if (now == nullptr) {
      if (before != nullptr) marks[i] = kOver;
    } else {
      marks[i] = now->state() == v1::DRIFT_STATE_FIRING ? kFiring : kRecovering;
      if (!SameAlarm(before, now)) {
        const absl::Time onset = FromProto(now->onset());
        for (std::size_t k = i; k-- > 0 && at(k) >= onset && marks[k] <= kOver;) {
          if (marks[k] == kOver) continue;
          marks[k] = k == 0 || at(k - 1) < onset ? kOnset : kRising;
        }
        if (i > 0 && onset < at(0) && marks[0] == kOnset) marks[0] = kRising;
      }
    }
    before = now;
  }
  return marks;
}

}  // namespace parallax::cli
