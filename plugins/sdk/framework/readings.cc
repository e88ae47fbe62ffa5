#include "framework/readings.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "framework/numerics.h"

namespace parallax::framework {
namespace {

bool IsOpenObjection(const Object& o) {
  return o.state == static_cast<int>(ObjectionState::kRaised);
}

// Shares a saturated sum out over its parts, pro rata.
void Share(double term, double sum, double part, LinkTerm base, std::vector<LinkTerm>& out) {
  if (sum == 0) return;
  base.value = term * part / sum;
  out.push_back(base);
}

}  // namespace

void DepartedChampions(const std::vector<Participant>& participants,
                       std::vector<const Participant*>& out) {
  out.clear();
  for (const Participant& who : participants) {
    if (!who.champion) continue;
    if (who.present) return out.clear();
    out.push_back(&who);
  }
}

void AddKind(const Fold& fold, int k, const Instant& now, double& link) {
  const KindWeight& kind = fold.assumptions->kinds[k];
  const Signed& s = fold.confidence[k];
  const double decay = now.decay[kind.decay_class];
  if (s.plus > 0) link += Saturate(s.plus * decay, kind.cap);
  if (s.minus > 0) link -= Saturate(s.minus * decay, kind.cap);
}

double Confidence(const Fold& fold, const std::vector<Participant>& participants,
                  const Instant& now) {
  const Assumptions& a = *fold.assumptions;
  double link = Logit(a.confidence_prior);
  for (std::uint64_t left = fold.confidence_kinds; left != 0; left &= left - 1) {
    AddKind(fold, std::countr_zero(left), now, link);
  }
  const auto& resolved = a.state(StateTerm::kObjectionResolved);
  const auto& reasked = a.state(StateTerm::kReaskedSame);
  const auto& open = a.state(StateTerm::kOpenObjection);
  const auto& departed = a.state(StateTerm::kDepartedChampion);
  if (fold.resolved_objections != 0) {
    link += Saturate(fold.resolved_objections * now.decay[static_cast<int>(resolved.decay_class)],
                     resolved.cap);
  }
  if (fold.reasked_sum != 0) {
    link -=
        Saturate(fold.reasked_sum * now.decay[static_cast<int>(reasked.decay_class)], reasked.cap);
  }
  double severity = 0;
  for (const std::int32_t i : fold.objects.of(ObjectType::kObjection)) {
    if (IsOpenObjection(fold.objects[i])) severity += fold.objects[i].severity;
  }
  if (severity > 0) link -= Saturate(open.confidence * severity, open.cap);
  int gone = 0;
  for (const Participant& who : participants) {
    if (who.champion && who.present) {
      gone = 0;
      break;
    }
    gone += who.champion ? 1 : 0;
  }
  if (gone > 0) link -= Saturate(departed.confidence * gone, departed.cap);
  return link;
}

void ExplainConfidence(const Fold& fold, const std::vector<Participant>& participants,
                       const Instant& now, std::vector<LinkTerm>& out) {
  const Assumptions& a = *fold.assumptions;
  // Kinds and decaying state terms: by the signals that the fold kept.
  const auto explain = [&](int kind, double sign, double sum, int decay_class, double cap,
                           std::string_view reason, double direction) {
    if (sum == 0) return;
    const double decayed = sum * now.decay[decay_class];
    const double term = direction * Saturate(decayed, cap);
    double total = 0;
    const auto part = [&](const Term& t) {
      return t.value * sign *
             std::exp2(static_cast<double>(t.eff - now.eff) * a.decay_per_ns[decay_class]);
    };
    for (const Term& t : fold.confidence_terms) {
      if (t.kind == kind && t.value * sign > 0) total += part(t);
    }
    for (const Term& t : fold.confidence_terms) {
      if (t.kind == kind && t.value * sign > 0) {
        Share(term, total, part(t), {.value = 0, .reason = reason, .signal = t.signal}, out);
      }
    }
  };
  for (int k = 0; k < kMaxKinds; ++k) {
    const Signed& s = fold.confidence[k];
    if (s.plus == 0 && s.minus == 0) continue;
    const std::string_view label = fold.vocabulary->info(k).label;
    explain(k, 1, s.plus, a.kinds[k].decay_class, a.kinds[k].cap, label, 1);
    explain(k, -1, s.minus, a.kinds[k].decay_class, a.kinds[k].cap, label, -1);
  }
  const auto explain_state = [&](StateTerm term, double sum, std::string_view reason,
                                 double direction) {
    const WeightRow& row = a.state(term);
    explain(kMaxKinds + static_cast<int>(term), row.confidence < 0 ? -1 : 1, sum,
            static_cast<int>(row.decay_class), row.cap, reason, direction);
  };
  explain_state(StateTerm::kObjectionResolved, fold.resolved_objections, "objection_resolved", 1);
  explain_state(StateTerm::kReaskedSame, fold.reasked_sum, "reasked_same", -1);

  const auto& open = a.state(StateTerm::kOpenObjection);
  double severity = 0;
  for (const std::int32_t i : fold.objects.of(ObjectType::kObjection)) {
    if (IsOpenObjection(fold.objects[i])) severity += fold.objects[i].severity;
  }
  for (const std::int32_t i : fold.objects.of(ObjectType::kObjection)) {
    const Object& o = fold.objects[i];
    if (!IsOpenObjection(o)) continue;
    Share(-Saturate(open.confidence * severity, open.cap), severity, o.severity,
          {.value = 0, .reason = "open_objection", .signal = o.signal, .person = o.person}, out);
  }
  const auto& row = a.state(StateTerm::kDepartedChampion);
  std::vector<const Participant*> departed;
  DepartedChampions(participants, departed);
  const double n = static_cast<double>(departed.size());
  for (const Participant* who : departed) {
    LinkTerm term{.value = 0,
                  .reason = "departed_champion",
                  .signal = who->left_signal,
                  .person = who->person};
    // A departure told by a fact has no signal: the champion's absence is the silence it names.
    if (term.signal == PLX_NONE) {
      term.silence_from = who->left_at;
      term.silence_to = now.at;
    }
    Share(-Saturate(row.confidence * n, row.cap), n, 1, term, out);
  }
}

bool IsBadStep(const Object& step, Time now) {
  if (step.state == static_cast<int>(StepState::kSlipped)) return true;
  return step.state == static_cast<int>(StepState::kSet) && step.due != kNever &&
         step.due + kDay < now;
}

Momentum MomentumAt(const Fold& fold, const Instant& now, Time opened) {
  const Assumptions& a = *fold.assumptions;
  Momentum m;
  const double k = a.prior_strength, cadence = a.base_cadence;
  const double window = a.window_cadences * cadence;
  double events = 0, span = 0;
  if (!fold.acts.empty()) {
    events = static_cast<double>(fold.acts.size()) - 1;
    span = Days(fold.acts.back().eff - fold.acts.front().eff);
    m.exposed_since = fold.acts.front().at;
  }
  m.baseline = (a.baseline_strength + events) / (a.baseline_strength * cadence + span);
  if (opened != kNever && (m.exposed_since == kNever || opened < m.exposed_since)) {
    m.exposed_since = opened;
  }
  if (m.exposed_since != kNever) {
    m.exposure = std::min(window, Days(now.eff - a.calendar.At(m.exposed_since)));
  }
  for (auto it = fold.acts.rbegin(); it != fold.acts.rend(); ++it) {
    if (Days(now.eff - it->eff) >= window) break;
    ++m.recent;
  }
  m.shape = k + m.recent;
  m.rate = k + m.baseline * m.exposure;
  m.ratio = m.shape / m.rate;
  for (const std::int32_t i : fold.objects.of(ObjectType::kNextStep)) {
    if (IsBadStep(fold.objects[i], now.at)) m.bad_steps += 1;
  }
  if (m.bad_steps > 0) {
    const WeightRow& row = a.state(StateTerm::kSlippedStep);
    m.step_term = -Saturate(row.momentum * m.bad_steps, row.cap);
  }
  m.link = std::log(m.ratio) + m.step_term;
  return m;
}

void ExplainMomentum(const Fold& fold, const Instant& now, const Momentum& m,
                     std::vector<LinkTerm>& out) {
  const double k = fold.assumptions->prior_strength;
  const double gain = std::log(m.shape / k);
  for (int i = 0; i < m.recent; ++i) {
    const Act& act = fold.acts[fold.acts.size() - static_cast<std::size_t>(m.recent - i)];
    out.push_back({.value = gain / m.recent,
                   .reason = "buyer_act",
                   .signal = act.signal,
                   .person = act.person});
  }
  if (m.rate > k) {
    const Time from = fold.acts.empty() ? m.exposed_since : fold.acts.back().at;
    out.push_back({.value = -std::log(m.rate / k),
                   .reason = "silence",
                   .silence_from = from,
                   .silence_to = now.at});
  }
  for (const std::int32_t i : fold.objects.of(ObjectType::kNextStep)) {
    const Object& step = fold.objects[i];
    if (!IsBadStep(step, now.at)) continue;
    out.push_back({.value = m.step_term / m.bad_steps,
                   .reason = "slipped_step",
                   .signal = step.signal,
                   .person = step.person});
  }
}

}  // namespace parallax::framework
