// The pass over the columns: who was there, who acted, what was said. Objects are in
// fold_objects.cc.
#include "framework/fold.h"

#include <cmath>

#include "framework/decision_facts.h"
#include "framework/fold_context.h"
#include "framework/heap_bytes.h"
#include "parallax/sdk/model.h"

namespace parallax::framework {
namespace {

constexpr double kRebaseExponent = 500;  // 2^500: far from overflow, and far from common

}  // namespace

void Fold::Begin(const plx_journal& j, std::uint32_t for_decision, Time from, const Assumptions& a,
                 const Vocabulary& v, bool keep_terms) {
  journal = &j;
  assumptions = &a;
  vocabulary = &v;
  decision = for_decision;
  start = from;
  taken = next_ = 0;
  first_taken = last_taken = last_buyer = last_own = present_at = last_approval = last_contract =
      kNever;
  last_price = last_proof_seeking = last_close_push = kNever;
  due_.assign(j.decision_count + std::size_t{1}, kNever);
  openings.assign(j.decision_count, PLX_NONE);
  membership_changed = kNever;
  membership_version = 0;
  present_eff = 0;
  people.assign(j.person_count, Person{});
  acts.clear();
  outreach.clear();
  presences.clear();
  proofs.clear();
  questions.clear();
  handoffs.clear();
  close_pushes.clear();
  stage_signal = PLX_NONE;
  confidence_terms.clear();
  stance_terms.clear();
  read.clear();
  objects.Clear();
  confidence.fill(Signed{});
  confidence_kinds = 0;
  resolved_objections = reasked_sum = mass = 0;
  reasked_same = reasked_new = 0;
  slots_ = static_cast<std::size_t>(a.stance_slots) + 1;
  stance_.assign(j.person_count * slots_, Signed{});
  anchored_ = false;
  keep_terms_ = keep_terms;
  double sum = 0;
  for (double p : a.phase_prior) sum += p;
  for (int p = 0; p < PLX_PHASE_COUNT; ++p) phase[p] = a.phase_prior[p] / sum;
  drift.Begin(*this);
}

void Fold::Continue(const plx_journal& longer) {
  journal = &longer;
  people.resize(longer.person_count);
  stance_.resize(longer.person_count * slots_);
  drift.Continue(*this);
}

std::string_view Fold::Text(std::uint32_t id) const {
  const std::uint32_t words = vocabulary->word_count();
  if (id == PLX_NONE) return {};
  return id < words ? vocabulary->word(id) : sdk::View(journal->strings[id - words]);
}

std::size_t Fold::Bytes() const {
  return sizeof(*this) - sizeof(drift) - sizeof(objects) + drift.Bytes() + objects.Bytes() +
         HeapBytes(people, acts, outreach, presences, proofs, questions, handoffs, close_pushes,
                   confidence_terms, stance_terms, read, openings, stance_, due_);
}

void Fold::Advance(Time t) {
  while (next_ < journal->signal_count && journal->occurred_at[next_] <= t) Take(next_++);
}

bool Fold::Reads(std::uint32_t i, bool& own) const {
  own = true;
  if (decision == PLX_NONE || journal->decision[i] == decision) return true;
  own = false;
  if (journal->decision[i] != PLX_NONE || journal->occurred_at[i] < start) return false;
  return !IsClosed(DecisionAt(*this, decision, journal->occurred_at[i]).state);
}

double Fold::Decay(int decay_class, Effective now) const {
  return anchored_ ? std::exp2(static_cast<double>(anchor_ - now) *
                               assumptions->decay_per_ns[decay_class])
                   : 0;
}

// 2^((eff - anchor) / half-life), once for the signals of one instant.
double Fold::Grow(int decay_class, Effective eff) {
  if (!anchored_) {
    anchored_ = true;
    anchor_ = grow_eff_ = eff;
    grow_.fill(-1);
  }
  if (eff != grow_eff_) {
    grow_eff_ = eff;
    grow_.fill(-1);
  }
  double& grow = grow_[decay_class];
  if (grow < 0) {
    const double exponent =
        static_cast<double>(eff - anchor_) * assumptions->decay_per_ns[decay_class];
    if (exponent > kRebaseExponent) {
      Rebase(eff);
      return 1;
    }
    grow = std::exp2(exponent);
  }
  return grow;
}

void Fold::Rebase(Effective eff) {
  std::array<double, kDecayClasses> factor;
  for (int c = 0; c < kDecayClasses; ++c) factor[c] = Decay(c, eff);
  const auto scale = [](Signed& s, double f) { s.plus *= f, s.minus *= f; };
  for (int k = 0; k < kMaxKinds; ++k) {
    scale(confidence[k], factor[assumptions->kinds[k].decay_class]);
  }
  const auto class_of = [&](StateTerm term) {
    return static_cast<int>(assumptions->state(term).decay_class);
  };
  for (std::size_t i = 0; i < stance_.size(); ++i) {
    const int slot = static_cast<int>(i % slots_);
    const int decay = slot == assumptions->stance_slots
                          ? class_of(StateTerm::kSentiment)
                          : assumptions->kinds[assumptions->slot_kind[slot]].decay_class;
    scale(stance_[i], factor[decay]);
  }
  resolved_objections *= factor[class_of(StateTerm::kObjectionResolved)];
  reasked_sum *= factor[class_of(StateTerm::kReaskedSame)];
  anchor_ = grow_eff_ = eff;
  grow_.fill(1);
}

void Fold::Take(std::uint32_t i) {
  bool own = false;
  const int kind = vocabulary->kind(journal->kind[i]);
  // A kind of a vendor's own says nothing to a lens that does not know it (catalog.toml).
  if (kind < 0 || !Reads(i, own)) return;
  const Time at = journal->occurred_at[i];
  Attributes attributes;
  Context c(*this, i, kind, own, attributes);
  if (taken++ == 0) first_taken = at;
  if (keep_terms_) read.push_back(i);
  last_taken = at;
  if (own) last_own = at;
  if (c.buyer() || c.initiator == PLX_INITIATOR_THIRD_PARTY || c.weight.session) last_buyer = at;

  drift.Before(*this, c.now());
  TakePeople(c);
  if (c.weight.session || (c.weight.act && c.buyer())) TakeActs(c);
  if (c.weight.outreach && c.seller()) TakeOutreach(c);
  if (c.weight.session || (c.weight.counts && c.buyer())) TakeFloor(c);
  double strength = 1;
  if (c.weight.attributes) {
    ReadAttributes(i, c.attributes);
    strength = TakeObject(c);
  }
  if (c.weight.act && c.buyer()) {
    const std::uint32_t topic = c.weight.attributes ? c.attributes[Key::kTopic] : TopicOf(i);
    if (topic != PLX_NONE) drift.Topic(topic, c.now(), i);
  }
  if (c.info.rule == KindRule::kDecisionOpened && c.decision != PLX_NONE) openings[c.decision] = i;
  if (c.weight.evidence) TakeEvidence(c, strength);
  if (c.weight.emits) TakePhase(kind);
  drift.After(*this, membership_version, c.now(), i);
}

std::uint32_t Fold::TopicOf(std::uint32_t i) const {
  for (std::uint32_t a = journal->attr_begin[i]; a < journal->attr_begin[i + 1]; ++a) {
    if (vocabulary->key(journal->attr_key[a]) == Key::kTopic &&
        journal->attr_type[a] == PLX_ATTR_STRING) {
      return journal->attr_string[a];
    }
  }
  return PLX_NONE;
}

void Fold::ReadAttributes(std::uint32_t i, Attributes& out) const {
  out.text.fill(PLX_NONE);
  out.quantified = -1;
  out.score = out.fields_passed = out.contact_overlap = std::nan("");
  for (std::uint32_t a = journal->attr_begin[i]; a < journal->attr_begin[i + 1]; ++a) {
    const Key key = vocabulary->key(journal->attr_key[a]);
    if (key == Key::kNone) continue;
    if (journal->attr_type[a] == PLX_ATTR_STRING) {
      out.text[static_cast<std::size_t>(key)] = journal->attr_string[a];
    } else if (key == Key::kQuantified) {
      out.quantified = journal->attr_number[a];
    } else if (key == Key::kScore) {
      out.score = journal->attr_number[a];
    } else if (key == Key::kFieldsPassed) {
      out.fields_passed = journal->attr_number[a];
    } else if (key == Key::kContactOverlap) {
      out.contact_overlap = journal->attr_number[a];
    }
  }
}

void Fold::TakePeople(const Context& c) {
  for (const std::uint32_t p : c.people) {
    Person& person = people[p];
    if (!person.seen) {
      person.seen = true;
      person.first_seen = c.at;
      person.first_signal = c.signal;
      ++membership_version;
    }
    if (c.own && !person.seen_own) {
      person.seen_own = true;
      ++membership_version;
    }
  }
}

// Everybody at a session was present; else the one who acted, or all named when nobody did.
void Fold::TakeActs(const Context& c) {
  present_at = c.at;
  present_eff = c.eff;
  const bool acts_for_all = c.weight.session || c.actor == PLX_NONE;
  if (acts_for_all) {
    for (const std::uint32_t p : c.people) BePresent(p, c);
  } else {
    BePresent(c.actor, c);
  }
  if (!c.buyer() || !c.weight.act) return;
  if (!acts_for_all) return ActOf(c.actor, c);
  for (const std::uint32_t p : c.people) ActOf(p, c);
  if (c.people.empty()) ActOf(PLX_NONE, c);
}

void Fold::BePresent(std::uint32_t p, const Context& c) {
  Person& person = people[p];
  const bool new_day = person.present_day != c.day;
  person.present_day = c.day;
  person.present_at = c.at;
  person.present_eff = c.eff;
  if (new_day || person.outreach >= 0) {
    drift.Present(*this, p, new_day, person.outreach, c.now(), c.signal);
  }
  person.outreach = -1;
  person.outreach_day = kNever;
  if (new_day) presences.push_back({c.at, p, c.signal});
}

void Fold::ActOf(std::uint32_t p, const Context& c) {
  if (p == PLX_NONE) {  // nobody named: one act a day
    for (auto it = acts.rbegin(); it != acts.rend() && DayOf(it->at) == c.day; ++it) {
      if (it->person == PLX_NONE) return;
    }
  } else {
    if (people[p].act_day == c.day) return;
    people[p].act_day = c.day;
  }
  acts.push_back({c.eff, c.at, c.signal, p});
}

void Fold::TakeOutreach(const Context& c) {
  for (const std::uint32_t p : c.people) {
    Person& person = people[p];
    if (person.outreach_day == c.day) continue;
    person.outreach_day = c.day;
    const std::int32_t rank =
        person.outreach < 0 ? 1 : outreach[static_cast<std::size_t>(person.outreach)].rank + 1;
    outreach.push_back({c.eff, c.at, c.signal, person.outreach, rank});
    person.outreach = static_cast<std::int32_t>(outreach.size()) - 1;
    drift.Outreach(*this, p);
  }
}

void Fold::TakeFloor(const Context& c) {
  if (!c.weight.session && c.actor != PLX_NONE) return FloorOf(c.actor, c);
  for (const std::uint32_t p : c.people) FloorOf(p, c);
  // Nobody named counts once a day and kind too, but no state is kept for nobody: the journal is
  // searched backwards through that day.
  if (!c.people.empty()) return;
  for (std::uint32_t i = c.signal; i-- > 0 && DayOf(journal->occurred_at[i]) == c.day;) {
    const bool nobody = journal->people_begin[i] == journal->people_begin[i + 1];
    const bool same = journal->kind[i] == journal->kind[c.signal];
    bool own = false;
    if (nobody && same && journal->initiator[i] == c.initiator && Reads(i, own)) return;
  }
  mass += 1;
}

void Fold::FloorOf(std::uint32_t p, const Context& c) {
  Person& person = people[p];
  if (person.floor_day != c.day) {
    person.floor_day = c.day;
    person.floor_kinds = 0;
  }
  const std::uint64_t bit = std::uint64_t{1} << c.kind;
  if (person.floor_kinds & bit) return;
  person.floor_kinds |= bit;
  mass += 1;
}

// Filter forward: stay with probability `stay`, else move to any other phase; then the likelihood.
void Fold::TakePhase(int kind) {
  const double stay = assumptions->stay, move = (1 - stay) / (PLX_PHASE_COUNT - 1);
  const FourWay& emission = assumptions->emissions[kind];
  double sum = 0;
  for (int p = 0; p < PLX_PHASE_COUNT; ++p) {
    phase[p] = (stay * phase[p] + move * (1 - phase[p])) * emission[p];
    sum += phase[p];
  }
  const double scale = 1 / sum;
  for (double& p : phase) p *= scale;
}

void Fold::TakeEvidence(const Context& c, double strength) {
  const KindWeight& w = c.weight;
  if (strength != 0 && (w.confidence != 0 || w.stance_slot >= 0)) {
    const double grow = Grow(w.decay_class, c.eff);
    if (const double value = w.confidence * strength; value != 0) {
      Signed& sum = confidence[c.kind];
      (value > 0 ? sum.plus : sum.minus) += std::abs(value) * grow;
      confidence_kinds |= std::uint64_t{1} << c.kind;
      if (keep_terms_) confidence_terms.push_back({c.kind, c.signal, PLX_NONE, value, c.eff});
    }
    if (w.stance_slot >= 0) {
      const double group = c.people.size() >= 2 ? assumptions->group_factor : 1;
      AddStance(c, w.stance_slot, c.kind, w.stance * strength * group, grow);
    }
  }
  // A reference that was only asked for proves nothing yet.
  const bool proves = strength > 0 && (c.info.rule != KindRule::kReference || strength == 1);
  if (w.closes > 0 && proves && c.dimension >= 0) {
    proofs.push_back({c.at, c.dimension, w.closes * strength, c.signal});
  }
  if (c.buyer() && c.sentiment != 0 && !std::isnan(c.sentiment)) {
    const WeightRow& tone = assumptions->state(StateTerm::kSentiment);
    AddStance(c, assumptions->stance_slots, kMaxKinds + static_cast<int>(StateTerm::kSentiment),
              tone.stance * c.sentiment, Grow(static_cast<int>(tone.decay_class), c.eff));
  }
}

void Fold::AddStance(const Context& c, int slot, int kind, double value, double grow) {
  if (value == 0) return;
  for (const std::uint32_t p : c.people) {
    Signed& sum = stance_[p * slots_ + static_cast<std::size_t>(slot)];
    (value > 0 ? sum.plus : sum.minus) += std::abs(value) * grow;
    people[p].stances |= std::uint64_t{1} << slot;
    if (keep_terms_) stance_terms.push_back({kind, c.signal, p, value, c.eff});
  }
}

}  // namespace parallax::framework
