#include "clients/cli/render/history_symbols.h"

#include <array>
#include <map>

#include "absl/strings/str_cat.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

constexpr std::array<HistorySymbol, 6> kVerdictSymbols = {{{" ", Ink::kPlain, ""},
                                                           {"?", Ink::kDim, "too little evidence"},
                                                           {"o", Ink::kGood, "healthy"},
                                                           {"~", Ink::kCare, "watch"},
                                                           {"!", Ink::kBad, "warning"},
                                                           {"X", Ink::kBad, "lost ground"}}};

constexpr std::array<HistorySymbol, kFailed + 1> kGateSymbols = {
    {{" ", Ink::kPlain, ""},
     {"+", Ink::kGood, "passed"},
     {"w", Ink::kGood, "waived"},
     {".", Ink::kDim, "asked for"},
     {"=", Ink::kPlain, "running"},
     {"-", Ink::kDim, "paused"},
     {"e", Ink::kCare, "expired"},
     {"!", Ink::kBad, "late (four in five take no longer)"},
     {"X", Ink::kBad, "failed"}}};

bool IsLateGate(const v1::Gate& gate) {
  return gate.has_age_days() && gate.p80_days() > 0 && gate.age_days() > gate.p80_days();
}

}  // namespace

HistorySymbol VerdictSymbol(int code) {
  const auto at = static_cast<std::size_t>(code);
  return at < kVerdictSymbols.size() ? kVerdictSymbols[at] : kVerdictSymbols[0];
}

GateMark MarkOfGate(const v1::Gate& gate) {
  static const auto& marks = *new std::map<absl::string_view, GateMark>{
      {"passed", kPassed},       {"waived", kWaived}, {"required", kAsked},  {"requested", kAsked},
      {"in_progress", kRunning}, {"paused", kPaused}, {"expired", kExpired}, {"failed", kFailed}};
  if (IsLateGate(gate)) return kLate;
  const auto at = marks.find(gate.state());
  if (at != marks.end()) return at->second;
  return gate.has_age_days() ? kRunning : kAsked;
}

HistorySymbol GateSymbol(int mark) { return kGateSymbols[static_cast<std::size_t>(mark)]; }

std::string GateWords(const v1::Gate& gate) {
  return absl::StrCat(LabelWords(Clean(gate.state())), IsLateGate(gate) ? ", late" : "");
}

int CalendarMark(double intensity) {
  constexpr double kClosed = 0.005, kNormal = 0.995;  // what rounds to 0 % and 100 %
  return intensity >= kNormal ? 0 : intensity >= 0.5 ? 1 : intensity >= kClosed ? 2 : 3;
}

HistorySymbol CalendarSymbol(int mark, const Style& style) {
  switch (mark) {
    case 0:
      return {".", Ink::kDim, "normal time"};
    case 1:
      return {style.unicode ? "░" : "-", Ink::kDim, "half or more of it"};
    case 2:
      return {style.unicode ? "▓" : "=", Ink::kDim, "less than half"};
    default:
      return {style.unicode ? "█" : "#", Ink::kDim, "closed"};
  }
}

}  // namespace parallax::cli
