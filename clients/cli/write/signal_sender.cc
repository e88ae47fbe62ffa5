#include "clients/cli/write/signal_sender.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/write/retry.h"

namespace parallax::cli {
namespace {

constexpr std::size_t kBatchBytes = 4u << 20;  // a request may have 16 MiB

}  // namespace

std::string RejectionText(const api::IngestError& error) {
  std::vector<std::string> parts;
  for (const auto& violation : error.bad_request().field_violations()) {
    parts.push_back(absl::StrCat(violation.field(), ": ", violation.description()));
  }
  if (parts.empty()) parts.push_back(error.message());
  return Clean(absl::StrCat(absl::StrJoin(parts, "; "), " (", error.reason(), ")"));
}

absl::Status SignalSender::Add(api::Signal signal, Origin origin) {
  bytes_ += signal.ByteSizeLong();
  *batch_.add_signals() = std::move(signal);
  origins_.push_back(std::move(origin));
  if (batch_.signals_size() < options_.batch_signals && bytes_ < kBatchBytes)
    return absl::OkStatus();
  return Flush();
}

absl::Status SignalSender::Flush() {
  if (batch_.signals_size() == 0) return absl::OkStatus();
  batch_.set_workspace(options_.workspace);
  batch_.set_validate_only(options_.validate_only);
  api::IngestSignalsResponse response;
  absl::Status status = WithRetry([&] { return client_.IngestSignals(batch_, response); });
  if (!status.ok()) return status;
  std::uint64_t valid = response.accepted();
  for (const api::IngestResult& result : response.results()) {
    if (result.status() != api::INGEST_STATUS_REJECTED || result.index() >= origins_.size())
      continue;
    on_reject_(origins_[result.index()], RejectionText(result.error()));
  }
  // A check counts as accepted what would be: the server stores nothing then.
  if (options_.validate_only) valid = origins_.size() - response.rejected();
  tally_.accepted += valid;
  tally_.duplicates += response.duplicates();
  tally_.superseded += response.superseded();
  tally_.rejected += response.rejected();
  tally_.revision = std::max<std::uint64_t>(tally_.revision, response.revision());
  batch_.Clear();
  origins_.clear();
  bytes_ = 0;
  return absl::OkStatus();
}

}  // namespace parallax::cli
