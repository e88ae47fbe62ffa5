#include "server/handlers/page.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/base/limits.h"
#include "openssl/sha.h"

namespace parallax::server {
namespace {

// digest (8 bytes), then each field: its length as 4 bytes, little-endian, and its bytes.
constexpr std::size_t kDigestBytes = 8;

void AppendField(std::string_view field, std::string* out) {
  for (int shift = 0; shift < 32; shift += 8) {
    out->push_back(static_cast<char>((field.size() >> shift) & 0xff));
  }
  out->append(field);
}

bool TakeField(std::string_view* bytes, std::string* field) {
  if (bytes->size() < 4) return false;
  std::size_t size = 0;
  for (int i = 3; i >= 0; --i) size = size << 8 | static_cast<unsigned char>((*bytes)[i]);
  bytes->remove_prefix(4);
  if (size > bytes->size()) return false;
  field->assign(bytes->substr(0, size));
  bytes->remove_prefix(size);
  return true;
}

absl::Status Damaged() {
  return InvalidArgument("page_token",
                         "is not a token of this list; send next_page_token of the answer before, "
                         "with every other field unchanged, or leave it empty");
}

}  // namespace

absl::StatusOr<std::size_t> PageSize(std::int32_t asked) {
  if (asked < 0) {
    return InvalidArgument("page_size",
                           absl::StrCat("is negative; accepted are 0 to ", limits::kMaxPageSize,
                                        " (0: ", limits::kDefaultPageSize, ")"));
  }
  if (asked == 0) return limits::kDefaultPageSize;
  return std::min(static_cast<std::size_t>(asked), limits::kMaxPageSize);
}

std::string QueryDigest(std::initializer_list<std::string_view> parts) {
  std::string bytes;
  for (std::string_view part : parts) AppendField(part, &bytes);
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), hash);
  return std::string(reinterpret_cast<const char*>(hash), kDigestBytes);
}

std::string MakePageToken(std::string_view digest, const std::vector<std::string>& position) {
  std::string bytes(digest);
  for (const std::string& field : position) AppendField(field, &bytes);
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<std::vector<std::string>> ReadPageToken(std::string_view digest,
                                                       std::string_view token, std::size_t fields) {
  std::vector<std::string> position;
  if (token.empty()) return position;
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(absl::string_view(token.data(), token.size()), &bytes) ||
      std::string_view(bytes).substr(0, kDigestBytes) != digest) {
    return Damaged();
  }
  std::string_view rest = std::string_view(bytes).substr(kDigestBytes);
  while (!rest.empty()) {
    if (!TakeField(&rest, &position.emplace_back())) return Damaged();
  }
  if (position.size() != fields) return Damaged();
  return position;
}

}  // namespace parallax::server
