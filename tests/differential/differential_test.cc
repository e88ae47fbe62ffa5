// The lenses against the oracle: equal codes, numbers within 1e-9, on random lives, under random
// assumptions, at several instants of each.
#include <cmath>
#include <string>
#include <vector>

#include "parallax/abi/types.h"
#include "tests/differential/oracle.h"
#include "tests/property/lens_property.h"

namespace parallax::oracle {
namespace {

using property::BundledLenses;
using property::Case;
using property::DoesNotApply;
using property::Fails;
using property::Holds;
using property::Judgement;
using property::Knows;

constexpr double kTolerance = 1e-9, kThresholdTolerance = 1e-6;

// The first thing in which the answer differs from what the oracle says; empty when nothing does.
class Comparison {
 public:
  std::string Of(const Said& oracle, const Interpretation& lens, const Journal& journal) {
    if (lens.status != 0) return "no answer: " + lens.error;
    for (int r = 0; r < kReadingCount; ++r) {
      const std::string name(kReadingNames[r]);
      const Reading& reading = lens.readings[r];
      Number(name, oracle.levels.value[r], reading.value);
      Number(name + " link", oracle.levels.link[r], reading.link);
      Number(name + " trend", oracle.trend[r], reading.trend);
    }
    Number("coverage", oracle.levels.coverage, lens.coverage);
    Number("dispersion", oracle.levels.dispersion, lens.dispersion);
    Members(oracle, lens);
    Handoffs(oracle, lens);
    Stages(oracle, lens, journal);
    Functions(oracle, lens, journal);
    Number("effective days", oracle.effective_days, lens.effective_days);
    Number("sufficiency", oracle.sufficiency, lens.sufficiency);
    Whole("phase", oracle.phase, lens.phase);
    Whole("pace", oracle.pace, lens.pace);
    Whole("dip", oracle.dip, lens.dip);
    for (int i = 0; i < 4; ++i) {
      Number("phase posterior", oracle.phase_posterior[i], lens.phase_posterior[i]);
      Number("dip posterior", oracle.dip_posterior[i], lens.dip_posterior[i]);
    }
    Drift(oracle, lens, journal);
    Whole("verdict", oracle.verdict, lens.verdict);
    Text("act by", FormatTime(oracle.act_by), FormatTime(lens.act_by));
    Whole("asked", oracle.asked, lens.asked);
    Whole("re-asked by the same", oracle.reasked_same, lens.reasked_same);
    Whole("re-asked by others", oracle.reasked_new, lens.reasked_new);
    return found_;
  }

 private:
  void Members(const Said& oracle, const Interpretation& lens) {
    Whole("members", static_cast<std::int64_t>(oracle.members.size()),
          static_cast<std::int64_t>(lens.members.size()));
    for (std::size_t i = 0; i < lens.members.size() && found_.empty(); ++i) {
      const Standing& member = oracle.members[i];
      Text("member", member.id + ' ' + member.role,
           lens.members[i].stakeholder + ' ' + lens.members[i].role);
      Whole("power of " + member.id, member.power, lens.members[i].power);
      Number("support of " + member.id, member.support, lens.members[i].support);
    }
  }
  void Drift(const Said& oracle, const Interpretation& lens, const Journal& journal) {
    Whole("drift signs", static_cast<std::int64_t>(oracle.drift.size()),
          static_cast<std::int64_t>(lens.drift.size()));
    for (std::size_t i = 0; i < lens.drift.size() && found_.empty(); ++i) {
      const Drifting& sign = oracle.drift[i];
      const DriftView& view = lens.drift[i];
      // Thresholds are interpolated from a table to 1e-6.
      if (std::abs(sign.severity - view.severity) > kThresholdTolerance) {
        Number(view.sign + " severity", sign.severity, view.severity);
      }
      Whole(view.sign + " state", sign.state, view.state);
      Text(view.sign + " onset", FormatTime(sign.onset), FormatTime(view.onset));
      Text(view.sign + " silence",
           FormatTime(sign.silence_from) + ' ' + FormatTime(sign.silence_to),
           FormatTime(view.silence_from) + ' ' + FormatTime(view.silence_to));
      Text(view.sign + " signals", Names(sign.signals), Names(view.signals, journal));
    }
  }
  void Handoffs(const Said& oracle, const Interpretation& lens) {
    Whole("handoffs", static_cast<std::int64_t>(oracle.handoffs.size()),
          static_cast<std::int64_t>(lens.handoffs.size()));
    for (std::size_t i = 0; i < lens.handoffs.size() && found_.empty(); ++i) {
      const HandedOff& expected = oracle.handoffs[i];
      const HandoffView& handoff = lens.handoffs[i];
      const std::string name = "handoff " + std::to_string(i) + ' ';
      Text(name, FormatTime(expected.at) + ' ' + expected.transition,
           FormatTime(handoff.at) + ' ' + handoff.transition);
      Number(name + "confidence before", expected.before, handoff.confidence_before);
      Number(name + "confidence after", expected.after, handoff.confidence_after);
      Whole(name + "reset", expected.reset, handoff.reset == PLX_FLAG_TRUE);
      Whole(name + "survived", expected.survived, handoff.survived == PLX_FLAG_TRUE);
    }
  }
  void Stages(const Said& oracle, const Interpretation& lens, const Journal& journal) {
    Whole("stages", static_cast<std::int64_t>(oracle.stages.size()),
          static_cast<std::int64_t>(lens.stages.size()));
    for (std::size_t i = 0; i < lens.stages.size() && found_.empty(); ++i) {
      const Stage& expected = oracle.stages[i];
      const StageView& stage = lens.stages[i];
      const std::string name = "stage " + std::to_string(i) + ' ';
      Text(name + "name", expected.name, stage.name);
      Text(name + "handoff", expected.handoff,
           stage.handoff == kNone
               ? ""
               : std::string(journal.String(journal.source[stage.handoff])) + ' ' +
                     std::string(journal.String(journal.source_event_id[stage.handoff])));
      Text(name + "span", FormatTime(expected.from) + ' ' + FormatTime(expected.to),
           FormatTime(stage.from) + ' ' + FormatTime(stage.to));
      Number(name + "confidence before", expected.confidence_before, stage.confidence_before);
      Number(name + "confidence after", expected.confidence_after, stage.confidence_after);
      Number(name + "momentum before", expected.momentum_before, stage.momentum_before);
      Number(name + "momentum after", expected.momentum_after, stage.momentum_after);
      Number(name + "highest", expected.highest, stage.highest);
      Text(name + "highest at", FormatTime(expected.highest_at), FormatTime(stage.highest_at));
    }
  }
  static std::string Names(const std::vector<std::uint32_t>& rows, const Journal& journal) {
    std::string out;
    for (const std::uint32_t row : rows) {
      out += std::string(journal.String(journal.source[row])) + ' ' +
             std::string(journal.String(journal.source_event_id[row])) + ' ';
    }
    return out;
  }
  static std::string Names(const std::vector<std::string>& signals) {
    std::string out;
    for (const std::string& signal : signals) out += signal + ' ';
    return out;
  }
  void Functions(const Said& oracle, const Interpretation& lens, const Journal& journal) {
    Whole("functions", static_cast<std::int64_t>(oracle.functions.size()),
          static_cast<std::int64_t>(lens.functions.size()));
    for (std::size_t i = 0; i < lens.functions.size() && found_.empty(); ++i) {
      const Asked& expected = oracle.functions[i];
      const FunctionView& said = lens.functions[i];
      Text("function", expected.function, said.function);
      Number(said.function + " reading", expected.reading, said.reading);
      Number(said.function + " counted", expected.counted, said.counted);
      Number(said.function + " counted before", expected.counted_before, said.counted_before);
      Whole(said.function + " misread", expected.misread, said.misread);
      Text(said.function + " counted signals", Names(expected.counted_signals),
           Names(said.counted_signals, journal));
      if (said.function == "sales") continue;
      Text(said.function + " signals", Names(expected.signals), Names(said.signals, journal));
    }
  }
  void Text(const std::string& name, const std::string& oracle, const std::string& lens) {
    if (oracle == lens || !found_.empty()) return;
    found_ = name + ": the oracle says " + oracle + ", the lens " + lens;
  }
  void Whole(const std::string& name, std::int64_t oracle, std::int64_t lens) {
    Text(name, std::to_string(oracle), std::to_string(lens));
  }
  void Number(const std::string& name, double oracle, double lens) {
    if (std::isnan(oracle) && std::isnan(lens)) return;
    if (std::abs(oracle - lens) <= kTolerance * (1 + std::abs(oracle))) return;
    char text[2][32];
    std::snprintf(text[0], sizeof text[0], "%.15g", oracle);
    std::snprintf(text[1], sizeof text[1], "%.15g", lens);
    Text(name, text[0], text[1]);
  }

  std::string found_;
};

Case SomeCase(std::uint64_t seed) {
  Case made = property::MakeCase(seed);
  property::Random random(seed + 61);
  if (random.Chance(0.3)) made.known_at = made.as_of + random.Whole(-60, 60) * kDay;
  return made;
}

// The instant of the case, and others before and after it; some at midnight.
std::vector<Time> Instants(const Case& c) {
  property::Random random(c.seed + 67);
  std::vector<Time> instants = {c.as_of};
  for (const std::int64_t days : {-90, 20, 60}) {
    Time at = c.as_of + random.Whole(0, days * 86'400) * kSecond;
    if (days < 0) at = c.as_of - random.Whole(0, -days * 86'400) * kSecond;
    instants.push_back(random.Chance(0.3) ? at / kDay * kDay : at);
  }
  return instants;
}

class Differential : public property::LensProperty {
 protected:
  Judgement Compare(const Case& c) const {
    const std::vector<Time> instants = Instants(c);
    // In one batch, as a history is read, and the first instant alone.
    std::vector<property::Answer> answers = property::AskAt(lens(), c, instants);
    if (!Knows(*answers[0].journal, c.decision)) return DoesNotApply();
    const Given given(lens(), c.overrides);
    const Calendar calendar(given);
    const Account account = Resolve(c.record, c.known_at, given);
    for (std::size_t i = 0; i < instants.size(); ++i) {
      const Said said = Consult(account, given, calendar, c.decision, instants[i]);
      std::string difference = Comparison().Of(said, answers[i].said, *answers[i].journal);
      if (difference.empty() && i == 0) {
        const property::Answer alone = property::Ask(lens(), c);
        difference = Comparison().Of(said, alone.said, *alone.journal);
        if (!difference.empty()) difference = "alone, " + difference;
      }
      if (!difference.empty()) return Fails("at " + FormatTime(instants[i]) + ' ' + difference);
    }
    return Holds();
  }
};

PARALLAX_FOR_EVERY_LENS(Differential);

TEST_P(Differential, TheLensSaysWhatThePlainModelSays) {
  const property::Property same{.make =
                                    [&](std::uint64_t seed) {
                                      Case made = SomeCase(seed);
                                      if (seed % 2 == 0)
                                        made.overrides = property::SomeOverrides(lens(), seed);
                                      return made;
                                    },
                                .judge = [&](const Case& c) { return Compare(c); },
                                .runs = 150,
                                .applies = 0.9,
                                .limits = {}};
  const std::string report = Counterexample(same);
  if (!report.empty()) ADD_FAILURE() << report;
}

}  // namespace
}  // namespace parallax::oracle
