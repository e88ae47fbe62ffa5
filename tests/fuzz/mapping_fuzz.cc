// A mapping of the importer: any text as a TOML file.
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "clients/cli/import/mapping.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using parallax::fuzz::Require;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto mapping = parallax::cli::ParseMapping(text, "fuzz.toml");
  if (mapping.ok()) {
    Require(!mapping->rules.empty() || !mapping->tables.empty(),
            "a mapping that is accepted maps something");
    return 0;
  }
  Require(absl::IsInvalidArgument(mapping.status()), "a refusal is INVALID_ARGUMENT",
          mapping.status().ToString());
  Require(absl::StartsWith(mapping.status().message(), "fuzz.toml"), "a refusal names the file",
          mapping.status().ToString());
  return 0;
}
