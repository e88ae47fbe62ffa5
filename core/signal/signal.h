// A buyer signal and the versioned facts around it, below the wire and above the store.
#ifndef PARALLAX_CORE_SIGNAL_SIGNAL_H_
#define PARALLAX_CORE_SIGNAL_SIGNAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/time.h"

namespace parallax {

// Numbers as on the wire and in the lens ABI. 0: absent.
enum class Initiator : std::uint8_t {
  kUnspecified = 0,
  kBuyer = 1,
  kSeller = 2,
  kThirdParty = 3,
  kSystem = 4
};
enum class Provenance : std::uint8_t { kUnspecified = 0, kHuman = 1, kModel = 2, kDerived = 3 };
enum class Power : std::uint8_t {
  kUnspecified = 0,
  kVeto = 1,
  kApprove = 2,
  kInfluence = 3,
  kUse = 4
};
enum class Archetype : std::uint8_t {
  kUnspecified = 0,
  kInteractive = 1,
  kApi = 2,
  kScanning = 3,
  kInsurance = 4
};
enum class DecisionType : std::uint8_t { kUnspecified = 0, kNew = 1, kRenewal = 2, kExpansion = 3 };
enum class Outcome : std::uint8_t {
  kUnspecified = 0,
  kWon = 1,
  kLost = 2,
  kNoDecision = 3,
  kSlipped = 4
};

struct Money {
  std::string currency;  // ISO 4217
  std::int64_t units = 0;
  std::int32_t nanos = 0;  // same sign as units

  double Value() const { return static_cast<double>(units) + nanos * 1e-9; }
  bool operator==(const Money&) const = default;
};

// std::monostate: a value the wire carried that is none of the three (null, list, object);
// validation refuses it.
using AttributeValue = std::variant<std::monostate, std::string, double, bool>;

// Fields as catalog.toml's [[envelope]] documents them. Empty string, kUnspecified and kNoTime:
// absent.
struct Signal {
  std::string account;
  std::string decision;
  std::string source;
  std::string source_event_id;
  std::string kind;
  Time occurred_at = kNoTime;
  Time available_at = kNoTime;
  std::string stakeholder;
  std::vector<std::string> participants;
  Initiator initiator = Initiator::kUnspecified;
  Provenance provenance = Provenance::kUnspecified;
  std::optional<double> sentiment;
  std::optional<Money> amount;
  std::string supersedes;
  std::string retracts;
  std::vector<std::pair<std::string, AttributeValue>> attributes;  // sorted by key, each key once

  bool operator==(const Signal&) const = default;
};

// One version of what is held true of an account, a decision or a person. A version replaces the
// one before it whole. A first version without any time holds and is known from the beginning; else
// an absent valid_from or available_at is the time of the write
// (docs/decisions/0003-fact-versions.md).
struct AccountFacts {
  std::string account;
  std::string display_name;
  Archetype archetype = Archetype::kUnspecified;
  std::string default_lens;
  Time contract_start = kNoTime;
  Time contract_end = kNoTime;
  std::optional<Money> contract_value;
  std::vector<std::pair<std::string, std::string>> labels;  // sorted by key
  bool implicit = false;  // made by a signal, not by anybody's statement
  Time valid_from = kNoTime;
  Time available_at = kNoTime;

  bool operator==(const AccountFacts&) const = default;
};

struct DecisionFacts {
  std::string account;
  std::string decision;
  DecisionType type = DecisionType::kUnspecified;
  Time opened_at = kNoTime;
  Time closed_at = kNoTime;
  Outcome outcome = Outcome::kUnspecified;
  std::optional<Money> amount;
  Time valid_from = kNoTime;
  Time available_at = kNoTime;

  bool operator==(const DecisionFacts&) const = default;
};

struct StakeholderFacts {
  std::string account;
  std::string stakeholder;
  std::string role;
  std::string role_family;
  std::string org_unit;
  Power power = Power::kUnspecified;
  std::optional<bool> champion;
  Time joined_at = kNoTime;
  Time left_at = kNoTime;
  std::vector<std::string> decisions;  // sorted; empty: every decision of the account
  Time valid_from = kNoTime;
  Time available_at = kNoTime;

  bool operator==(const StakeholderFacts&) const = default;
};

using Facts = std::variant<AccountFacts, DecisionFacts, StakeholderFacts>;

}  // namespace parallax

#endif  // PARALLAX_CORE_SIGNAL_SIGNAL_H_
