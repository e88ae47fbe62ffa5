// An account as far as it is known: signals with corrections applied, versions of facts
// (model.md, "What is read"; model-formulas.md 12; docs/decisions/0003, 0021).
#ifndef PARALLAX_TESTS_DIFFERENTIAL_ACCOUNT_H_
#define PARALLAX_TESTS_DIFFERENTIAL_ACCOUNT_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/signal/journal.h"
#include "parallax/catalog/catalog.h"
#include "tests/differential/given.h"

namespace parallax::oracle {

// A signal that holds.
struct Event {
  const Signal* signal;
  const catalog::Kind* kind;  // null: a vendor's own
  const Weights* weights;
  Time at;
  std::vector<std::string> people;  // stakeholder and participants, each once, sorted
  std::string_view state;           // the state it brings to its object, or empty

  bool Buyer() const { return signal->initiator == Initiator::kBuyer; }
  bool Seller() const { return signal->initiator == Initiator::kSeller; }
  bool Evidence() const;  // neither by nature nor by its weights an activity
  bool Is(std::string_view id) const { return kind != nullptr && kind->id == id; }
  // An attribute of the signal; empty, or NaN, when it has none.
  std::string_view Text(std::string_view key) const;
  double Number(std::string_view key) const;
  Time Instant(std::string_view key) const;  // kNoTime
};

struct Account {
  std::vector<Event> events;                // by (occurred_at, source, source_event_id)
  std::vector<StakeholderFacts> people;     // versions by (stakeholder, valid_from)
  std::vector<DecisionFacts> decisions;     // versions by (decision, valid_from)
  std::vector<AccountFacts> itself;         // versions by valid_from
  std::vector<std::string> decision_names;  // every decision mentioned, sorted

  // The version in force at `t`, or null.
  const StakeholderFacts* Person(std::string_view id, Time t) const;
  const DecisionFacts* Decision(std::string_view id, Time t) const;
  const AccountFacts* Itself(Time t) const;
};

// `record` and `given` outlive the account.
Account Resolve(const AccountRecord& record, Time known_at, const Given& given);

}  // namespace parallax::oracle

#endif  // PARALLAX_TESTS_DIFFERENTIAL_ACCOUNT_H_
