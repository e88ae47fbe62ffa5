// One interpretation as a page for an analyst: every number with its name, range and meaning.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_INTERPRETATION_H_
#define PARALLAX_CLIENTS_CLI_RENDER_INTERPRETATION_H_

#include <string>

#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation.pb.h"

namespace parallax::cli {

// "acme, decision opp-42".
std::string Subject(const v1::Interpretation& interpretation);
// "saas@1.0.0", with its variant if there is one.
std::string LensName(const v1::LensIdentity& lens);
// What makes every number again: lens, config hash, as of, known at, revision.
std::string ProvenanceLine(const v1::Interpretation& interpretation);
// The foot of a page: `made_by` ("Made by "), that line, and what readings are.
std::string ProvenanceFoot(absl::string_view made_by, const v1::Interpretation& interpretation,
                           const Style& style);
// The page. Committee, gates and drift signs appear when the interpretation carries them (view
// FULL); without its committee only the drift signs in alarm.
std::string RenderInterpretation(const v1::Interpretation& interpretation, const Style& style);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_INTERPRETATION_H_
