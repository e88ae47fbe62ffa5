#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "server/convert/interpretation.h"
#include "server/handlers/interpretations.h"
#include "server/handlers/page.h"
#include "server/handlers/ranking_cache.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

// Where a page begins. as_of is pinned by the first page, so that "now" is one moment for all of
// them.
struct Cursor {
  Time as_of = kNoTime;
  std::uint64_t name = 0;  // in the cache
  std::size_t begin = 0;
  std::string last;  // the account before
};

std::string DigestOf(const CallContext& context, const RankRequest& request,
                     const v1::RankAccountsRequest& proto) {
  return QueryDigest({"RankAccounts", context.workspace, request.lens,
                      proto.as_of().SerializeAsString(), proto.known_at().SerializeAsString(),
                      DigestPart(request.overrides)});
}

absl::StatusOr<Cursor> ReadCursor(std::string_view digest, std::string_view token) {
  const auto fields = ReadPageToken(digest, token, 4);
  if (!fields.ok()) return fields.status();
  Cursor cursor;
  if (fields->empty()) return cursor;
  if (!absl::SimpleAtoi((*fields)[0], &cursor.as_of) ||
      !absl::SimpleAtoi((*fields)[1], &cursor.name) ||
      !absl::SimpleAtoi((*fields)[2], &cursor.begin)) {
    return InvalidArgument("page_token", "is damaged");
  }
  cursor.last = (*fields)[3];
  return cursor;
}

// The ranking the cursor points into. When it left the cache it is computed again, and the page
// goes on after the account the page before ended with.
absl::StatusOr<std::shared_ptr<const Ranking>> RankingAt(const CallContext& context,
                                                         const RankRequest& request,
                                                         std::string_view digest, Cursor* cursor) {
  RankingCache& cache = *context.state->rankings;
  if (auto ranking = cache.Get(digest, cursor->name)) return ranking;
  auto computed = Rank(context.state->env, request, [&context] { return context.Abandoned(); });
  if (!computed.ok()) return computed.status();
  auto ranking = std::make_shared<const Ranking>(*std::move(computed));
  if (!cursor->last.empty()) {
    const auto last = std::find_if(ranking->begin(), ranking->end(), [cursor](const auto& result) {
      return result.account == cursor->last;
    });
    if (last == ranking->end()) {
      return MakeError(absl::StatusCode::kAborted,
                       "the ranking changed since the page before; begin again without page_token",
                       {.reason = "RANKING_CHANGED"});
    }
    cursor->begin = static_cast<std::size_t>(last - ranking->begin()) + 1;
  }
  cursor->name = cache.Put(digest, ranking);
  return ranking;
}

}  // namespace

absl::Status RankAccounts(const CallContext& context, const v1::RankAccountsRequest& request,
                          v1::RankAccountsResponse* response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  auto overrides = OverridesFromProto(request.overrides());
  if (!overrides.ok()) return overrides.status();
  Violations violations;
  RankRequest rank;
  rank.workspace = context.workspace;
  rank.lens = request.lens();
  rank.moment = MomentFromProto(request, &violations);
  rank.overrides = *std::move(overrides);
  if (!violations.empty()) return ToStatus(violations);

  const std::string digest = DigestOf(context, rank, request);
  auto cursor = ReadCursor(digest, request.page_token());
  if (!cursor.ok()) return cursor.status();
  if (cursor->as_of != kNoTime) rank.moment.as_of = cursor->as_of;
  if (rank.moment.as_of == kNoTime) rank.moment.as_of = context.state->env.clock->Now();

  const auto ranking = RankingAt(context, rank, digest, &*cursor);
  if (!ranking.ok()) return ranking.status();
  const Ranking& all = **ranking;
  const std::size_t begin = std::min(cursor->begin, all.size());
  const std::size_t end = std::min(begin + *page_size, all.size());
  for (std::size_t i = begin; i < end; ++i) {
    InterpretationToProto(all[i], v1::VIEW_BASIC, response->add_interpretations());
  }
  response->set_total_size(static_cast<std::int32_t>(all.size()));
  if (end < all.size()) {
    response->set_next_page_token(
        MakePageToken(digest, {absl::StrCat(rank.moment.as_of), absl::StrCat(cursor->name),
                               absl::StrCat(end), all[end - 1].account}));
  }
  return absl::OkStatus();
}

}  // namespace parallax::server
