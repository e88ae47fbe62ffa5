// What the parts of the fold share while one signal is taken. Private to the fold.
#ifndef PARALLAX_SDK_FRAMEWORK_FOLD_CONTEXT_H_
#define PARALLAX_SDK_FRAMEWORK_FOLD_CONTEXT_H_

#include <span>

#include "framework/fold.h"

namespace parallax::framework {

// The attributes the model reads: string ids, PLX_NONE when absent.
struct Fold::Attributes {
  // Left as they are until a signal's attributes are read: most signals have none to read.
  std::array<std::uint32_t, static_cast<std::size_t>(Key::kCount)> text;
  double quantified;
  double score, fields_passed, contact_overlap;  // NaN when absent

  std::uint32_t operator[](Key key) const { return text[static_cast<std::size_t>(key)]; }
  bool has(Key key) const { return (*this)[key] != PLX_NONE; }
};

struct Fold::Context {
  // Member by member: clearing the whole first would cost as much as some signals do.
  Context(const Fold& fold, std::uint32_t i, int catalog_kind, bool is_own, Attributes& room)
      : signal(i),
        at(fold.journal->occurred_at[i]),
        eff(fold.assumptions->calendar.At(at)),
        day(DayOf(at)),
        kind(catalog_kind),
        info(fold.vocabulary->info(catalog_kind)),
        weight(fold.assumptions->kinds[catalog_kind]),
        initiator(fold.journal->initiator[i]),
        decision(fold.journal->decision[i]),
        actor(fold.journal->stakeholder[i]),
        people(fold.journal->people + fold.journal->people_begin[i],
               fold.journal->people_begin[i + 1] - fold.journal->people_begin[i]),
        sentiment(fold.journal->sentiment[i]),
        own(is_own),
        attributes(room) {}

  std::uint32_t signal;
  Time at;
  Effective eff;
  std::int64_t day;
  int kind;
  const KindInfo& info;
  const KindWeight& weight;
  std::uint8_t initiator;
  std::uint32_t decision;
  std::uint32_t actor;  // or PLX_NONE
  std::span<const std::uint32_t> people;
  double sentiment;
  bool own;
  Attributes& attributes;  // read when the kind has some the model reads
  // Found while the object is taken.
  int dimension = -1;  // risk dimension row the signal speaks of
  bool later = false;  // a close date that moved out

  Moment now() const { return {at, eff}; }
  bool buyer() const { return initiator == PLX_INITIATOR_BUYER; }
  bool seller() const { return initiator == PLX_INITIATOR_SELLER; }
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_FOLD_CONTEXT_H_
