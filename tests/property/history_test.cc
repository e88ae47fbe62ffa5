// A history equals the readings of its moments, asked one by one (core/reading/history.h).
#include "parallax/abi/types.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using History = LensProperty;
PARALLAX_FOR_EVERY_LENS(History);

// What History asks for.
constexpr LensWants kHistoryWants = {.gates = true, .texts = true, .drift = true};

std::vector<Interpretation> AskHistory(Lens& lens, const Case& c, const Journal& journal,
                                       std::span<const Time> instants) {
  const std::uint32_t decision = c.decision.empty() ? kNone : journal.FindDecision(c.decision);
  std::vector<LensRow> rows;
  for (const Time at : instants) rows.push_back({&journal, decision, at});
  std::vector<Interpretation> said;
  const absl::Status status = lens.Interpret(rows, c.overrides, kHistoryWants, said);
  if (!status.ok()) {
    said.assign(rows.size(), {});
    for (Interpretation& row : said) row.status = PLX_ERROR_INTERNAL, row.error = status.ToString();
  }
  return said;
}

// Instants back from as_of, oldest first; as_of lies a while after the last signal in some cases.
std::vector<Time> Back(const Case& c, Time step, int count) {
  std::vector<Time> instants;
  for (int i = count - 1; i >= 0; --i) instants.push_back(c.as_of - i * step);
  return instants;
}

Case KnownAtSometimes(std::uint64_t seed) {
  Case made = MakeCase(seed);
  if (seed % 4 == 0) made.known_at = made.as_of - static_cast<Time>(seed % 40) * kDay;
  if (seed % 5 == 0) made.as_of += static_cast<Time>(seed % 50) * kDay;
  return made;
}

Judgement SameOneByOne(Lens& lens, const Case& c, Time step, int count) {
  const std::shared_ptr<const Journal> journal = JournalOf(c.record, c.known_at);
  if (!Knows(*journal, c.decision)) return DoesNotApply();
  const std::vector<Time> instants = Back(c, step, count);
  const std::vector<Interpretation> together = AskHistory(lens, c, *journal, instants);
  for (std::size_t i = 0; i < instants.size(); ++i) {
    const auto alone = AskHistory(lens, c, *journal, {&instants[i], 1});
    const std::string difference = Difference({journal, together[i]}, {journal, alone[0]});
    if (!difference.empty()) return Fails(FormatTime(instants[i]) + ' ' + difference);
  }
  return Holds();
}

TEST_P(History, WeeklyPointsAreSingleReadingsBitForBit) {
  Check(KnownAtSometimes, [&](const Case& c) { return SameOneByOne(lens(), c, 7 * kDay, 16); });
}

TEST_P(History, DailyPointsAreSingleReadingsBitForBit) {
  Check(KnownAtSometimes, [&](const Case& c) { return SameOneByOne(lens(), c, kDay, 16); });
}

// The calendar of a step is the difference of the effective days at its ends.
TEST_P(History, EffectiveDaysPassNoFasterThanClockDaysAndWhateverTheEvidence) {
  Check(KnownAtSometimes, [&](const Case& c) {
    const std::shared_ptr<const Journal> journal = JournalOf(c.record, c.known_at);
    if (!Knows(*journal, c.decision)) return DoesNotApply();
    Journal empty;
    empty.account = c.record.account;
    const std::vector<Time> instants = Back(c, 7 * kDay, 8);
    const auto said = AskHistory(lens(), c, *journal, instants);
    Case whole = c;
    whole.decision.clear();
    const auto mute = AskHistory(lens(), whole, empty, instants);
    for (std::size_t i = 0; i < said.size(); ++i) {
      if (said[i].effective_days != mute[i].effective_days) return Fails("evidence moves the days");
      if (i == 0) continue;
      const double share = (said[i].effective_days - said[i - 1].effective_days) / 7;
      if (!(share >= -1e-9 && share <= 1 + 1e-9)) return Fails(std::to_string(share) + " a day");
    }
    return Holds();
  });
}

}  // namespace
}  // namespace parallax::property
