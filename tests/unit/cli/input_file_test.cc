#include "clients/cli/import/input_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <iterator>

#include "tests/unit/cli/scratch_folder.h"

namespace parallax::cli {
namespace {

std::string Gzip(const std::string& text) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

// More than every buffer in between holds, and hard to pack.
std::string LongText() {
  std::string text;
  std::uint64_t state = 1;
  while (text.size() < 600'000) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    text += std::to_string(state) + (text.size() % 7 == 0 ? "\n" : ",");
  }
  return text;
}

struct Unpacked {
  std::string text;
  Packing packing;
  absl::Status status;
};

Unpacked ReadBytes(const std::string& bytes) {
  const ScratchFolder folder;
  auto file = InputFile::Open(folder.Write("in", bytes));
  EXPECT_TRUE(file.ok());
  std::string text((std::istreambuf_iterator<char>((*file)->stream())), {});
  EXPECT_LE((*file)->consumed(), bytes.size());
  return {text, (*file)->packing(), (*file)->status()};
}

TEST(InputFile, ReadsPlainGzipAndZstandardAlike) {
  const std::string text = LongText();
  for (const auto& [packing, bytes] :
       {std::pair{Packing::kPlain, text}, std::pair{Packing::kGzip, Gzip(text)},
        std::pair{Packing::kZstd, Zstd(text)}}) {
    const Unpacked read = ReadBytes(bytes);
    EXPECT_TRUE(read.text == text);
    EXPECT_EQ(read.packing, packing);
    EXPECT_TRUE(read.status.ok()) << read.status;
  }
}

TEST(InputFile, ReadsMembersThatStandOneBehindTheOther) {
  EXPECT_EQ(ReadBytes(Gzip("a\n") + Gzip("b\n")).text, "a\nb\n");
  EXPECT_EQ(ReadBytes(Zstd("a\n") + Zstd("b\n")).text, "a\nb\n");
}

TEST(InputFile, SaysThatPackedDataIsCutOff) {
  for (const std::string& whole : {Gzip(LongText()), Zstd(LongText())}) {
    const Unpacked read = ReadBytes(whole.substr(0, whole.size() - 9));
    EXPECT_THAT(std::string(read.status.message()), ::testing::HasSubstr("cut off"));
  }
}

TEST(InputFile, SaysThatPackedDataIsBroken) {
  for (std::string bytes : {Gzip(LongText()), Zstd(LongText())}) {
    for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + 200; ++i) bytes[i] = '\x55';
    EXPECT_FALSE(ReadBytes(bytes).status.ok());
  }
}

TEST(InputFile, NamesAFileThatIsNotThere) {
  EXPECT_EQ(InputFile::Open("/nonexistent/x").status().code(), absl::StatusCode::kNotFound);
}

TEST(InputFile, IsEmptyForAnEmptyFile) {
  const Unpacked read = ReadBytes("");
  EXPECT_EQ(read.text, "");
  EXPECT_TRUE(read.status.ok());
}

}  // namespace
}  // namespace parallax::cli
