// A file that is read once from its beginning, unpacked on the way when it is gzip or Zstandard.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_INPUT_FILE_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_INPUT_FILE_H_

#include <cstdint>
#include <istream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace parallax::cli {

// What the first bytes of a file say of it; its name does not matter.
enum class Packing { kPlain, kGzip, kZstd };

class UnpackingBuffer;

// Memory: two buffers of 64 KiB and the window of the format (32 KiB; 128 MiB at most for
// Zstandard, which the writer of the file chose). Not thread-safe.
class InputFile {
 public:
  // NOT_FOUND names the file.
  static absl::StatusOr<std::unique_ptr<InputFile>> Open(const std::string& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  // The unpacked bytes. They also end where the file is broken: see status().
  std::istream& stream() { return *stream_; }
  Packing packing() const;
  // Bytes of the file as it lies on the disk that were read so far.
  std::uint64_t consumed() const;
  // INVALID_ARGUMENT when packed bytes were broken or ended too early, UNAVAILABLE when the file
  // could not be read. To be asked at the end of the stream.
  absl::Status status() const;

 private:
  explicit InputFile(std::unique_ptr<UnpackingBuffer> buffer);

  std::unique_ptr<UnpackingBuffer> buffer_;
  std::unique_ptr<std::istream> stream_;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_INPUT_FILE_H_
