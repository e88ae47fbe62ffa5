// Where confidence moved: within stages and across handoffs (docs/decisions/0111).
#include <algorithm>
#include <cmath>
#include <string>

#include "parallax/abi/result.h"
#include "tests/property/compose.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using Stages = LensProperty;
PARALLAX_FOR_EVERY_LENS(Stages);

constexpr const char* kTransitions[] = {"marketing_to_sales", "sales_to_onboarding", "owner_change",
                                        "adoption_to_renewal"};

// A life with up to three handoffs of its own beside those it has, some close to each other.
Case HandedOn(std::uint64_t seed) {
  Case made = MakeCase(seed);
  Random random(seed + 83);
  for (int i = random.Whole(0, 3); i > 0; --i) {
    const Time at = made.as_of - random.Whole(0, random.Chance(0.3) ? 30 : 300) * kDay;
    made.added.push_back(
        Compose(made, "lifecycle.handoff", "", at,
                {{"transition", kTransitions[random.Whole(0, 3)]}, {"state", "completed"}},
                Initiator::kSeller));
  }
  return made;
}

std::string InWords(double number) { return std::to_string(number); }

TEST_P(Stages, SumToTheWholeChange) {
  Check(HandedOn, [&](const Case& life) {
    const Interpretation said = Ask(lens(), WithAdded(life)).said;
    if (said.stages.empty()) return DoesNotApply();
    double confidence = 0, momentum = 0;
    for (const StageView& s : said.stages) {
      confidence += s.confidence_after - s.confidence_before;
      momentum += s.momentum_after - s.momentum_before;
    }
    const StageView &first = said.stages.front(), &last = said.stages.back();
    const double whole = said.readings[kConfidence].value - first.confidence_before;
    if (std::abs(confidence - whole) > 1e-9) {
      return Fails("confidence moved by " + InWords(whole) + ", the parts by " +
                   InWords(confidence));
    }
    const double pace = said.readings[kMomentum].value - first.momentum_before;
    if (std::abs(momentum - pace) > 1e-9) {
      return Fails("momentum moved by " + InWords(pace) + ", the parts by " + InWords(momentum));
    }
    for (std::size_t i = 1; i < said.stages.size(); ++i) {
      if (said.stages[i].from != said.stages[i - 1].to) return Fails("there is a gap");
    }
    return last.to <= life.as_of ? Holds() : Fails("a part reaches past as_of");
  });
}

// What the handoff says of confidence before it is what its part begins with.
TEST_P(Stages, HaveAPartForEveryHandoff) {
  Check(HandedOn, [&](const Case& life) {
    const Interpretation said = Ask(lens(), WithAdded(life)).said;
    std::size_t parts = 0;
    for (const StageView& s : said.stages) parts += s.handoff != kNone;
    if (parts != said.handoffs.size()) return Fails(std::to_string(parts) + " parts at handoffs");
    for (const HandoffView& h : said.handoffs) {
      const auto part = std::ranges::find(said.stages, h.signal, &StageView::handoff);
      if (part == said.stages.end()) return Fails("a handoff has no part");
      if (part->name != h.transition || part->from != h.at - 1) return Fails("it is another one");
      if (part->confidence_before != h.confidence_before) {
        return Fails("it begins with " + InWords(part->confidence_before) + ", the handoff with " +
                     InWords(h.confidence_before));
      }
    }
    return said.handoffs.empty() ? DoesNotApply() : Holds();
  });
}

TEST_P(Stages, AreOneWithoutAHandoff) {
  const auto make = [](std::uint64_t seed) {
    Case made = MakeCase(seed);
    std::erase_if(made.record.signals,
                  [](const StoredSignal& s) { return s.signal.kind == "lifecycle.handoff"; });
    return made;
  };
  Check(make, [&](const Case& c) {
    const Interpretation said = Ask(lens(), c).said;
    if (said.stages.empty()) return DoesNotApply();
    if (said.stages.size() > 1) return Fails(std::to_string(said.stages.size()) + " stages");
    const StageView& only = said.stages[0];
    return only.handoff == kNone && only.name.empty() ? Holds()
                                                      : Fails("it is called " + only.name);
  });
}

// A part that is over stays as it was; silence moves the last one, and may begin the stage after a
// handoff.
TEST_P(Stages, ThatAreOverAreNotMovedBySilence) {
  const auto make = [](std::uint64_t seed) {
    Case made = HandedOn(seed);
    made.decision.clear();
    const Case whole = WithAdded(made);
    for (const Time at : InstantsOf(whole.record)) made.as_of = std::max(made.as_of, at);
    Random random(seed + 89);
    made.until = made.as_of + random.Whole(0, 90) * kDay;
    return made;
  };
  Check(make, [&](const Case& life) {
    const Case c = WithAdded(life);
    if (c.until == kNoTime || c.until < c.as_of) return DoesNotApply();
    const Time instants[] = {c.as_of, c.until};
    const std::vector<Answer> said = AskAt(lens(), c, instants);
    const std::vector<StageView>&before = said[0].said.stages, &after = said[1].said.stages;
    if (before.empty()) return DoesNotApply();
    if (after.size() < before.size() || after.size() > before.size() + 1) {
      return Fails(std::to_string(before.size()) + " became " + std::to_string(after.size()));
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      const StageView &x = before[i], &y = after[i];
      if (x.name != y.name || x.from != y.from || x.confidence_before != y.confidence_before) {
        return Fails("part " + std::to_string(i) + " begins otherwise");
      }
      const bool over = i + 1 < before.size();
      if (over && (x.to != y.to || x.confidence_after != y.confidence_after ||
                   x.momentum_after != y.momentum_after || x.highest_at != y.highest_at)) {
        return Fails("part " + std::to_string(i) + " was over and ends otherwise");
      }
    }
    return Holds();
  });
}

// A sign that fires began to rise in the time that is read.
TEST_P(Stages, HoldTheOnsetOfEveryAlarm) {
  Check(
      HandedOn,
      [&](const Case& life) {
        const Interpretation said = Ask(lens(), WithAdded(life)).said;
        bool fires = false;
        for (const DriftView& sign : said.drift) {
          if (sign.state != PLX_DRIFT_FIRING) continue;
          fires = true;
          if (said.stages.empty()) return Fails("nothing was read, and " + sign.sign + " fires");
          const StageView& part = said.stages[StageAt(said.stages, sign.onset)];
          const bool first = &part == &said.stages.front();
          if (sign.onset > part.to || (sign.onset <= part.from && !first)) {
            return Fails(sign.sign + " rose at " + FormatTime(sign.onset));
          }
        }
        return fires ? Holds() : DoesNotApply();
      },
      0.1);
}

// Nowhere within a part, as it is read on its own days, did confidence stand higher than it says.
TEST_P(Stages, KnowWhereConfidenceStoodHighest) {
  const auto make = [](std::uint64_t seed) {
    Case made = HandedOn(seed);
    made.decision.clear();
    return made;
  };
  Check(make, [&](const Case& life) {
    const Case c = WithAdded(life);
    const Interpretation said = Ask(lens(), c).said;
    if (said.stages.empty()) return DoesNotApply();
    Random random(c.seed + 97);
    const StageView& part = said.stages[static_cast<std::size_t>(
        random.Whole(0, static_cast<int>(said.stages.size()) - 1))];
    const std::int64_t days = (part.to - part.from) / kDay;
    const Time day = (part.from / kDay + 1 + random.Whole(0, static_cast<int>(days))) * kDay;
    const Time instants[] = {std::min(day, part.to), part.highest_at};
    const std::vector<Answer> then = AskAt(lens(), c, instants);
    const double some = then[0].said.readings[kConfidence].value,
                 highest = then[1].said.readings[kConfidence].value;
    if (std::abs(highest - part.highest) > 1e-6) {
      return Fails("it stood at " + InWords(highest) + ", not " + InWords(part.highest));
    }
    return some <= part.highest + 1e-6 ? Holds() : Fails("it once stood at " + InWords(some));
  });
}

}  // namespace
}  // namespace parallax::property
