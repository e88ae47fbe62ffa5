#include "framework/members.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "framework/numerics.h"

namespace parallax::framework {
namespace {

constexpr Time kForever = std::numeric_limits<Time>::max();

// Versions [begin, end) of one person's facts.
struct Versions {
  std::uint32_t begin, end;
};

Versions VersionsOf(const plx_people_facts* facts, std::uint32_t person) {
  if (facts == nullptr) return {0, 0};
  const auto range = std::equal_range(facts->person, facts->person + facts->count, person);
  return {static_cast<std::uint32_t>(range.first - facts->person),
          static_cast<std::uint32_t>(range.second - facts->person)};
}

// The flag in force at `left`, the moment of leaving; `now` when there was none.
bool WasChampion(const plx_people_facts* facts, const Versions& of, Time left, bool now) {
  for (std::uint32_t i = of.begin; i < of.end; ++i) {
    if (facts->valid_from[i] <= left) now = facts->champion[i] == PLX_FLAG_TRUE;
  }
  return now;
}

bool TakesPart(const plx_people_facts& facts, std::uint32_t v, std::uint32_t decision) {
  const std::uint32_t from = facts.decisions_begin[v], to = facts.decisions_begin[v + 1];
  return from == to ||
         std::find(facts.decisions + from, facts.decisions + to, decision) != facts.decisions + to;
}

// The row of a role: its id's, its family's, `other`; a custom role by the family the facts give.
int RowOfRole(const Fold& fold, std::uint32_t role, std::uint32_t family) {
  const Vocabulary& v = *fold.vocabulary;
  const Assumptions& a = *fold.assumptions;
  int catalog = role == PLX_NONE ? -1 : v.role(role);
  if (catalog >= 0) return a.RoleOf(catalog, {});
  const std::string_view text = fold.Text(role);
  for (std::size_t r = 0; r < a.roles.size(); ++r) {
    if (a.roles[r].id == text) return static_cast<int>(r);
  }
  return a.RoleOf(family == PLX_NONE ? -1 : v.role(family), "other");
}

}  // namespace

Instant At(const Fold& fold, Time at) {
  Instant now{.at = at, .eff = fold.assumptions->calendar.At(at)};
  for (int c = 0; c < kDecayClasses; ++c) now.decay[c] = fold.Decay(c, now.eff);
  return now;
}

const std::vector<Participant>& Roster::At(const Fold& fold, Time t) {
  const bool valid = valid_until_ != kNever && version_ == fold.membership_version &&
                     t >= valid_from_ && t < valid_until_;
  if (!valid) Rebuild(fold, t);
  return participants_;
}

Standing StandingOf(const Fold& fold, std::uint32_t p, Time t) {
  Standing s;
  s.until = kForever;
  const Person& person = fold.people[p];
  const plx_people_facts* facts = fold.journal->people_facts;
  const Versions of = VersionsOf(facts, p);
  // Events of facts after t are not known at t.
  const auto known = [&](Time event) {
    if (event == PLX_NO_TIME || event <= t) return event;
    s.until = std::min(s.until, event);
    return kNever;
  };
  for (std::uint32_t i = of.begin; i < of.end; ++i) {
    if (facts->valid_from[i] <= t) {
      s.version = static_cast<int>(i);
    } else {
      s.until = std::min(s.until, facts->valid_from[i]);
    }
  }
  const int v = s.version;
  const Time fact_joined = v < 0 ? kNever : known(facts->joined_at[v]);
  const Time fact_left = v < 0 ? kNever : known(facts->left_at[v]);
  const bool joins_later = v >= 0 && facts->joined_at[v] != PLX_NO_TIME && fact_joined == kNever;
  const bool other_decision = v >= 0 && fold.decision != PLX_NONE && !person.seen_own &&
                              !TakesPart(*facts, static_cast<std::uint32_t>(v), fold.decision);
  s.takes_part = (v >= 0 || person.seen) && !other_decision && (!joins_later || person.seen);
  s.champion = v >= 0 && facts->champion[v] == PLX_FLAG_TRUE;
  s.joined_at = std::max(fact_joined, person.joined_at);
  s.left_at = std::max(fact_left, person.left_at);
  s.present = s.left_at == kNever || s.left_at < s.joined_at ||
              (s.left_at == s.joined_at && !person.left && fact_left != s.left_at);
  return s;
}

void Roster::Rebuild(const Fold& fold, Time t) {
  participants_.clear();
  version_ = fold.membership_version;
  valid_from_ = t;
  valid_until_ = kForever;
  const plx_people_facts* facts = fold.journal->people_facts;
  for (std::uint32_t p = 0; p < fold.journal->person_count; ++p) {
    const Person& person = fold.people[p];
    const Standing standing = StandingOf(fold, p, t);
    valid_until_ = std::min(valid_until_, standing.until);
    if (!standing.takes_part) continue;
    const int v = standing.version;
    Participant who{.person = p,
                    .role = 0,
                    .power = 0,
                    .present = standing.present,
                    .champion = standing.champion};
    who.joined_at = standing.joined_at;
    who.since = who.joined_at == kNever && v < 0 ? person.first_seen : who.joined_at;
    const std::uint32_t fact_role = v < 0 ? PLX_NONE : facts->role[v];
    who.role = RowOfRole(fold, fact_role != PLX_NONE ? fact_role : person.role,
                         v < 0 ? PLX_NONE : facts->role_family[v]);
    who.power = v >= 0 && facts->power[v] != 0 ? facts->power[v] : person.power;
    if (who.power == 0) {
      who.power =
          static_cast<int>(fold.assumptions->roles[static_cast<std::size_t>(who.role)].power);
    }
    if (!who.present) {
      who.left_at = standing.left_at;
      if (who.left_at == person.left_at) who.left_signal = person.left_signal;
      who.champion = WasChampion(facts, VersionsOf(facts, p), who.left_at, who.champion);
    }
    participants_.push_back(who);
  }
}

double UnansweredOutreach(const Fold& fold, std::uint32_t person, const Instant& now) {
  const double cadence = fold.assumptions->base_cadence * static_cast<double>(kDay);
  double sum = 0;
  for (std::int32_t i = fold.people[person].outreach; i >= 0;) {
    const Outreach& o = fold.outreach[static_cast<std::size_t>(i)];
    const double age = static_cast<double>(now.eff - o.eff) / cadence;
    if (age >= 1) return sum + o.rank;  // so is every older one
    sum += age;
    i = o.older;
  }
  return sum;
}

bool IsSilentVeto(const Fold& fold, const Participant& who, const Instant& now) {
  const Assumptions& a = *fold.assumptions;
  std::int32_t i = fold.people[who.person].outreach;
  if (!who.present || who.power != PLX_POWER_VETO || i < 0) return false;
  if (fold.outreach[static_cast<std::size_t>(i)].rank < a.silent_outreach) return false;
  while (fold.outreach[static_cast<std::size_t>(i)].older >= 0) {
    i = fold.outreach[static_cast<std::size_t>(i)].older;
  }
  const Effective oldest = fold.outreach[static_cast<std::size_t>(i)].eff;
  return Days(now.eff - oldest) >= a.silent_cadences * a.base_cadence;
}

const std::vector<Member>& Stances::At(const Fold& fold,
                                       const std::vector<Participant>& participants,
                                       const Instant& now) {
  const Assumptions& a = *fold.assumptions;
  const WeightRow& open = a.state(StateTerm::kOpenObjection);
  const WeightRow& tone = a.state(StateTerm::kSentiment);
  const WeightRow& silence = a.state(StateTerm::kSilence);
  objections_.assign(fold.people.size(), 0);
  for (const std::int32_t i : fold.objects.of(ObjectType::kObjection)) {
    const Object& o = fold.objects[i];
    const bool raised = o.state == static_cast<int>(ObjectionState::kRaised);
    if (raised && o.person != PLX_NONE) objections_[o.person] += open.stance * o.severity;
  }
  members_.clear();
  for (const Participant& who : participants) {
    if (!who.present) continue;
    const double prior = a.roles[static_cast<std::size_t>(who.role)].present_link;
    double sum = 0;
    bool spoke = false;
    const auto add = [&](const Signed& s, double decay, double cap) {
      if (s.plus > 0) sum += Saturate(s.plus * decay, cap), spoke = true;
      if (s.minus > 0) sum -= Saturate(s.minus * decay, cap), spoke = true;
    };
    for (std::uint64_t left = fold.people[who.person].stances; left != 0; left &= left - 1) {
      const int slot = std::countr_zero(left);
      const Signed& s = fold.stance(who.person, slot);
      if (slot == a.stance_slots) {
        add(s, now.decay[static_cast<int>(tone.decay_class)], tone.cap);
      } else {
        const KindWeight& kind = a.kinds[a.slot_kind[slot]];
        add(s, now.decay[kind.decay_class], kind.cap);
      }
    }
    if (objections_[who.person] != 0) {
      sum -= Saturate(objections_[who.person], open.cap);
      spoke = true;
    }
    const double u = UnansweredOutreach(fold, who.person, now);
    const double quiet = u > 0 ? -Saturate(silence.stance * u, silence.cap) : 0;
    const double log_odds = prior + sum + quiet;
    members_.push_back(
        {&who, prior, log_odds, Sigmoid(log_odds), quiet, spoke, IsSilentVeto(fold, who, now)});
  }
  return members_;
}

double Dispersion(const std::vector<Member>& members) {
  if (members.size() < 2) return 0;
  double mean = 0, sum = 0;
  for (const Member& m : members) mean += m.support;
  mean /= static_cast<double>(members.size());
  for (const Member& m : members) sum += (m.support - mean) * (m.support - mean);
  return std::sqrt(sum / static_cast<double>(members.size()));
}

}  // namespace parallax::framework
