// Who takes part at an instant, and where each stands (model.md, step 2).
#ifndef PARALLAX_SDK_FRAMEWORK_MEMBERS_H_
#define PARALLAX_SDK_FRAMEWORK_MEMBERS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "framework/fold.h"
#include "framework/heap_bytes.h"

namespace parallax::framework {

// An instant at which a fold is read.
struct Instant {
  Time at = kNever;
  Effective eff = 0;
  std::array<double, kDecayClasses> decay{};
};
Instant At(const Fold& fold, Time at);

// Somebody who takes or took part.
struct Participant {
  std::uint32_t person;
  int role;   // row of the lens
  int power;  // PLX_POWER_, declared or the row's
  bool present;
  bool champion;            // when present: now; when departed: on leaving
  Time joined_at = kNever;  // by a signal or a fact; kNever: not told
  Time since = kNever;      // the same, else first seen; kNever: from the beginning
  Time left_at = kNever;    // of the departed
  std::uint32_t left_signal = PLX_NONE;
};

// A person by the facts and the signals taken, at an instant.
struct Standing {
  int version = -1;         // of people_facts, in force; -1: none
  bool takes_part = false;  // or did: known, and of the decision that is read
  bool present = false;     // has not left
  bool champion = false;    // the flag in force
  Time joined_at = kNever;  // by a signal or a fact; kNever: not told
  Time left_at = kNever;    // if ever told
  Time until;               // facts say the same before, if no signal is taken
};
// O(log versions + the person's versions).
Standing StandingOf(const Fold& fold, std::uint32_t person, Time t);

// Participants by person, cached between instants at which nothing about them changes.
class Roster {
 public:
  void Clear() { valid_until_ = kNever; }
  // O(people + versions of their facts) when something changed, else O(1).
  const std::vector<Participant>& At(const Fold& fold, Time t);
  std::size_t Bytes() const { return HeapBytes(participants_); }

 private:
  void Rebuild(const Fold& fold, Time t);

  std::vector<Participant> participants_;
  std::uint32_t version_ = 0;
  Time valid_from_ = kNever, valid_until_ = kNever;
};

// A present participant's stance. The terms are what the support's log-odds are the sum of.
struct Member {
  const Participant* participant;
  double prior;     // log-odds
  double log_odds;  // prior + evidence
  double support;
  double silence;    // the (negative) term of unanswered outreach
  bool spoke;        // some evidence of a stance
  bool silent_veto;  // a veto holder who does not answer (model-formulas.md, 4)
};

// Unanswered outreach days to a person, matured over a base cadence each.
double UnansweredOutreach(const Fold& fold, std::uint32_t person, const Instant& now);
// Whether a veto holder is silent under outreach.
bool IsSilentVeto(const Fold& fold, const Participant& who, const Instant& now);

class Stances {
 public:
  // The members present, by person. Valid until the next call or change of `participants`.
  const std::vector<Member>& At(const Fold& fold, const std::vector<Participant>& participants,
                                const Instant& now);
  std::size_t Bytes() const { return HeapBytes(members_, objections_); }

 private:
  std::vector<Member> members_;
  std::vector<double> objections_;  // by person: weighed severity of the open ones
};

// Standard deviation of the supports; 0 for fewer than two.
double Dispersion(const std::vector<Member>& members);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_MEMBERS_H_
