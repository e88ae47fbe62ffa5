#include <algorithm>
#include <optional>
#include <tuple>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/limits.h"
#include "parallax/catalog/catalog.h"
#include "server/convert/signal.h"
#include "server/handlers/page.h"
#include "server/handlers/require.h"
#include "server/handlers/signal_filter.h"
#include "server/handlers/signals.h"
#include "server/state.h"

namespace parallax::server {
namespace {

using Position = std::tuple<Time, std::string, std::string>;  // canonical order

Position PositionOf(const StoredSignal& stored) {
  return {stored.signal.occurred_at, stored.signal.source, stored.signal.source_event_id};
}

// The last signal of the page before; nothing for the first page.
absl::StatusOr<std::optional<Position>> After(std::string_view digest, std::string_view token) {
  auto fields = ReadPageToken(digest, token, 3);
  if (!fields.ok()) return fields.status();
  if (fields->empty()) return std::nullopt;
  Time occurred_at = 0;
  // Holds for every token of ours: the digest was checked.
  if (!absl::SimpleAtoi((*fields)[0], &occurred_at)) return std::nullopt;
  return Position{occurred_at, (*fields)[1], (*fields)[2]};
}

}  // namespace

absl::Status ListSignals(const CallContext& context, const v1::ListSignalsRequest& request,
                         v1::ListSignalsResponse* response) {
  if (absl::Status status = RequireId("account", request.account()); !status.ok()) return status;
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const auto filter = SignalFilter::Parse(request.filter());
  if (!filter.ok()) return filter.status();
  const std::string digest =
      QueryDigest({"ListSignals", context.workspace, request.account(), request.filter()});
  const auto after = After(digest, request.page_token());
  if (!after.ok()) return after.status();

  auto record = context.state->env.store->ReadAccount(context.workspace, request.account());
  if (!record.ok()) return record.status();
  std::vector<const StoredSignal*> found;
  for (const StoredSignal& stored : record->signals) {
    if (after->has_value() && PositionOf(stored) <= **after) continue;
    if (filter->Matches(stored)) found.push_back(&stored);
  }
  std::size_t count = std::min(*page_size, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end(),
                    [](const auto* a, const auto* b) { return PositionOf(*a) < PositionOf(*b); });

  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    SignalToProto(*found[i], response->add_signals());
    bytes += response->signals(static_cast<int>(i)).ByteSizeLong();
    // A page of large signals ends early rather than outgrow a message.
    if (bytes > limits::kMaxMessageBytes / 2) count = i + 1;
  }
  if (found.size() > count) {
    const Signal& last = found[count - 1]->signal;
    response->set_next_page_token(
        MakePageToken(digest, {absl::StrCat(last.occurred_at), last.source, last.source_event_id}));
  }
  return absl::OkStatus();
}

absl::Status ListSignalKinds(const CallContext&, const v1::ListSignalKindsRequest& request,
                             v1::ListSignalKindsResponse* response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const std::string digest = QueryDigest({"ListSignalKinds"});
  const auto position = ReadPageToken(digest, request.page_token(), 1);
  if (!position.ok()) return position.status();
  std::size_t begin = 0;
  if (!position->empty() && !absl::SimpleAtoi((*position)[0], &begin)) begin = KindCount();

  const std::size_t end = std::min(KindCount(), begin + *page_size);
  for (std::size_t i = begin; i < end; ++i) KindToProto(i, response->add_kinds());
  response->set_catalog_version(catalog::Get().version);
  if (end < KindCount()) response->set_next_page_token(MakePageToken(digest, {absl::StrCat(end)}));
  return absl::OkStatus();
}

}  // namespace parallax::server
