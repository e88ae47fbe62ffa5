// What a lens says of any account keeps to its ranges and to itself.
#include <algorithm>
#include <cmath>
#include <variant>

#include "parallax/abi/result.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using Range = LensProperty;
PARALLAX_FOR_EVERY_LENS(Range);

Case RangeCase(std::uint64_t seed) { return MakeCase(seed); }

bool Within(double value, double low, double high) { return value >= low && value <= high; }

TEST_P(Range, EveryReadingIsAnIndexInsideItsInterval) {
  Check(RangeCase, [&](const Case& c) {
    const Interpretation said = Ask(lens(), c).said;
    if (said.status != 0) return Fails(said.error);
    for (int r = 0; r < kReadingCount; ++r) {
      const Reading& reading = said.readings[r];
      const std::string name(kReadingNames[r]);
      if (!Within(reading.value, 0, 100)) return Fails(name + " is out of range");
      if (!Within(reading.low, 0, reading.value) || !Within(reading.high, reading.value, 100)) {
        return Fails(name + " is outside its interval");
      }
      if (!Within(reading.trend, -100, 100)) return Fails(name + " has no trend in points");
      if (!std::isfinite(reading.link) || !std::isfinite(reading.prior)) {
        return Fails(name + " has no number on its link scale");
      }
      if (!Within(reading.interval_basis, PLX_INTERVAL_NONE, PLX_INTERVAL_ASSUMPTIONS)) {
        return Fails(name + " does not say what its interval is");
      }
    }
    if (said.readings[kMomentum].interval_basis != PLX_INTERVAL_POSTERIOR) {
      return Fails("momentum's interval is no posterior");
    }
    return Holds();
  });
}

TEST_P(Range, PosteriorsSumToOneAndTheirBestIsNamed) {
  const auto sums_to_one = [](const std::array<double, 4>& posterior) {
    double sum = 0;
    for (const double p : posterior) {
      if (!Within(p, 0, 1)) return false;
      sum += p;
    }
    return std::abs(sum - 1) < 1e-9;
  };
  const auto best = [](const std::array<double, 4>& posterior) {
    return std::max_element(posterior.begin(), posterior.end()) - posterior.begin();
  };
  Check(RangeCase, [&](const Case& c) {
    const Interpretation said = Ask(lens(), c).said;
    if (said.status != 0) return Fails(said.error);
    if (!sums_to_one(said.phase_posterior)) return Fails("phases do not sum to one");
    if (said.phase != best(said.phase_posterior) + PLX_PHASE_EVALUATION) {
      return Fails("the phase is not the most probable one");
    }
    if (said.dip == PLX_DIP_NONE) return Holds();
    if (!sums_to_one(said.dip_posterior)) return Fails("meanings of the dip do not sum to one");
    if (said.dip != best(said.dip_posterior) + PLX_DIP_DISINTEREST) {
      return Fails("the dip is not the most probable one");
    }
    return Holds();
  });
}

TEST_P(Range, SharesAreSharesAndMembersAreKnownOnce) {
  Check(RangeCase, [&](const Case& c) {
    const Answer answer = Ask(lens(), c);
    const Interpretation& said = answer.said;
    if (said.status != 0) return Fails(said.error);
    if (!Within(said.coverage, 0, 1)) return Fails("coverage");
    if (!Within(said.dispersion, 0, 0.5)) return Fails("dispersion");
    if (!Within(said.sufficiency, 0, 1)) return Fails("sufficiency");
    for (std::size_t i = 0; i < said.members.size(); ++i) {
      const Member& member = said.members[i];
      if (!Within(member.support, 0, 1)) return Fails("support of " + member.stakeholder);
      if (answer.journal->FindPerson(member.stakeholder) == kNone) return Fails("a stranger");
      if (i > 0 && said.members[i - 1].stakeholder >= member.stakeholder) {
        return Fails("members are not in the order of their ids");
      }
    }
    if (said.reasked_same + said.reasked_new > said.asked) return Fails("more re-asked than asked");
    return Holds();
  });
}

// Sufficiency is mass / (mass + floor), so a half is the floor; only an explicit no passes below.
TEST_P(Range, IsInsufficientExactlyBelowTheEvidenceFloor) {
  Check(RangeCase, [&](const Case& c) {
    const Interpretation said = Ask(lens(), c).said;
    if (said.status != 0) return Fails(said.error);
    const bool below = said.sufficiency < 0.5 - 1e-12;
    const bool insufficient = said.verdict == PLX_VERDICT_INSUFFICIENT;
    if (insufficient && !below) return Fails("insufficient above the floor");
    if (below && !insufficient && !SaysNo(c.record, c.as_of)) {
      return Fails("verdict " + std::to_string(said.verdict) + " at sufficiency " +
                   std::to_string(said.sufficiency));
    }
    return Holds();
  });
}

TEST_P(Range, SaysSomethingInWords) {
  Check(RangeCase, [&](const Case& c) {
    const Interpretation said = Ask(lens(), c).said;
    if (said.status != 0) return Fails(said.error);
    if (said.headline.empty()) return Fails("no headline");
    return Holds();
  });
}

}  // namespace
}  // namespace parallax::property
