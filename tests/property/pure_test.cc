// Equal inputs give bit-equal outputs (model.md, "What must hold").
#include <thread>

#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using Pure = LensProperty;
PARALLAX_FOR_EVERY_LENS(Pure);

Case PureCase(std::uint64_t seed) {
  Case made = MakeCase(seed);
  if (seed % 4 == 0) made.known_at = made.as_of - static_cast<Time>(seed % 40) * kDay;
  return made;
}

TEST_P(Pure, SaysTheSameWhateverTheOrderOfIngest) {
  Check(PureCase, [&](const Case& c) {
    Case shuffled = c;
    Random random(c.seed);
    random.Shuffle(shuffled.record.signals);
    random.Shuffle(shuffled.record.facts);
    const std::string difference = Difference(Ask(lens(), c), Ask(lens(), shuffled));
    return difference.empty() ? Holds() : Fails(difference);
  });
}

// The revision and the receipt are the store's; available_at, as read, stays.
TEST_P(Pure, SaysTheSameWhateverTheStoreNotedOfTheReceipt) {
  Check(PureCase, [&](const Case& c) {
    Case noted = c;
    for (StoredSignal& s : noted.record.signals) {
      s.signal.available_at = s.AvailableAt();
      s.recorded_at = kNow - static_cast<Time>(s.revision % 7) * kDay;
      s.revision = 1'000'000 - s.revision;
    }
    const std::string difference = Difference(Ask(lens(), c), Ask(lens(), noted));
    return difference.empty() ? Holds() : Fails(difference);
  });
}

TEST_P(Pure, SaysTheSameAloneAndAmongOtherRowsAndAgain) {
  Check(PureCase, [&](const Case& c) {
    const Answer alone = Ask(lens(), c);
    const Case other = MakeCase(c.seed + 500'000);
    const std::shared_ptr<const Journal> others = JournalOf(other.record, kEndOfTime);
    const Journal* own = alone.journal.get();
    const std::uint32_t decision = c.decision.empty() ? kNone : own->FindDecision(c.decision);
    // Later, other, own, earlier, other decision, own: what an instance keeps must not show.
    const std::vector<LensRow> rows = {{own, decision, c.as_of + 40 * kDay},
                                       {others.get(), kNone, other.as_of},
                                       {own, decision, c.as_of},
                                       {own, decision, c.as_of - 40 * kDay},
                                       {own, kNone, c.as_of},
                                       {own, decision, c.as_of}};
    const std::vector<Interpretation> said = AskRows(lens(), rows, c.overrides);
    for (const std::size_t row : {2, 5}) {
      const std::string difference = Difference(alone, {alone.journal, said[row]});
      if (!difference.empty()) return Fails("row " + std::to_string(row) + ' ' + difference);
    }
    return Holds();
  });
}

// A lens may keep what it folded of a journal; whether it did must not show, wherever the call
// before left off, whatever it asked for, and whichever account was read in between.
TEST_P(Pure, SaysTheSameWhereverTheCallBeforeLeftOff) {
  struct Call {
    Time at;
    bool everything;
  };
  Check(PureCase, [&](const Case& c) {
    const auto ask = [&](const Journal& journal, const Call& call) {
      const std::uint32_t decision = c.decision.empty() ? kNone : journal.FindDecision(c.decision);
      const LensRow row{&journal, decision, call.at};
      const LensWants wants = call.everything ? kEverything : LensWants{.texts = true};
      std::vector<Interpretation> said;
      const absl::Status status = lens().Interpret({&row, 1}, c.overrides, wants, said);
      if (!status.ok()) ADD_FAILURE() << status;
      return status.ok() ? said.front() : Interpretation();
    };
    // Forward and back, by hours or by weeks.
    Random random(c.seed);
    std::vector<Call> calls{{c.as_of, false}};
    while (calls.size() < 8) {
      const Time step = random.Chance(0.5) ? kDay / 24 : 7 * kDay;
      const bool everything = calls.back().everything != random.Chance(0.2);
      calls.push_back({calls.back().at + random.Whole(-3, 5) * step, everything});
    }
    // Each first of a journal of its own, which nothing can have been kept of.
    std::vector<Answer> fresh;
    for (const Call& call : calls) {
      const std::shared_ptr<const Journal> journal = JournalOf(c.record, c.known_at);
      fresh.push_back({journal, ask(*journal, call)});
    }
    // Copies, which have an identity by which they are known again. One is asked the other way
    // round.
    const auto one = std::make_shared<const Journal>(*JournalOf(c.record, c.known_at));
    const auto other = std::make_shared<const Journal>(*one);
    for (std::size_t i = 0; i < calls.size(); ++i) {
      const std::size_t back = calls.size() - 1 - i;
      std::string difference = Difference(fresh[i], {one, ask(*one, calls[i])});
      if (difference.empty()) {
        difference = Difference(fresh[back], {other, ask(*other, calls[back])});
      }
      if (!difference.empty()) return Fails("call " + std::to_string(i) + ' ' + difference);
    }
    return Holds();
  });
}

TEST_P(Pure, SaysTheSameOnAnotherThreadAndInstance) {
  Check(PureCase, [&](const Case& c) {
    Answer here, there;
    // Both at once, so that they cannot share an instance.
    std::thread thread([&] { there = Ask(lens(), c); });
    here = Ask(lens(), c);
    thread.join();
    const std::string difference = Difference(here, there);
    return difference.empty() ? Holds() : Fails(difference);
  });
}

}  // namespace
}  // namespace parallax::property
