// What each function of the seller would ask of the evidence, and what it counts by itself
// (docs/decisions/0115).
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "parallax/abi/result.h"
#include "tests/property/compose.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using Functions = LensProperty;
PARALLAX_FOR_EVERY_LENS(Functions);

const FunctionView& Of(const Interpretation& said, std::string_view function) {
  const auto found = std::ranges::find(said.functions, function, &FunctionView::function);
  if (found == said.functions.end()) throw std::runtime_error("a function is missing");
  return *found;
}

// A life read whole: a signal more does not decide what is read.
Case WholeAccount(std::uint64_t seed) {
  Case made = MakeCase(seed);
  made.decision.clear();
  return made;
}
Case With(Case made, std::string_view kind, const AttributeList& attributes,
          std::string_view person = kStranger, Initiator initiator = Initiator::kBuyer) {
  made.added.push_back(Compose(made, kind, person, made.as_of - kDay, attributes, initiator));
  return made;
}

bool Same(double a, double b) { return (std::isnan(a) && std::isnan(b)) || a == b; }

// A signal that a function counts, and one like it that it does not.
struct Counted {
  const char* function;
  const char* kind;
  AttributeList attributes;
  AttributeList otherwise;  // empty: every such signal counts
  Initiator initiator = Initiator::kBuyer;
};

const std::vector<Counted>& AllCounted() {
  static const auto& all = *new std::vector<Counted>{
      {"marketing", "marketing.content_engaged", {{"topic", "pricing"}}, {}},
      {"marketing", "marketing.form_submitted", {{"type", "demo"}}, {}},
      {"marketing", "marketing.event_attended", {{"type", "webinar"}}, {}},
      {"marketing",
       "marketing.lead_qualified",
       {{"status", "mql"}},
       {{"status", "disqualified"}},
       Initiator::kSeller},
      {"sales", "sales.meeting_held", {{"type", "demo"}}, {}, Initiator::kSeller},
      {"customer_success",
       "success.survey",
       {{"type", "csat"}, {"score", 0.9}},
       {{"type", "csat"}, {"score", 0.4}}},
      {"customer_success",
       "success.survey",
       {{"type", "nps"}, {"score", 0.8}},
       {{"type", "nps"}, {"score", 0.6}}},
      {"customer_success",
       "success.support_case",
       {{"ref", "fn-case"}, {"state", "resolved"}},
       {{"ref", "fn-case"}, {"state", "opened"}, {"type", "how_to"}}},
      {"customer_success",
       "lifecycle.relationship_outcome",
       {{"state", "expanded"}},
       {{"state", "contracted"}}}};
  return all;
}
const Counted& CountedIn(const Case& c) { return AllCounted()[c.seed % AllCounted().size()]; }

Judgement Adds(Lens& lens, const Case& c, double more) {
  const Interpretation without = Ask(lens, c).said, with = Ask(lens, WithAdded(c)).said;
  if (with.status != 0) return Fails(with.error);
  for (const FunctionView& before : without.functions) {
    if (before.function == "product") continue;
    const FunctionView& after = Of(with, before.function);
    const double expected = before.counted + (before.function == CountedIn(c).function ? more : 0);
    if (after.counted != expected) {
      return Fails(std::string(CountedIn(c).kind) + ": " + after.function + " counts " +
                   std::to_string(after.counted) + ", not " + std::to_string(expected));
    }
    if (after.counted_before != before.counted_before) return Fails("the past changed");
    const auto named = static_cast<double>(after.counted_signals.size());
    if (named != std::min(after.counted, 20.0)) return Fails("a count is not told by its signals");
  }
  return Holds();
}

TEST_P(Functions, CountWhatTheyName) {
  Check(
      [](std::uint64_t seed) {
        const Case made = WholeAccount(seed);
        const Counted& one = CountedIn(made);
        return With(made, one.kind, one.attributes, kStranger, one.initiator);
      },
      [&](const Case& c) { return Adds(lens(), c, 1); }, 0.9);
}

TEST_P(Functions, DoNotCountWhatSaysOtherwise) {
  Check(
      [](std::uint64_t seed) {
        const Case made = WholeAccount(seed);
        const Counted& one = CountedIn(made);
        if (one.otherwise.empty()) return made;
        return With(made, one.kind, one.otherwise, kStranger, one.initiator);
      },
      [&](const Case& c) { return c.added.empty() ? DoesNotApply() : Adds(lens(), c, 0); });
}

// Usage is told by the last rollup of the whole product.
TEST_P(Functions, ProductCountsTheUsersOfTheLastRollup) {
  Check(
      [](std::uint64_t seed) {
        const Case made = WholeAccount(seed);
        AttributeList rollup = {{"period", 604'800.0}, {"active_users", 41.0}};
        if (seed % 2 == 0) rollup.emplace_back("topic", "reports");
        Case with = With(made, "product.usage_rollup", rollup, "", Initiator::kSystem);
        with.added.back().signal.occurred_at = made.as_of;
        with.added.back().signal.available_at = made.as_of;
        return with;
      },
      [&](const Case& c) {
        const FunctionView before = Of(Ask(lens(), c).said, "product");
        const FunctionView after = Of(Ask(lens(), WithAdded(c)).said, "product");
        const double expected = c.seed % 2 == 0 ? before.counted : 41;
        if (Same(after.counted, expected)) return Holds();
        return Fails("it counts " + std::to_string(after.counted));
      },
      0.9);
}

// However much the buyer reads: what is activity by nature and weight is no readiness, no progress
// and no value.
TEST_P(Functions, AreNotMovedByActivity) {
  Check([](std::uint64_t seed) { return WholeAccount(seed); },
        [&](const Case& c) {
          const Interpretation before = Ask(lens(), c).said;
          if (before.members.empty()) return DoesNotApply();
          Case busier = c;
          for (const Member& member : before.members) {
            busier = With(busier, "marketing.content_engaged", {{"topic", "pricing"}},
                          member.stakeholder);
          }
          const Interpretation after = Ask(lens(), WithAdded(busier)).said;
          for (const char* function : {"marketing", "sales", "product"}) {
            const double a = Of(before, function).reading, b = Of(after, function).reading;
            if (!Same(a, b) && std::abs(a - b) > kRounding) {
              return Fails(std::string(function) + " went from " + std::to_string(a) + " to " +
                           std::to_string(b));
            }
          }
          return Holds();
        });
}

// Who must agree and shows it makes the account readier; a day and kind count once.
TEST_P(Functions, ReadinessGrowsWithWhatARequiredRoleShows) {
  const auto judge = [&](const Case& c, const Member& member) {
    // Evidence that says nothing of a stance.
    const auto more = [&](const Case& to) {
      return With(to, "sales.competitor_mentioned", {{"type", "status_quo"}}, member.stakeholder);
    };
    const auto readiness = [&](const Case& of) {
      return Of(Ask(lens(), WithAdded(of)).said, "marketing").reading;
    };
    const double was = readiness(c), is = readiness(more(c)), again = readiness(more(more(c)));
    if (is < was - kRounding) return Fails("readiness fell");
    if (std::abs(again - is) > kRounding) return Fails("a day counts twice");
    return is > was ? Holds() : DoesNotApply();
  };
  Check([](std::uint64_t seed) { return WholeAccount(seed); },
        [&](const Case& c) {
          for (const Member& member : Ask(lens(), c).said.members) {
            const std::string required = "committee.roles." + member.role + ".required";
            if (Parameter(lens(), c.overrides, required) == 1) return judge(c, member);
          }
          return DoesNotApply();
        });
}

// 50 is no progress; above it confidence rose over the span, below it fell.
TEST_P(Functions, ProgressionFollowsTheTrendOfConfidence) {
  Check([](std::uint64_t seed) { return MakeCase(seed); },
        [&](const Case& c) {
          const auto [journal, said] = Ask(lens(), c);
          const Reading& confidence = said.readings[kConfidence];
          if (confidence.trend == 0) return DoesNotApply();
          const double then = (confidence.value - confidence.trend) / 100;
          const double expected =
              100 / (1 + std::exp(-(confidence.link - std::log(then / (1 - then)))));
          const double progression = Of(said, "sales").reading;
          if (std::abs(progression - expected) > 1e-6) {
            return Fails("it is " + std::to_string(progression) + ", not " +
                         std::to_string(expected));
          }
          const double days = Parameter(lens(), c.overrides, "tempo.trend_days");
          for (const std::uint32_t row : Of(said, "sales").signals) {
            const Time age = c.as_of - journal->occurred_at[row];
            if (c.decision.empty() && static_cast<double>(age) >= days * kDay) {
              return Fails("a signal is older than the span");
            }
          }
          return Holds();
        });
}

// An outcome in the buyer's words is value; a stance is none.
TEST_P(Functions, ValueIsWhatTheBuyerGotOutOfIt) {
  Check([](std::uint64_t seed) { return WholeAccount(seed); },
        [&](const Case& c) {
          const double was = Of(Ask(lens(), c).said, "product").reading;
          const auto with = [&](std::string_view kind, const AttributeList& attributes) {
            return Of(Ask(lens(), WithAdded(With(c, kind, attributes))).said, "product").reading;
          };
          if (!Same(was, with("sales.stance_expressed", {{"stance", "champions"}}))) {
            return Fails("a stance moved value");
          }
          const double better =
              with("success.outcome_statement", {{"framing", "buyer"}, {"quantified", true}});
          if (Parameter(lens(), c.overrides, "weights.success.outcome_statement.confidence") <= 0) {
            return DoesNotApply();
          }
          if (std::isnan(better)) return Fails("an outcome is not read");
          return better >= was - kRounding || std::isnan(was) ? Holds() : Fails("value fell");
        });
}

// Nobody stands behind it more for not having been there.
TEST_P(Functions, OngoingAlignmentIsNeverAboveAlignment) {
  Check([](std::uint64_t seed) { return MakeCase(seed); },
        [&](const Case& c) {
          const Interpretation said = Ask(lens(), c).said;
          const double ongoing = Of(said, "customer_success").reading,
                       alignment = said.readings[kAlignment].value;
          if (std::isnan(ongoing) || ongoing == alignment) return DoesNotApply();
          return ongoing <= alignment + kRounding
                     ? Holds()
                     : Fails(std::to_string(ongoing) + " is above " + std::to_string(alignment));
        });
}

// Green here while the buyer is not, as the answer itself tells of both.
TEST_P(Functions, AreMisreadWhereTheyAreGreenAndTheBuyerIsNot) {
  Check(
      [](std::uint64_t seed) {
        return With(WholeAccount(seed), "marketing.content_engaged", {{"topic", "pricing"}});
      },
      [&](const Case& c) {
        const Interpretation said = Ask(lens(), WithAdded(c)).said;
        const bool lost =
            said.verdict == PLX_VERDICT_WARNING || said.verdict == PLX_VERDICT_LOST_GROUND ||
            said.readings[kConfidence].trend <= -10 || said.readings[kAlignment].trend <= -10;
        bool any = false;
        for (const FunctionView& f : said.functions) {
          const bool green = f.counted > 0 && !(f.counted < f.counted_before);
          any |= green;
          if (f.misread != (green && lost)) return Fails(f.function);
        }
        return any ? Holds() : DoesNotApply();
      });
}

}  // namespace
}  // namespace parallax::property
