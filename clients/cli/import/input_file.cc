#include "clients/cli/import/input_file.h"

#include <zlib.h>
#include <zstd.h>

#include <cstring>
#include <fstream>
#include <streambuf>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace parallax::cli {
namespace {

constexpr std::size_t kPieceBytes = 64u << 10;
constexpr absl::string_view kGzipMagic = "\x1f\x8b";
constexpr absl::string_view kZstdMagic = "\x28\xb5\x2f\xfd";

}  // namespace

// Turns packed bytes into plain ones, piece by piece.
class Unpacker {
 public:
  virtual ~Unpacker() = default;
  // Reads of `in` and writes to `out`; both move on. True when a whole member or frame has ended.
  virtual absl::StatusOr<bool> Run(absl::string_view& in, char*& out, char* out_end) = 0;
};

namespace {

class GzipUnpacker : public Unpacker {
 public:
  GzipUnpacker() {
    constexpr int kGzipWindow = 15 + 16;  // 32 KiB, with a gzip header (zlib.h)
    ready_ = inflateInit2(&stream_, kGzipWindow) == Z_OK;
  }
  ~GzipUnpacker() override { inflateEnd(&stream_); }

  absl::StatusOr<bool> Run(absl::string_view& in, char*& out, char* out_end) override {
    if (!ready_) return absl::ResourceExhaustedError("no memory to unpack gzip");
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(out_end - out);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(in.size() - stream_.avail_in);
    out = reinterpret_cast<char*>(stream_.next_out);
    if (result == Z_STREAM_END) {
      // Another member may follow: several gzip files may stand one behind the other (RFC 1952).
      inflateReset(&stream_);
      return true;
    }
    if (result == Z_OK || result == Z_BUF_ERROR) return false;
    return absl::InvalidArgumentError(
        absl::StrCat("the gzip data is broken", stream_.msg == nullptr ? "" : ": ", stream_.msg));
  }

 private:
  z_stream stream_ = {};
  bool ready_ = false;
};

class ZstdUnpacker : public Unpacker {
 public:
  absl::StatusOr<bool> Run(absl::string_view& in, char*& out, char* out_end) override {
    if (stream_ == nullptr) return absl::ResourceExhaustedError("no memory to unpack Zstandard");
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out, static_cast<std::size_t>(out_end - out), 0};
    const std::size_t result = ZSTD_decompressStream(stream_.get(), &output, &input);
    if (ZSTD_isError(result) != 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("the Zstandard data is broken: ", ZSTD_getErrorName(result)));
    }
    in.remove_prefix(input.pos);
    out += output.pos;
    return result == 0;
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  std::unique_ptr<ZSTD_DStream, Free> stream_{ZSTD_createDStream()};
};

}  // namespace

class UnpackingBuffer : public std::streambuf {
 public:
  explicit UnpackingBuffer(const std::string& path)
      : file_(path, std::ios::binary), packed_(kPieceBytes), plain_(kPieceBytes) {
    if (!file_) return;
    Refill();
    if (absl::StartsWith(rest_, kGzipMagic)) {
      packing_ = Packing::kGzip;
      unpacker_ = std::make_unique<GzipUnpacker>();
    } else if (absl::StartsWith(rest_, kZstdMagic)) {
      packing_ = Packing::kZstd;
      unpacker_ = std::make_unique<ZstdUnpacker>();
    }
  }

  bool is_open() const { return file_.is_open(); }
  Packing packing() const { return packing_; }
  std::uint64_t consumed() const { return consumed_; }
  const absl::Status& status() const { return status_; }

 protected:
  int_type underflow() override {
    if (gptr() < egptr()) return traits_type::to_int_type(*gptr());
    const std::size_t filled = status_.ok() ? Fill() : 0;
    setg(plain_.data(), plain_.data(), plain_.data() + filled);
    return filled == 0 ? traits_type::eof() : traits_type::to_int_type(plain_[0]);
  }

 private:
  // Takes the next bytes of the file; nothing is left when it is at its end.
  void Refill() {
    file_.read(packed_.data(), static_cast<std::streamsize>(packed_.size()));
    rest_ = absl::string_view(packed_.data(), static_cast<std::size_t>(file_.gcount()));
    consumed_ += rest_.size();
    if (file_.bad()) status_ = absl::UnavailableError("cannot be read to its end");
  }

  std::size_t Fill() {
    if (unpacker_ == nullptr) {
      if (rest_.empty()) Refill();
      const std::size_t size = rest_.size();
      std::memcpy(plain_.data(), rest_.data(), size);
      rest_ = {};
      return size;
    }
    char* out = plain_.data();
    while (out == plain_.data() && status_.ok()) {
      if (rest_.empty()) Refill();
      const bool at_end = rest_.empty();
      if (at_end && !inside_) break;
      // At the end of the file the unpacker may still hold plain bytes of what it took before.
      auto ended = unpacker_->Run(rest_, out, plain_.data() + plain_.size());
      if (!ended.ok()) {
        status_ = ended.status();
      } else if (at_end && !*ended && out == plain_.data()) {
        status_ = absl::InvalidArgumentError("the packed data is cut off");
      } else {
        inside_ = !*ended;
      }
    }
    return static_cast<std::size_t>(out - plain_.data());
  }

  std::ifstream file_;
  std::vector<char> packed_, plain_;
  absl::string_view rest_;  // of packed_
  std::uint64_t consumed_ = 0;
  Packing packing_ = Packing::kPlain;
  std::unique_ptr<Unpacker> unpacker_;
  bool inside_ = false;  // a member or frame has begun and not ended
  absl::Status status_;
};

InputFile::InputFile(std::unique_ptr<UnpackingBuffer> buffer)
    : buffer_(std::move(buffer)), stream_(std::make_unique<std::istream>(buffer_.get())) {}

InputFile::~InputFile() = default;

absl::StatusOr<std::unique_ptr<InputFile>> InputFile::Open(const std::string& path) {
  auto buffer = std::make_unique<UnpackingBuffer>(path);
  if (!buffer->is_open()) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  return std::unique_ptr<InputFile>(new InputFile(std::move(buffer)));
}

Packing InputFile::packing() const { return buffer_->packing(); }
std::uint64_t InputFile::consumed() const { return buffer_->consumed(); }
absl::Status InputFile::status() const { return buffer_->status(); }

}  // namespace parallax::cli
