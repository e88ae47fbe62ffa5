#include "clients/cli/write/file_receiver.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace parallax::cli {
namespace {

absl::Status CannotWrite(const std::string& file) {
  return absl::InternalError(absl::StrCat("cannot write ", file, ": ", std::strerror(errno)));
}

}  // namespace

struct FileReceiver::State {
  struct Free {
    void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
  };
  ~State() {
    if (descriptor >= 0) close(descriptor);
    std::error_code ignored;
    if (!kept) std::filesystem::remove(partial, ignored);
  }

  std::string file, partial;
  int descriptor = -1;
  bool kept = false;
  std::uint64_t bytes = 0;
  std::unique_ptr<EVP_MD_CTX, Free> digest{EVP_MD_CTX_new()};
};

FileReceiver::FileReceiver(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileReceiver::~FileReceiver() = default;

absl::StatusOr<std::unique_ptr<FileReceiver>> FileReceiver::Open(const std::string& file) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) {
    return absl::AlreadyExistsError(
        absl::StrCat(file, " is there already; name another file, or remove it first"));
  }
  auto state = std::make_unique<State>();
  state->file = file;
  state->partial = absl::StrCat(file, ".partial");
  state->descriptor =
      open(state->partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (state->descriptor < 0) {
    state->kept = true;  // nothing to remove
    return CannotWrite(state->partial);
  }
  if (EVP_DigestInit_ex(state->digest.get(), EVP_sha256(), nullptr) != 1) {
    return absl::InternalError("SHA-256 is not to be had");
  }
  return std::unique_ptr<FileReceiver>(new FileReceiver(std::move(state)));
}

absl::Status FileReceiver::Add(std::string_view bytes) {
  EVP_DigestUpdate(state_->digest.get(), bytes.data(), bytes.size());
  state_->bytes += bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = write(state_->descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return CannotWrite(state_->partial);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

std::uint64_t FileReceiver::bytes() const { return state_->bytes; }

std::string FileReceiver::Digest() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(state_->digest.get(), hash.data(), &size);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(hash.data()), size));
}

absl::Status FileReceiver::Keep() {
  if (fsync(state_->descriptor) != 0) return CannotWrite(state_->partial);
  if (std::rename(state_->partial.c_str(), state_->file.c_str()) != 0) {
    return CannotWrite(state_->file);
  }
  state_->kept = true;
  const std::string folder = std::filesystem::absolute(state_->file).parent_path();
  if (const int parent = open(folder.c_str(), O_RDONLY | O_CLOEXEC); parent >= 0) {
    fsync(parent);  // the name; a file system that cannot has it soon
    close(parent);
  }
  return absl::OkStatus();
}

}  // namespace parallax::cli
