// The objects of a journal and their states, by identity (catalog.toml, [state_rules]).
#ifndef PARALLAX_SDK_FRAMEWORK_OBJECT_TABLE_H_
#define PARALLAX_SDK_FRAMEWORK_OBJECT_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "framework/calendar.h"
#include "framework/vocabulary.h"
#include "parallax/abi/types.h"

namespace parallax::framework {

// Keys of gates: the catalog index, or this and the string id of one that the catalog does not
// list.
inline constexpr std::uint32_t kCustomGateKeys = 1u << 20;

struct Object {
  ObjectType type = ObjectType::kNone;
  std::uint8_t state = 0;
  bool running = false;   // gates: requested or in progress, or paused since
  bool ever_ran = false;  // gates
  std::uint32_t key = PLX_NONE;
  std::uint32_t decision = PLX_NONE;
  Time since = kNever;                 // of the present state
  std::uint32_t signal = PLX_NONE;     // that brought it
  std::uint32_t opened_by = PLX_NONE;  // the first signal
  Time moved_at = kNever;              // last signal, repeated ones included
  std::uint32_t order = 0;             // of that signal, for ties
  // Gates: start of the present run; index of Assumptions::gate_infos.
  Time run_start = kNever;
  int gate = -1;
  // Steps: when due. Questions, objections, references: risk dimension row; who and how grave.
  Time due = kNever;
  int dimension = -1;
  std::uint32_t person = PLX_NONE;
  double severity = 0.5;
};

// How a signal met its object.
enum class Move { kOpened, kMoved, kRepeated, kIrregular };

class ObjectTable {
 public:
  void Clear();
  // Finds or makes the object and moves it as the catalog allows. O(1) amortised. The reference
  // holds until the next call.
  std::int32_t Enter(ObjectType type, std::uint32_t key, std::uint32_t decision, int state, Time at,
                     std::uint32_t signal, const Vocabulary& vocabulary, Move& move);
  // Index or -1.
  std::int32_t Find(ObjectType type, std::uint32_t key, std::uint32_t decision) const;

  Object& operator[](std::int32_t index) { return objects_[static_cast<std::size_t>(index)]; }
  const Object& operator[](std::int32_t index) const {
    return objects_[static_cast<std::size_t>(index)];
  }
  // Indices of the objects of one type, in the order of their opening.
  const std::vector<std::int32_t>& of(ObjectType type) const {
    return by_type_[static_cast<int>(type)];
  }

  // Memory held.
  std::size_t Bytes() const;

 private:
  std::size_t SlotOf(ObjectType type, std::uint32_t key, std::uint32_t decision) const;
  void Grow();

  std::vector<Object> objects_;
  std::array<std::vector<std::int32_t>, kObjectTypes> by_type_;
  std::vector<std::int32_t> slots_;  // open addressing; -1 empty
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_OBJECT_TABLE_H_
