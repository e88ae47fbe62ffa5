// The signal catalog: any text as catalog.toml, to the tables of the build.
#include <toml++/toml.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "plugins/sdk/catalog/generator.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using parallax::fuzz::Require;
  try {
    const toml::table catalog =
        toml::parse(std::string_view(reinterpret_cast<const char*>(data), size));
    const std::string tables = parallax::catalog::generator::GenerateTables(catalog);
    Require(parallax::catalog::generator::GenerateTables(catalog) == tables,
            "a catalog gives the same tables again");
  } catch (const toml::parse_error&) {
    return 0;
  } catch (const std::runtime_error& error) {
    Require(std::string_view(error.what()).find(": ") != std::string_view::npos,
            "a refusal names the place", error.what());
  }
  return 0;
}
