#include "server/listen_address.h"

#include <arpa/inet.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace parallax::server {
namespace {

bool IsLoopback(const std::string& host) {
  if (host == "localhost") return true;
  in_addr v4;
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  if (host.size() < 2 || host.front() != '[' || host.back() != ']') return false;
  in6_addr v6;
  return inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6) == 1 &&
         IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace

std::string HostOf(const std::string& address) { return address.substr(0, address.rfind(':')); }

absl::Status CheckListenAddress(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  int port = -1;
  if (colon == std::string::npos || !absl::SimpleAtoi(address.substr(colon + 1), &port) ||
      port < 0 || port > 65535) {
    return absl::InvalidArgumentError(
        absl::StrCat("listen = \"", address, "\" is not HOST:PORT, such as 127.0.0.1:50051"));
  }
  if (!IsLoopback(HostOf(address))) {
    return absl::InvalidArgumentError(
        absl::StrCat("refusing to listen on ", address,
                     ": without TLS and tokens only loopback addresses are served "
                     "(127.0.0.1, [::1], localhost)"));
  }
  return absl::OkStatus();
}

}  // namespace parallax::server
