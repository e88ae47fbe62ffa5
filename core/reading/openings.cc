// What would make a reading better: each thing that could happen next is added to the journal,
// alone, and the lens reads the account again
// (docs/decisions/0064-openings-are-read-by-the-lens.md).
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/reading/explain_parts.h"
#include "core/reading/hypotheses.h"
#include "core/signal/extend.h"

namespace parallax {
namespace {

constexpr double kLeastPoints = 1;
constexpr double kSamePoints = 1e-9;
constexpr std::size_t kMostRows = 64;            // journals held at once,
constexpr std::size_t kMostSignals = 2'000'000;  // and signals in them

// How much better each reading would be, in points, and the verdict.
struct Effect {
  std::array<double, kReadingCount> better{};
  int verdict = 0;
};

std::array<double, kReadingCount> Goodness(const Interpretation& said) {
  std::array<double, kReadingCount> good;
  for (std::size_t r = 0; r < kReadingCount; ++r) good[r] = said.readings[r].value;
  good[kDecisionRisk] = -good[kDecisionRisk];
  return good;
}

absl::StatusOr<std::vector<Effect>> ReadAll(const Subject& subject, const ReadingResult& now,
                                            std::span<const Hypothesis> hypotheses,
                                            std::span<const Override> overrides, Lens& lens,
                                            const std::function<bool()>& cancelled) {
  const auto today = Goodness(now.interpretation);
  const std::size_t batch =
      std::clamp<std::size_t>(kMostSignals / (subject.journal->size() + 1), 1, kMostRows);
  std::vector<Effect> effects;
  std::vector<Interpretation> answers;
  for (std::size_t begin = 0; begin < hypotheses.size(); begin += batch) {
    if (cancelled()) return absl::CancelledError("the caller went away");
    std::vector<std::shared_ptr<const Journal>> journals;
    std::vector<LensRow> rows;
    for (const Hypothesis& h :
         hypotheses.subspan(begin).first(std::min(batch, hypotheses.size() - begin))) {
      journals.push_back(ExtendJournal(*subject.journal, subject.as_of, h.signals));
      const Journal& journal = *journals.back();
      const std::uint32_t decision =
          subject.decision == kNone ? kNone : journal.FindDecision(now.decision);
      rows.push_back({&journal, decision, subject.as_of});
    }
    if (absl::Status status = lens.Interpret(rows, overrides, {}, answers); !status.ok()) {
      return status;
    }
    for (const Interpretation& said : answers) {
      if (said.status != 0) return LensFailed(lens, said);
      Effect effect{Goodness(said), said.verdict};
      for (std::size_t r = 0; r < kReadingCount; ++r) effect.better[r] -= today[r];
      effects.push_back(effect);
    }
  }
  return effects;
}

// A hypothesis as it is offered for one reading.
struct Offer {
  const Hypothesis* hypothesis;
  const Effect* effect;
  double better;
  bool whoever;  // it makes no difference who acts, or what it is about
};

// Hypotheses that differ only in who acts, or in what they are about, are one offer where that
// makes no difference. What any act of the buyer would do is offered as the act alone. Of what one
// member could do, of the proofs of one dimension and of the ways to settle one matter the best is
// offered.
class Selection {
 public:
  Selection(std::span<const Hypothesis> hypotheses, std::span<const Effect> effects, int reading)
      : hypotheses_(hypotheses), effects_(effects), reading_(static_cast<std::size_t>(reading)) {}

  std::vector<Offer> Best() {
    for (std::size_t begin = 0; begin < hypotheses_.size();) {
      std::size_t end = begin + 1;
      while (end < hypotheses_.size() && IsVariant(hypotheses_[begin], hypotheses_[end])) ++end;
      TakeVariants(begin, end);
      begin = end;
    }
    std::vector<Offer> offers;
    for (const Offer& offer : best_) {
      if (!IsSaidElsewhere(offer)) offers.push_back(offer);
    }
    std::stable_sort(offers.begin(), offers.end(),
                     [](const Offer& a, const Offer& b) { return a.better > b.better; });
    return offers;
  }

 private:
  double Better(std::size_t i) const { return effects_[i].better[reading_]; }

  static bool IsVariant(const Hypothesis& a, const Hypothesis& b) {
    const bool varies =
        a.family != HypothesisFamily::kNewcomer && a.family != HypothesisFamily::kSettled;
    return varies && a.family == b.family && a.kind == b.kind;
  }

  void TakeVariants(std::size_t begin, std::size_t end) {
    double least = Better(begin), most = least;
    for (std::size_t i = begin; i < end; ++i) {
      least = std::min(least, Better(i));
      most = std::max(most, Better(i));
    }
    const bool is_act = hypotheses_[begin].family == HypothesisFamily::kAct;
    if (is_act) any_act_ = std::max(least, 0.0);
    const bool whoever = end - begin > 1 && most - least < kSamePoints;
    for (std::size_t i = begin; i < (whoever ? begin + 1 : end); ++i) {
      const double beyond_any_act = is_act ? Better(i) : Better(i) - any_act_;
      if (Better(i) < kLeastPoints || beyond_any_act < kLeastPoints) continue;
      Take({&hypotheses_[i], &effects_[i], Better(i), whoever});
    }
  }

  // Offers for one slot compete.
  static std::string SlotOf(const Offer& offer) {
    const Hypothesis& h = *offer.hypothesis;
    const bool of_member =
        h.family == HypothesisFamily::kAct || h.family == HypothesisFamily::kEvidence;
    if (of_member && !offer.whoever && !h.stakeholder.empty()) return "member|" + h.stakeholder;
    if (h.family == HypothesisFamily::kProof && !offer.whoever) return "proof|" + h.subject;
    return h.kind + '|' + h.subject + '|' + h.signals.back().decision;
  }

  void Take(const Offer& offer) {
    const auto [at, added] = slots_.try_emplace(SlotOf(offer), best_.size());
    if (added) {
      best_.push_back(offer);
    } else if (offer.better > best_[at->second].better + kSamePoints) {
      best_[at->second] = offer;
    }
  }

  // Proof about whatever, where the same kind is offered for its gate with the same effect.
  bool IsSaidElsewhere(const Offer& offer) const {
    if (!offer.whoever || offer.hypothesis->family != HypothesisFamily::kProof) return false;
    return std::any_of(best_.begin(), best_.end(), [&](const Offer& other) {
      return other.hypothesis->family == HypothesisFamily::kGate &&
             other.hypothesis->kind == offer.hypothesis->kind &&
             std::abs(other.better - offer.better) < kSamePoints;
    });
  }

  const std::span<const Hypothesis> hypotheses_;
  const std::span<const Effect> effects_;
  const std::size_t reading_;
  double any_act_ = 0;
  std::vector<Offer> best_;
  std::map<std::string, std::size_t> slots_;
};

Opening OpeningOf(const Offer& offer, int reading) {
  const Hypothesis& h = *offer.hypothesis;
  const bool of_member = !h.stakeholder.empty();
  return {.reading = reading,
          .kind = h.kind,
          .subject = offer.whoever && !of_member ? "" : h.subject,
          .stakeholder = offer.whoever ? "" : h.stakeholder,
          .points = reading == kDecisionRisk ? -offer.better : offer.better,
          .verdict = offer.effect->verdict};
}

}  // namespace

absl::StatusOr<std::vector<Opening>> FindOpenings(const Subject& subject, const ReadingResult& now,
                                                  std::span<const Override> overrides,
                                                  std::span<const int> readings, Lens& lens,
                                                  const std::function<bool()>& cancelled) {
  const std::vector<Hypothesis> hypotheses = Hypothesize(
      lens, overrides, *subject.journal, now.decision, subject.as_of, now.interpretation);
  const auto effects = ReadAll(subject, now, hypotheses, overrides, lens, cancelled);
  if (!effects.ok()) return effects.status();
  std::vector<Opening> openings;
  for (const int reading : readings) {
    for (const Offer& offer : Selection(hypotheses, *effects, reading).Best()) {
      openings.push_back(OpeningOf(offer, reading));
    }
  }
  return openings;
}

}  // namespace parallax
