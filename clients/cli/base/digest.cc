#include "clients/cli/base/digest.h"

#include <openssl/sha.h>

#include "absl/strings/escaping.h"

namespace parallax::cli {

std::string Sha256Hex(absl::string_view text, std::size_t digits) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  return absl::BytesToHexString(
             absl::string_view(reinterpret_cast<const char*>(digest), sizeof(digest)))
      .substr(0, digits);
}

}  // namespace parallax::cli
