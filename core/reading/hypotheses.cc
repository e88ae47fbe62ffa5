#include "core/reading/hypotheses.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>
#include <utility>

#include "core/base/limits.h"
#include "core/reading/open_objects.h"
#include "core/signal/validate.h"
#include "parallax/abi/result.h"
#include "parallax/catalog/catalog.h"

namespace parallax {
namespace {

using catalog::Kind;

// Ids of what does not exist yet; none of them is ever stored.
constexpr std::string_view kImagined = "what-if", kImaginedLabel = "what_if",
                           kNewcomerId = "what-if:newcomer";

template <typename List>
bool Holds(const List& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

// The rows of a group of assumptions: "risk.gates.pilot.p50_days" names "pilot". Override paths are
// part of the public API, so that their form is known here.
std::vector<std::string> RowsOf(const Lens& lens, std::span<const Override> overrides,
                                std::string_view group) {
  std::vector<std::string> rows;
  const auto add = [&](std::string_view path) {
    if (!path.starts_with(group)) return;
    path.remove_prefix(group.size());
    const std::string_view row = path.substr(0, path.rfind('.'));
    if (row.size() < path.size() && !Holds(rows, row)) rows.emplace_back(row);
  };
  for (const Parameter& parameter : lens.parameters()) add(parameter.path);
  for (const Override& override : overrides) add(override.path);
  return rows;
}

const catalog::Attribute* FindAttribute(const Kind& kind, std::string_view key) {
  for (const catalog::Attribute& attribute : kind.attributes) {
    if (attribute.key == key) return &attribute;
  }
  return nullptr;
}

const catalog::Attribute* FindAttribute(const Kind& kind, catalog::Type type) {
  for (const catalog::Attribute& attribute : kind.attributes) {
    if (attribute.type == type) return &attribute;
  }
  return nullptr;
}

const catalog::Object* ObjectOf(const Kind& kind) {
  return kind.object < 0 ? nullptr : &catalog::Get().objects[static_cast<std::size_t>(kind.object)];
}

// The word that says most: by the catalog's scale where it has one, else the first it lists.
std::string_view StrongestWord(const catalog::Attribute& attribute) {
  std::string_view best = attribute.values.front();
  double most = -std::numeric_limits<double>::infinity();
  for (const catalog::ScaleEntry& entry : catalog::Get().scales) {
    if (entry.scale != attribute.key || entry.value <= most) continue;
    if (!Holds(attribute.values, entry.word)) continue;
    best = entry.word;
    most = entry.value;
  }
  return best;
}

class Imagination {
 public:
  Imagination(const Lens& lens, std::span<const Override> overrides, const Journal& journal,
              std::string_view decision, Time as_of, const Interpretation& shown)
      : lens_(lens),
        overrides_(overrides),
        journal_(journal),
        decision_(decision),
        as_of_(as_of),
        shown_(shown),
        open_(OpenObjects(journal, decision.empty() ? kNone : journal.FindDecision(decision),
                          as_of)) {
    for (const Member& member : shown.members) members_.push_back(&member);
    std::stable_partition(members_.begin(), members_.end(), [](const Member* member) {
      return member->stance == PLX_STANCE_CHAMPION;
    });
  }

  std::vector<Hypothesis> Everything() {
    Acts();
    Gates();
    Proofs();
    Newcomers();
    Settled();
    Evidence();
    if (all_.size() > limits::kMaxHypotheses) all_.resize(limits::kMaxHypotheses);
    return std::move(all_);
  }

 private:
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // A valid signal of the kind that says what is given and, of the rest, what the kind requires;
  // evidence says all it can. None where the kind needs what nobody can imagine.
  std::optional<Signal> Imagine(const Kind& kind, std::string_view person,
                                std::string_view decision, Attributes given) const {
    Signal s;
    s.account = journal_.account;
    s.source = s.source_event_id = kImagined;
    s.kind = kind.id;
    s.occurred_at = s.available_at = as_of_;
    if (kind.participants != catalog::Presence::kNone) s.stakeholder = person;
    if (kind.decision != catalog::Presence::kNone) s.decision = decision;
    if (kind.participants == catalog::Presence::kRequired && person.empty()) return std::nullopt;
    if (kind.decision == catalog::Presence::kRequired && decision.empty()) return std::nullopt;
    if (kind.default_initiator == catalog::Initiator::kRequired) s.initiator = Initiator::kBuyer;
    std::string_view state;
    for (const auto& [key, value] : given) {
      if (value.empty()) continue;
      s.attributes.emplace_back(key, std::string(value));
      if (key == kind.state_attribute) state = value;
    }
    for (const catalog::Attribute& attribute : kind.attributes) {
      const auto has_key = [&](const auto& entry) { return entry.first == attribute.key; };
      if (std::any_of(s.attributes.begin(), s.attributes.end(), has_key)) continue;
      const bool required = attribute.required || Holds(attribute.required_when, state);
      if (!required && !SaysMore(kind, attribute)) continue;
      AttributeValue value = ValueOf(attribute);
      if (value.index() == 0) return std::nullopt;
      s.attributes.emplace_back(attribute.key, std::move(value));
    }
    Normalize(s);
    return s;
  }

  static bool SaysMore(const Kind& kind, const catalog::Attribute& attribute) {
    return kind.nature == catalog::Nature::kEvidence &&
           (attribute.type == catalog::Type::kBool || attribute.type == catalog::Type::kEnum);
  }

  AttributeValue ValueOf(const catalog::Attribute& attribute) const {
    switch (attribute.type) {
      case catalog::Type::kEnum:
        return std::string(StrongestWord(attribute));
      case catalog::Type::kInt:
      case catalog::Type::kDuration:
        return std::isnan(attribute.min) ? 1.0 : attribute.min;
      case catalog::Type::kDouble:
        return std::isnan(attribute.max) ? 1.0 : attribute.max;
      case catalog::Type::kBool:
        return true;
      case catalog::Type::kTimestamp:
        return FormatTime(as_of_);
      case catalog::Type::kText:
        return std::string(kImaginedLabel);
      case catalog::Type::kRef:
        return std::string(kImagined);
      default:
        return std::monostate();
    }
  }

  // Left out where a signal cannot be said or, because a lens may name gates and roles that the
  // catalog does not take, would be refused.
  void Add(HypothesisFamily family, std::string_view subject, std::string_view stakeholder,
           std::vector<std::optional<Signal>> signals) {
    Hypothesis h{family, {}, std::string(subject), std::string(stakeholder), {}};
    for (std::optional<Signal>& signal : signals) {
      if (!signal || !Validate(*signal, as_of_).empty()) return;
      signal->source_event_id = std::string(kImagined) + '-' + std::to_string(h.signals.size());
      h.kind = signal->kind;
      h.signals.push_back(*std::move(signal));
    }
    all_.push_back(std::move(h));
  }

  // Everybody who could speak up; nobody in particular where nobody is known.
  std::vector<std::string_view> Speakers() const {
    std::vector<std::string_view> speakers;
    for (const Member* member : members_) speakers.push_back(member->stakeholder);
    if (speakers.empty()) speakers.emplace_back();
    return speakers;
  }

  void Acts() {
    const Kind& kind = *catalog::FindKind("sales.message_exchanged");
    for (const std::string_view who : Speakers()) {
      Add(HypothesisFamily::kAct, {}, who, {Imagine(kind, who, decision_, {})});
    }
  }

  // Gates that the lens names or shows and that are not passed.
  void Gates() {
    std::vector<std::string> gates = RowsOf(lens_, overrides_, "risk.gates.");
    for (const GateView& gate : shown_.gates) {
      if (!Holds(gates, gate.id)) gates.push_back(gate.id);
    }
    std::erase_if(gates, [&](const std::string& gate) { return IsPassed(gate); });
    std::stable_partition(gates.begin(), gates.end(),
                          [](const std::string& gate) { return KindOfGate(gate) != nullptr; });
    for (const std::string& gate : gates) PassGate(gate);
  }

  // The kind that stands for the gate alone: a pilot, a reference.
  static const Kind* KindOfGate(std::string_view gate) {
    for (const Kind& kind : catalog::Get().kinds) {
      if (kind.gate_id == gate) return &kind;
    }
    return nullptr;
  }

  bool IsPassed(std::string_view id) const {
    for (const GateView& gate : shown_.gates) {
      if (gate.id == id) return gate.state == "passed" || gate.state == "waived";
    }
    return false;
  }

  void PassGate(std::string_view gate) {
    const std::string decision = DecisionOfGate(gate);
    const Kind* own = KindOfGate(gate);
    if (own == nullptr) {
      const Kind& step = *catalog::FindKind("validation.step");
      Add(HypothesisFamily::kGate, gate, {},
          {Imagine(step, {}, decision, {{"gate", gate}, {step.state_attribute, "passed"}})});
      return;
    }
    const auto is_open = [&](const OpenObject& open) { return open.object == ObjectOf(*own); };
    if (std::any_of(open_.begin(), open_.end(), is_open)) return;  // see Settled
    for (const catalog::GateMove& move : own->gate_moves) {
      if (move.gate_state != "passed") continue;
      Add(HypothesisFamily::kGate, gate, {},
          {Imagine(*own, {}, decision, {{own->state_attribute, move.state}})});
    }
  }

  // Gates are kept by decision: that of the last signal about this one, where nobody named one.
  std::string DecisionOfGate(std::string_view gate) const {
    if (!decision_.empty()) return std::string(decision_);
    for (auto row = static_cast<std::uint32_t>(journal_.size()); row-- > 0;) {
      if (journal_.occurred_at[row] > as_of_) continue;
      const Kind* kind = catalog::FindKind(journal_.String(journal_.kind[row]));
      if (kind == nullptr) continue;
      if (kind->gate_id == gate || TextAttribute(journal_, row, "gate") == gate) {
        return DecisionOf(row);
      }
    }
    return {};
  }

  std::string DecisionOf(std::uint32_t row) const {
    const std::uint32_t decision = journal_.decision[row];
    return decision == kNone ? std::string() : std::string(journal_.decisions[decision]);
  }

  // Proof about each risk dimension that the lens looks at.
  void Proofs() {
    const std::vector<std::string> dimensions = RowsOf(lens_, overrides_, "risk.dimensions.");
    for (const Kind& kind : catalog::Get().kinds) {
      const catalog::Attribute* about = FindAttribute(kind, catalog::Type::kRiskDimension);
      if (about == nullptr || kind.participants == catalog::Presence::kRequired) continue;
      const bool validates = !kind.gate_id.empty();
      if (kind.nature != catalog::Nature::kEvidence && !validates) continue;
      const std::string_view state = validates ? ObjectOf(kind)->resolves.front() : "";
      for (const std::string& dimension : dimensions) {
        Add(HypothesisFamily::kProof, dimension, {},
            {Imagine(kind, {}, decision_,
                     {{about->key, dimension}, {kind.state_attribute, state}})});
      }
    }
  }

  // Somebody of each missing role, who joins and says yes.
  void Newcomers() {
    const Kind& joined = *catalog::FindKind("sales.stakeholder_joined");
    const Kind& stance = *catalog::FindKind("sales.stance_expressed");
    for (const std::string& role : shown_.missing_roles) {
      Add(HypothesisFamily::kNewcomer, role, {},
          {Imagine(joined, kNewcomerId, decision_, {{"role", role}}),
           Imagine(stance, kNewcomerId, decision_, {})});
    }
  }

  // Every open matter, moved to each state that settles it.
  void Settled() {
    for (const OpenObject& open : open_) {
      for (const Kind& kind : catalog::Get().kinds) {
        if (ObjectOf(kind) != open.object || kind.nature == catalog::Nature::kOutcome) continue;
        const catalog::Attribute* states = FindAttribute(kind, kind.state_attribute);
        if (states == nullptr) continue;
        for (const std::string_view state : open.object->resolves) {
          if (!Holds(states->values, state) || !MayMove(*open.object, open.state, state)) continue;
          Settle(open, kind, state);
        }
      }
    }
  }

  void Settle(const OpenObject& open, const Kind& kind, std::string_view state) {
    const std::uint32_t row = open.last_row;
    const std::string_view key = open.object->key.empty() ? "" : open.object->key.front();
    const std::string_view subject = TextAttribute(journal_, row, key);
    const std::string_view person =
        open.person == kNone || kind.participants == catalog::Presence::kNone
            ? ""
            : journal_.persons[open.person];
    // What an approval settles is said by the gate that its request named.
    const std::string_view gate =
        kind.gate_from.empty() ? "" : TextAttribute(journal_, row, kind.gate_from);
    Add(HypothesisFamily::kSettled, subject, person,
        {Imagine(kind, person, DecisionOf(row),
                 {{key, subject}, {kind.gate_from, gate}, {kind.state_attribute, state}})});
  }

  // Each sort of evidence that a member could give.
  void Evidence() {
    for (const Kind& kind : catalog::Get().kinds) {
      if (kind.nature != catalog::Nature::kEvidence) continue;
      if (kind.participants == catalog::Presence::kNone) continue;
      for (const std::string_view who : Speakers()) {
        Add(HypothesisFamily::kEvidence, {}, who, {Imagine(kind, who, decision_, {})});
      }
    }
  }

  const Lens& lens_;
  const std::span<const Override> overrides_;
  const Journal& journal_;
  const std::string_view decision_;
  const Time as_of_;
  const Interpretation& shown_;
  const std::vector<OpenObject> open_;
  std::vector<const Member*> members_;
  std::vector<Hypothesis> all_;
};

}  // namespace

std::vector<Hypothesis> Hypothesize(const Lens& lens, std::span<const Override> overrides,
                                    const Journal& journal, std::string_view decision, Time as_of,
                                    const Interpretation& shown) {
  return Imagination(lens, overrides, journal, decision, as_of, shown).Everything();
}

}  // namespace parallax
