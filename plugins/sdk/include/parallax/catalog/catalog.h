// The signal catalog as tables, generated from catalog.toml (the single source) for both sides of
// the lens boundary.
//
// Everything is constant data with static lifetime; names sort as catalog.toml lists them unless
// said otherwise. The core validates with it, a lens folds states and maps words with it.
#ifndef PARALLAX_CATALOG_CATALOG_H_
#define PARALLAX_CATALOG_CATALOG_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace parallax::catalog {

using std::string_view;
using Names = std::span<const string_view>;

enum class Nature : std::uint8_t { kActivity, kEvidence, kState, kFact, kOutcome };
enum class Presence : std::uint8_t { kRequired, kOptional, kNone };
// As PLX_INITIATOR_; kRequired: the sender must say.
enum class Initiator : std::uint8_t {
  kRequired = 0,
  kBuyer = 1,
  kSeller = 2,
  kThirdParty = 3,
  kSystem = 4
};
enum class Type : std::uint8_t {
  kEnum,
  kInt,
  kDouble,
  kBool,
  kDuration,
  kTimestamp,
  kMoney,
  kText,
  kRef,
  kRole,
  kGate,
  kRiskDimension
};

struct Attribute {
  string_view key;
  Type type;
  bool required;
  bool label;           // text with format = "label"; else free text
  Names required_when;  // states of the same signal
  Names values;         // enums
  double min, max;      // NaN: none
  int max_chars;        // text; limits.text_max_chars unless the catalog says less
  string_view unit, summary;
};

struct GateMove {
  string_view state, gate_state;  // a signal that enters `state` moves its gate to `gate_state`
};

struct Kind {
  string_view id, area, summary;
  Nature nature;
  Initiator default_initiator;
  Presence participants, decision;
  bool company_account;
  int participants_max;
  std::span<const Attribute> attributes;
  int object;                   // index into Catalog::objects, or -1
  string_view state_attribute;  // the attribute that carries the state, or empty
  string_view sets;             // the state it always sets, or empty
  string_view gate_id;          // the gate it also moves, or empty
  string_view gate_from;        // the attribute that names that gate, or empty
  std::span<const GateMove> gate_moves;
};

struct Transition {
  string_view from;
  Names to;
};

struct Object {
  string_view id;
  bool decision_scope;  // one instance a decision
  Names key;            // attribute keys (or "stakeholder", "decision") that identify it
  Names states, first, open, closed, resolves;
  std::span<const Transition> transitions;
};

struct Role {
  string_view id, family, summary;
};
struct Dimension {
  string_view id, family, summary;
};
struct Gate {
  string_view id, summary;
  Names closes;
};

enum class Subject : std::uint8_t { kAccount, kDecision, kStakeholder };
struct Fact {
  Subject subject;
  string_view key, wire, summary;
  Type type;
  bool label;
  Names values;
  double min, max;
  int max_chars;
};

struct Pattern {
  string_view id, regex, summary;  // RE2
  bool ids, text;                  // what it applies to
};

struct ScaleEntry {
  string_view scale, word;  // ("severity", "high")
  double value;
};

struct Limits {
  string_view id_pattern, label_pattern, attribute_key_pattern, custom_key_pattern,
      custom_id_pattern, timestamp_pattern, currency_pattern, company_account;
  std::int64_t occurred_at_min_ns, timestamp_min_ns, timestamp_max_ns;
  int text_max_chars, attributes_max, participants_max, future_tolerance_s;
  double int_abs_max, duration_s_max;
  std::int64_t money_units_abs_max;
};

struct Catalog {
  std::uint32_t version;
  Limits limits;
  std::span<const Kind> kinds;
  Kind custom_kind;
  std::span<const Object> objects;
  std::span<const Role> roles;
  std::span<const Dimension> dimensions;
  std::span<const Gate> gates;
  std::span<const Fact> facts;
  std::span<const Pattern> privacy_keys, privacy_roles, privacy_texts;
  std::span<const ScaleEntry> scales;
  // Every id, key and enum value above, sorted bytewise, each once: the shared vocabulary of the
  // lens boundary.
  Names words;
};

const Catalog& Get();

// Lookups by id; null when the catalog does not list it. One hash and one comparison: O(size of the
// id).
const Kind* FindKind(string_view id);
const Role* FindRole(string_view id);
const Dimension* FindDimension(string_view id);
const Gate* FindGate(string_view id);
// Index into words, or -1.
int FindWord(string_view word);

}  // namespace parallax::catalog

#endif  // PARALLAX_CATALOG_CATALOG_H_
