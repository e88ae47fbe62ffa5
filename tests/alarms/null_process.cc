#include "tests/alarms/null_process.h"

#include <algorithm>
#include <vector>

#include "lens_under_test.h"

namespace parallax::framework::alarms {
namespace {

using testing::JournalBuilder;
using testing::SignalSpec;

constexpr Time kMinute = kDay / 1440;

SignalSpec Message(Time at, const std::string& who, int initiator) {
  return {.at = at,
          .kind = "sales.message_exchanged",
          .stakeholder = initiator == PLX_INITIATOR_BUYER ? who : "",
          .participants = {who},
          .initiator = initiator,
          .attributes = {{"channel", std::string("email")}}};
}
SignalSpec NextStep(Time at, const std::string& ref, const char* state) {
  return {.at = at,
          .kind = "sales.next_step",
          .attributes = {{"ref", ref}, {"state", std::string(state)}}};
}

std::string Timestamp(Time t) {
  const Civil c = CivilOf(DayOf(t));
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00Z", static_cast<int>(c.year), c.month,
                c.day);
  return text;
}

}  // namespace

LensAssumptions::LensAssumptions(const std::string& lens, bool known)
    : vocabulary(std::make_unique<Vocabulary>(testing::CatalogWords())),
      assumptions(std::make_unique<Assumptions>(testing::ParametersOf(lens), *vocabulary)) {
  if (!known) return;
  for (ExposurePlan& plan : assumptions->drift.exposure) {
    // So strong a prior that no number of events moves it.
    const double interval = plan.prior_exposure / plan.strength;
    plan.strength = 1e15;
    plan.prior_exposure = 1e15 * interval;
  }
}

Process DeclaredNull(const LensAssumptions& lens, DriftSign sign, Time from, int days) {
  const DriftPlan& plan = lens.assumptions->drift;
  Process process{
      .sign = sign, .interval = 0, .p0 = 0, .from = from, .days = days, .factor = [](int) {
        return 1.0;
      }};
  const auto s = static_cast<std::size_t>(sign);
  if (OnExposure(sign)) {
    process.interval = plan.exposure[s].prior_exposure / plan.exposure[s].strength;
  } else {
    process.p0 = plan.acts[s - kExposureSigns].p0;
  }
  return process;
}

void Generate(const Process& process, const Calendar& calendar, std::mt19937_64& random,
              JournalBuilder& out) {
  std::uniform_real_distribution<double> share;
  if (process.sign == DriftSign::kChampionEngagement) {
    out.Add({.id = "lead", .role = "business_owner", .champion = true, .valid_from = process.from});
    out.Add(Message(process.from, "lead", PLX_INITIATOR_BUYER));
  }
  if (process.sign == DriftSign::kStakeholdersFewer) {
    out.Add(Message(process.from, "first", PLX_INITIATOR_BUYER));
  }
  // Who never answers keeps the clock of the answers running.
  if (process.sign == DriftSign::kFollowupsLater) {
    out.Add(Message(process.from, "ghost", PLX_INITIATOR_SELLER));
  }
  int events = 0, topics = 0, waiting = 0;
  for (int day = 0; day < process.days; ++day) {
    const Time begin = process.from + day * kDay, noon = begin + kDay / 2;
    const double factor = process.factor(day);
    if (process.sign == DriftSign::kInterestNarrower) {
      if (topics == 0 || share(random) < factor * process.p0) ++topics;
      SignalSpec act = Message(noon, "lead", PLX_INITIATOR_BUYER);
      act.attributes["topic"] = "t" + std::to_string(topics);
      out.Add(std::move(act));
      continue;
    }
    if (process.sign == DriftSign::kSilentDeprioritization) {
      const std::string ref = "s" + std::to_string(day);
      SignalSpec set = NextStep(noon, ref, "set");
      set.attributes["due"] = Timestamp(begin + 30 * kDay);
      out.Add(std::move(set));
      out.Add(
          NextStep(noon + kMinute, ref, share(random) < factor * process.p0 ? "kept" : "slipped"));
      continue;
    }
    const double expected =
        factor * Days(calendar.At(begin + kDay) - calendar.At(begin)) / process.interval;
    int count = expected > 0 ? std::poisson_distribution<int>(expected)(random) : 0;
    if (process.sign == DriftSign::kChampionEngagement) {
      // A day of presence is one event: what falls on a day that has one moves to the next.
      waiting += count;
      count = std::min(waiting, 1);
      waiting -= count;
    }
    std::vector<Time> times;
    for (int i = 0; i < count; ++i) {
      times.push_back(begin + 2 * kMinute +
                      static_cast<Time>(share(random) * static_cast<double>(kDay - 3 * kMinute)));
    }
    std::sort(times.begin(), times.end());
    for (const Time at : times) {
      if (process.sign == DriftSign::kChampionEngagement) {
        out.Add(Message(at, "lead", PLX_INITIATOR_BUYER));
      } else if (process.sign == DriftSign::kStakeholdersFewer) {
        out.Add(Message(at, "p" + std::to_string(events++ % 40), PLX_INITIATOR_BUYER));
      } else {
        out.Add(Message(at - kMinute, "lead", PLX_INITIATOR_SELLER));
        out.Add(Message(at, "lead", PLX_INITIATOR_BUYER));
      }
    }
  }
}

}  // namespace parallax::framework::alarms
