// The next question is worked out, not canned (docs/decisions/0019-the-next-question.md).
#include "framework/next_question.h"

#include <cmath>
#include <memory>

#include "core/lens/journal_view.h"
#include "framework/row_reader.h"
#include "lens_under_test.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using framework::Unknown;

// What is not known in a case, read by the framework as the lens reads it.
class Inquiry {
 public:
  Inquiry(const std::string& lens, const Case& c)
      : journal_(JournalOf(c.record, c.known_at)),
        vocabulary_(CatalogWords()),
        assumptions_(framework::testing::ParametersOf(lens), vocabulary_) {
    for (const Override& o : c.overrides) assumptions_.Set(o.path, o.value);
    assumptions_.Finish();
    view_.Assign(*journal_);
    const std::uint32_t decision =
        c.decision.empty() ? PLX_NONE : journal_->FindDecision(c.decision);
    rows_.BeginGroup({.journal = view_.get(),
                      .decision = decision,
                      .assumptions = &assumptions_,
                      .explain = false,
                      .lasting = false},
                     vocabulary_, true);
    answer_ = rows_.Read(c.as_of);
    unknowns_ = Unknowns(answer_);
    text_ = NextQuestion(answer_);
  }
  const framework::Answer& answer() const { return answer_; }
  const std::vector<Unknown>& unknowns() const { return unknowns_; }
  const std::string& text() const { return text_; }

 private:
  std::shared_ptr<const Journal> journal_;
  JournalView view_;
  framework::Vocabulary vocabulary_;
  framework::Assumptions assumptions_;
  framework::RowReader rows_;
  framework::Answer answer_;
  std::vector<Unknown> unknowns_;
  std::string text_;
};

class NextQuestion : public LensProperty {
 protected:
  Inquiry Inquire(const Case& c) const { return {GetParam(), c}; }
};
PARALLAX_FOR_EVERY_LENS(NextQuestion);

Case Lived(std::uint64_t seed) { return MakeCase(seed); }

TEST_P(NextQuestion, HasAnswersWhoseProbabilitiesSumToOne) {
  Check(Lived, [&](const Case& c) {
    const Inquiry asked = Inquire(c);
    if (asked.unknowns().empty()) return DoesNotApply();
    for (const Unknown& u : asked.unknowns()) {
      double sum = 0;
      for (const framework::PossibleAnswer& a : u.answers) {
        if (!(a.probability >= 0 && a.probability <= 1)) return Fails(u.text + " is no share");
        sum += a.probability;
      }
      if (std::abs(sum - 1) > 1e-9) return Fails(u.text + " sums to " + std::to_string(sum));
    }
    return Holds();
  });
}

TEST_P(NextQuestion, IsWorthTheExpectedChangeOfVerdictAndReadings) {
  Check(Lived, [&](const Case& c) {
    const Inquiry asked = Inquire(c);
    if (asked.unknowns().empty()) return DoesNotApply();
    for (const Unknown& u : asked.unknowns()) {
      double steps = 0, points = 0;
      for (const framework::PossibleAnswer& a : u.answers) {
        steps += a.probability * std::abs(a.verdict - asked.answer().raw.verdict);
        for (std::size_t r = 0; r < a.value.size(); ++r) {
          points += a.probability * std::abs(a.value[r] - asked.answer().levels.value[r]);
        }
      }
      const bool finite = std::isfinite(u.effect()) && u.effect() >= 0;
      if (!finite || u.steps > 3 + 1e-9 || u.points > 400) return Fails(u.text + " is off scale");
      if (std::abs(steps - u.steps) + std::abs(points - u.points) > 1e-9) {
        return Fails(u.text + " is worth something else");
      }
    }
    return Holds();
  });
}

TEST_P(NextQuestion, IsTheOneWithTheLargestExpectedEffectAndEmptyWithoutAny) {
  Check(Lived, [&](const Case& c) {
    const Inquiry asked = Inquire(c);
    const Unknown* best = nullptr;
    for (const Unknown& u : asked.unknowns()) {
      if (best == nullptr || u.effect() > best->effect()) best = &u;
    }
    const bool worth = best != nullptr && (best->steps > 0 || best->points >= 1);
    if (asked.text().empty() == worth) return Fails("asked: \"" + asked.text() + "\"");
    if (worth && !asked.text().starts_with(best->text)) {
      return Fails("asked: " + asked.text() + " instead of " + best->text);
    }
    if (worth && best->steps > 0 && asked.text().find("would turn") == std::string::npos) {
      return Fails("does not say what it changes: " + asked.text());
    }
    return Holds();
  });
}

TEST_P(NextQuestion, IsWhatTheLoadedLensSaysAndLeavesNothingBehind) {
  Check(Lived, [&](const Case& c) {
    const Inquiry asked = Inquire(c);
    const Interpretation said = Ask(lens(), c).said;
    if (said.status != 0) return Fails(said.error);
    if (said.next_question != asked.text()) {
      return Fails("\"" + said.next_question + "\" and \"" + asked.text() + "\"");
    }
    // Inquire asked twice already; the readings stand as they were.
    for (int r = 0; r < kReadingCount; ++r) {
      if (asked.answer().levels.value[static_cast<std::size_t>(r)] != said.readings[r].value) {
        return Fails(std::string(kReadingNames[r]) + " moved");
      }
    }
    return Holds();
  });
}

// A day to act by is a midnight, and nothing presses on a decision that ended.
TEST_P(NextQuestion, NothingIsAskedOrPressesOnceADecisionEnded) {
  const auto make = [](std::uint64_t seed) {
    Case made = MakeCase(seed, {.corrections = false});
    const std::vector<std::string> decisions = DecisionsOf(made.record);
    if (made.decision.empty() && !decisions.empty()) made.decision = decisions.front();
    return made;
  };
  Check(
      make,
      [&](const Case& c) {
        const Inquiry asked = Inquire(c);
        if (!asked.answer().reader->decision().closed) return DoesNotApply();
        if (!asked.text().empty()) return Fails(asked.text());
        const Interpretation said = Ask(lens(), c).said;
        return said.act_by == kNoTime ? Holds() : Fails("act by " + FormatTime(said.act_by));
      },
      0.05);
}

}  // namespace
}  // namespace parallax::property
