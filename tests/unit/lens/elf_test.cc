// The ELF reader against bytes that were made to hurt it.
#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

#include "core/lens/elf_note.h"
#include "tests/unit/lens/lens_fixture.h"

namespace parallax {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;

std::vector<unsigned char> HelloBytes() {
  std::ifstream in(LensFile("hello"), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ReadElf, SeesWhatALensExportsNeedsAndSaysOfItself) {
  const absl::StatusOr<ElfFacts> facts = ReadElf(HelloBytes());
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_THAT(facts->exports, ElementsAre("plx_lens_plugin_v0"));
  EXPECT_THAT(facts->needed, Contains("libc.so.6"));
  ASSERT_THAT(facts->notes, SizeIs(1));
  EXPECT_EQ(NoteLensId(facts->notes[0]), "hello");
  EXPECT_EQ(facts->notes[0].abi_major, PLX_ABI_MAJOR);
}

TEST(ReadElf, NeedsNoSectionHeaders) {
  // The loader does not read them, so a file may come without, or with false ones.
  std::vector<unsigned char> bytes = HelloBytes();
  std::memset(bytes.data() + offsetof(Elf64_Ehdr, e_shoff), 0, sizeof(Elf64_Off));
  const absl::StatusOr<ElfFacts> facts = ReadElf(bytes);
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_THAT(facts->exports, ElementsAre("plx_lens_plugin_v0"));
}

TEST(ReadElf, RefusesEveryFileCutShortOfItsContents) {
  const std::vector<unsigned char> bytes = HelloBytes();
  for (std::size_t size = 0; size < 0x1000; size += 16) {
    EXPECT_FALSE(ReadElf({bytes.data(), size}).ok()) << size;
  }
}

TEST(ReadElf, ReadsNothingOutsideAFileWithBrokenBytes) {
  // Any answer is right; what must hold is checked by the address sanitizer, and by the exports
  // staying few.
  const std::vector<unsigned char> good = HelloBytes();
  std::mt19937 random(7);
  int refused = 0;
  for (int i = 0; i < 4000; ++i) {
    std::vector<unsigned char> bytes = good;
    for (int k = 0; k < 4; ++k) {
      // The headers, the notes and the symbol tables all lie in the first kilobytes.
      const std::size_t at = random() % std::min<std::size_t>(bytes.size(), 0x1000);
      bytes[at] = static_cast<unsigned char>(random());
    }
    const absl::StatusOr<ElfFacts> facts = ReadElf(bytes);
    if (!facts.ok()) {
      ++refused;
      EXPECT_EQ(facts.status().code(), absl::StatusCode::kFailedPrecondition);
    } else {
      EXPECT_LT(facts->exports.size(), bytes.size() / sizeof(Elf64_Sym));
    }
  }
  EXPECT_GT(refused, 0) << "the bytes that were broken matter to nobody";
}

ElfFacts GoodFacts() { return *ReadElf(HelloBytes()); }

std::string Complaint(const ElfFacts& facts) { return std::string(CheckElf(facts, 1).message()); }

TEST(CheckElf, TakesAWholeLens) { EXPECT_EQ(Complaint(GoodFacts()), ""); }

TEST(CheckElf, RefusesTwoNotes) {
  ElfFacts facts = GoodFacts();
  facts.notes.push_back(facts.notes[0]);
  EXPECT_EQ(Complaint(facts), "it carries 2 Parallax notes");
}

TEST(CheckElf, RefusesANoteWithAnotherMagic) {
  ElfFacts facts = GoodFacts();
  facts.notes[0].magic = 1;
  EXPECT_EQ(Complaint(facts), "its Parallax note is not one this host can read");
}

TEST(CheckElf, RefusesAnIdThatIsNoLabel) {
  ElfFacts facts = GoodFacts();
  facts.notes[0].lens_id[0] = 'H';
  EXPECT_EQ(Complaint(facts), "the lens id in its note is no lower-case label");
  std::memset(facts.notes[0].lens_id, 'a', sizeof(facts.notes[0].lens_id));
  EXPECT_EQ(Complaint(facts), "the lens id in its note is no lower-case label") << "not terminated";
}

TEST(CheckElf, TakesALensThatAnOlderHostWouldTakeToo) {
  ElfFacts facts = GoodFacts();
  facts.notes[0].abi_minor_built = PLX_ABI_MINOR + 5;  // built later, but needs nothing later
  facts.notes[0].catalog_max = 9;
  EXPECT_EQ(Complaint(facts), "");
}

}  // namespace
}  // namespace parallax
