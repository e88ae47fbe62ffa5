// What a batch and a message of a stream have in common: check each signal, store the good ones,
// say what became of each.
#ifndef PARALLAX_SERVER_HANDLERS_INGEST_H_
#define PARALLAX_SERVER_HANDLERS_INGEST_H_

#include <cstdint>
#include <vector>

#include "core/signal/signal.h"
#include "core/store/store.h"
#include "parallax/v1/signal_service.pb.h"
#include "server/convert/time.h"

namespace parallax::server {

using SignalsField = google::protobuf::RepeatedPtrField<v1::Signal>;
using ResultsField = google::protobuf::RepeatedPtrField<v1::IngestResult>;

// Signals that passed, and where each stood in the request.
struct CheckedBatch {
  std::vector<Signal> signals;
  std::vector<std::uint32_t> index;
  std::uint32_t rejected = 0;
};

// INVALID_ARGUMENT when there are more than kMaxSignalsPerBatch.
absl::Status CheckBatchSize(int signals);

// Converts, normalizes and validates. A rejected signal gets a result, the others none. O(bytes).
CheckedBatch CheckSignals(const SignalsField& signals, Time now, ResultsField* results);

struct IngestCounts {
  std::uint32_t accepted = 0, duplicates = 0, superseded = 0, rejected = 0;
};

// Adds results for every outcome but a plain acceptance and puts all results in the order of the
// request. Of the batch only the positions are looked at: the store has the signals.
IngestCounts ReportOutcomes(const SignalsField& signals, const CheckedBatch& batch,
                            const AppendResult& appended, ResultsField* results);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_INGEST_H_
