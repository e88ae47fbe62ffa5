// The running state of a reading: what the prefix of a journal has brought about. One forward pass
// over the columns; nothing here depends on a later signal or on as_of (model.md, "Forward
// recursion"). Evaluations at an instant read it (members.h, risk.h, momentum.h, signs.h).
#ifndef PARALLAX_SDK_FRAMEWORK_FOLD_H_
#define PARALLAX_SDK_FRAMEWORK_FOLD_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/assumptions.h"
#include "framework/calendar.h"
#include "framework/drift.h"
#include "framework/object_table.h"
#include "framework/vocabulary.h"
#include "parallax/abi/journal.h"
#include "parallax/abi/result.h"

namespace parallax::framework {

// Evidence of one sign and kind, as a sum of w * 2^(+effective time / half-life) since `anchor`: it
// becomes the decayed sum by one multiplication at any later time.
struct Signed {
  double plus = 0, minus = 0;  // both >= 0
};

struct Person {
  bool seen = false;      // among the people of a signal that was read
  bool seen_own = false;  // of the decision's own signals
  Time first_seen = kNever;
  std::uint32_t first_signal = PLX_NONE;
  Time present_at = kNever;  // last presence
  Effective present_eff = 0;
  std::int64_t present_day = kNever;
  std::int64_t act_day = kNever;
  std::int64_t floor_day = kNever;
  std::uint64_t floor_kinds = 0;       // of floor_day
  std::uint64_t stances = 0;           // slots that are not zero
  std::int32_t outreach = -1;          // newest unanswered outreach day, in Fold::outreach
  std::int64_t outreach_day = kNever;  // day of it
  // From sales.stakeholder_joined and _left.
  Time joined_at = kNever, left_at = kNever;
  bool left = false;
  std::uint32_t joined_signal = PLX_NONE, left_signal = PLX_NONE;
  std::uint32_t role = PLX_NONE;  // string id
  int power = 0;
};

// A distinct (person, day) on which the buyer acted.
struct Act {
  Effective eff;
  Time at;
  std::uint32_t signal, person;  // PLX_NONE: nobody named
};

// An outreach day that nobody answered yet; a chain per person, newest first.
struct Outreach {
  Effective eff;
  Time at;
  std::uint32_t signal;
  std::int32_t older;
  std::int32_t rank;  // how many are in the chain up to here, 1 for the oldest
};

// A distinct (person, day) on which somebody was present.
struct Presence {
  Time at;
  std::uint32_t person, signal;
};

struct Proof {
  Time at;
  int dimension;
  double closes;
  std::uint32_t signal;
};

struct Question {
  Time at;
  Effective eff;
  std::uint32_t ref, topic, person, signal, reopen_of;
  std::int32_t object;
  int dimension;
  Time answered_at;  // last, or kNever
  bool reasked, same;
};

// The account went to another owner.
struct Handoff {
  Time at;
  std::uint32_t signal, transition;       // string id
  double fields_passed, contact_overlap;  // shares, NaN when not told
};

// How far an answer to a survey, 0..1, stands above the middle, -1..1 (model-formulas.md, 3).
inline double SurveyStrength(double score, bool nps) {
  return std::clamp(nps ? (score - 0.7) / 0.3 : (score - 0.5) / 0.5, -1.0, 1.0);
}

// What an attribution needs beside the running sums; kept only when asked for.
struct Term {
  int kind;  // catalog index, or kMaxKinds + StateTerm
  std::uint32_t signal;
  std::uint32_t person;  // of a stance, else PLX_NONE
  double value;          // undecayed, signed
  Effective eff;
};

class Fold {
 public:
  // Forgets the last journal. `decision` PLX_NONE: the whole account. Account-level signals count
  // from `start`. Everything outlives the fold's use. `keep_terms`: fill the terms.
  void Begin(const plx_journal& journal, std::uint32_t decision, Time start,
             const Assumptions& assumptions, const Vocabulary& vocabulary, bool keep_terms);
  // Goes on in a journal that begins with the signals taken: the same seen through other pointers,
  // or a longer one, which may name more people.
  void Continue(const plx_journal& longer);
  // Takes the signals up to and including `t`. REQUIRES: !Passed(t).
  void Advance(Time t);
  // Whether signals after `t` were taken: only then is this not the state at `t`, or one before it.
  bool Passed(Time t) const { return next_ > 0 && journal->occurred_at[next_ - 1] > t; }

  // Whether the signal, about to be taken, is one of what is read: the decision's own (`own`), or
  // the account's from `start` until the decision closed. Of earlier ones `read` tells.
  bool Reads(std::uint32_t signal, bool& own) const;
  std::uint32_t TopicOf(std::uint32_t signal) const;  // string id or PLX_NONE
  // Decayed sum now, per class: multiply Signed by it.
  double Decay(int decay_class, Effective now) const;
  // (person, slot); the last slot is sentiment's.
  const Signed& stance(std::uint32_t person, int slot) const {
    return stance_[person * slots_ + static_cast<std::size_t>(slot)];
  }
  std::string_view Text(std::uint32_t id) const;
  // Memory held.
  std::size_t Bytes() const;

  const plx_journal* journal = nullptr;
  const Assumptions* assumptions = nullptr;
  const Vocabulary* vocabulary = nullptr;
  std::uint32_t decision = PLX_NONE;
  Time start = kNever;

  std::uint32_t taken = 0;  // signals read
  Time first_taken = kNever, last_taken = kNever;
  Time last_buyer = kNever;  // of a buyer or third party, or a session held
  Time last_own = kNever;    // own signal of the decision
  std::vector<Person> people;
  std::vector<Act> acts;
  std::vector<Outreach> outreach;
  std::vector<Presence> presences;
  std::vector<Proof> proofs;
  std::vector<Question> questions;
  std::vector<Handoff> handoffs;
  std::vector<std::uint32_t> close_pushes;  // signals that moved a close date out
  // Kept with the terms.
  std::vector<Term> confidence_terms, stance_terms;
  std::vector<std::uint32_t> read;  // the signals taken
  ObjectTable objects;

  std::array<Signed, kMaxKinds> confidence;
  std::uint64_t confidence_kinds = 0;               // which are not zero
  double resolved_objections = 0, reasked_sum = 0;  // scaled as Signed, by their own class
  std::uint32_t reasked_same = 0, reasked_new = 0;
  double mass = 0;  // distinct (person, day, kind) for the evidence floor

  Time present_at = kNever;  // anybody's last presence
  Effective present_eff = 0;
  Effective last_price = kNever, last_proof_seeking = kNever, last_close_push = kNever;
  Time last_approval = kNever, last_contract = kNever;
  std::uint32_t stage_signal = PLX_NONE;  // the last change of pipeline stage
  std::vector<std::uint32_t> openings;  // by decision: the last signal that opened it, or PLX_NONE
  Time membership_changed = kNever;
  std::uint32_t membership_version = 0;
  FourWay phase{};
  Drift drift;

 private:
  struct Attributes;
  struct Context;

  void Take(std::uint32_t signal);
  void TakePeople(const Context& c);
  void TakeActs(const Context& c);
  void TakeOutreach(const Context& c);
  void TakeFloor(const Context& c);
  void TakeMembership(const Context& c);
  double TakeObject(Context& c);
  double Strength(const Context& c, const Object* object, bool repeated);
  void TakeQuestion(const Context& c, std::int32_t object);
  void TakeObjection(const Context& c, Object& object, bool moved);
  // False when it moved nothing: an irregular signal, or no gate named.
  bool TakeGate(const Context& c, int catalog_gate, std::uint32_t id, int state, bool stops);
  void TakeCloseDate(Context& c);
  void TakeHandoff(const Context& c);
  void TakeEvidence(const Context& c, double strength);
  void TakePhase(int kind);
  void BePresent(std::uint32_t person, const Context& c);
  void ActOf(std::uint32_t person, const Context& c);
  void FloorOf(std::uint32_t person, const Context& c);
  double Grow(int decay_class, Effective eff);
  void Rebase(Effective eff);
  void AddStance(const Context& c, int slot, int kind, double value, double grow);
  void ReadAttributes(std::uint32_t signal, Attributes& out) const;
  int DimensionOf(std::uint32_t id) const;
  Time& DueOf(std::uint32_t for_decision) {
    return due_[std::min(for_decision, journal->decision_count)];
  }

  bool keep_terms_ = false;
  std::uint32_t next_ = 0;
  std::size_t slots_ = 1;
  std::vector<Signed> stance_;
  Effective anchor_ = 0;
  bool anchored_ = false;
  std::vector<Time> due_;  // last known expected close, by decision; the last one for none
  Effective grow_eff_ = 0;
  std::array<double, kDecayClasses> grow_{};
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_FOLD_H_
