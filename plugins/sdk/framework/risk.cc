// Gates and decision risk (model.md, step 5; model-formulas.md, 6 and 7).
#include <algorithm>
#include <cmath>

#include "framework/readings.h"

namespace parallax::framework {
namespace {

double Loss(double severity, double unresolved) { return -std::log1p(-severity * unresolved); }

// The unresolved shares, dimension by dimension, and what each change is worth.
class Unresolved {
 public:
  Unresolved(const Assumptions& a, std::vector<LinkTerm>* terms) : a_(a), terms_(terms) {
    u_.reserve(a.dimensions.size());
    for (const DimensionRow& row : a.dimensions) u_.push_back(row.prior);
  }

  void Set(int dimension, double value, LinkTerm term) {
    double& u = u_[static_cast<std::size_t>(dimension)];
    if (terms_ != nullptr) {
      const double severity = a_.dimensions[static_cast<std::size_t>(dimension)].severity;
      term.value = Loss(severity, value) - Loss(severity, u);
      if (term.value != 0) terms_->push_back(term);
    }
    u = value;
  }
  void Close(int dimension, double factor, const LinkTerm& term) {
    Set(dimension, u_[static_cast<std::size_t>(dimension)] * factor, term);
  }
  void Reopen(int dimension, double share, const LinkTerm& term) {
    Set(dimension, 1 - (1 - u_[static_cast<std::size_t>(dimension)]) * (1 - share), term);
  }
  double Link() const {
    double kept = 1;  // product of 1 - severity * u
    for (std::size_t d = 0; d < u_.size(); ++d) kept *= 1 - a_.dimensions[d].severity * u_[d];
    return -std::log(kept);
  }
  std::size_t size() const { return u_.size(); }
  void Swap(std::vector<double>& shares) { u_.swap(shares); }

 private:
  const Assumptions& a_;
  std::vector<LinkTerm>* terms_;
  std::vector<double> u_;
};

void CloseByProof(const Fold& fold, const Instant& now, Unresolved& u,
                  std::vector<LinkTerm>* terms) {
  const Assumptions& a = *fold.assumptions;
  if (fold.proofs.empty()) return;
  const double validity = a.proof_validity_days * static_cast<double>(kDay);
  for (int d = 0; d < static_cast<int>(u.size()); ++d) {
    double n = 0;
    const auto counts = [&](const Proof& p) {
      return p.dimension == d && static_cast<double>(now.at - p.at) < validity;
    };
    for (const Proof& p : fold.proofs) n += counts(p) ? p.closes : 0;
    if (n == 0) continue;
    u.Close(d, std::exp(-a.proof_cap * std::tanh(n / a.proof_cap)),
            {.value = 0, .reason = "proof"});
    if (terms == nullptr || terms->empty() || terms->back().reason != "proof" ||
        terms->back().signal != PLX_NONE) {
      continue;
    }
    const double change = terms->back().value;  // of all proofs together: share it out
    terms->pop_back();
    for (const Proof& p : fold.proofs) {
      if (!counts(p)) continue;
      terms->push_back({.value = change * p.closes / n, .reason = "proof", .signal = p.signal});
    }
  }
}

}  // namespace

void CurrentGates(const Fold& fold, std::vector<const Object*>& out) {
  out.clear();
  const auto speaks_before = [&](const Object& a, const Object& b) {
    if (fold.decision != PLX_NONE) return a.decision == fold.decision;
    return a.order > b.order;
  };
  for (const std::int32_t i : fold.objects.of(ObjectType::kGate)) {
    const Object& gate = fold.objects[i];
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const Object* o) { return o->key == gate.key; });
    if (same == out.end()) {
      out.push_back(&gate);
    } else if (speaks_before(gate, **same)) {
      *same = &gate;
    }
  }
  const auto& infos = fold.assumptions->gate_infos;
  std::sort(out.begin(), out.end(), [&](const Object* a, const Object* b) {
    const double x = infos[static_cast<std::size_t>(a->gate)].order;
    const double y = infos[static_cast<std::size_t>(b->gate)].order;
    return x != y ? x < y : a->gate != b->gate ? a->gate < b->gate : a->key < b->key;
  });
}

GateStatus StatusOf(const Object& gate, const GateInfo& info, Time now) {
  const auto state = static_cast<GateState>(gate.state);
  if (gate.running) {
    return now - gate.run_start > info.p80 ? GateStatus::kLate : GateStatus::kRunning;
  }
  if (state == GateState::kPassed || state == GateState::kWaived) {
    return now - gate.due < info.validity ? GateStatus::kPassed : GateStatus::kExpired;
  }
  return state == GateState::kFailed ? GateStatus::kFailed : GateStatus::kIdle;
}

namespace {

void Resolve(const Fold& fold, const std::vector<const Object*>& gates, const Instant& now,
             Unresolved& u, std::vector<LinkTerm>* terms) {
  const Assumptions& a = *fold.assumptions;
  const auto info = [&](const Object* gate) -> const GateInfo& {
    return a.gate_infos[static_cast<std::size_t>(gate->gate)];
  };
  for (const Object* gate : gates) {
    if (StatusOf(*gate, info(gate), now.at) != GateStatus::kPassed) continue;
    for (const int d : info(gate).closes) {
      u.Close(d, 1 - a.gate_closure, {.value = 0, .reason = "gate_passed", .signal = gate->signal});
    }
  }
  CloseByProof(fold, now, u, terms);
  for (const std::int32_t i : fold.objects.of(ObjectType::kObjection)) {
    const Object& o = fold.objects[i];
    if (o.state != static_cast<int>(ObjectionState::kRaised) || o.dimension < 0) continue;
    u.Reopen(o.dimension, a.objection_opens * o.severity,
             {.value = 0, .reason = "open_objection", .signal = o.signal, .person = o.person});
  }
  for (const Object* gate : gates) {
    if (StatusOf(*gate, info(gate), now.at) != GateStatus::kFailed) continue;
    for (const int d : info(gate).closes) {
      u.Reopen(d, a.failed_opens, {.value = 0, .reason = "gate_failed", .signal = gate->signal});
    }
  }
  for (const Question& q : fold.questions) {
    const int state = fold.objects[q.object].state;
    const bool unresolved = state == static_cast<int>(QuestionState::kOpen) ||
                            state == static_cast<int>(QuestionState::kRejected);
    if (!q.same || !unresolved || q.dimension < 0) continue;
    u.Reopen(q.dimension, a.reasked_opens,
             {.value = 0, .reason = "reasked_same", .signal = q.signal, .person = q.person});
  }
}

}  // namespace

double Risk(const Fold& fold, const std::vector<const Object*>& gates, const Instant& now,
            std::vector<LinkTerm>* terms) {
  Unresolved u(*fold.assumptions, terms);
  Resolve(fold, gates, now, u, terms);
  return u.Link();
}

void UnresolvedShares(const Fold& fold, const std::vector<const Object*>& gates, const Instant& now,
                      std::vector<double>& out) {
  Unresolved u(*fold.assumptions, nullptr);
  Resolve(fold, gates, now, u, nullptr);
  u.Swap(out);
}

}  // namespace parallax::framework
