#include "server/handlers/ingest.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/signal/validate.h"
#include "server/convert/signal.h"

namespace parallax::server {
namespace {

void Reject(std::uint32_t index, const Violations& violations, ResultsField* results) {
  v1::IngestResult* result = results->Add();
  result->set_index(index);
  result->set_status(v1::INGEST_STATUS_REJECTED);
  v1::IngestError* error = result->mutable_error();
  error->set_reason(violations.front().check);
  error->set_message(absl::StrJoin(violations, "; ", [](std::string* out, const auto& violation) {
    absl::StrAppend(out, violation.field, ": ", violation.description);
  }));
  for (const FieldViolation& violation : violations) {
    auto* field = error->mutable_bad_request()->add_field_violations();
    field->set_field(violation.field);
    field->set_description(violation.description);
  }
}

void RefuseChanged(std::uint32_t index, const v1::Signal& signal, ResultsField* results) {
  Reject(index,
         {{"ALREADY_EXISTS", "source_event_id",
           absl::StrCat("a signal with this id is stored with another content; to replace it, send "
                        "supersedes = \"",
                        signal.source_event_id(), "\" with the new content")}},
         results);
}

}  // namespace

absl::Status CheckBatchSize(int signals) {
  if (static_cast<std::size_t>(signals) <= limits::kMaxSignalsPerBatch) return absl::OkStatus();
  return InvalidArgument(
      "signals", absl::StrCat("holds ", signals, " signals; accepted are at most ",
                              limits::kMaxSignalsPerBatch, " a message (kMaxSignalsPerBatch)"));
}

CheckedBatch CheckSignals(const SignalsField& signals, Time now, ResultsField* results) {
  CheckedBatch batch;
  batch.signals.reserve(signals.size());
  batch.index.reserve(signals.size());
  Violations violations;
  for (int i = 0; i < signals.size(); ++i) {
    violations.clear();
    if (const std::size_t bytes = signals[i].ByteSizeLong(); bytes > limits::kMaxSignalBytes) {
      violations.push_back(
          {"SIGNAL_TOO_LARGE", "",
           absl::StrCat("the signal takes ", bytes, " bytes; accepted are at most ",
                        limits::kMaxSignalBytes, " (kMaxSignalBytes)")});
      Reject(i, violations, results);
      ++batch.rejected;
      continue;
    }
    Signal signal = SignalFromProto(signals[i], &violations);
    Normalize(signal);
    if (violations.empty()) violations = Validate(signal, now);
    if (!violations.empty()) {
      Reject(i, violations, results);
      ++batch.rejected;
      continue;
    }
    batch.signals.push_back(std::move(signal));
    batch.index.push_back(i);
  }
  return batch;
}

IngestCounts ReportOutcomes(const SignalsField& signals, const CheckedBatch& batch,
                            const AppendResult& appended, ResultsField* results) {
  IngestCounts counts;
  counts.rejected = batch.rejected;
  const auto report = [&](std::size_t i, v1::IngestStatus status) {
    v1::IngestResult* result = results->Add();
    result->set_index(batch.index[i]);
    result->set_status(status);
  };
  for (std::size_t i = 0; i < appended.outcomes.size(); ++i) {
    switch (appended.outcomes[i]) {
      case AppendOutcome::kAccepted:
        ++counts.accepted;
        break;
      case AppendOutcome::kDuplicate:
        ++counts.duplicates;
        report(i, v1::INGEST_STATUS_DUPLICATE);
        break;
      case AppendOutcome::kSuperseded:
        ++counts.accepted;
        ++counts.superseded;
        report(i, v1::INGEST_STATUS_SUPERSEDED);
        break;
      case AppendOutcome::kAlreadyExists:
        ++counts.rejected;
        RefuseChanged(batch.index[i], signals[batch.index[i]], results);
        break;
    }
  }
  std::sort(
      results->pointer_begin(), results->pointer_end(),
      [](const v1::IngestResult* a, const v1::IngestResult* b) { return a->index() < b->index(); });
  return counts;
}

}  // namespace parallax::server
