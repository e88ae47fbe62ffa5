// SHA-256 as lower-case hex.
#ifndef PARALLAX_CORE_LENS_SHA256_H_
#define PARALLAX_CORE_LENS_SHA256_H_

#include <span>
#include <string>

namespace parallax {

// 64 characters.
std::string Sha256Hex(std::span<const unsigned char> bytes);

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_SHA256_H_
