// Every reading is its prior and what it names (model.md, "Attribution").
#include <cmath>

#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using Attribution = LensProperty;
PARALLAX_FOR_EVERY_LENS(Attribution);

Case AttributionCase(std::uint64_t seed) { return MakeCase(seed); }

TEST_P(Attribution, SumsToEveryReading) {
  Check(AttributionCase, [&](const Case& c) {
    const Answer answer = Ask(lens(), c);
    if (answer.said.status != 0) return Fails(answer.said.error);
    for (int r = 0; r < kReadingCount; ++r) {
      double sum = answer.said.readings[r].prior;
      for (const Contribution& term : answer.said.contributions) {
        if (term.reading == r) sum += term.link_value;
      }
      const double link = answer.said.readings[r].link;
      if (!(std::abs(sum - link) <= 1e-9)) {
        return Fails(std::string(kReadingNames[r]) + ": prior and contributions are " +
                     std::to_string(sum) + ", the reading is " + std::to_string(link));
      }
    }
    return Holds();
  });
}

TEST_P(Attribution, NamesSignalsOrASilenceBeforeTheInstant) {
  Check(AttributionCase, [&](const Case& c) {
    const Answer answer = Ask(lens(), c);
    if (answer.said.status != 0) return Fails(answer.said.error);
    const Journal& journal = *answer.journal;
    for (const Contribution& term : answer.said.contributions) {
      const std::string what = std::string(kReadingNames[term.reading]) + ' ' + term.reason;
      if (term.signals.empty() && term.silence_from == kNoTime)
        return Fails(what + " names nothing");
      if (!std::isfinite(term.link_value)) return Fails(what + " is no number");
      std::uint32_t least = 0;
      for (const std::uint32_t signal : term.signals) {
        if (signal >= journal.size() || journal.occurred_at[signal] > c.as_of || signal < least) {
          return Fails(what + " names row " + std::to_string(signal));
        }
        least = signal + 1;
      }
      if (term.silence_from != kNoTime &&
          (term.silence_from > term.silence_to || term.silence_to > c.as_of)) {
        return Fails(what + " names a silence from " + FormatTime(term.silence_from) + " to " +
                     FormatTime(term.silence_to));
      }
      if (!term.person.empty() && journal.FindPerson(term.person) == kNone) {
        return Fails(what + " names nobody");
      }
    }
    return Holds();
  });
}

// Confidence, risk, alignment and momentum as model-formulas.md 1 and 2 map them to 0..100.
TEST_P(Attribution, LinksAreTheReadingsOnTheirOwnScale) {
  Check(AttributionCase, [&](const Case& c) {
    const Answer answer = Ask(lens(), c);
    if (answer.said.status != 0) return Fails(answer.said.error);
    for (int r = 0; r < kReadingCount; ++r) {
      const Reading& reading = answer.said.readings[r];
      const double value = r == kDecisionRisk ? -100 * std::expm1(-reading.link)
                                              : 100 / (1 + std::exp(-reading.link));
      if (!(std::abs(value - reading.value) <= 1e-6)) {
        return Fails(std::string(kReadingNames[r]) + " is " + std::to_string(reading.value) +
                     ", its link says " + std::to_string(value));
      }
    }
    return Holds();
  });
}

}  // namespace
}  // namespace parallax::property
