// Files that somebody cut, removed, replaced or that lost bits: a clear error, and nothing that was
// acknowledged is thrown away by opening them.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "core/base/errors.h"
#include "tests/fault/files.h"
#include "tests/fault/life.h"
#include "tests/unit/store/temp_dir.h"

namespace parallax::fault {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Damage : public testing::Test {
 protected:
  // A life that ended like a killed process: its write-ahead log is still there. The files are
  // copied while nothing writes.
  void SetUp() override {
    for (const Step& step : Script(7)) ASSERT_TRUE(life_.Do(step).ok());
    fs::copy(original_.path(), saved_.path(), fs::copy_options::recursive);
    PutBack();
    ASSERT_GT(fs::file_size(log()), 10'000u);
  }
  std::string log() const { return killed_.database() + "-wal"; }
  std::string mark() const { return killed_.path() + "/parallax.mark"; }
  absl::Status OpenKilled() { return life_.OpenAt(killed_.path()); }
  void ExpectRefused() {
    const std::string before = ReadAll(log());
    const absl::Status status = OpenKilled();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    EXPECT_EQ(GetErrorDetails(status).reason, "WRITES_MISSING");
    EXPECT_THAT(std::string(status.message()), HasSubstr("backup"));
    EXPECT_TRUE(ReadAll(log()) == before) << "what is left of the log was thrown away";
  }
  // The same, or nothing is missing: the end of a log may hold nothing but upkeep. True when it was
  // refused.
  bool RefusedOrWhole() {
    const std::string before = ReadAll(log());
    absl::Status status = OpenKilled();
    if (!status.ok()) {
      EXPECT_EQ(GetErrorDetails(status).reason, "WRITES_MISSING") << status;
      EXPECT_TRUE(ReadAll(log()) == before) << "what is left of the log was thrown away";
      return true;
    }
    status = life_.Verify();
    EXPECT_TRUE(status.ok()) << status;
    return false;
  }
  // As they were when the process was killed.
  void PutBack() {
    life_.Close();
    fs::remove_all(killed_.path());
    fs::copy(saved_.path(), killed_.path(), fs::copy_options::recursive);
  }

  TempDir original_, saved_, killed_;
  Life life_{original_.path()};
};

TEST_F(Damage, AKilledStoreOpensWhole) {
  ASSERT_TRUE(OpenKilled().ok());
  EXPECT_TRUE(life_.Verify().ok()) << life_.Verify();
}

TEST_F(Damage, AMissingWriteAheadLogIsNoticed) {
  fs::remove(log());
  const absl::Status status = OpenKilled();
  EXPECT_EQ(GetErrorDetails(status).reason, "WRITES_MISSING") << status;
}

TEST_F(Damage, AWriteAheadLogCutShortIsNoticedAndLeftAsItIs) {
  const std::uintmax_t size = fs::file_size(log());
  int refused = 0;
  for (int part = 0; part < 20; ++part) {
    SCOPED_TRACE(part);
    PutBack();
    fs::resize_file(log(), size * part / 20);
    refused += RefusedOrWhole() ? 1 : 0;
  }
  EXPECT_GE(refused, 10);
}

TEST_F(Damage, AWriteAheadLogWithAFlippedBitIsNoticedAndLeftAsItIs) {
  const std::string whole = ReadAll(log());
  int refused = 0;
  for (int part = 0; part < 20; ++part) {
    SCOPED_TRACE(part);
    PutBack();
    std::string damaged = whole;
    damaged[damaged.size() * part / 20] ^= 0x10;
    WriteAll(log(), damaged);
    refused += RefusedOrWhole() ? 1 : 0;
  }
  EXPECT_GE(refused, 10);
}

TEST_F(Damage, PuttingTheLogBackMendsTheStore) {
  const std::string whole = ReadAll(log());
  fs::resize_file(log(), whole.size() / 2);
  ExpectRefused();
  WriteAll(log(), whole);
  ASSERT_TRUE(OpenKilled().ok());
  EXPECT_TRUE(life_.Verify().ok()) << life_.Verify();
}

TEST_F(Damage, WithoutItsMarkACutStoreOpensWithWhatIsLeft) {
  fs::resize_file(log(), fs::file_size(log()) / 2);
  fs::remove(mark());
  EXPECT_TRUE(OpenKilled().ok());
}

TEST_F(Damage, ADamagedMarkSaysNothing) {
  for (const char* text : {"", "\n", "nonsense\n", "00000000000000ff 00000000000000ff\n"}) {
    WriteAll(mark(), text);
    EXPECT_TRUE(OpenKilled().ok()) << text;
    life_.Close();
  }
}

TEST_F(Damage, AMissingDatabaseIsNoticedAndItsLogKept) {
  fs::remove(killed_.database());
  ExpectRefused();
  fs::remove(mark());
  ExpectRefused();
}

TEST_F(Damage, AnOlderDatabaseInItsPlaceIsNoticed) {
  const TempDir older;
  {
    Life young(older.path());
    for (const Step& step : Script(2)) ASSERT_TRUE(young.Do(step).ok());
  }
  fs::remove(log());
  fs::copy_file(older.database(), killed_.database(), fs::copy_options::overwrite_existing);
  const absl::Status status = OpenKilled();
  EXPECT_EQ(GetErrorDetails(status).reason, "WRITES_MISSING") << status;
}

TEST_F(Damage, ADatabaseCutShortIsNoticedBeforeAnythingWrongIsRead) {
  ASSERT_TRUE(OpenKilled().ok());
  life_.Close();  // everything is in the database now
  const std::string whole = ReadAll(killed_.database());
  for (std::size_t pages = whole.size() / 8192 - 1; pages > 0; --pages) {
    SCOPED_TRACE(pages);
    WriteAll(killed_.database(), whole.substr(0, pages * 8192));
    absl::Status status = OpenKilled();
    if (status.ok()) status = life_.Verify();
    life_.Close();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  }
}

// Root may write anything, so under root these say nothing.
TEST_F(Damage, AReadOnlyDatabaseIsRefusedWithAReason) {
  if (geteuid() == 0) GTEST_SKIP() << "nothing is read-only for root";
  fs::permissions(killed_.database(), fs::perms::owner_read);
  const absl::Status status = OpenKilled();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("may only be read"));
  fs::permissions(killed_.database(), fs::perms::owner_read | fs::perms::owner_write);
  ASSERT_TRUE(OpenKilled().ok());
  EXPECT_TRUE(life_.Verify().ok());
}

TEST_F(Damage, AReadOnlyDirectoryIsRefusedWithAReason) {
  if (geteuid() == 0) GTEST_SKIP() << "nothing is read-only for root";
  const TempDir parent;
  fs::permissions(parent.path(), fs::perms::owner_read | fs::perms::owner_exec);
  const absl::Status status = life_.OpenAt(parent.path());
  fs::permissions(parent.path(), fs::perms::owner_all);
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("ermission"));
}

}  // namespace
}  // namespace parallax::fault
