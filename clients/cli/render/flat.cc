#include "clients/cli/render/flat.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"

namespace parallax::cli {
namespace {

constexpr int kFlatDecimals = 4;

}  // namespace

std::vector<std::string> InterpretationColumns() {
  std::vector<std::string> out = {"account", "decision", "lens",     "lens_version", "config_hash",
                                  "as_of",   "known_at", "revision", "verdict",      "mean"};
  for (const ReadingWords& words : Readings()) {
    for (const char* part : {"", "_low", "_high", "_trend"})
      out.push_back(absl::StrCat(words.name, part));
  }
  for (const char* name : {"sufficiency", "pace", "pace_reasons", "dip", "phase", "act_by",
                           "headline", "next_question"}) {
    out.emplace_back(name);
  }
  return out;
}

std::vector<std::string> InterpretationRecord(const v1::Interpretation& i) {
  std::vector<std::string> out = {i.account(),
                                  i.decision(),
                                  i.lens().id(),
                                  i.lens().version(),
                                  i.lens().config_hash(),
                                  Rfc3339(i.as_of()),
                                  i.has_known_at() ? Rfc3339(i.known_at()) : "",
                                  absl::StrCat(i.revision()),
                                  v1::VerdictCode_Name(i.verdict().code()),
                                  Number(MeanReading(i), kFlatDecimals)};
  for (const ReadingWords& words : Readings()) {
    const v1::Reading& reading = (i.*words.get)();
    for (double value : {reading.value(), reading.low(), reading.high(), reading.trend()}) {
      out.push_back(Number(value, kFlatDecimals));
    }
  }
  out.push_back(Number(i.sufficiency(), kFlatDecimals));
  out.push_back(v1::PaceState_Name(i.pace().state()));
  out.push_back(absl::StrJoin(i.pace().reasons(), " "));
  out.push_back(v1::DipMeaning_Name(i.dip().meaning()));
  out.push_back(v1::JourneyPhase_Name(i.journey().phase()));
  out.push_back(i.verdict().act_by());
  out.push_back(i.verdict().headline());
  out.push_back(i.verdict().next_question());
  return out;
}

std::vector<std::string> HistoryPointColumns() {
  std::vector<std::string> out = InterpretationColumns();
  for (const char* name : {"gates", "calendar", "buyer_signals", "seller_signals", "drift"}) {
    out.emplace_back(name);
  }
  return out;
}

std::vector<std::string> HistoryPointRecord(const v1::HistoryPoint& point) {
  std::vector<std::string> out = InterpretationRecord(point.interpretation());
  out.push_back(
      absl::StrJoin(point.interpretation().gates(), " ", [](std::string* to, const v1::Gate& gate) {
        absl::StrAppend(to, gate.id(), "=", gate.state());
      }));
  out.push_back(Number(point.calendar(), kFlatDecimals));
  out.push_back(absl::StrCat(point.buyer_signals()));
  out.push_back(absl::StrCat(point.seller_signals()));
  out.push_back(absl::StrJoin(
      point.interpretation().drift(), " ", [](std::string* to, const v1::Drift& sign) {
        absl::StrAppend(to, sign.sign(), "=",
                        Words(v1::DriftState_Name(sign.state()), "DRIFT_STATE_"));
      }));
  return out;
}

}  // namespace parallax::cli
