// What is kept of accounts between calls: found again by key, within its memory.
#include "framework/kept_readers.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <set>

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
                              .kind = "sales.meeting_held",
                              .stakeholder = "ana",
                              .participants = {"ben"}});
    }
    journal_ = account_.Build();
  }

  // Reads the journal, as the one of that identity, the way a lens does.
  const RowReader* ReadAs(KeptReaders& kept, std::uint64_t identity, bool lasting = true) {
    journal_.identity = identity;
    const RowReader::Group group{.journal = &journal_,
                                 .decision = PLX_NONE,
                                 .assumptions = &assumptions_,
                                 .explain = false,
                                 .lasting = lasting,
                                 .handoffs = false,
                                 .stages = false};
    std::unique_ptr<RowReader> reader = kept.Take(RowReader::KeyOf(group));
    const RowReader* const read_by = reader.get();
    reader->BeginGroup(group, vocabulary_, true);
    reader->Read(At("2026-03-01"));
    size_ = reader->Bytes();
    kept.Put(std::move(reader));
    return read_by;
  }

  Vocabulary vocabulary_{CatalogWords()};
  Assumptions assumptions_;
  JournalBuilder account_;
  plx_journal journal_;
  std::size_t size_ = 0;  // of the reader that read last
};

TEST_F(KeptReadersTest, AnAccountIsReadByTheReaderThatReadItBefore) {
  KeptReaders kept(1 << 20);
  std::array<const RowReader*, 5> first;
  for (std::uint64_t i = 0; i < first.size(); ++i) first[i] = ReadAs(kept, 100 + i);
  EXPECT_EQ(std::set(first.begin(), first.end()).size(), first.size());
  for (std::uint64_t i = 0; i < first.size(); ++i) EXPECT_EQ(ReadAs(kept, 100 + i), first[i]);
}

TEST_F(KeptReadersTest, NothingIsKeptOfAJournalThatIsNotMetAgain) {
  KeptReaders kept(1 << 20);
  const RowReader* const other = ReadAs(kept, 0);
  EXPECT_EQ(ReadAs(kept, 0), other) << "its buffers serve whoever comes next";
  EXPECT_EQ(ReadAs(kept, 7), other);
}

TEST_F(KeptReadersTest, NothingIsKeptOfAssumptionsThatHoldForOneCall) {
  KeptReaders kept(1 << 20);
  const RowReader* const other = ReadAs(kept, 7, /*lasting=*/false);
  EXPECT_EQ(ReadAs(kept, 8), other);
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
  ReadAs(all, 1);
  KeptReaders three(3 * size_ + size_ / 2);
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
  ReadAs(all, 1);
  constexpr std::uint64_t kAccounts = 40;
  KeptReaders half(kAccounts / 2 * size_ + size_ / 2);
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
  const RowReader* const only = ReadAs(none, 1);
  EXPECT_EQ(ReadAs(none, 2), only);
}

}  // namespace
}  // namespace parallax::framework
