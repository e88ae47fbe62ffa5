// A journal in which something more was learnt: what a lens would read if an answer were known.
#ifndef PARALLAX_SDK_FRAMEWORK_SUPPOSITION_H_
#define PARALLAX_SDK_FRAMEWORK_SUPPOSITION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/reading.h"

namespace parallax::framework {

// Something learnt. Told by the seller: what is said counts by every rule of the lens, but it is
// no act, no presence and no evidence mass of the buyer, so that it ends no silence. Hearing from
// anybody would end one, whatever was asked.
struct Learnt {
  std::string_view kind;
  std::vector<std::pair<std::string_view, std::string_view>> attributes;  // string values
  std::uint32_t decision = PLX_NONE;
  std::uint32_t person = PLX_NONE;  // whom it is about
};

// Reads a fold at `at` as if more were known. The fold and its journal stay as they are.
class Supposition {
 public:
  // REQUIRES: `fold` stands at `at`. `before`: dispersion trend_days ago, or a negative number.
  // `handoff_lost`: as the verdict of the fold was judged; no answer changes it.
  Supposition(const Fold& fold, Time at, double before, bool handoff_lost);

  // A person nobody knows, for Learnt and `with_role`.
  std::uint32_t stranger() const { return fold_.journal->person_count; }

  // After `answer`. `with_role`: the stranger holds that role (a row's id) from the beginning, as
  // far as is known. Who is learnt about has answered. O(signals + people) the first time, then
  // O(people + what a reading costs).
  struct Outcome {
    RawVerdict raw;
    FourReadings value;
  };
  Outcome Read(const std::vector<Learnt>& answer, std::string_view with_role = {});

 private:
  std::uint32_t Id(std::string_view text);
  void Append(const Learnt& learnt);
  void Cut();

  const Fold& fold_;
  const Time at_;
  const double dispersion_before_;
  const bool handoff_lost_;
  std::uint32_t signals_ = 0;  // up to `at`

  // Columns of the journal up to `at`, and what is appended.
  plx_journal journal_;
  std::vector<std::int64_t> occurred_at_;
  std::vector<std::uint32_t> kind_, decision_, stakeholder_, people_begin_, people_, attr_begin_,
      attr_key_, attr_string_;
  std::vector<std::uint8_t> initiator_, attr_type_;
  std::vector<double> sentiment_, attr_number_;
  std::vector<plx_str> strings_, persons_;
  Fold scratch_;
  InstantReader reader_;
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_SUPPOSITION_H_
