// An account's evidence as columns in canonical order, in memory.
//
// One Journal holds everything stored about an account; ResolveJournal gives what was known at an
// instant, with corrections applied. Both have this type. Immutable once built, safe to share
// between threads.
#ifndef PARALLAX_CORE_SIGNAL_JOURNAL_H_
#define PARALLAX_CORE_SIGNAL_JOURNAL_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/signal/signal.h"

namespace parallax {

inline constexpr std::uint32_t kNone = UINT32_MAX;

// A signal or a version of facts as the store gives it back.
struct StoredSignal {
  Signal signal;
  Time recorded_at = kNoTime;
  std::uint64_t revision = 0;

  // When the fact could be known: as sent, at most recorded_at; recorded_at when absent.
  Time AvailableAt() const;
};
struct StoredFacts {
  Facts facts;  // times filled in by the store; absent: from the beginning
  Time recorded_at = kNoTime;
  std::uint64_t revision = 0;
};

// Everything stored about one account, in any order.
struct AccountRecord {
  std::string account;
  std::vector<StoredSignal> signals;
  std::vector<StoredFacts> facts;
  std::uint64_t revision = 0;  // of the latest write to the account
};

// A number that no other journal of the process has; a copy is another journal. 0 for a journal
// that serves one question, so that nothing is kept of it for the next.
class JournalIdentity {
 public:
  JournalIdentity();
  JournalIdentity(const JournalIdentity&) : JournalIdentity() {}
  JournalIdentity& operator=(const JournalIdentity&) = delete;
  void Clear() { value_ = 0; }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_;
};

// Columns, in the order (occurred_at, source, source_event_id), ids bytewise. String ids below
// catalog words.size() are words of the catalog (catalog.h); the rest index `strings`. People and
// decisions are ranked by external id, bytewise.
struct Journal {
  std::string account;
  std::uint64_t revision = 0;
  JournalIdentity identity;

  // [signals]
  std::vector<Time> occurred_at;
  std::vector<std::uint32_t> kind;
  std::vector<std::uint32_t> decision;     // or kNone
  std::vector<std::uint32_t> stakeholder;  // or kNone
  std::vector<std::uint8_t> initiator;
  std::vector<std::uint8_t> provenance;
  std::vector<double> sentiment;  // or NaN
  std::vector<double> amount;     // or NaN
  std::vector<std::uint32_t> currency;
  std::vector<std::uint32_t> people_begin;  // [signals + 1]
  std::vector<std::uint32_t> people;
  std::vector<std::uint32_t> attr_begin;  // [signals + 1]
  std::vector<std::uint32_t> attr_key;
  std::vector<std::uint8_t> attr_type;  // 1 string, 2 number, 3 bool
  std::vector<double> attr_number;
  std::vector<std::uint32_t> attr_string;
  // The host's own columns; a lens never sees them.
  std::vector<Time> available_at;
  std::vector<std::uint32_t> source;           // string id
  std::vector<std::uint32_t> source_event_id;  // string id

  struct PeopleFacts {
    std::vector<std::uint32_t> person;
    std::vector<Time> valid_from, available_at;
    std::vector<std::uint32_t> role, role_family, org_unit;
    std::vector<std::uint8_t> power, champion;
    std::vector<Time> joined_at, left_at;
    std::vector<std::uint32_t> decisions_begin, decisions;
  } people_facts;
  struct AccountVersions {
    std::vector<Time> valid_from, available_at;
    std::vector<std::uint8_t> archetype;
    std::vector<Time> contract_start, contract_end;
    std::vector<double> contract_value;
    std::vector<std::uint32_t> labels_begin, label_key, label_value;
  } account_facts;
  struct DecisionVersions {
    std::vector<std::uint32_t> decision;
    std::vector<Time> valid_from, available_at;
    std::vector<std::uint8_t> type, outcome;
    std::vector<Time> opened_at, closed_at;
    std::vector<double> amount;
  } decision_facts;

  std::vector<std::string_view> strings;    // into `text`
  std::vector<std::string_view> persons;    // into `text`
  std::vector<std::string_view> decisions;  // into `text`
  std::shared_ptr<const std::string> text;  // shared between a journal and what is resolved from it

  // Corrections, in signal order: rows that supersede or retract, and the (source, source_event_id)
  // they aim at.
  struct Correction {
    std::uint32_t row;
    std::uint32_t target_source, target_event_id;  // string ids
    bool retracts;
  };
  std::vector<Correction> corrections;
  // Whether a version of facts replaces another one with the same valid_from.
  bool facts_replaced = false;
  Time latest_available = kNoTime;  // of any signal or version of facts
  // This journal with everything known and corrected; null where that is this one.
  std::shared_ptr<const Journal> settled;

  std::size_t size() const { return occurred_at.size(); }
  std::string_view String(std::uint32_t id) const;
  // Index of a decision or person by external id, or kNone. O(log n).
  std::uint32_t FindDecision(std::string_view id) const;
  std::uint32_t FindPerson(std::string_view id) const;
  std::size_t Bytes() const;  // memory held, text and the settled journal included
};

// O(n log n). Never fails: what the store holds was validated.
std::shared_ptr<const Journal> BuildJournal(const AccountRecord& record);

// `journal` with every correction applied, whenever it became known: what BuildJournal keeps as
// `settled`. O(n).
std::shared_ptr<const Journal> SettleJournal(const Journal& journal);

// What was known at `known_at` (kEndOfTime: everything stored), corrections applied as model.md and
// model-formulas.md 12 say. O(1), and the same journal each time, where everything stored is known;
// else O(n), and a journal for one question.
std::shared_ptr<const Journal> ResolveJournal(const std::shared_ptr<const Journal>& journal,
                                              Time known_at);

}  // namespace parallax

#endif  // PARALLAX_CORE_SIGNAL_JOURNAL_H_
