// The catalog's words as the host numbers them, mapped once per instance, so that the hot path
// never compares text.
#ifndef PARALLAX_SDK_FRAMEWORK_VOCABULARY_H_
#define PARALLAX_SDK_FRAMEWORK_VOCABULARY_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "parallax/abi/journal.h"

namespace parallax::framework {

inline constexpr int kMaxKinds = 64;

// Objects whose state the model reads (catalog.toml, [[object]]); the rest move nothing here.
enum class ObjectType : std::uint8_t {
  kDecision,
  kRelationship,
  kNextStep,
  kQuestion,
  kObjection,
  kGate,
  kPilot,
  kReference,
  kRedline,
  kApproval,
  kBudget,
  kExpectation,
  kSupportCase,
  kCount,
  kNone = kCount
};
inline constexpr int kObjectTypes = static_cast<int>(ObjectType::kCount);

// States by object, in this order; Vocabulary checks them against the catalog by name.
enum class DecisionState : std::uint8_t { kOpen, kSlipped, kWon, kLost, kNoDecision };
enum class RelationshipState : std::uint8_t { kRenewed, kExpanded, kContracted, kChurned };
enum class StepState : std::uint8_t { kSet, kSlipped, kKept, kCancelled };
enum class QuestionState : std::uint8_t { kOpen, kAnswered, kAccepted, kRejected };
enum class ObjectionState : std::uint8_t { kRaised, kResolved, kWithdrawn };
enum class GateState : std::uint8_t {
  kRequired,
  kRequested,
  kInProgress,
  kPaused,
  kPassed,
  kFailed,
  kWaived,
  kExpired
};
enum class PilotState : std::uint8_t {
  kPlanned,
  kStarted,
  kExtended,
  kPassed,
  kFailed,
  kInconclusive,
  kAbandoned
};
enum class ReferenceState : std::uint8_t { kAsked, kHeld, kDeclined };
enum class RedlineState : std::uint8_t { kOpened, kReturned, kAgreed, kAbandoned };
enum class ApprovalState : std::uint8_t { kRequested, kDeferred, kGranted, kRefused };
enum class BudgetState : std::uint8_t { kIdentified, kRequested, kFrozen, kApproved, kCut };
enum class ExpectationState : std::uint8_t { kSet, kMet, kMissed, kWithdrawn };
enum class CaseState : std::uint8_t { kOpened, kResolved, kReopened };

std::string_view GateStateName(GateState state);

// Kinds that a rule of the model names (model-formulas.md, 3).
enum class KindRule : std::uint8_t {
  kNone,
  kProofSought,
  kMeetingMoved,
  kNextStep,
  kJoined,
  kLeft,
  kStance,
  kQuestionAsked,
  kQuestionAnswered,
  kObjection,
  kPricePressure,
  kCloseDate,
  kStep,
  kPilot,
  kReference,
  kRedline,
  kApproval,
  kBudget,
  kExpectation,
  kOutcome,
  kSurvey,
  kSupportCase,
  kValueReview,
  kDecisionOpened,
  kDecisionOutcome,
  kRelationshipOutcome,
  kContract,
  kHandoff,
  kStageChanged
};

enum class Key : std::int8_t {
  kNone = -1,
  kState,
  kRef,
  kTopic,
  kReopenOf,
  kGate,
  kBody,
  kRole,
  kPower,
  kStance,
  kFraming,
  kQuantified,
  kScore,
  kType,
  kProof,
  kSeverity,
  kRiskDimension,
  kDue,
  kDueBefore,
  kFiscalPeriod,
  kTransition,
  kFieldsPassed,
  kContactOverlap,
  kCount
};

// What a kind is, whatever the lens.
struct KindInfo {
  std::string_view id;     // "sales.stance_expressed"
  std::string_view label;  // "stance_expressed"
  KindRule rule = KindRule::kNone;
  bool activity = false;  // by nature
  ObjectType object = ObjectType::kNone;
  std::int8_t sets = -1;  // the state it always sets
  std::int8_t gate = -1;  // catalog index of the gate it moves too
  bool gate_from_attribute = false;
  std::array<std::int8_t, 8> gate_move{};  // by state of the object; -1: none
};

// Immutable. Built by [main], shared by all rows.
class Vocabulary {
 public:
  // Throws std::runtime_error when this build's catalog lacks what the model reads.
  explicit Vocabulary(const plx_words& words);

  std::uint32_t word_count() const { return static_cast<std::uint32_t>(word_.size()); }
  int kind(std::uint32_t id) const { return At(kind_, id); }  // catalog index or -1
  Key key(std::uint32_t id) const { return static_cast<Key>(At(key_, id)); }
  int role(std::uint32_t id) const { return At(role_, id); }
  int gate(std::uint32_t id) const { return At(gate_, id); }
  int dimension(std::uint32_t id) const { return At(dimension_, id); }
  int power(std::uint32_t id) const { return std::max(0, At(power_, id)); }  // PLX_POWER_ or 0
  int state(ObjectType object, std::uint32_t id) const {
    return At(state_[static_cast<int>(object)], id);
  }
  double severity(std::uint32_t id) const { return Value(severity_, id, 0.5); }
  double stance(std::uint32_t id) const { return Value(stance_, id, 0.0); }
  bool IsBuyer(std::uint32_t id) const { return id == buyer_; }
  bool IsNps(std::uint32_t id) const { return id == nps_; }

  std::string_view word(std::uint32_t id) const { return word_[id]; }
  // Id of a word, or PLX_NONE. O(log words).
  std::uint32_t Find(std::string_view word) const;

  int kind_count() const { return kind_count_; }
  const KindInfo& info(int kind) const { return kinds_[kind]; }
  bool Allowed(ObjectType object, int from, int to) const {
    return allowed_[static_cast<int>(object)][from] >> to & 1;
  }
  bool decision_scope(ObjectType object) const { return scope_[static_cast<int>(object)]; }

 private:
  static int At(const std::vector<std::int8_t>& map, std::uint32_t id) {
    return id < map.size() ? map[id] : -1;
  }
  static double Value(const std::vector<float>& map, std::uint32_t id, double otherwise) {
    return id < map.size() && map[id] > -2.0f ? static_cast<double>(map[id]) : otherwise;
  }
  void MapKinds();
  void MapObjects();

  std::vector<std::string_view> word_;
  std::vector<std::int8_t> kind_, key_, role_, gate_, dimension_, power_;
  std::array<std::vector<std::int8_t>, kObjectTypes> state_;
  std::vector<float> severity_, stance_;  // -9: not on the scale
  std::uint32_t buyer_ = PLX_NONE, nps_ = PLX_NONE;
  int kind_count_ = 0;
  std::array<KindInfo, kMaxKinds> kinds_;
  std::array<std::array<std::uint8_t, 8>, kObjectTypes> allowed_{};
  std::array<bool, kObjectTypes> scope_{};
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_VOCABULARY_H_
