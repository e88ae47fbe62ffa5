#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/errors.h"
#include "server/convert/interpretation.h"
#include "server/convert/signal.h"
#include "server/handlers/interpretations.h"
#include "server/state.h"

namespace parallax::server {
namespace {

using SignalKey = std::pair<std::string_view, std::string_view>;  // source, source_event_id

// The reading where its link stands: 100 (1 - e^-x) for risk, 100 sigmoid(x) for the others
// (interpretation.proto).
double ValueAt(int reading, double link) {
  if (reading == kDecisionRisk) return -100 * std::expm1(-link);
  return 100 / (1 + std::exp(-link));
}

// The reading asked for; all of them when none is named.
absl::StatusOr<std::vector<int>> ReadingsOf(const std::string& name) {
  std::vector<int> readings;
  for (int i = 0; i < kReadingCount; ++i) {
    if (name.empty() || name == kReadingNames[i]) readings.push_back(i);
  }
  if (readings.empty()) {
    return InvalidArgument("reading",
                           "is not a reading; accepted are confidence, decision_risk, alignment, "
                           "momentum, or empty for all four");
  }
  return readings;
}

void TermToProto(const ReadingResult& result, const Contribution& contribution,
                 const std::map<SignalKey, const StoredSignal*>& stored, v1::ExplanationTerm* out) {
  const double link = result.interpretation.readings[contribution.reading].link;
  out->set_reading(std::string(kReadingNames[contribution.reading]));
  out->set_reason(contribution.reason);
  out->set_link_value(contribution.link_value);
  out->set_points(ValueAt(contribution.reading, link) -
                  ValueAt(contribution.reading, link - contribution.link_value));
  out->set_stakeholder(contribution.person);
  const Journal& journal = *result.journal;
  for (const std::uint32_t row : contribution.signals) {
    const auto found = stored.find(
        {journal.String(journal.source[row]), journal.String(journal.source_event_id[row])});
    if (found != stored.end()) SignalToProto(*found->second, out->add_signals());
  }
  if (contribution.silence_from != kNoTime) {
    SilenceToProto(contribution.silence_from, contribution.silence_to, out->mutable_silence());
  }
}

}  // namespace

absl::Status ExplainReading(const CallContext& context, const v1::ExplainReadingRequest& request,
                            v1::ExplainReadingResponse* response) {
  const auto readings = ReadingsOf(request.reading());
  if (!readings.ok()) return readings.status();
  const auto workspace = CheckWorkspace(request.request().workspace());
  if (!workspace.ok()) return workspace.status();
  auto reading = ReadingFromProto(*workspace, request.request());
  if (!reading.ok()) return reading.status();
  reading->wants.contributions = true;

  const auto result = Interpret(context.state->env, *reading);
  if (!result.ok()) return result.status();
  const auto record = context.state->env.store->ReadAccount(*workspace, reading->account);
  if (!record.ok()) return record.status();
  std::map<SignalKey, const StoredSignal*> stored;
  for (const StoredSignal& s : record->signals) {
    stored[{s.signal.source, s.signal.source_event_id}] = &s;
  }

  v1::Interpretation* interpretation = response->mutable_interpretation();
  InterpretationToProto(*result, request.request().view(), interpretation);
  interpretation->clear_contributions();
  for (const int id : *readings) {
    std::vector<const Contribution*> terms;
    for (const Contribution& contribution : result->interpretation.contributions) {
      if (contribution.reading == id) terms.push_back(&contribution);
    }
    std::stable_sort(terms.begin(), terms.end(), [](const auto* a, const auto* b) {
      return std::abs(a->link_value) > std::abs(b->link_value);
    });
    for (const Contribution* term : terms) {
      TermToProto(*result, *term, stored, response->add_terms());
    }
  }
  return absl::OkStatus();
}

}  // namespace parallax::server
