// Where the server may listen.
#ifndef PARALLAX_SERVER_LISTEN_ADDRESS_H_
#define PARALLAX_SERVER_LISTEN_ADDRESS_H_

#include <string>

#include "absl/status/status.h"

namespace parallax::server {

// The host of "HOST:PORT" as given ("[::1]" with its brackets).
std::string HostOf(const std::string& address);

// OK for 127.0.0.0/8, [::1] and localhost with a port: until there are TLS and tokens, whoever
// reaches the port may do anything.
absl::Status CheckListenAddress(const std::string& address);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_LISTEN_ADDRESS_H_
