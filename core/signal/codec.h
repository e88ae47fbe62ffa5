// The stored form of a signal: a compact, canonical, self-describing byte string (format drawn in
// codec.cc).
//
// Canonical: two normalized signals with equal fields encode to equal bytes, so that "same key,
// same body" is a comparison of bytes. The identity (account, source, source_event_id) is not part
// of the body. available_at is stored as sent.
#ifndef PARALLAX_CORE_SIGNAL_CODEC_H_
#define PARALLAX_CORE_SIGNAL_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "core/signal/signal.h"

namespace parallax {

// Appends the body of `signal` to `out`. O(bytes).
void EncodeBody(const Signal& signal, std::string& out);
// Fills every field but the identity. DATA_LOSS when the bytes are no body.
absl::Status DecodeBody(std::string_view body, Signal& signal);

// The same for a version of facts; the subject's ids are part of it.
std::string EncodeFacts(const Facts& facts);
absl::StatusOr<Facts> DecodeFacts(std::string_view bytes);

}  // namespace parallax

#endif  // PARALLAX_CORE_SIGNAL_CODEC_H_
