// A Journal as the lens ABI shows it.
#ifndef PARALLAX_CORE_LENS_JOURNAL_VIEW_H_
#define PARALLAX_CORE_LENS_JOURNAL_VIEW_H_

#include <vector>

#include "core/signal/journal.h"
#include "parallax/abi/journal.h"

namespace parallax {

// Points into the journal's columns; only the names are rewritten (a string_view is no plx_str).
// Made to be reused: assigning again allocates nothing once the buffer has grown.
class JournalView {
 public:
  JournalView() = default;
  JournalView(const JournalView&) = delete;
  JournalView& operator=(const JournalView&) = delete;

  // The view holds until the next Assign, as long as `journal` does. O(strings + people +
  // decisions); O(1) for the journal assigned last.
  void Assign(const Journal& journal);
  const plx_journal* get() const { return &journal_; }

 private:
  std::vector<plx_str> names_;  // strings, then people, then decisions
  plx_people_facts people_{};
  plx_account_facts account_{};
  plx_decision_facts decisions_{};
  plx_journal journal_{};
};

// The vocabulary of the catalog; lives as long as the process. Thread-safe.
const plx_words& CatalogWords();

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_JOURNAL_VIEW_H_
