// What sets one industry's buyers apart in the simulation: who takes part, what they must have
// checked, when they are away, and what they talk about. docs/simulator.md says which figure has a
// source and which is assumed.
#ifndef PARALLAX_CLIENTS_SIMULATE_INDUSTRIES_INDUSTRY_H_
#define PARALLAX_CLIENTS_SIMULATE_INDUSTRIES_INDUSTRY_H_

#include <cstdint>
#include <span>

#include "absl/strings/string_view.h"

namespace parallax::simulate {

enum class Power : std::uint8_t { kVeto, kApprove, kInfluence, kUse };

// Whose year a person lives by. A body acts on the days on which it meets.
enum class Desk : std::uint8_t { kField, kOffice, kBody };
inline constexpr int kDesks = 3;

// Phases of a decision as the buyer lives it, hidden from the seller.
enum class Phase : std::uint8_t {
  kExploring,     // a few people find out what there is
  kAligning,      // they talk among themselves
  kValidating,    // gates run
  kCommitting,    // terms, money, signatures
  kReconsidering  // what was settled is open again
};

struct RoleSpec {
  const char* id;
  Power power;
  Desk desk;
  Phase enters;           // usual time of joining
  double present;         // share of accounts that have one
  int most;               // people in the role
  double caution;         // 0..1: share of a fright that this role feels
  const char* dimension;  // the risk it asks about
};

// How a gate shows itself in the catalog.
enum class GateForm : std::uint8_t { kStep, kPilot, kReference, kRedline, kApproval, kBudget };

struct GateSpec {
  const char* id;
  const char* reviewer;  // role that works on it
  const char* dimension;
  GateForm form;
  double needed;   // share of decisions that need it
  int rank;        // gates of one rank run side by side, after those of the rank before
  int least_days;  // from the start of work to the end, pauses apart
  int queue_days;  // mean wait in front of the reviewer
  int round_days;  // mean of one round of work
  int most_days;
  double findings;  // chance of another round
  double fails;     // chance to fail where the reviewer is undecided
  int meets_nth;    // a body decides on the nth such weekday of a month; 0: any working day
  int meets_weekday;
  bool repeats;  // again at a renewal
};

// A part of the year in which a share of the people of a desk is away. [from, to), month * 100 +
// day.
struct BreakSpec {
  Desk desk;
  int from, to;
  double at_work;
};

struct Industry {
  const char* name;
  std::span<const char* const> org_types;
  std::span<const char* const> segments;
  std::span<const char* const> units;
  std::span<const RoleSpec> roles;  // the first is where a champion usually comes from
  std::span<const GateSpec> gates;  // by rank
  std::span<const BreakSpec> breaks;
  std::span<const char* const> topics;
  std::span<const char* const> results;      // what buyers hope for, labels
  std::span<const char* const> core_values;  // codes of product.core_value_event
  int fiscal_year_start_month;
  bool money_only_at_year_end;  // orders wait for the end of the fiscal year once it is near, and
                                // miss it
  int explore_days;             // mean length of exploring where nothing disturbs
  int renewal_lead_days;        // before the end of a term its renewal is opened
  double deal_low, deal_high;   // annual value
  double seats_low, seats_high;
  double api_share;  // accounts that are programs, not people
  const char* currency;
};

const Industry& EdTech();
const Industry& LegalTech();
const Industry& HealthTech();
const Industry& Saas();

// All of them by name: edtech, healthtech, legaltech, saas. nullptr for another name.
const Industry* FindIndustry(absl::string_view name);
std::span<const Industry* const> AllIndustries();

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_INDUSTRIES_INDUSTRY_H_
