#include "framework/supposition.h"

#include <algorithm>
#include <cmath>

#include "parallax/sdk/model.h"

namespace parallax::framework {
namespace {

// The first `count` of a column, with room for what is appended.
template <class T>
void CopyColumn(const T* from, std::size_t count, std::vector<T>& to) {
  to.reserve(count + 16);
  to.assign(from, from + count);
}

}  // namespace

Supposition::Supposition(const Fold& fold, Time at, double before, bool handoff_lost)
    : fold_(fold),
      at_(at),
      dispersion_before_(before),
      handoff_lost_(handoff_lost),
      journal_(*fold.journal) {
  const plx_journal& j = *fold.journal;
  signals_ = static_cast<std::uint32_t>(
      std::upper_bound(j.occurred_at, j.occurred_at + j.signal_count, at) - j.occurred_at);
  const std::size_t people = j.people_begin[signals_], attributes = j.attr_begin[signals_];
  CopyColumn(j.occurred_at, signals_, occurred_at_);
  CopyColumn(j.kind, signals_, kind_);
  CopyColumn(j.decision, signals_, decision_);
  CopyColumn(j.stakeholder, signals_, stakeholder_);
  CopyColumn(j.initiator, signals_, initiator_);
  CopyColumn(j.sentiment, signals_, sentiment_);
  CopyColumn(j.people_begin, signals_ + 1, people_begin_);
  CopyColumn(j.people, people, people_);
  CopyColumn(j.attr_begin, signals_ + 1, attr_begin_);
  CopyColumn(j.attr_key, attributes, attr_key_);
  CopyColumn(j.attr_type, attributes, attr_type_);
  CopyColumn(j.attr_number, attributes, attr_number_);
  CopyColumn(j.attr_string, attributes, attr_string_);
  CopyColumn(j.strings, j.string_count, strings_);
  CopyColumn(j.persons, j.person_count, persons_);
  persons_.push_back(sdk::Str(""));
  // Columns that no reading looks at.
  journal_.provenance = nullptr;
  journal_.amount = nullptr;
  journal_.currency = nullptr;
}

// A word of the vocabulary, or a string of this journal alone.
std::uint32_t Supposition::Id(std::string_view text) {
  const std::uint32_t word = fold_.vocabulary->Find(text);
  if (word != PLX_NONE) return word;
  strings_.push_back(sdk::Str(text));
  return fold_.vocabulary->word_count() + static_cast<std::uint32_t>(strings_.size()) - 1;
}

void Supposition::Append(const Learnt& learnt) {
  occurred_at_.push_back(at_);
  kind_.push_back(Id(learnt.kind));
  decision_.push_back(learnt.decision);
  stakeholder_.push_back(learnt.person);
  initiator_.push_back(PLX_INITIATOR_SELLER);
  sentiment_.push_back(std::nan(""));
  if (learnt.person != PLX_NONE) people_.push_back(learnt.person);
  people_begin_.push_back(static_cast<std::uint32_t>(people_.size()));
  for (const auto& [key, value] : learnt.attributes) {
    attr_key_.push_back(Id(key));
    attr_type_.push_back(PLX_ATTR_STRING);
    attr_number_.push_back(0);
    attr_string_.push_back(Id(value));
  }
  attr_begin_.push_back(static_cast<std::uint32_t>(attr_key_.size()));
}

// Forgets what was appended.
void Supposition::Cut() {
  occurred_at_.resize(signals_);
  kind_.resize(signals_);
  decision_.resize(signals_);
  stakeholder_.resize(signals_);
  initiator_.resize(signals_);
  sentiment_.resize(signals_);
  people_begin_.resize(signals_ + 1);
  people_.resize(people_begin_.back());
  attr_begin_.resize(signals_ + 1);
  attr_key_.resize(attr_begin_.back());
  attr_type_.resize(attr_begin_.back());
  attr_number_.resize(attr_begin_.back());
  attr_string_.resize(attr_begin_.back());
  strings_.resize(fold_.journal->string_count);
}

Supposition::Outcome Supposition::Read(const std::vector<Learnt>& answer,
                                       std::string_view with_role) {
  Cut();
  for (const Learnt& learnt : answer) Append(learnt);
  const std::uint32_t role = with_role.empty() ? PLX_NONE : Id(with_role);
  journal_.signal_count = static_cast<std::uint32_t>(occurred_at_.size());
  journal_.occurred_at = occurred_at_.data();
  journal_.kind = kind_.data();
  journal_.decision = decision_.data();
  journal_.stakeholder = stakeholder_.data();
  journal_.initiator = initiator_.data();
  journal_.sentiment = sentiment_.data();
  journal_.people_begin = people_begin_.data();
  journal_.people = people_.data();
  journal_.attr_begin = attr_begin_.data();
  journal_.attr_key = attr_key_.data();
  journal_.attr_type = attr_type_.data();
  journal_.attr_number = attr_number_.data();
  journal_.attr_string = attr_string_.data();
  journal_.strings = strings_.data();
  journal_.string_count = static_cast<std::uint32_t>(strings_.size());
  journal_.persons = persons_.data();
  journal_.person_count = static_cast<std::uint32_t>(persons_.size());

  scratch_ = fold_;
  scratch_.Continue(journal_);
  scratch_.people[stranger()].role = role;
  scratch_.Advance(at_);
  for (const Learnt& learnt : answer) {
    if (learnt.person == PLX_NONE) continue;
    scratch_.people[learnt.person].outreach = -1;
    scratch_.people[learnt.person].outreach_day = kNever;
  }
  reader_.Clear();
  const Levels& levels = reader_.Read(scratch_, at_);
  const bool rising = dispersion_before_ >= 0 &&
                      levels.dispersion - dispersion_before_ >= fold_.assumptions->dispersion_rise;
  const RawVerdict raw = reader_.Judge(scratch_, rising, handoff_lost_);
  return {.raw = raw, .value = levels.value};
}

}  // namespace parallax::framework
