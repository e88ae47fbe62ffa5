// Digests of texts, as ids that say nothing of what they stand for.
#ifndef PARALLAX_CLIENTS_CLI_BASE_DIGEST_H_
#define PARALLAX_CLIENTS_CLI_BASE_DIGEST_H_

#include <string>

#include "absl/strings/string_view.h"

namespace parallax::cli {

// The first `digits` (at most 64) hexadecimal digits of SHA-256.
std::string Sha256Hex(absl::string_view text, std::size_t digits);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_BASE_DIGEST_H_
