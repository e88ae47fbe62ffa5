// The server's log: one structured line an event, on stderr.
#ifndef PARALLAX_SERVER_LOG_H_
#define PARALLAX_SERVER_LOG_H_

#include <string>

namespace parallax::server {

// `format`: text ("time level message") or json ({"time", "level", "message"} a line). `level` as
// spdlog names them.
void SetUpLog(const std::string& level, const std::string& format);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_LOG_H_
