#include "framework/attribution.h"

#include <algorithm>
#include <cmath>

#include "framework/numerics.h"

namespace parallax::framework {
namespace {

// Terms that cancel to less than this share of their sizes are shared out by size instead: the
// slope, change / evidence, would be noise.
constexpr double kCancelled = 1e-6;

void ShareStance(const Fold& fold, const Instant& now, std::uint32_t person, int kind,
                 const Signed& sums, int decay_class, double cap, std::string_view reason,
                 std::vector<LinkTerm>& out) {
  for (const double sign : {1.0, -1.0}) {
    const double sum = sign > 0 ? sums.plus : sums.minus;
    if (sum == 0) continue;
    const double term = sign * Saturate(sum * now.decay[decay_class], cap);
    const auto part = [&](const Term& t) {
      if (t.person != person || t.kind != kind || t.value * sign <= 0) return 0.0;
      return std::abs(t.value) * std::exp2(static_cast<double>(t.eff - now.eff) *
                                           fold.assumptions->decay_per_ns[decay_class]);
    };
    double total = 0;
    for (const Term& t : fold.stance_terms) total += part(t);
    if (total == 0) continue;
    for (const Term& t : fold.stance_terms) {
      const double p = part(t);
      if (p == 0) continue;
      out.push_back(
          {.value = term * p / total, .reason = reason, .signal = t.signal, .person = person});
    }
  }
}

}  // namespace

void ExplainStance(const Fold& fold, const Member& member, const Instant& now,
                   std::vector<LinkTerm>& out) {
  const Assumptions& a = *fold.assumptions;
  const std::uint32_t person = member.participant->person;
  for (int slot = 0; slot < a.stance_slots; ++slot) {
    const int kind = a.slot_kind[slot];
    ShareStance(fold, now, person, kind, fold.stance(person, slot), a.kinds[kind].decay_class,
                a.kinds[kind].cap, fold.vocabulary->info(kind).label, out);
  }
  const WeightRow& tone = a.state(StateTerm::kSentiment);
  ShareStance(fold, now, person, kMaxKinds + static_cast<int>(StateTerm::kSentiment),
              fold.stance(person, a.stance_slots), static_cast<int>(tone.decay_class), tone.cap,
              "sentiment", out);
  const WeightRow& open = a.state(StateTerm::kOpenObjection);
  double severity = 0;
  const auto raised_here = [&](const Object& o) {
    return o.person == person && o.state == static_cast<int>(ObjectionState::kRaised);
  };
  for (const std::int32_t i : fold.objects.of(ObjectType::kObjection)) {
    if (raised_here(fold.objects[i])) severity += fold.objects[i].severity;
  }
  for (const std::int32_t i : fold.objects.of(ObjectType::kObjection)) {
    const Object& o = fold.objects[i];
    if (!raised_here(o)) continue;
    const double term = -Saturate(open.stance * severity, open.cap);
    out.push_back({.value = term * o.severity / severity,
                   .reason = "open_objection",
                   .signal = o.signal,
                   .person = person});
  }
  if (member.silence == 0) return;
  std::int32_t oldest = fold.people[person].outreach;
  while (fold.outreach[static_cast<std::size_t>(oldest)].older >= 0) {
    oldest = fold.outreach[static_cast<std::size_t>(oldest)].older;
  }
  out.push_back({.value = member.silence,
                 .reason = "silence",
                 .person = person,
                 .silence_from = fold.outreach[static_cast<std::size_t>(oldest)].at,
                 .silence_to = now.at});
}

double AlignmentPrior(const std::vector<Member>& members, Committee& committee) {
  std::vector<double> priors;
  for (const Member& m : members) priors.push_back(m.prior);
  return Logit(committee.Approval(priors));
}

void ExplainAlignment(const Fold& fold, const std::vector<Member>& members, Committee& committee,
                      const Instant& now, std::vector<LinkTerm>& out) {
  const std::size_t n = members.size();
  std::vector<double> at(n), change(n, 0);
  const auto walk = [&](bool forward) {
    for (std::size_t i = 0; i < n; ++i) at[i] = members[i].prior;
    double before = Logit(committee.Approval(at));
    for (std::size_t step = 0; step < n; ++step) {
      const std::size_t i = forward ? step : n - 1 - step;
      at[i] = members[i].log_odds;
      const double after = Logit(committee.Approval(at));
      change[i] += (after - before) / 2;
      before = after;
    }
  };
  walk(true);
  walk(false);
  std::vector<LinkTerm> terms;
  for (std::size_t i = 0; i < n; ++i) {
    if (change[i] == 0) continue;
    terms.clear();
    ExplainStance(fold, members[i], now, terms);
    double sum = 0, size = 0;
    for (const LinkTerm& t : terms) sum += t.value, size += std::abs(t.value);
    if (size == 0) continue;
    const bool cancelled = std::abs(sum) < kCancelled * size;
    for (LinkTerm& t : terms) {
      t.value = change[i] * (cancelled ? std::abs(t.value) / size : t.value / sum);
      out.push_back(t);
    }
  }
}

int BindingRole(const Assumptions& a, const std::vector<Member>& members, Committee& committee) {
  std::vector<double> at;
  for (const Member& m : members) at.push_back(m.log_odds);
  std::vector<int> roles;
  committee.Roles(roles);  // in the order of their ids
  const double base = Logit(committee.Approval(at));
  int binding = -1;
  double most = 0;
  for (const int role : roles) {
    const double moved = std::abs(Logit(committee.Approval(at, role, 1)) - base);
    if (moved > most) most = moved, binding = role;
  }
  return binding >= static_cast<int>(a.roles.size()) ? -1 : binding;
}

}  // namespace parallax::framework
