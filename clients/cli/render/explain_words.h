// Reasons, silences and what could happen next, in words for somebody who has never seen the
// product.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_EXPLAIN_WORDS_H_
#define PARALLAX_CLIENTS_CLI_RENDER_EXPLAIN_WORDS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "parallax/v1/interpretation_service.pb.h"

namespace parallax::cli {

// "stance_expressed" -> "where people say they stand". A label nobody knows here (a lens of
// somebody else's may give any) is spelled out: "moon_phase" -> "moon phase".
std::string ReasonWords(absl::string_view reading, absl::string_view reason);

// "nobody heard from p-7 since 2026-04-05, 24 days".
std::string SilenceWords(absl::string_view reason, absl::string_view person,
                         const v1::Silence& silence);

// What would have happened, as half a sentence in the past: "p-7 came out in support".
std::string OpeningWords(const v1::Opening& opening);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_EXPLAIN_WORDS_H_
