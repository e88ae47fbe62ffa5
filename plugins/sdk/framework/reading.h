// One row's answer, as numbers: what the steps before give, put together.
#ifndef PARALLAX_SDK_FRAMEWORK_READING_H_
#define PARALLAX_SDK_FRAMEWORK_READING_H_

#include <array>
#include <vector>

#include "framework/committee.h"
#include "framework/deadlines.h"
#include "framework/fold.h"
#include "framework/heap_bytes.h"
#include "framework/members.h"
#include "framework/readings.h"
#include "framework/signs.h"
#include "parallax/abi/result.h"

namespace parallax::framework {

using FourReadings = std::array<double, PLX_READING_COUNT>;

// The readings of one instant.
struct Levels {
  bool known = false;  // some signal was read before
  FourReadings link{}, value{};
  double dispersion = 0, coverage = 1;
  FourWay phase{};
  Momentum momentum;
};

// The two readings that are followed from stage to stage, in their link units.
struct Pulse {
  double confidence = 0, momentum = 0;
};

// A raw verdict and why.
struct RawVerdict {
  int verdict = PLX_VERDICT_INSUFFICIENT;
  int pace = PLX_PACE_UNDETERMINED;
  int dip = PLX_DIP_NONE;
  FourWay posterior{};
  bool drifts = false;  // some drift sign fires
};

// The raw verdict that follows from the signs of an instant, what they make of the quiet, and the
// readings. `enough`: the evidence floor is met; `said_no`: in so many words.
struct Grounds {
  const Signs& signs;
  FourWay posterior{};  // of the dip, when triggered
  FourReadings value{};
  bool enough = false, said_no = false, dispersion_rising = false;
  bool drifts = false;        // some drift sign fires
  bool handoff_lost = false;  // the last one, lately, did not survive
};
RawVerdict JudgeOn(const Assumptions& assumptions, const Grounds& grounds);

// Reads a fold at an instant. Scratch is kept between calls; nothing is allocated once it is warm.
class InstantReader {
 public:
  void Clear() {
    roster_.Clear();
    committee_.Forget();
  }
  // Memory held beside the object.
  std::size_t Bytes() const {
    return roster_.Bytes() + stances_.Bytes() + committee_.Bytes() + HeapBytes(gates_, log_odds_);
  }

  // The four readings. A closed decision is read at its close (docs/decisions/0013): then the fold
  // has taken nothing after it.
  const Levels& Read(const Fold& fold, Time at);

  // Pace, dip and verdict of the instant last read. `dispersion_rising`: over trend_days.
  // `handoff_lost`: the last one, within recent_days, did not survive.
  RawVerdict Judge(const Fold& fold, bool dispersion_rising, bool handoff_lost);

  // The raw verdict as far as WARNING and LOST_GROUND go, without the readings. `rising` is asked
  // only when it decides.
  template <class Rising>
  int JudgeWarnings(const Fold& fold, Time at, Rising&& rising);

  double DispersionAt(const Fold& fold, Time at);
  double ConfidenceAt(const Fold& fold, Time at);  // its logit
  Pulse PulseAt(const Fold& fold, Time at);

  // What the last Judge was judged on.
  Grounds GroundsOf(const Fold& fold, bool dispersion_rising, bool handoff_lost) const;

  Deadline deadline(const Fold& fold) const { return NextDeadline(fold, gates_, decision_, now_); }

  // The drift signs at the last instant.
  DriftReadings drift(const Fold& fold) const {
    return fold.drift.Read(fold, {now_.at, now_.eff}, decision_.explicit_no);
  }

  // Of the last instant.
  const Instant& now() const { return now_; }
  const DecisionView& decision() const { return decision_; }
  const Signs& signs() const { return signs_; }
  const std::vector<Participant>& participants() const { return *participants_; }
  const std::vector<Member>& members() const { return *members_; }
  const std::vector<const Object*>& gates() const { return gates_; }
  Committee& committee() { return committee_; }
  const Levels& levels() const { return levels_; }

 private:
  void Locate(const Fold& fold, Time at);
  bool Enough(const Fold& fold) const;
  bool Drifts(const Fold& fold) const;

  Roster roster_;
  Stances stances_;
  Committee committee_;
  Instant now_;
  DecisionView decision_;
  Signs signs_;
  Levels levels_;
  const std::vector<Participant>* participants_ = nullptr;
  const std::vector<Member>* members_ = nullptr;
  std::vector<const Object*> gates_;
  std::vector<double> log_odds_;
};

// LOST_GROUND, WARNING, or HEALTHY when neither holds. `drift`: as a firing sign makes it, see
// DriftVerdict; HEALTHY when none fires.
int LostOrWarned(const Assumptions& assumptions, const Signs& signs, bool said_no, int pace,
                 const FourWay& posterior, int drift);
// What a firing drift sign comes to: it warns; with confidence or alignment below the low mark
// ground is lost.
int DriftVerdict(const Assumptions& assumptions, const FourReadings& value);

// Distinct evidence seen, at least the floor when the buyer said no in so many words.
double EvidenceMass(const Fold& fold, const DecisionView& decision);

template <class Rising>
int InstantReader::JudgeWarnings(const Fold& fold, Time at, Rising&& rising) {
  const Assumptions& a = *fold.assumptions;
  Locate(fold, at);
  if (!Enough(fold)) return PLX_VERDICT_INSUFFICIENT;
  levels_.momentum = MomentumAt(fold, now_, decision_.first_opened);
  ReadSigns(fold, *participants_, gates_, decision_, levels_.momentum, now_, signs_);
  const bool up = DispersionDecides(a, signs_) && rising();
  const int pace = PaceOf(a, signs_, true, up);
  const int verdict =
      LostOrWarned(a, signs_, decision_.explicit_no, pace,
                   signs_.triggered() ? DipPosterior(a, signs_) : FourWay{}, PLX_VERDICT_HEALTHY);
  if (verdict == PLX_VERDICT_LOST_GROUND || !Drifts(fold)) return verdict;
  return DriftVerdict(a, Read(fold, at).value);
}

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_READING_H_
