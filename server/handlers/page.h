// Pages: sizes and opaque tokens.
#ifndef PARALLAX_SERVER_HANDLERS_PAGE_H_
#define PARALLAX_SERVER_HANDLERS_PAGE_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace parallax::server {

// kDefaultPageSize for 0, at most kMaxPageSize (larger asks are answered with that many, as AIP-158
// says). INVALID_ARGUMENT when negative.
absl::StatusOr<std::size_t> PageSize(std::int32_t asked);

// What identifies a list: its method and every field that chooses or orders its items. Tokens hold
// a digest of it, so that a token is refused by any other list.
std::string QueryDigest(std::initializer_list<std::string_view> parts);

// An opaque, URL-safe token that holds where the next page begins.
std::string MakePageToken(std::string_view digest, const std::vector<std::string>& position);

// The position, empty for an empty token. INVALID_ARGUMENT when the token is damaged, has not
// `fields` fields, or belongs to another list.
absl::StatusOr<std::vector<std::string>> ReadPageToken(std::string_view digest,
                                                       std::string_view token, std::size_t fields);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_PAGE_H_
