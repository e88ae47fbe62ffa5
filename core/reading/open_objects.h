// The open matters of a journal: objections raised, questions not answered, steps not kept, folded
// by the rules of the signal catalog alone (catalog.toml, [state_rules]). Used inside this room
// only.
#ifndef PARALLAX_CORE_READING_OPEN_OBJECTS_H_
#define PARALLAX_CORE_READING_OPEN_OBJECTS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/signal/journal.h"
#include "parallax/catalog/catalog.h"

namespace parallax {

struct OpenObject {
  const catalog::Object* object = nullptr;
  std::string_view state;        // of the object's `open` states
  std::uint32_t last_row = 0;    // the signal that moved it there
  std::uint32_t person = kNone;  // who first acted on it, if anybody was named
};

// Objects in an open state at `as_of`, the one moved last first. With a decision: those of its own
// signals and of signals of no decision. Members and gates are left out: a lens shows them itself.
// REQUIRES: a resolved journal. O(n).
std::vector<OpenObject> OpenObjects(const Journal& journal, std::uint32_t decision, Time as_of);

// Whether the catalog lets an object in state `from` (empty: it is new) be moved to `to`.
bool MayMove(const catalog::Object& object, std::string_view from, std::string_view to);

// The value of a text attribute of a row, or empty.
std::string_view TextAttribute(const Journal& journal, std::uint32_t row, std::string_view key);

}  // namespace parallax

#endif  // PARALLAX_CORE_READING_OPEN_OBJECTS_H_
