// Journals in memory, as the host hands them to a lens. For tests only.
#ifndef PARALLAX_TESTS_UNIT_FRAMEWORK_JOURNAL_BUILDER_H_
#define PARALLAX_TESTS_UNIT_FRAMEWORK_JOURNAL_BUILDER_H_

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "parallax/abi/batch.h"
#include "parallax/abi/journal.h"

namespace parallax::framework::testing {

using AttributeValue = std::variant<std::string, double, bool>;

struct SignalSpec {
  std::int64_t at = 0;
  std::string kind;
  std::string stakeholder;  // or empty
  std::vector<std::string> participants;
  int initiator = 0;     // 0: the kind's default
  std::string decision;  // or empty
  std::map<std::string, AttributeValue> attributes;
  double sentiment = std::nan("");
  std::string source = "test", id;  // id empty: by order of adding
};

struct PersonSpec {
  std::string id, role, role_family, power;
  bool champion = false;
  std::int64_t valid_from = PLX_NO_TIME, joined_at = PLX_NO_TIME, left_at = PLX_NO_TIME;
  std::vector<std::string> decisions;
};

struct DecisionSpec {
  std::string id;
  std::int64_t valid_from = PLX_NO_TIME, opened_at = PLX_NO_TIME, closed_at = PLX_NO_TIME;
  int outcome = 0;  // PLX_OUTCOME_
  int type = 0;     // PLX_DECISION_
};

struct ContractSpec {
  std::int64_t valid_from = PLX_NO_TIME, start = PLX_NO_TIME, end = PLX_NO_TIME;
};

// The catalog's words as a host would number them.
const plx_words& CatalogWords();

// "2026-04-29" or a whole timestamp, in ns.
std::int64_t At(const std::string& text);

// An account; Build gives columns that live as long as the builder is not changed.
class JournalBuilder {
 public:
  JournalBuilder& Add(SignalSpec signal);
  JournalBuilder& Add(PersonSpec person);
  JournalBuilder& Add(DecisionSpec decision);
  // In the order of valid_from.
  JournalBuilder& Add(ContractSpec contract);
  const plx_journal& Build();
  // Index of a decision of the last Build; PLX_NONE for "" and for one it does not know.
  std::uint32_t Decision(const std::string& id) const;
  std::uint32_t PersonIndex(const std::string& id) const;
  std::vector<SignalSpec>& signals() { return signals_; }
  std::vector<PersonSpec>& people() { return people_; }
  std::vector<DecisionSpec>& decisions() { return decisions_; }

 private:
  std::uint32_t Intern(const std::string& text);

  std::vector<SignalSpec> signals_;
  std::vector<PersonSpec> people_;
  std::vector<DecisionSpec> decisions_;
  std::vector<ContractSpec> contracts_;

  // columns
  std::vector<std::string> strings_, person_ids_, decision_ids_;
  std::map<std::string, std::uint32_t> interned_;
  std::vector<plx_str> string_views_, person_views_, decision_views_;
  std::vector<std::int64_t> occurred_at_;
  std::vector<std::uint32_t> kind_, decision_, stakeholder_, currency_, people_begin_, people_col_,
      attr_begin_, attr_key_, attr_string_;
  std::vector<std::uint8_t> initiator_, provenance_, attr_type_;
  std::vector<double> sentiment_, amount_, attr_number_;
  std::vector<std::uint32_t> fact_person_, fact_role_, fact_family_, fact_unit_, fact_begin_,
      fact_decisions_;
  std::vector<std::int64_t> fact_from_, fact_joined_, fact_left_;
  std::vector<std::uint8_t> fact_power_, fact_champion_;
  std::vector<std::uint32_t> d_decision_;
  std::vector<std::int64_t> d_from_, d_opened_, d_closed_;
  std::vector<std::uint8_t> d_type_, d_outcome_;
  std::vector<double> d_amount_;
  std::vector<std::int64_t> contract_from_, contract_start_, contract_end_;
  std::vector<std::uint8_t> archetype_;
  std::vector<double> contract_value_;
  std::vector<std::uint32_t> labels_begin_;
  plx_people_facts people_facts_{};
  plx_account_facts account_facts_{};
  plx_decision_facts decision_facts_{};
  plx_journal journal_{};
};

}  // namespace parallax::framework::testing

#endif  // PARALLAX_TESTS_UNIT_FRAMEWORK_JOURNAL_BUILDER_H_
