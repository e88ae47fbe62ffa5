// The characters that stand for a state in the drawing of a history.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_HISTORY_SYMBOLS_H_
#define PARALLAX_CLIENTS_CLI_RENDER_HISTORY_SYMBOLS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation.pb.h"

namespace parallax::cli {

struct HistorySymbol {
  absl::string_view text;
  Ink ink = Ink::kPlain;
  absl::string_view meaning;  // empty: nothing to explain
};

// By the number of the verdict: greater is worse, but for too little evidence, which says least.
HistorySymbol VerdictSymbol(int code);

// Greater is worse.
enum GateMark { kNotYet, kPassed, kWaived, kAsked, kRunning, kPaused, kExpired, kLate, kFailed };
GateMark MarkOfGate(const v1::Gate& gate);
HistorySymbol GateSymbol(int mark);
// "in progress, late".
std::string GateWords(const v1::Gate& gate);

// How open a calendar of intensity 0 (closed) to 1 (normal time) is; greater is less open.
int CalendarMark(double intensity);
HistorySymbol CalendarSymbol(int mark, const Style& style);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_HISTORY_SYMBOLS_H_
