#include "framework/vocabulary.h"

#include <span>
#include <stdexcept>
#include <string>

#include "parallax/catalog/catalog.h"
#include "parallax/sdk/model.h"

namespace parallax::framework {
namespace {

using std::string_view;

struct ObjectNames {
  string_view id;
  std::array<string_view, 8> states;
};

constexpr std::array<ObjectNames, kObjectTypes> kObjects = {{
    {"decision", {"open", "slipped", "won", "lost", "no_decision"}},
    {"relationship", {"renewed", "expanded", "contracted", "churned"}},
    {"next_step", {"set", "slipped", "kept", "cancelled"}},
    {"question", {"open", "answered", "accepted", "rejected"}},
    {"objection", {"raised", "resolved", "withdrawn"}},
    {"gate",
     {"required", "requested", "in_progress", "paused", "passed", "failed", "waived", "expired"}},
    {"pilot", {"planned", "started", "extended", "passed", "failed", "inconclusive", "abandoned"}},
    {"reference_check", {"asked", "held", "declined"}},
    {"redline", {"opened", "returned", "agreed", "abandoned"}},
    {"approval", {"requested", "deferred", "granted", "refused"}},
    {"budget", {"identified", "requested", "frozen", "approved", "cut"}},
    {"expectation", {"set", "met", "missed", "withdrawn"}},
    {"support_case", {"opened", "resolved", "reopened"}},
}};

constexpr std::array<string_view, static_cast<int>(Key::kCount)> kKeys = {
    "state",         "ref",        "topic",         "reopen_of",      "gate",       "body",
    "role",          "power",      "stance",        "framing",        "quantified", "score",
    "type",          "proof",      "severity",      "risk_dimension", "due",        "due_before",
    "fiscal_period", "transition", "fields_passed", "contact_overlap"};

struct RuleName {
  string_view kind;
  KindRule rule;
};
constexpr RuleName kRules[] = {
    {"marketing.third_party_proof_sought", KindRule::kProofSought},
    {"sales.meeting_moved", KindRule::kMeetingMoved},
    {"sales.next_step", KindRule::kNextStep},
    {"sales.stakeholder_joined", KindRule::kJoined},
    {"sales.stakeholder_left", KindRule::kLeft},
    {"sales.stance_expressed", KindRule::kStance},
    {"sales.question_asked", KindRule::kQuestionAsked},
    {"sales.question_answered", KindRule::kQuestionAnswered},
    {"sales.objection", KindRule::kObjection},
    {"sales.price_pressure", KindRule::kPricePressure},
    {"sales.close_date_changed", KindRule::kCloseDate},
    {"validation.step", KindRule::kStep},
    {"validation.pilot", KindRule::kPilot},
    {"validation.reference_check", KindRule::kReference},
    {"validation.legal_redline", KindRule::kRedline},
    {"validation.approval", KindRule::kApproval},
    {"validation.budget", KindRule::kBudget},
    {"lifecycle.expectation", KindRule::kExpectation},
    {"success.outcome_statement", KindRule::kOutcome},
    {"success.survey", KindRule::kSurvey},
    {"success.support_case", KindRule::kSupportCase},
    {"success.value_review", KindRule::kValueReview},
    {"sales.decision_opened", KindRule::kDecisionOpened},
    {"lifecycle.decision_outcome", KindRule::kDecisionOutcome},
    {"lifecycle.relationship_outcome", KindRule::kRelationshipOutcome},
    {"finance.contract_signed", KindRule::kContract},
    {"lifecycle.handoff", KindRule::kHandoff},
    {"sales.stage_changed", KindRule::kStageChanged},
};

constexpr std::array<string_view, 5> kPowers = {"", "veto", "approve", "influence", "use"};

template <class List>
int IndexOf(const List& list, string_view id) {
  int i = 0;
  for (const auto& item : list) {
    if (item.id == id) return i;
    ++i;
  }
  return -1;
}

int StateIndex(ObjectType object, string_view name) {
  const auto& states = kObjects[static_cast<int>(object)].states;
  for (int s = 0; s < 8 && !states[s].empty(); ++s) {
    if (states[s] == name) return s;
  }
  return -1;
}

ObjectType TypeOf(string_view object_id) {
  const int i = IndexOf(kObjects, object_id);
  return i < 0 ? ObjectType::kNone : static_cast<ObjectType>(i);
}

}  // namespace

string_view GateStateName(GateState state) {
  return kObjects[static_cast<int>(ObjectType::kGate)].states[static_cast<int>(state)];
}

Vocabulary::Vocabulary(const plx_words& words) {
  const catalog::Catalog& catalog = catalog::Get();
  const std::uint32_t n = words.count;
  for (std::uint32_t i = 0; i < n; ++i) word_.push_back(sdk::View(words.words[i]));
  for (auto* map : {&kind_, &key_, &role_, &gate_, &dimension_, &power_}) map->assign(n, -1);
  for (auto& map : state_) map.assign(n, -1);
  severity_.assign(n, -9.0f);
  stance_.assign(n, -9.0f);
  for (std::uint32_t i = 0; i < n; ++i) {
    const string_view word = word_[i];
    kind_[i] = static_cast<std::int8_t>(IndexOf(catalog.kinds, word));
    role_[i] = static_cast<std::int8_t>(IndexOf(catalog.roles, word));
    gate_[i] = static_cast<std::int8_t>(IndexOf(catalog.gates, word));
    dimension_[i] = static_cast<std::int8_t>(IndexOf(catalog.dimensions, word));
    for (int k = 0; k < static_cast<int>(kKeys.size()); ++k) {
      if (kKeys[k] == word) key_[i] = static_cast<std::int8_t>(k);
    }
    for (int p = 1; p < static_cast<int>(kPowers.size()); ++p) {
      if (kPowers[p] == word) power_[i] = static_cast<std::int8_t>(p);
    }
    for (int o = 0; o < kObjectTypes; ++o) {
      state_[o][i] = static_cast<std::int8_t>(StateIndex(static_cast<ObjectType>(o), word));
    }
    if (word == "buyer") buyer_ = i;
    if (word == "nps") nps_ = i;
    for (const catalog::ScaleEntry& entry : catalog.scales) {
      if (entry.word != word) continue;
      (entry.scale == "severity" ? severity_ : stance_)[i] = static_cast<float>(entry.value);
    }
  }
  MapKinds();
  MapObjects();
}

std::uint32_t Vocabulary::Find(string_view word) const {
  const auto it = std::lower_bound(word_.begin(), word_.end(), word);  // sorted (journal.h)
  return it != word_.end() && *it == word ? static_cast<std::uint32_t>(it - word_.begin())
                                          : PLX_NONE;
}

void Vocabulary::MapKinds() {
  const catalog::Catalog& catalog = catalog::Get();
  // One bit a kind, and one for sentiment among the stances.
  if (catalog.kinds.size() >= kMaxKinds) throw std::runtime_error("more than 63 signal kinds");
  kind_count_ = static_cast<int>(catalog.kinds.size());
  for (int k = 0; k < kind_count_; ++k) {
    const catalog::Kind& kind = catalog.kinds[k];
    KindInfo& info = kinds_[k];
    info.id = kind.id;
    info.label = kind.id.substr(kind.id.find('.') + 1);
    info.activity = kind.nature == catalog::Nature::kActivity;
    for (const RuleName& rule : kRules) {
      if (rule.kind == kind.id) info.rule = rule.rule;
    }
    info.gate_move.fill(-1);
    if (kind.object < 0) continue;
    info.object = TypeOf(catalog.objects[kind.object].id);
    if (info.object == ObjectType::kNone) continue;
    if (!kind.sets.empty())
      info.sets = static_cast<std::int8_t>(StateIndex(info.object, kind.sets));
    info.gate = static_cast<std::int8_t>(IndexOf(catalog.gates, kind.gate_id));
    info.gate_from_attribute = !kind.gate_from.empty();
    for (const catalog::GateMove& move : kind.gate_moves) {
      const int from = StateIndex(info.object, move.state);
      if (from < 0) throw std::runtime_error("gate move of " + std::string(kind.id));
      info.gate_move[from] =
          static_cast<std::int8_t>(StateIndex(ObjectType::kGate, move.gate_state));
    }
  }
}

void Vocabulary::MapObjects() {
  for (int o = 0; o < kObjectTypes; ++o) {
    const int index = IndexOf(catalog::Get().objects, kObjects[o].id);
    if (index < 0) throw std::runtime_error("no object " + std::string(kObjects[o].id));
    const catalog::Object& object = catalog::Get().objects[index];
    scope_[o] = object.decision_scope;
    for (const string_view name : object.states) {
      if (StateIndex(static_cast<ObjectType>(o), name) < 0) {
        throw std::runtime_error("unknown state " + std::string(name));
      }
    }
    for (const catalog::Transition& transition : object.transitions) {
      const int from = StateIndex(static_cast<ObjectType>(o), transition.from);
      for (const string_view to : transition.to) {
        allowed_[o][from] = static_cast<std::uint8_t>(
            allowed_[o][from] | 1u << StateIndex(static_cast<ObjectType>(o), to));
      }
    }
  }
}

}  // namespace parallax::framework
