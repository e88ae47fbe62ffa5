// How the host calls a lens: instances, threads, calls, overrides. The lens is made here, so that
// it can watch.
#include "core/lens/plugin_lens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <barrier>
#include <cmath>
#include <mutex>
#include <set>
#include <thread>

#include "parallax/sdk/plugin.h"
#include "tests/unit/lens/lens_fixture.h"

namespace parallax {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// What a lens under watch has seen; one for each test.
struct Watch {
  std::atomic<int> created = 0, destroyed = 0, overlaps = 0, in_main = 0;
  std::barrier<>* meet = nullptr;  // all calls wait for each other here
  bool fail = false;
  std::atomic<int> twins = 0;  // asked for
  enum { kNone, kMade, kThrows } twin = kNone;
  std::mutex mutex;
  std::set<const void*> instances;
  std::vector<std::uint32_t> call_rows;
  std::string overrides;

  std::size_t call_count() {
    const std::lock_guard lock(mutex);
    return call_rows.size();
  }
};

Watch* g_watch = nullptr;  // set by the fixture below; the C table takes no context

class Watched : public sdk::Model {
 public:
  Watched() { ++g_watch->created; }
  ~Watched() override { ++g_watch->destroyed; }

  std::unique_ptr<Model> Twin() override {
    ++g_watch->twins;
    if (g_watch->twin == Watch::kThrows) throw std::runtime_error("no twins today");
    return g_watch->twin == Watch::kMade ? std::make_unique<Watched>() : nullptr;
  }

  void Interpret(const plx_batch& batch, const plx_result& out) override {
    if (inside_.exchange(true)) ++g_watch->overlaps;
    {
      const std::lock_guard lock(g_watch->mutex);
      g_watch->instances.insert(this);
      g_watch->call_rows.push_back(batch.row_count);
      for (std::uint32_t i = 0; i < batch.override_count; ++i) {
        g_watch->overrides += std::string(sdk::View(batch.override_path[i])) + "=" +
                              std::string(sdk::View(batch.override_value[i])) + ";";
      }
    }
    if (g_watch->meet != nullptr) g_watch->meet->arrive_and_wait();
    if (g_watch->fail) throw std::runtime_error("told to fail");
    for (std::uint32_t i = 0; i < batch.override_count; ++i) {
      if (sdk::View(batch.override_value[i]) == "13") {
        throw sdk::ParameterError("13 is unlucky");
      }
    }
    for (std::uint32_t row = 0; row < batch.row_count; ++row) Answer(batch, out, row);
    inside_ = false;
  }

 private:
  static void Answer(const plx_batch& batch, const plx_result& out, std::uint32_t row) {
    const double days = static_cast<double>(batch.as_of[row]) / static_cast<double>(kDay);
    for (std::uint32_t i = 4 * row; i < 4 * row + 4; ++i) {
      out.value[i] = 50 + 40 * std::sin(days + i % 4);
      out.low[i] = out.value[i] / 2;
      out.high[i] = 100;
      out.trend[i] = out.link[i] = out.prior[i] = 0;
    }
    out.sufficiency[row] = 1;
    out.verdict[row] = PLX_VERDICT_HEALTHY;
    out.row_status[row] = PLX_OK;
  }

  std::atomic<bool> inside_ = false;
};

std::span<const plx_parameter> Parameters() {
  static const std::array<plx_parameter, 1> parameters = {{{.struct_size = sizeof(plx_parameter),
                                                            .type = PLX_PARAM_NUMBER,
                                                            .path = sdk::Str("luck"),
                                                            .default_value = sdk::Str("7"),
                                                            .choices = {},
                                                            .unit = {},
                                                            .doc = {},
                                                            .provenance = sdk::Str("assumption"),
                                                            .citation = {},
                                                            .min = 1,
                                                            .max = 90}}};
  return parameters;
}

const sdk::Definition& WatchedDefinition() {
  static const sdk::Definition definition = {
      .id = "watched",
      .name = "Watched",
      .version = "1.0.0",
      .vendor = "Parallax",
      .industry = "none",
      .framework_version = {},
      .parameters = &Parameters,
      .committee = [] { return std::span<const plx_role>(); },
      .create = [](const plx_config&) -> std::unique_ptr<sdk::Model> {
        return std::make_unique<Watched>();
      }};
  return definition;
}

class PluginLensTest : public ::testing::Test {
 protected:
  void SetUp() override {
    g_watch = &watch_;
    auto lens = MakePluginLens(sdk::internal::Export<&WatchedDefinition>(), std::string(64, 'a'));
    ASSERT_TRUE(lens.ok()) << lens.status();
    lens_ = *lens;
  }
  void TearDown() override {
    lens_.reset();
    EXPECT_EQ(watch_.created, watch_.destroyed) << "an instance was leaked";
    g_watch = nullptr;
  }

  absl::Status Ask(int days, std::span<const Override> overrides,
                   std::vector<Interpretation>& out) {
    return lens_->Interpret(DailyRows(journal_, days), overrides, {}, out);
  }

  // That many callers at once: none leaves before all are inside.
  void AskTogether(int callers) {
    std::barrier<> meet(callers);
    watch_.meet = &meet;
    std::vector<std::thread> threads;
    for (int i = 0; i < callers; ++i) {
      threads.emplace_back([this] {
        std::vector<Interpretation> out;
        EXPECT_TRUE(Ask(1, {}, out).ok());
      });
    }
    for (std::thread& thread : threads) thread.join();
    watch_.meet = nullptr;
  }

  Watch watch_;
  const Journal journal_ = SmallJournal();
  std::shared_ptr<Lens> lens_;
};

// Whether two answers have the same bits in every reading.
bool SameReadings(const std::vector<Interpretation>& a, const std::vector<Interpretation>& b) {
  return std::ranges::equal(a, b, [](const Interpretation& x, const Interpretation& y) {
    return x.status == y.status &&
           std::ranges::equal(x.readings, y.readings, [](const Reading& r, const Reading& s) {
             return r.value == s.value && r.low == s.low && r.high == s.high;
           });
  });
}

TEST_F(PluginLensTest, OneCallerNeedsOneInstance) {
  std::vector<Interpretation> out;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Ask(2, {}, out).ok());
  EXPECT_EQ(watch_.created, 1);
}

TEST_F(PluginLensTest, ConcurrentCallersHaveAnInstanceEach) {
  AskTogether(4);
  EXPECT_THAT(watch_.instances, SizeIs(4));
  EXPECT_EQ(watch_.overlaps, 0);
}

TEST_F(PluginLensTest, InstancesAreTwinsWhereTheLensHasSome) {
  watch_.twin = Watch::kMade;
  AskTogether(4);
  EXPECT_EQ(watch_.twins, 3);
  EXPECT_EQ(watch_.created, 4);
  EXPECT_EQ(watch_.overlaps, 0);
}

TEST_F(PluginLensTest, WhereATwinCannotBeMadeAnInstanceIsCreated) {
  for (const auto twin : {Watch::kNone, Watch::kThrows}) {
    watch_.twin = twin;
    watch_.instances.clear();
    lens_->Forget();
    AskTogether(4);
    EXPECT_THAT(watch_.instances, SizeIs(4));
  }
}

TEST_F(PluginLensTest, ForgettingDestroysWhatIsAtRest) {
  AskTogether(3);
  lens_->Forget();
  EXPECT_EQ(watch_.destroyed, watch_.created);
  AskTogether(1);
  EXPECT_EQ(watch_.destroyed, watch_.created - 1);
}

TEST_F(PluginLensTest, ForgettingDestroysWhatIsInACallOnceItReturns) {
  watch_.twin = Watch::kMade;
  std::barrier<> meet(2);
  watch_.meet = &meet;
  std::thread caller([this] {
    std::vector<Interpretation> out;
    EXPECT_TRUE(Ask(1, {}, out).ok());
  });
  while (watch_.call_count() == 0) std::this_thread::yield();
  lens_->Forget();
  EXPECT_EQ(watch_.destroyed, 0);
  meet.arrive_and_wait();
  caller.join();
  EXPECT_EQ(watch_.destroyed, 1);
  watch_.meet = nullptr;
  AskTogether(1);
  EXPECT_EQ(watch_.created, 2);
  EXPECT_EQ(watch_.twins, 0) << "nothing of what was forgotten is shared with a new instance";
}

TEST_F(PluginLensTest, ThreadsGetBitEqualAnswersAndNoInstanceIsEnteredTwice) {
  std::vector<Interpretation> alone;
  ASSERT_TRUE(Ask(50, {}, alone).ok());
  std::atomic<int> different = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      std::vector<Interpretation> out;
      for (int k = 0; k < 100; ++k) {
        if (!Ask(50, {}, out).ok() || !SameReadings(out, alone)) ++different;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(different, 0);
  EXPECT_EQ(watch_.overlaps, 0);
}

TEST_F(PluginLensTest, ALongBatchIsSplitIntoCallsThatAnswerTheSame) {
  std::vector<Interpretation> whole;
  ASSERT_TRUE(Ask(static_cast<int>(kRowsPerCall) + 3, {}, whole).ok());
  EXPECT_THAT(watch_.call_rows, ElementsAre(kRowsPerCall, 3u));
  const std::vector<LensRow> rows = DailyRows(journal_, static_cast<int>(kRowsPerCall) + 3);
  std::vector<Interpretation> one;
  ASSERT_TRUE(lens_->Interpret({&rows[kRowsPerCall + 1], 1}, {}, {}, one).ok());
  EXPECT_TRUE(SameReadings(one, {whole[kRowsPerCall + 1]}));
}

TEST_F(PluginLensTest, OverridesReachTheLensInOrder) {
  std::vector<Interpretation> out;
  const std::vector<Override> overrides = {{"luck", "8"}, {"luck", "9"}};
  EXPECT_TRUE(Ask(1, overrides, out).ok());
  EXPECT_EQ(watch_.overrides, "luck=8;luck=9;");
}

TEST_F(PluginLensTest, AnOverrideOutsideItsRangeNeverReachesTheLens) {
  std::vector<Interpretation> out;
  const std::vector<Override> overrides = {{"luck", "91"}};
  const absl::Status status = Ask(1, overrides, out);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(watch_.overrides, "");
}

TEST_F(PluginLensTest, AParameterErrorOfTheLensIsInvalidArgument) {
  std::vector<Interpretation> out;
  const std::vector<Override> overrides = {{"luck", "13"}};
  const absl::Status status = Ask(1, overrides, out);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("13 is unlucky"));
}

TEST_F(PluginLensTest, AnInstanceThatFailedIsNotUsedAgain) {
  std::vector<Interpretation> out;
  watch_.fail = true;
  EXPECT_EQ(Ask(1, {}, out).code(), absl::StatusCode::kInternal);
  EXPECT_EQ(watch_.destroyed, 1);
  watch_.fail = false;
  EXPECT_TRUE(Ask(1, {}, out).ok());
  EXPECT_EQ(watch_.created, 2);
}

}  // namespace
}  // namespace parallax
