// Which emissions of a lens the host believes.
#include "core/lens/emissions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "tests/unit/lens/lens_fixture.h"

namespace parallax {
namespace {

using ::testing::IsEmpty;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t kSignals[] = {0, 1, 2};

plx_str Text(std::string_view text) {
  return {text.data(), static_cast<std::uint32_t>(text.size()), 0};
}

// The fault of the one row, as of the second day, after `emit`; empty when all was taken.
std::string Fault(const std::function<void(const plx_emit&)>& emit) {
  const Journal journal = SmallJournal();
  const LensRow row = {.journal = &journal, .decision = kNone, .as_of = 2 * kDay};
  Interpretation out;
  Emissions emissions({&row, 1}, kEverything, {&out, 1});
  emit(*emissions.table());
  EXPECT_FALSE(emissions.stray());
  return out.error;
}

template <typename T>
std::string Fault(void (*plx_emit::*call)(void*, std::uint32_t, const T*), T value,
                  const std::function<void(T&)>& spoil) {
  value.struct_size = sizeof(T);
  spoil(value);
  return Fault([&](const plx_emit& emit) { (emit.*call)(emit.context, 0, &value); });
}

std::string FaultOf(const std::function<void(plx_contribution&)>& spoil) {
  return Fault<plx_contribution>(&plx_emit::contribution,
                                 {.reading = 0,
                                  .link_value = 1,
                                  .reason = Text("reason"),
                                  .signals = kSignals,
                                  .signal_count = 2,
                                  .person = PLX_NONE,
                                  .silence_from = PLX_NO_TIME,
                                  .silence_to = PLX_NO_TIME},
                                 spoil);
}

std::string FaultOf(const std::function<void(plx_member&)>& spoil) {
  return Fault<plx_member>(&plx_emit::member,
                           {.person = 1,
                            .role = Text("cfo"),
                            .power = PLX_POWER_USE,
                            .stance = PLX_STANCE_NEUTRAL,
                            .support = 0.5},
                           spoil);
}

std::string FaultOf(const std::function<void(plx_gate&)>& spoil) {
  return Fault<plx_gate>(&plx_emit::gate,
                         {.required = 0,
                          .id = Text("security"),
                          .state = Text("none"),
                          .opened_at = PLX_NO_TIME,
                          .age_days = kNaN,
                          .p50_days = 1,
                          .p80_days = 2},
                         spoil);
}

constexpr char kSignalsFault[] = "a contribution's signals are not ascending rows up to as_of";
constexpr char kSilenceFault[] = "a contribution's silence is no interval up to as_of";

TEST(Emissions, AWholeContributionIsTaken) {
  EXPECT_EQ(FaultOf([](plx_contribution&) {}), "");
  EXPECT_EQ(FaultOf([](plx_contribution& c) { c.signals = nullptr, c.signal_count = 0; }), "");
}

TEST(Emissions, AContributionNamesSignalsOfTheJournalInOrder) {
  static constexpr std::uint32_t kTwice[] = {1, 1};
  static constexpr std::uint32_t kPast[] = {0, 3};
  EXPECT_EQ(FaultOf([&](plx_contribution& c) { c.signals = kTwice; }), kSignalsFault);
  EXPECT_EQ(FaultOf([&](plx_contribution& c) { c.signals = kPast; }), kSignalsFault);
  EXPECT_EQ(FaultOf([](plx_contribution& c) { c.signals = nullptr; }), kSignalsFault);
  EXPECT_EQ(FaultOf([](plx_contribution& c) { c.signal_count = 400; }), kSignalsFault);
}

TEST(Emissions, AContributionNamesNoSignalAfterAsOf) {
  EXPECT_EQ(FaultOf([](plx_contribution& c) { c.signal_count = 3; }), kSignalsFault);
}

TEST(Emissions, AContributionHasAFiniteValueAReadingAndAReason) {
  EXPECT_EQ(FaultOf([](plx_contribution& c) { c.link_value = kNaN; }),
            "a contribution's link_value is not finite");
  EXPECT_EQ(FaultOf([](plx_contribution& c) { c.reading = 4; }),
            "a contribution's reading is unknown");
  EXPECT_EQ(FaultOf([](plx_contribution& c) { c.reading = -1; }),
            "a contribution's reading is unknown");
  EXPECT_EQ(FaultOf([](plx_contribution& c) { c.reason = {}; }), "a contribution has no reason");
}

TEST(Emissions, AContributionSpeaksOfAPersonOfTheJournal) {
  EXPECT_EQ(FaultOf([](plx_contribution& c) { c.person = 1; }), "");
  EXPECT_EQ(FaultOf([](plx_contribution& c) { c.person = 2; }),
            "a contribution's person is unknown");
}

TEST(Emissions, ASilenceHasTwoEndsInOrderUpToAsOf) {
  const auto silence = [](Time from, Time to) {
    return FaultOf([=](plx_contribution& c) { c.silence_from = from, c.silence_to = to; });
  };
  EXPECT_EQ(silence(kDay, 2 * kDay), "");
  EXPECT_EQ(silence(kDay, kNoTime), kSilenceFault);
  EXPECT_EQ(silence(2 * kDay, kDay), kSilenceFault);
  EXPECT_EQ(silence(kDay, 3 * kDay), kSilenceFault);
}

TEST(Emissions, AStructShorterThanTheFirstMinorIsAFault) {
  EXPECT_EQ(FaultOf([](plx_contribution& c) { c.struct_size = 16; }),
            "a contribution is too short");
  EXPECT_EQ(Fault([](const plx_emit& e) { e.gate(e.context, 0, nullptr); }), "a gate is too short");
}

TEST(Emissions, ALongerStructOfANewerLensIsTaken) {
  EXPECT_EQ(FaultOf([](plx_member& m) { m.struct_size += 32; }), "");
}

TEST(Emissions, AMemberIsAPersonWithAStanceAndASupport) {
  EXPECT_EQ(FaultOf([](plx_member&) {}), "");
  EXPECT_EQ(FaultOf([](plx_member& m) { m.person = PLX_NONE; }), "a member's person is unknown");
  EXPECT_EQ(FaultOf([](plx_member& m) { m.stance = 0; }), "a member's stance is unknown");
  EXPECT_EQ(FaultOf([](plx_member& m) { m.power = 5; }), "a member's power is unknown");
  EXPECT_EQ(FaultOf([](plx_member& m) { m.support = 1.01; }), "a member's support is outside 0..1");
  EXPECT_EQ(FaultOf([](plx_member& m) { m.role = Text("\xff"); }), "a member has no role");
}

TEST(Emissions, AGateOpenedBeforeAsOfAndItsDaysAreLengths) {
  EXPECT_EQ(FaultOf([](plx_gate&) {}), "");
  EXPECT_EQ(FaultOf([](plx_gate& g) { g.opened_at = 2 * kDay, g.age_days = 0; }), "");
  EXPECT_EQ(FaultOf([](plx_gate& g) { g.opened_at = 3 * kDay; }), "a gate opened after as_of");
  EXPECT_EQ(FaultOf([](plx_gate& g) { g.age_days = -1; }),
            "a gate's days are negative or not finite");
  EXPECT_EQ(FaultOf([](plx_gate& g) { g.p80_days = std::numeric_limits<double>::infinity(); }),
            "a gate's days are negative or not finite");
  EXPECT_EQ(FaultOf([](plx_gate& g) { g.required = 2; }), "a gate's required is not 0 or 1");
}

std::string FaultOf(const std::function<void(plx_observation&)>& spoil) {
  return Fault<plx_observation>(&plx_emit::observation,
                                {.person = PLX_NONE,
                                 .id = Text("spreading"),
                                 .value = 3,
                                 .before = kNaN,
                                 .silence_from = PLX_NO_TIME,
                                 .silence_to = PLX_NO_TIME,
                                 .signals = kSignals,
                                 .signal_count = 2},
                                spoil);
}

TEST(Emissions, ObservationsPointAtThePast) {
  EXPECT_EQ(FaultOf([](plx_observation&) {}), "");
  EXPECT_EQ(FaultOf([](plx_observation& o) { o.id = {}; }), "an observation has no id");
  EXPECT_EQ(FaultOf([](plx_observation& o) { o.value = std::numeric_limits<double>::infinity(); }),
            "an observation's number is not finite");
  EXPECT_EQ(FaultOf([](plx_observation& o) { o.signal_count = 3; }),
            "an observation's signals are not ascending rows up to as_of");
  EXPECT_EQ(FaultOf([](plx_observation& o) { o.silence_from = kDay, o.silence_to = 3 * kDay; }),
            "an observation's silence is no interval up to as_of");
  EXPECT_EQ(FaultOf([](plx_observation& o) { o.person = 99; }),
            "an observation's person is unknown");
}

std::string FaultOf(const std::function<void(plx_function&)>& spoil) {
  return Fault<plx_function>(&plx_emit::function,
                             {.misread = 0,
                              .function = Text("sales"),
                              .reading = 50,
                              .counted = 3,
                              .counted_before = 0,
                              .signals = kSignals,
                              .counted_signals = kSignals,
                              .signal_count = 2,
                              .counted_signal_count = 1},
                             spoil);
}

TEST(Emissions, AFunctionReadsAnIndexAndCountsWhatWas) {
  EXPECT_EQ(FaultOf([](plx_function&) {}), "");
  EXPECT_EQ(FaultOf([](plx_function& f) { f.reading = f.counted = f.counted_before = kNaN; }), "");
  EXPECT_EQ(FaultOf([](plx_function& f) { f.function = {}; }), "a function view has no function");
  EXPECT_EQ(FaultOf([](plx_function& f) { f.misread = 2; }),
            "a function view's misread is not 0 or 1");
  EXPECT_EQ(FaultOf([](plx_function& f) { f.reading = 100.5; }),
            "a function's reading is outside 0..100");
  for (double plx_function::*number : {&plx_function::counted, &plx_function::counted_before}) {
    EXPECT_EQ(FaultOf([=](plx_function& f) { f.*number = -1; }),
              "what a function counted is negative or not finite");
    EXPECT_EQ(
        FaultOf([=](plx_function& f) { f.*number = std::numeric_limits<double>::infinity(); }),
        "what a function counted is negative or not finite");
  }
  for (std::uint32_t plx_function::*count :
       {&plx_function::signal_count, &plx_function::counted_signal_count}) {
    EXPECT_EQ(FaultOf([=](plx_function& f) { f.*count = 3; }),
              "a function view's signals are not ascending rows up to as_of");
  }
}

std::string FaultOf(const std::function<void(plx_stage&)>& spoil) {
  return Fault<plx_stage>(&plx_emit::stage,
                          {.handoff = 1,
                           .name = Text("sales_to_onboarding"),
                           .from = 0,
                           .to = kDay,
                           .confidence_before = 60,
                           .confidence_after = 50,
                           .momentum_before = 50,
                           .momentum_after = 55,
                           .highest = 60,
                           .highest_at = 0},
                          spoil);
}

TEST(Emissions, StagesAreIntervalsOfThePast) {
  EXPECT_EQ(FaultOf([](plx_stage&) {}), "");
  EXPECT_EQ(FaultOf([](plx_stage& s) { s.handoff = PLX_NONE, s.name = {}; }), "");
  EXPECT_EQ(FaultOf([](plx_stage& s) { s.handoff = 99; }), "a stage's handoff is unknown");
  EXPECT_EQ(FaultOf([](plx_stage& s) { s.from = 2 * kDay; }), "a stage is no interval up to as_of");
  EXPECT_EQ(FaultOf([](plx_stage& s) { s.to = 9 * kDay; }), "a stage is no interval up to as_of");
  EXPECT_EQ(FaultOf([](plx_stage& s) { s.momentum_after = kNaN; }),
            "a stage's reading is outside 0..100");
  EXPECT_EQ(FaultOf([](plx_stage& s) { s.highest = 59; }),
            "a stage's highest confidence is not the highest, or lies outside it");
}

TEST(Emissions, StagesFollowEachOtherWithoutAGap) {
  plx_stage first{};
  first.struct_size = sizeof(first);
  first.handoff = PLX_NONE;
  first.from = 0;
  first.to = kDay / 2;
  plx_stage next = first;
  next.from = next.highest_at = kDay / 2;
  next.to = kDay;
  const auto emit = [&](const plx_emit& e) {
    e.stage(e.context, 0, &first);
    e.stage(e.context, 0, &next);
  };
  EXPECT_EQ(Fault(emit), "");
  next.from = ++next.highest_at;
  EXPECT_EQ(Fault(emit), "a stage does not begin where the one before ended");
}

TEST(Emissions, TextsAreListedAndUtf8) {
  const auto text = [](int id, plx_str value) {
    return Fault([=](const plx_emit& e) { e.text(e.context, 0, id, value); });
  };
  EXPECT_EQ(text(PLX_TEXT_HEADLINE, Text("all is well \xe2\x80\x94 so far")), "");
  EXPECT_EQ(text(PLX_TEXT_HEADLINE, Text("\xc3")), "a text is no UTF-8, or too long");
  EXPECT_EQ(text(PLX_TEXT_HEADLINE, {nullptr, 5, 0}), "a text is no UTF-8, or too long");
  EXPECT_EQ(text(6, Text("x")), "a text has an unknown id");
  EXPECT_EQ(text(PLX_TEXT_PACE_REASON, {}), "a reason of the pace is empty");
}

TEST(Emissions, ThereIsOneValueViewARow) {
  const plx_value value = {.struct_size = sizeof(plx_value),
                           .misread = PLX_MISREAD_NONE,
                           .activity = PLX_ACTIVITY_NO_DATA,
                           .reserved0 = 0,
                           .time_to_value_days = kNaN};
  const auto emit = [&](const plx_emit& e) { e.value(e.context, 0, &value); };
  EXPECT_EQ(Fault(emit), "");
  EXPECT_EQ(Fault([&](const plx_emit& e) { emit(e), emit(e); }), "a row has two value views");
}

TEST(Emissions, ForARowThatThereIsNotAreStrayAndChangeNothing) {
  const Journal journal = SmallJournal();
  const LensRow row = {.journal = &journal, .decision = kNone, .as_of = kDay};
  Interpretation out;
  Emissions emissions({&row, 1}, kEverything, {&out, 1});
  emissions.table()->text(emissions.table()->context, 1, PLX_TEXT_HEADLINE, Text("x"));
  EXPECT_TRUE(emissions.stray());
  EXPECT_EQ(out.headline, "");
  EXPECT_THAT(out.error, IsEmpty());
}

}  // namespace
}  // namespace parallax
