// Page tokens: anything a caller sends back, and tokens of our own after a change of one character.
#include <string>
#include <string_view>
#include <vector>

#include "server/handlers/page.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using parallax::fuzz::Require;
  namespace server = parallax::server;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string digest = server::QueryDigest({"ListSignals", "acme"});
  for (const std::size_t fields : {0u, 1u, 3u}) {
    const auto position = server::ReadPageToken(digest, bytes, fields);
    Require(!position.ok() || bytes.empty() || position->size() == fields,
            "a token has the fields that are asked for");
  }
  // The input as a position of three fields.
  const std::size_t third = size / 3;
  const std::vector<std::string> position = {std::string(bytes.substr(0, third)),
                                             std::string(bytes.substr(third, third)),
                                             std::string(bytes.substr(2 * third))};
  const std::string token = server::MakePageToken(digest, position);
  const auto read = server::ReadPageToken(digest, token, position.size());
  Require(read.ok() && *read == position, "a token gives back the position it was made of");
  Require(
      !server::ReadPageToken(server::QueryDigest({"ListSignals", "other"}), token, position.size())
           .ok(),
      "a token of another list is refused");
  Require(!server::ReadPageToken(digest, token.substr(0, token.size() / 2), position.size()).ok(),
          "half a token is refused");
  return 0;
}
