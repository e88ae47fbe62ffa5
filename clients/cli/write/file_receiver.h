// A file that is whole or not there: written beside its place, and moved there when it was checked.
#ifndef PARALLAX_CLIENTS_CLI_WRITE_FILE_RECEIVER_H_
#define PARALLAX_CLIENTS_CLI_WRITE_FILE_RECEIVER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace parallax::cli {

class FileReceiver {
 public:
  // Writes to "FILE.partial", readable by its owner alone. ALREADY_EXISTS when `file` is there.
  static absl::StatusOr<std::unique_ptr<FileReceiver>> Open(const std::string& file);
  ~FileReceiver();  // removes what was not kept

  absl::Status Add(std::string_view bytes);
  std::uint64_t bytes() const;
  // SHA-256 of everything added, lower-case hex. Once.
  std::string Digest();
  // Makes it durable under its name.
  absl::Status Keep();

 private:
  struct State;
  explicit FileReceiver(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_WRITE_FILE_RECEIVER_H_
