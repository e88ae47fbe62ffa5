#include "framework/functions.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <tuple>

#include "framework/attribute.h"
#include "framework/numerics.h"
#include "framework/observations.h"
#include "framework/signal_list.h"

namespace parallax::framework {
namespace {

// Assumptions of the framework, none of them sourced.
constexpr double kFell = 10;           // points of confidence or alignment: the evidence falls
constexpr double kLatelyCadences = 4;  // effective: who was present since still stands behind it

// What the buyer got out of it, by kind.
bool IsOfValue(const KindInfo& info) {
  return info.rule == KindRule::kOutcome || info.rule == KindRule::kValueReview ||
         info.rule == KindRule::kExpectation ||
         IsAny(info.id, {"product.core_value_event", "product.workaround_seen"});
}

class FunctionReader {
 public:
  explicit FunctionReader(const Answer& answer)
      : answer_(answer),
        fold_(*answer.fold),
        a_(*answer.fold->assumptions),
        now_(answer.reader->now()),
        then_(now_.at - std::llround(a_.trend_days * static_cast<double>(kDay))),
        earlier_(2 * then_ - now_.at) {
    out_[kMarketing].function = "marketing";
    out_[kSales].function = "sales";
    out_[kProduct].function = "product";
    out_[kCustomerSuccess].function = "customer_success";
  }

  std::array<FunctionReading, kFunctions> All() {
    ReadReadiness();
    ReadProgression();
    ReadValue();
    ReadOngoing();
    const auto counts = CountByFunction(fold_, earlier_, then_, now_.at);
    const bool lost = BuyerLost();
    for (std::size_t i = 0; i < out_.size(); ++i) {
      FunctionReading& f = out_[i];
      f.counted = counts[i].now;
      f.counted_before = counts[i].before;
      f.counted_signals = counts[i].signals;
      f.misread = lost && f.counted > 0 && !(f.counted < f.counted_before);
      Tidy(f.signals);
      Tidy(f.counted_signals);
    }
    return std::move(out_);
  }

 private:
  Time TimeOf(std::uint32_t signal) const { return fold_.journal->occurred_at[signal]; }
  bool Lately(Time at) const { return at > then_ && at <= now_.at; }

  // Readiness: m / (1 + m) of what those in a required role did themselves, as the evidence floor
  // counts it (a person, a day, a kind), fading as engagement does; by how far they support it; the
  // mean over those roles. Where the lens requires nobody, everybody is one role.
  void ReadReadiness() {
    FunctionReading& f = out_[kMarketing];
    if (!answer_.levels.known) return;
    struct Role {
      double shown = 0, support = 0;
      int members = 0;
    };
    std::vector<Role> roles(a_.roles.size());
    const bool nobody = std::ranges::none_of(a_.roles, [](const RoleRow& r) { return r.required; });
    std::vector<int> role_of(fold_.people.size(), -1);
    for (const Member& m : answer_.reader->members()) {
      const int row = m.participant->role;
      if (!nobody && a_.roles[static_cast<std::size_t>(row)].required == 0) continue;
      role_of[m.participant->person] = nobody ? 0 : row;
      Role& role = roles[static_cast<std::size_t>(nobody ? 0 : row)];
      role.support += m.support;
      ++role.members;
    }
    std::set<std::tuple<std::uint32_t, std::int64_t, std::uint32_t>> seen;
    // Backwards: the last of a day speaks for it.
    for (auto at = fold_.read.rbegin(); at != fold_.read.rend(); ++at) {
      const std::uint32_t i = *at;
      const double left = std::exp2(-static_cast<double>(now_.eff - a_.calendar.At(TimeOf(i))) *
                                    a_.decay_per_ns[static_cast<int>(DecayClass::kEngagement)]);
      for (const std::uint32_t person : WhoShows(i)) {
        if (role_of[person] < 0) continue;
        if (!seen.insert({person, DayOf(TimeOf(i)), fold_.journal->kind[i]}).second) continue;
        roles[static_cast<std::size_t>(role_of[person])].shown += left;
        f.signals.push_back(i);
      }
    }
    double sum = 0;
    int required = 0;
    for (std::size_t r = 0; r < roles.size(); ++r) {
      if (nobody ? r != 0 : a_.roles[r].required == 0) continue;
      ++required;
      const Role& role = roles[r];
      if (role.members > 0) sum += role.shown / (1 + role.shown) * role.support / role.members;
    }
    f.reading = 100 * sum / std::max(1, required);
  }
  // Whose evidence the signal is: everybody's at a session, else the actor's or all people's.
  std::span<const std::uint32_t> WhoShows(std::uint32_t signal) const {
    const plx_journal& j = *fold_.journal;
    const KindWeight& weight = a_.kinds[fold_.vocabulary->kind(j.kind[signal])];
    const bool theirs = weight.counts && j.initiator[signal] == PLX_INITIATOR_BUYER;
    if (!weight.session && !theirs) return {};
    if (!weight.session && j.stakeholder[signal] != PLX_NONE) return {&j.stakeholder[signal], 1};
    return {j.people + j.people_begin[signal], j.people_begin[signal + 1] - j.people_begin[signal]};
  }

  // Progression: confidence now against then, where then nothing was known against the prior.
  void ReadProgression() {
    if (!answer_.levels.known) return;
    const double before = answer_.before.known ? answer_.before.link[PLX_READING_CONFIDENCE]
                                               : Logit(a_.confidence_prior);
    FunctionReading& f = out_[kSales];
    f.reading = 100 * Sigmoid(answer_.levels.link[PLX_READING_CONFIDENCE] - before);
    for (const Term& term : fold_.confidence_terms) {
      if (Lately(TimeOf(term.signal))) f.signals.push_back(term.signal);
    }
    for (const std::int32_t i : fold_.objects.of(ObjectType::kObjection)) {
      const Object& objection = fold_.objects[i];
      if (Lately(objection.since)) f.signals.push_back(objection.signal);
    }
  }

  // Value: confidence if there were nothing else than what the buyer got out of it.
  void ReadValue() {
    FunctionReading& f = out_[kProduct];
    double link = Logit(a_.confidence_prior);
    bool any = false;
    for (int k = 0; k < fold_.vocabulary->kind_count(); ++k) {
      const bool seen = (fold_.confidence_kinds >> k & 1) != 0;
      if (!seen || !IsOfValue(fold_.vocabulary->info(k))) continue;
      AddKind(fold_, k, now_, link);
      any = true;
    }
    if (!any) return;
    f.reading = 100 * Sigmoid(link);
    for (const Term& term : fold_.confidence_terms) {
      if (term.kind < kMaxKinds && IsOfValue(fold_.vocabulary->info(term.kind))) {
        f.signals.push_back(term.signal);
      }
    }
  }

  // Ongoing alignment: who was not present lately supports no more than somebody absent would.
  void ReadOngoing() {
    if (fold_.presences.empty()) return;
    FunctionReading& f = out_[kCustomerSuccess];
    const double longest = kLatelyCadences * a_.base_cadence;
    std::vector<double> log_odds;
    std::vector<bool> stands(fold_.people.size(), false);
    for (const Member& m : answer_.reader->members()) {
      const Person& person = fold_.people[m.participant->person];
      const bool lately =
          person.present_at != kNever && Days(now_.eff - person.present_eff) <= longest;
      stands[m.participant->person] = lately;
      const RoleRow& role = a_.roles[static_cast<std::size_t>(m.participant->role)];
      log_odds.push_back(lately ? m.log_odds : std::min(m.log_odds, role.absent_link));
    }
    f.reading = 100 * answer_.reader->committee().Approval(log_odds);
    const std::vector<std::uint32_t> last = LastPresence(fold_, kNever, now_.at);
    for (std::size_t p = 0; p < last.size(); ++p) {
      if (stands[p] && last[p] != PLX_NONE) f.signals.push_back(last[p]);
    }
  }

  // The evidence falls, or warns already.
  bool BuyerLost() const {
    if (answer_.verdict == PLX_VERDICT_WARNING || answer_.verdict == PLX_VERDICT_LOST_GROUND) {
      return true;
    }
    const auto fell = [&](std::size_t reading) {
      return answer_.before.value[reading] - answer_.levels.value[reading] >= kFell;
    };
    return answer_.before.known && (fell(PLX_READING_CONFIDENCE) || fell(PLX_READING_ALIGNMENT));
  }

  const Answer& answer_;
  const Fold& fold_;
  const Assumptions& a_;
  const Instant now_;
  const Time then_, earlier_;  // when the span began, and the one before it
  std::array<FunctionReading, kFunctions> out_;
};

}  // namespace

std::array<FunctionReading, kFunctions> ReadFunctions(const Answer& answer) {
  return FunctionReader(answer).All();
}

}  // namespace parallax::framework
