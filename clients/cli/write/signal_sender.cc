#include "clients/cli/write/signal_sender.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/base/digest.h"
#include "clients/cli/base/json.h"
#include "clients/cli/text/format.h"
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

api::Signal Superseding(const api::Signal& changed, absl::Time known_at) {
  constexpr std::size_t kDigits = 16, kLongestId = 128;  // catalog.toml, [limits].id_pattern
  api::Signal out = changed;
  out.clear_available_at();
  const std::string content = Sha256Hex(CanonicalBytes(out), kDigits);
  std::string id = changed.source_event_id();
  if (id.size() + 1 + kDigits > kLongestId) id = Sha256Hex(id, kLongestId / 2);
  out.set_supersedes(changed.source_event_id());
  out.set_source_event_id(absl::StrCat(id, ":", content));
  if (known_at != absl::UnixEpoch()) *out.mutable_available_at() = ToProto(known_at);
  return out;
}

absl::Status SignalSender::Add(api::Signal signal, Origin origin) {
  bytes_ += signal.ByteSizeLong();
  *batch_.request.add_signals() = std::move(signal);
  batch_.origins.push_back(std::move(origin));
  if (batch_.request.signals_size() < options_.batch_signals && bytes_ < kBatchBytes)
    return absl::OkStatus();
  return Flush();
}

absl::Status SignalSender::Flush() {
  Batch again, none;
  again.corrections = true;
  absl::Status status = Send(batch_, again);
  if (status.ok()) status = Send(again, none);
  if (!status.ok()) return status;
  batch_.request.Clear();
  batch_.origins.clear();
  bytes_ = 0;
  return absl::OkStatus();
}

absl::Status SignalSender::Send(Batch& batch, Batch& again) {
  if (batch.request.signals_size() == 0) return absl::OkStatus();
  batch.request.set_workspace(options_.workspace);
  batch.request.set_validate_only(options_.validate_only);
  api::IngestSignalsResponse response;
  absl::Status status = WithRetry([&] { return client_.IngestSignals(batch.request, response); });
  if (!status.ok()) return status;
  for (const api::IngestResult& result : response.results()) {
    if (result.status() != api::INGEST_STATUS_REJECTED || result.index() >= batch.origins.size())
      continue;
    const api::Signal& signal = batch.request.signals(static_cast<int>(result.index()));
    const Origin& origin = batch.origins[result.index()];
    const bool changed = result.error().reason() == "ALREADY_EXISTS" && signal.retracts().empty();
    if (changed && batch.corrections) {
      ++tally_.duplicates;  // the same change, sent before: only the time of its receipt differs
    } else if (changed && options_.on_change == OnChange::kIgnore) {
      ++tally_.ignored;
    } else if (changed && options_.on_change == OnChange::kSupersede) {
      *again.request.add_signals() = Superseding(signal, options_.corrected_at);
      again.origins.push_back(origin);
    } else {
      ++tally_.rejected;
      const auto& fields = result.error().bad_request().field_violations();
      on_reject_(origin, RejectionText(result.error()), fields.empty() ? "" : fields[0].field());
    }
  }
  // A check counts as accepted what would be: the server stores nothing then.
  tally_.accepted +=
      options_.validate_only ? batch.origins.size() - response.rejected() : response.accepted();
  tally_.duplicates += response.duplicates();
  tally_.superseded += response.superseded();
  tally_.revision = std::max<std::uint64_t>(tally_.revision, response.revision());
  return absl::OkStatus();
}

}  // namespace parallax::cli
