// lenses.toml: what it says, and what is said of one that is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/lens/registry.h"

namespace parallax {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Manifest : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  absl::StatusOr<std::vector<ManifestEntry>> Read(const std::string& text) {
    const std::string file = folder_ + "/lenses.toml";
    std::ofstream(file) << text;
    return ReadManifest(file);
  }
  std::string Complaint(const std::string& text) {
    const absl::Status status = Read(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  }

  const std::string folder_ = ::testing::TempDir() + "parallax_manifest_" +
                              ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(Manifest, ListsLensesInOrder) {
  const auto entries = Read(
      "[[lens]]\npath = \"a.so\"\ntrust = \"first_party\"\n"
      "[[lens]]\npath = \"/b.so\"\ntrust = \"first_party\"\nenabled = false\nsha256 = \"" +
      std::string(64, 'e') + "\"\n");
  ASSERT_TRUE(entries.ok()) << entries.status();
  ASSERT_THAT(*entries, SizeIs(2));
  EXPECT_TRUE((*entries)[0].enabled);
  EXPECT_EQ((*entries)[0].sha256, "");
  EXPECT_FALSE((*entries)[1].enabled);
  EXPECT_EQ((*entries)[1].sha256, std::string(64, 'e'));
}

TEST_F(Manifest, PathsAreRelativeToItsFolder) {
  const auto entries = Read(
      "[[lens]]\npath = \"sub/../a.so\"\ntrust = \"first_party\"\n"
      "[[lens]]\npath = \"/b.so\"\ntrust = \"first_party\"\n");
  ASSERT_TRUE(entries.ok()) << entries.status();
  EXPECT_EQ((*entries)[0].path, folder_ + "/a.so");
  EXPECT_EQ((*entries)[1].path, "/b.so");
}

TEST_F(Manifest, MayBeEmpty) {
  const auto entries = Read("");
  ASSERT_TRUE(entries.ok()) << entries.status();
  EXPECT_THAT(*entries, IsEmpty());
}

TEST_F(Manifest, ThatIsMissingIsNotFound) {
  EXPECT_EQ(ReadManifest(folder_ + "/none.toml").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(Manifest, ThatIsNoTomlIsRefusedWithItsLine) {
  EXPECT_THAT(Complaint("[[lens]]\npath = \n"), HasSubstr("line 2"));
}

TEST_F(Manifest, AMisspeltKeyIsRefused) {
  EXPECT_THAT(Complaint("[[lens]]\npath = \"a\"\ntrust = \"first_party\"\nsha265 = \"x\"\n"),
              HasSubstr("lens 1: \"sha265\" is unknown or of the wrong type"));
}

TEST_F(Manifest, AnythingBesideLensesIsRefused) {
  EXPECT_THAT(Complaint("lenses = 3\n"), HasSubstr("\"lenses\" is not a list of [[lens]]"));
}

TEST_F(Manifest, ALensNeedsAPath) {
  EXPECT_THAT(Complaint("[[lens]]\ntrust = \"first_party\"\n"), HasSubstr("path is missing"));
}

TEST_F(Manifest, AHashHas64Digits) {
  EXPECT_THAT(Complaint("[[lens]]\npath = \"a\"\ntrust = \"first_party\"\nsha256 = \"abc\"\n"),
              HasSubstr("sha256 is not 64 lower-case hexadecimal digits"));
}

TEST_F(Manifest, TrustIsSaidAndFirstParty) {
  EXPECT_THAT(Complaint("[[lens]]\npath = \"a\"\n"), HasSubstr("it takes \"first_party\""));
  EXPECT_THAT(Complaint("[[lens]]\npath = \"a\"\ntrust = \"worker\"\n"),
              HasSubstr("trust is \"worker\"; it takes \"first_party\""));
}

}  // namespace
}  // namespace parallax
