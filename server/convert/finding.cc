#include "server/convert/finding.h"

#include "core/reading/findings.h"
#include "server/convert/interpretation.h"

namespace parallax::server {

void FindingToProto(const ReadingResult& reading, const DriftView& sign, v1::Finding* out) {
  out->set_account(reading.account);
  out->set_decision(reading.decision);
  LensToProto(reading, out->mutable_lens());
  TimeToProto(reading.as_of, out->mutable_as_of());
  SignToProto(reading, sign, out->mutable_drift());
  out->set_verdict(static_cast<v1::VerdictCode>(reading.interpretation.verdict));
  if (const auto days = DaysLeft(reading)) {
    out->set_act_by(FormatDate(reading.interpretation.act_by));
    out->set_days_left(*days);
  }
}

}  // namespace parallax::server
