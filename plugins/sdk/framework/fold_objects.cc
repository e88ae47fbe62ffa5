// What a signal does to its object, and how much it weighs by what it says (model-formulas.md, 3,
// 7, 15).
#include <algorithm>
#include <cmath>

#include "framework/fold.h"
#include "framework/fold_context.h"
#include "framework/timestamp.h"

namespace parallax::framework {
namespace {

template <class State>
constexpr bool Is(int state, State wanted) {
  return state == static_cast<int>(wanted);
}

}  // namespace

int Fold::DimensionOf(std::uint32_t id) const {
  return assumptions->DimensionOf(vocabulary->dimension(id), Text(id));
}

// Moves what the signal moves and returns its strength: the factor on the weights of its kind.
double Fold::TakeObject(Context& c) {
  const Attributes& attributes = c.attributes;
  if (attributes.has(Key::kRiskDimension)) {
    c.dimension = DimensionOf(attributes[Key::kRiskDimension]);
  }
  if (c.info.rule == KindRule::kPricePressure) last_price = c.eff;
  if (c.info.rule == KindRule::kContract) last_contract = c.at;
  if (c.info.rule == KindRule::kCloseDate) TakeCloseDate(c);
  if (c.info.rule == KindRule::kJoined || c.info.rule == KindRule::kLeft) TakeMembership(c);
  if (c.info.rule == KindRule::kStageChanged) stage_signal = c.signal;
  if (c.info.rule == KindRule::kHandoff) TakeHandoff(c);
  const ObjectType type = c.info.object;
  const int state =
      c.info.sets >= 0 ? c.info.sets : vocabulary->state(type, attributes[Key::kState]);
  const bool declines = type == ObjectType::kReference && Is(state, ReferenceState::kDeclined);
  if (c.weight.proof_seeking && c.buyer() && !declines) last_proof_seeking = c.eff;
  if (type == ObjectType::kNone) return Strength(c, nullptr, false);
  if (state < 0) return 0;  // this build's catalog does not know the state

  if (type == ObjectType::kGate) {
    const std::uint32_t gate = attributes[Key::kGate];
    if (!TakeGate(c, vocabulary->gate(gate), gate, state, false)) return 0;
    return Is(state, GateState::kPassed)   ? 1
           : Is(state, GateState::kWaived) ? 0.5
           : Is(state, GateState::kFailed) ? -2
                                           : 0;
  }
  std::uint32_t key = attributes[Key::kRef];
  if (type == ObjectType::kDecision) key = c.decision;
  if (type == ObjectType::kRelationship) key = 0;
  if (type == ObjectType::kApproval) key = attributes[Key::kBody];
  if (type == ObjectType::kBudget) key = attributes[Key::kFiscalPeriod];
  const std::uint32_t scope = vocabulary->decision_scope(type) ? c.decision : PLX_NONE;
  Move move;
  const std::int32_t index =
      objects.Enter(type, key, scope, state, c.at, c.signal, *vocabulary, move);
  if (move == Move::kIrregular) return 0;
  Object& object = objects[index];
  if (c.actor != PLX_NONE && object.person == PLX_NONE) object.person = c.actor;
  if (c.dimension >= 0) {
    object.dimension = c.dimension;
  } else {
    c.dimension = object.dimension;
  }
  if (attributes.has(Key::kSeverity)) {
    object.severity = vocabulary->severity(attributes[Key::kSeverity]);
  }
  const bool moved = move != Move::kRepeated;
  const bool due = attributes.has(Key::kDue);
  switch (type) {
    case ObjectType::kDecision:
      if (Is(state, DecisionState::kOpen)) {
        if (moved) object.due = c.at;                             // last opening
        if (object.run_start == kNever) object.run_start = c.at;  // first opening
      }
      if (due) DueOf(c.decision) = ParseTimestamp(Text(attributes[Key::kDue]));
      break;
    case ObjectType::kNextStep:
      if (due) object.due = ParseTimestamp(Text(attributes[Key::kDue]));
      drift.Step(object, index, due && object.due != kNever, c.now(), c.signal);
      break;
    case ObjectType::kQuestion:
      if (c.info.rule == KindRule::kQuestionAsked) {
        TakeQuestion(c, index);
      } else {
        for (Question& q : questions) {
          if (q.ref == key) q.answered_at = c.at;
        }
      }
      break;
    case ObjectType::kObjection:
      TakeObjection(c, object, moved);
      break;
    case ObjectType::kApproval:
      if (Is(state, ApprovalState::kGranted) && !attributes.has(Key::kGate)) last_approval = c.at;
      break;
    default:
      break;
  }
  const double strength = Strength(c, &object, !moved);
  if (const int gate_state = c.info.gate_move[state]; gate_state >= 0) {
    // Not a wait on the buyer: a declined reference, an inconclusive pilot.
    const bool stops =
        declines || (type == ObjectType::kPilot && Is(state, PilotState::kInconclusive));
    if (c.info.gate_from_attribute) {
      const std::uint32_t gate = attributes[Key::kGate];
      if (gate != PLX_NONE) TakeGate(c, vocabulary->gate(gate), gate, gate_state, stops);
    } else if (c.info.gate >= 0) {
      TakeGate(c, c.info.gate, PLX_NONE, gate_state, stops);
    }
  }
  return strength;
}

double Fold::Strength(const Context& c, const Object* object, bool repeated) {
  const Attributes& a = c.attributes;
  const int state = object == nullptr ? -1 : object->state;
  switch (c.info.rule) {
    case KindRule::kStance:
      return vocabulary->stance(a[Key::kStance]);
    case KindRule::kMeetingMoved:
      return c.buyer() ? 1 : 0;  // the seller's own calendar says nothing about the buyer
    case KindRule::kCloseDate:
      return c.later ? 1 : 0;
    case KindRule::kQuestionAnswered:
      return Is(state, QuestionState::kAccepted) ? 1 : Is(state, QuestionState::kRejected) ? -1 : 0;
    case KindRule::kReference:
      if (Is(state, ReferenceState::kHeld)) return 1;
      if (c.seller()) return 0;
      return Is(state, ReferenceState::kAsked) ? 0.4 : -1;
    case KindRule::kPilot:
      return Is(state, PilotState::kPassed)      ? 1
             : Is(state, PilotState::kFailed)    ? -1
             : Is(state, PilotState::kAbandoned) ? -0.7
                                                 : 0;
    case KindRule::kApproval:
      return Is(state, ApprovalState::kGranted) ? 1 : Is(state, ApprovalState::kRefused) ? -1 : 0;
    case KindRule::kBudget:
      return Is(state, BudgetState::kApproved) ? 1
             : Is(state, BudgetState::kFrozen) ? -1
             : Is(state, BudgetState::kCut)    ? -2
                                               : 0;
    case KindRule::kExpectation:
      return Is(state, ExpectationState::kMet) ? 1 : Is(state, ExpectationState::kMissed) ? -2 : 0;
    case KindRule::kSupportCase:
      return Is(state, CaseState::kResolved) ? 0 : 2 * object->severity;
    case KindRule::kNextStep:  // docs/decisions/0011-strength-of-signals.md
      return Is(state, StepState::kKept) ? 1 : Is(state, StepState::kSet) ? 0.5 : 0;
    case KindRule::kRedline:
      return Is(state, RedlineState::kAgreed) ? 1 : Is(state, RedlineState::kAbandoned) ? -1 : 0.5;
    case KindRule::kOutcome: {
      const double framing = vocabulary->IsBuyer(a[Key::kFraming]) ? 1 : 0.1;
      const double strength = framing * (a.quantified == 1 ? 1 : 0.5);
      return c.sentiment < 0 ? -strength : strength;
    }
    case KindRule::kSurvey:
      if (std::isnan(a.score)) return 0;
      return SurveyStrength(a.score, vocabulary->IsNps(a[Key::kType]));
    case KindRule::kValueReview:
      return a.has(Key::kProof) ? 1 : 0.3;
    case KindRule::kObjection:
      return repeated ? 0 : 1;
    default:
      return 1;
  }
}

void Fold::TakeMembership(const Context& c) {
  if (c.people.empty()) return;
  Person& person = people[c.people[0]];
  ++membership_version;
  if (c.info.rule == KindRule::kLeft) {
    if (!person.left) person.left_at = c.at, person.left_signal = c.signal;
    person.left = true;
    return;
  }
  if (person.left || person.joined_at == kNever) {
    person.joined_at = c.at;
    person.joined_signal = c.signal;
  }
  person.left = false;
  if (c.attributes.has(Key::kRole)) person.role = c.attributes[Key::kRole];
  if (c.attributes.has(Key::kPower)) person.power = vocabulary->power(c.attributes[Key::kPower]);
}

// Only a later date counts; the date before is the signal's, else the last one known.
void Fold::TakeCloseDate(Context& c) {
  const Time due = ParseTimestamp(Text(c.attributes[Key::kDue]));
  const Time before = c.attributes.has(Key::kDueBefore)
                          ? ParseTimestamp(Text(c.attributes[Key::kDueBefore]))
                          : DueOf(c.decision);
  c.later = due != kNever && before != kNever && due > before;
  if (c.later) {
    last_close_push = c.eff;
    close_pushes.push_back(c.signal);
  }
  DueOf(c.decision) = due;
}

// One that began is no change of hands yet.
void Fold::TakeHandoff(const Context& c) {
  if (Text(c.attributes[Key::kState]) != "completed") return;
  handoffs.push_back({c.at, c.signal, c.attributes[Key::kTransition], c.attributes.fields_passed,
                      c.attributes.contact_overlap});
}

// A re-ask has an earlier question's ref, names it in reopen_of, or has its topic after an answer;
// by the same person if that person asked any of those.
void Fold::TakeQuestion(const Context& c, std::int32_t object) {
  const std::uint32_t ref = c.attributes[Key::kRef], topic = c.attributes[Key::kTopic],
                      reopen_of = c.attributes[Key::kReopenOf];
  const std::uint32_t person = c.actor != PLX_NONE || c.people.empty() ? c.actor : c.people[0];
  bool reasked = reopen_of != PLX_NONE, same = false;
  for (const Question& q : questions) {
    const bool linked =
        q.ref == ref ||
        (reopen_of != PLX_NONE && (q.ref == reopen_of || q.reopen_of == reopen_of)) ||
        (topic != PLX_NONE && q.topic == topic && q.answered_at != kNever);
    if (!linked) continue;
    reasked = true;
    same = same || (person != PLX_NONE && q.person == person);
  }
  questions.push_back({c.at, c.eff, ref, topic, person, c.signal, reopen_of, object,
                       c.dimension >= 0 ? c.dimension : assumptions->default_dimension_row(),
                       kNever, reasked, same});
  if (!reasked) return;
  if (!same) {
    ++reasked_new;
    return;
  }
  ++reasked_same;
  const WeightRow& row = assumptions->state(StateTerm::kReaskedSame);
  reasked_sum += row.confidence * Grow(static_cast<int>(row.decay_class), c.eff);
  if (keep_terms_) {
    confidence_terms.push_back({kMaxKinds + static_cast<int>(StateTerm::kReaskedSame), c.signal,
                                PLX_NONE, row.confidence, c.eff});
  }
}

void Fold::TakeObjection(const Context& c, Object& object, bool moved) {
  if (Is(object.state, ObjectionState::kRaised)) {
    if (object.dimension < 0) object.dimension = assumptions->default_dimension_row();
    return;
  }
  if (!moved) return;
  const WeightRow& row = assumptions->state(StateTerm::kObjectionResolved);
  resolved_objections += row.confidence * Grow(static_cast<int>(row.decay_class), c.eff);
  if (keep_terms_) {
    confidence_terms.push_back({kMaxKinds + static_cast<int>(StateTerm::kObjectionResolved),
                                c.signal, PLX_NONE, row.confidence, c.eff});
  }
}

bool Fold::TakeGate(const Context& c, int catalog_gate, std::uint32_t id, int state, bool stops) {
  if (catalog_gate < 0 && id == PLX_NONE) return false;
  const std::uint32_t key =
      catalog_gate >= 0 ? static_cast<std::uint32_t>(catalog_gate) : kCustomGateKeys + id;
  Move move;
  const std::int32_t index =
      objects.Enter(ObjectType::kGate, key, c.decision, state, c.at, c.signal, *vocabulary, move);
  if (move == Move::kIrregular) return false;
  Object& gate = objects[index];
  drift.GateMoved();
  if (gate.gate < 0) gate.gate = assumptions->GateOf(catalog_gate, Text(id));
  const auto now = static_cast<GateState>(state);
  const bool runs = now == GateState::kRequested || now == GateState::kInProgress;
  if (runs && !gate.running) gate.run_start = c.at;
  gate.running = runs || (now == GateState::kPaused && gate.running && !stops);
  gate.ever_ran =
      (gate.ever_ran || runs || now == GateState::kPassed || now == GateState::kFailed) &&
      !(stops && c.info.rule == KindRule::kReference);
  if (now == GateState::kPassed || now == GateState::kWaived) {
    gate.due = c.at;  // a repeated pass proves it afresh
    const std::string_view name = assumptions->gate_infos[static_cast<std::size_t>(gate.gate)].id;
    const bool approves =
        name == "board_approval" || name == "executive_approval" || name == "procurement";
    if (approves && now == GateState::kPassed) last_approval = c.at;
  }
  return true;
}

}  // namespace parallax::framework
