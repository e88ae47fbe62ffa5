// Every limit of the service, in one place. docs/limits.md is checked against this file.
#ifndef PARALLAX_CORE_BASE_LIMITS_H_
#define PARALLAX_CORE_BASE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace parallax::limits {

inline constexpr std::size_t kMaxMessageBytes = 16u << 20;  // a request or response message
inline constexpr std::size_t kMaxSignalsPerBatch =
    10'000;  // IngestSignals, one StreamSignals message
inline constexpr std::size_t kMaxSignalBytes = 64u << 10;  // one stored signal, encoded
inline constexpr std::size_t kMaxPageSize = 1'000;         // every list
inline constexpr std::size_t kDefaultPageSize = 100;
inline constexpr std::size_t kMaxBatchInterpretations = 100'000;  // BatchInterpret
inline constexpr std::size_t kMaxLensesPerComparison = 8;
inline constexpr std::size_t kMaxHistoryPoints = 1'500;              // GetHistory
inline constexpr std::size_t kMaxTimelineMoments = 4'000;            // GetTimeline
inline constexpr std::size_t kMaxExplanationTerms = 20'000;          // terms that stand alone
inline constexpr std::size_t kMaxExplanationSignalBytes = 4u << 20;  // signals told in full
inline constexpr std::size_t kMaxHypotheses = 512;  // readings behind one why_not_better
inline constexpr std::size_t kMaxOverrides = 256;   // parameter overrides of one request
inline constexpr std::size_t kMaxViolations = 16;   // field violations of one error
inline constexpr std::size_t kMaxInFlight = 1'024;  // calls being handled at once
inline constexpr std::size_t kMaxWriterQueueSignals = 200'000;  // signals waiting for the disk
inline constexpr std::size_t kMaxStreams = 64;                  // open streaming calls
inline constexpr int kDefaultDeadlineSeconds = 60;              // where a call brings none
inline constexpr int kDrainSeconds = 10;  // SIGTERM: time for calls in flight, unless configured
inline constexpr int kStuckSeconds = 5;   // and then for handlers that were cancelled to return
inline constexpr std::size_t kMaxWorkspaceChars = 64;
inline constexpr std::size_t kMaxSnapshots = 1'000;              // objects of a workspace
inline constexpr std::size_t kMaxSnapshotRows = 5'000'000;       // of one snapshot
inline constexpr std::size_t kMaxSnapshotRowsPerBatch = 10'000;  // PutSnapshotRows
inline constexpr std::size_t kMaxSnapshotRowBytes = 64u << 10;   // one row as a message
inline constexpr std::size_t kMaxSnapshotKeyBytes = 512;         // key of a row
inline constexpr std::size_t kMaxSnapshotFields = 64;            // of one row

}  // namespace parallax::limits

#endif  // PARALLAX_CORE_BASE_LIMITS_H_
