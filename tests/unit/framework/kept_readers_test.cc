// What is kept of accounts between calls: found again by key, within its memory.
#include "framework/kept_readers.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "framework/assumptions.h"
#include "journal_builder.h"
#include "lens_under_test.h"

namespace parallax::framework {
namespace {

using testing::At;
using testing::CatalogWords;
using testing::JournalBuilder;
using testing::ParametersOf;
using testing::SignalSpec;

class KeptReadersTest : public ::testing::Test {
 protected:
  KeptReadersTest() : assumptions_(ParametersOf("saas"), vocabulary_) {
    assumptions_.Finish();
    for (const char* at : {"2026-01-05", "2026-01-10", "2026-02-04"}) {
      account_.Add(SignalSpec{.at = At(at),
                              .kind = "sales.stance_expressed",
                              .stakeholder = "ana",
                              .participants = {"ben"},
                              .attributes = {{"stance", std::string("supports")}}});
    }
    journal_ = account_.Build();
  }

  // Reads the journal, as the one of that identity, the way a lens does. Any thread.
  struct Read {
    const RowReader* by;
    std::size_t bytes;  // of the reader
    double confidence;
  };
  Read ReadAs(KeptReaders& kept, std::uint64_t identity, bool lasting = true,
              const char* at = "2026-03-01") const {
    plx_journal journal = journal_;
    journal.identity = identity;
    const RowReader::Group group{.journal = &journal,
                                 .decision = PLX_NONE,
                                 .assumptions = &assumptions_,
                                 .explain = false,
                                 .lasting = lasting,
                                 .handoffs = false,
                                 .stages = false};
    std::unique_ptr<RowReader> reader = kept.Take(RowReader::KeyOf(group));
    reader->BeginGroup(group, vocabulary_, true);
    const double confidence = reader->Read(At(at)).levels.value[PLX_READING_CONFIDENCE];
    const Read read{reader.get(), reader->Bytes(), confidence};
    kept.Put(std::move(reader));
    return read;
  }

  Vocabulary vocabulary_{CatalogWords()};
  Assumptions assumptions_;
  JournalBuilder account_;
  plx_journal journal_;
};

TEST_F(KeptReadersTest, AnAccountIsReadByTheReaderThatReadItBefore) {
  KeptReaders kept(1 << 20);
  std::array<const RowReader*, 5> first;
  for (std::uint64_t i = 0; i < first.size(); ++i) first[i] = ReadAs(kept, 100 + i).by;
  EXPECT_EQ(std::set(first.begin(), first.end()).size(), first.size());
  for (std::uint64_t i = 0; i < first.size(); ++i) EXPECT_EQ(ReadAs(kept, 100 + i).by, first[i]);
}

TEST_F(KeptReadersTest, NothingIsKeptOfAJournalThatIsNotMetAgain) {
  KeptReaders kept(1 << 20);
  const RowReader* const other = ReadAs(kept, 0).by;
  EXPECT_EQ(ReadAs(kept, 0).by, other) << "its buffers serve whoever comes next";
  EXPECT_EQ(ReadAs(kept, 7).by, other);
}

TEST_F(KeptReadersTest, NothingIsKeptOfAssumptionsThatHoldForOneCall) {
  KeptReaders kept(1 << 20);
  const RowReader* const other = ReadAs(kept, 7, /*lasting=*/false).by;
  EXPECT_EQ(ReadAs(kept, 8).by, other);
}

TEST_F(KeptReadersTest, AReaderThatIsTakenIsNotTakenTwice) {
  KeptReaders kept(1 << 20);
  ReadAs(kept, 7);
  const std::unique_ptr<RowReader> one = kept.Take({.identity = 7});
  const std::unique_ptr<RowReader> two = kept.Take({.identity = 7});
  EXPECT_NE(one, two);
}

TEST_F(KeptReadersTest, WhatIsKeptStaysWithinItsMemory) {
  KeptReaders all(1 << 20);
  const std::size_t size = ReadAs(all, 1).bytes;
  KeptReaders three(3 * size + size / 2);
  constexpr std::uint64_t kAccounts = 40;
  for (std::uint64_t i = 1; i <= kAccounts; ++i) ReadAs(three, i);
  int found = 0;
  for (std::uint64_t i = 1; i <= kAccounts; ++i) {
    found += three.Take({.identity = i})->key() == RowReader::Key{.identity = i};
  }
  EXPECT_EQ(found, 3);
}

TEST_F(KeptReadersTest, ASweepOverMoreThanFitsStillFindsSome) {
  KeptReaders all(1 << 20);
  const std::size_t size = ReadAs(all, 1).bytes;
  constexpr std::uint64_t kAccounts = 40;
  KeptReaders half(kAccounts / 2 * size + size / 2);
  int found = 0;
  for (int sweep = 0; sweep < 10; ++sweep) {
    for (std::uint64_t i = 0; i < kAccounts; ++i) {
      std::unique_ptr<RowReader> reader = half.Take({.identity = i + 1});
      found += reader->key() == RowReader::Key{.identity = i + 1};
      half.Put(std::move(reader));
      ReadAs(half, i + 1);
    }
  }
  EXPECT_GE(found, 40) << "of " << 9 * kAccounts;
}

TEST_F(KeptReadersTest, WithoutMemoryNothingIsKept) {
  KeptReaders none(0);
  const RowReader* const only = ReadAs(none, 1).by;
  EXPECT_EQ(ReadAs(none, 2).by, only);
}

TEST_F(KeptReadersTest, ThreadsThatShareWhatIsKeptReadWhatOneAloneReads) {
  constexpr std::array kDays = {"2026-03-01", "2026-03-02", "2026-02-20", "2026-04-11"};
  KeptReaders alone(0);
  std::array<double, kDays.size()> expected{};  // evidence fades, and less had been said earlier
  for (std::size_t d = 0; d < kDays.size(); ++d) {
    expected[d] = ReadAs(alone, 0, true, kDays[d]).confidence;
  }
  ASSERT_EQ(std::set(expected.begin(), expected.end()).size(), expected.size());
  const std::size_t size = ReadAs(alone, 0).bytes;
  KeptReaders shared(3 * size);  // of five accounts: they push each other out
  std::atomic<int> different = 0;
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < 300; ++i) {
        const std::size_t d = (i + t) % kDays.size();
        different += ReadAs(shared, 1 + i % 5, true, kDays[d]).confidence != expected[d];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(different, 0);
}

}  // namespace
}  // namespace parallax::framework
