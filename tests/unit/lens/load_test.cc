// Which files become lenses, and what is said of those that do not.
#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/lens/sha256.h"
#include "tests/unit/lens/lens_fixture.h"

namespace parallax {
namespace {

using ::testing::HasSubstr;

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A file of the test's own, gone with it.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes)
      : path_(::testing::TempDir() + "parallax_load_test_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".so") {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Why a file is refused.
absl::Status Refusal(const std::string& path, const std::string& sha256 = "") {
  return LoadLens({.path = path, .sha256 = sha256, .trust = "first_party"}).status();
}

void ExpectRefused(const absl::Status& status, const std::string& why) {
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr(why));
}

TEST(LoadLens, TakesALensWrittenInC) {
  const auto lens = LoadFixture("raw_whole");
  ASSERT_TRUE(lens.ok()) << lens.status();
  EXPECT_EQ((*lens)->info().id, "raw_whole");
}

TEST(LoadLens, TakesTheFileItselfForADebugger) {
  const auto lens =
      LoadLens({.path = LensFile("hello"), .sha256 = "", .trust = "first_party"}, true);
  ASSERT_TRUE(lens.ok()) << lens.status();
  EXPECT_EQ((*lens)->info().id, "hello");
}

TEST(LoadLens, NeverAnswersOneLensWithAnother) {
  // Memory files are opened by descriptor number; a number used twice would name the first library.
  const auto hello = LoadFixture("hello");
  const auto raw = LoadFixture("raw_whole");
  const auto again = LoadFixture("hello");
  ASSERT_TRUE(hello.ok() && raw.ok() && again.ok());
  EXPECT_EQ((*hello)->info().id, "hello");
  EXPECT_EQ((*raw)->info().id, "raw_whole");
  EXPECT_EQ((*again)->info().id, "hello");
}

TEST(LoadLens, TakesAPinnedFileWhoseHashIsRight) {
  const std::string bytes = ReadAll(LensFile("hello"));
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const std::string sha256 = Sha256Hex({data, bytes.size()});
  const auto lens = LoadLens({.path = LensFile("hello"), .sha256 = sha256, .trust = "first_party"});
  ASSERT_TRUE(lens.ok()) << lens.status();
  EXPECT_EQ((*lens)->info().sha256, sha256);
}

TEST(LoadLens, RefusesAPinnedFileWhoseHashIsWrong) {
  ExpectRefused(Refusal(LensFile("hello"), std::string(64, '0')), "the manifest pins 0000");
}

TEST(LoadLens, RunsTheBytesItReadEvenWhenTheFileIsReplaced) {
  const TemporaryFile file(ReadAll(LensFile("hello")));
  const auto lens = LoadLens({.path = file.path(), .sha256 = "", .trust = "first_party"});
  ASSERT_TRUE(lens.ok()) << lens.status();
  std::ofstream(file.path(), std::ios::binary) << "something else";
  const Journal journal = SmallJournal();
  const LensRow row = {.journal = &journal, .decision = kNone, .as_of = 3 * kDay};
  std::vector<Interpretation> out;
  ASSERT_TRUE((*lens)->Interpret({&row, 1}, {}, {}, out).ok());
  EXPECT_EQ(out[0].readings[kConfidence].value, 50);
}

TEST(LoadLens, SaysThatThereIsNoFile) {
  EXPECT_EQ(Refusal("/nowhere/libparallax_none.so").code(), absl::StatusCode::kNotFound);
}

TEST(LoadLens, RefusesADirectory) { ExpectRefused(Refusal("/"), "not a regular file"); }

TEST(LoadLens, RefusesATextFile) {
  const TemporaryFile file("this is no library");
  ExpectRefused(Refusal(file.path()), "not an ELF file");
}

TEST(LoadLens, RefusesAnEmptyFile) {
  const TemporaryFile file("");
  ExpectRefused(Refusal(file.path()), "not an ELF file");
}

TEST(LoadLens, RefusesALibraryOfAnotherMachine) {
  std::string bytes = ReadAll(LensFile("hello"));
  bytes[offsetof(Elf64_Ehdr, e_machine)] = EM_RISCV & 0xff;
  const TemporaryFile file(bytes);
  ExpectRefused(Refusal(file.path()), "built for another machine");
}

TEST(LoadLens, RefusesA32BitLibrary) {
  std::string bytes = ReadAll(LensFile("hello"));
  bytes[EI_CLASS] = ELFCLASS32;
  const TemporaryFile file(bytes);
  ExpectRefused(Refusal(file.path()), "not a 64-bit little-endian ELF file");
}

TEST(LoadLens, RefusesALibraryWithoutNote) {
  ExpectRefused(LoadFixture("no_note").status(), "carries no Parallax note");
}

TEST(LoadLens, RefusesAnotherMajorOfTheAbi) {
  ExpectRefused(LoadFixture("wrong_major").status(),
                "built for lens ABI 9; this host speaks ABI 0");
}

TEST(LoadLens, RefusesALensThatNeedsANewerMinor) {
  ExpectRefused(LoadFixture("future_minor").status(), "requires lens ABI 0.2 or newer");
}

TEST(LoadLens, RefusesALensOfAnotherCatalog) {
  ExpectRefused(LoadFixture("wrong_catalog").status(), "understands signal catalog 7 to 9");
}

TEST(LoadLens, RefusesASecondExport) {
  ExpectRefused(LoadFixture("two_exports").status(), "two_exports_second");
}

TEST(LoadLens, RefusesALibraryThatNeedsMoreThanTheRunTime) {
  ExpectRefused(LoadFixture("needs_library").status(), "it needs libcrypto.so");
}

TEST(LoadLens, RefusesATableThatIsTooSmall) {
  ExpectRefused(LoadFixture("wrong_struct_size").status(), "struct_size 64");
}

TEST(LoadLens, RefusesALensWhoseNoteNamesAnother) {
  ExpectRefused(LoadFixture("id_mismatch").status(),
                "its table says the lens is \"id_mismatch\", its note says \"saas\"");
}

TEST(LoadLens, RefusesALensThatMakesNoInstance) {
  ExpectRefused(LoadFixture("throws_in_create").status(), "no instance today");
}

TEST(LoadLens, RefusesToRunForeignLensesInThisProcess) {
  const auto lens = LoadLens({.path = LensFile("hello"), .sha256 = "", .trust = "worker"});
  ExpectRefused(lens.status(), "only first_party lenses run in this process");
}

}  // namespace
}  // namespace parallax
