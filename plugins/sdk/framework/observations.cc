#include "framework/observations.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "framework/journey_steps.h"
#include "framework/signal_list.h"

namespace parallax::framework {
namespace {

// Assumptions of the framework, none of them sourced.
constexpr double kAlignmentMoved = 10;  // points that a stage which stands still may hide
constexpr double kMuchMore = 1.25;      // ratio from which acts, or new topics an act, grew

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

int CountOf(const std::vector<std::uint32_t>& signals) {
  return static_cast<int>(
      std::ranges::count_if(signals, [](std::uint32_t signal) { return signal != PLX_NONE; }));
}

// PLX_PHASE_
int PhaseOf(const FourWay& p) { return MostProbable(p) + PLX_PHASE_EVALUATION; }

class Observer {
 public:
  explicit Observer(const Answer& answer)
      : answer_(answer),
        fold_(*answer.fold),
        a_(*answer.fold->assumptions),
        now_(answer.reader->now().at),
        then_(now_ - std::llround(a_.trend_days * static_cast<double>(kDay))),
        earlier_(2 * then_ - now_) {}

  std::vector<Observation> All() {
    SilentVetoes();
    JourneySteps();
    if (!answer_.before.known) return std::move(out_);
    Movement();
    Membership();
    Consensus();
    Questions();
    Depth();
    Stage();
    Phase();
    return std::move(out_);
  }

 private:
  void Add(std::string_view id, double value, double before, std::vector<std::uint32_t> signals,
           std::uint32_t person = PLX_NONE) {
    Tidy(signals);
    out_.push_back({id, value, before, person, std::move(signals)});
  }
  bool Lately(Time at) const { return at > then_ && at <= now_; }
  Time TimeOf(std::uint32_t signal) const { return fold_.journal->occurred_at[signal]; }

  // silent_blocker: days of outreach that nobody answered; the silence since the veto was present,
  // or since it was first asked.
  void SilentVetoes() {
    for (const Member& m : answer_.reader->members()) {
      if (!m.silent_veto) continue;
      const Person& person = fold_.people[m.participant->person];
      std::vector<std::uint32_t> asked;
      Time first = now_;
      for (std::int32_t i = person.outreach; i >= 0;) {
        const Outreach& outreach = fold_.outreach[static_cast<std::size_t>(i)];
        asked.push_back(outreach.signal);
        first = outreach.at;
        i = outreach.older;
      }
      const auto days = static_cast<double>(asked.size());
      Add("silent_blocker", days, kNothing, std::move(asked), m.participant->person);
      out_.back().silence_from = person.present_at != kNever ? person.present_at : first;
      out_.back().silence_to = now_;
    }
  }

  // hesitating, validating, reassessing, seeking_reassurance, self_protecting: signals that show it
  // in the span, and in the one before it.
  void JourneySteps() {
    const JourneySigns before = ReadJourneySteps(fold_, earlier_, then_);
    JourneySigns now = ReadJourneySteps(fold_, then_, now_);
    for (std::size_t s = 0; s < now.size(); ++s) {
      const auto count = static_cast<double>(now[s].size());
      if (count == 0) continue;
      Add(kJourneySteps[s], count,
          answer_.before.known ? static_cast<double>(before[s].size()) : kNothing,
          std::move(now[s]));
    }
  }

  // spreading, narrowing: people present in the span, and in the one before it. Behind the one
  // stand the new people's presences, behind the other the last ones of those who went missing.
  void Movement() {
    const auto now = LastPresence(fold_, then_, now_),
               before = LastPresence(fold_, earlier_, then_);
    const int count = CountOf(now), count_before = CountOf(before);
    if (count == count_before) return;
    const bool spreads = count > count_before;
    const auto& with = spreads ? now : before;
    const auto& without = spreads ? before : now;
    std::vector<std::uint32_t> signals;
    for (std::size_t p = 0; p < with.size(); ++p) {
      if (with[p] != PLX_NONE && without[p] == PLX_NONE) signals.push_back(with[p]);
    }
    Add(spreads ? "spreading" : "narrowing", count, count_before, std::move(signals));
  }

  // entering, exiting: a person who joined or first showed, or left.
  void Membership() {
    for (const Participant& who : answer_.reader->participants()) {
      const Person& person = fold_.people[who.person];
      if (who.present && Lately(who.since)) {
        const std::uint32_t signal =
            person.joined_at == who.since ? person.joined_signal : person.first_signal;
        Add("entering", kNothing, kNothing, One(signal), who.person);
      } else if (!who.present && Lately(who.left_at)) {
        Add("exiting", kNothing, kNothing, One(who.left_signal), who.person);
      }
    }
  }
  static std::vector<std::uint32_t> One(std::uint32_t signal) {
    return signal == PLX_NONE ? std::vector<std::uint32_t>{} : std::vector<std::uint32_t>{signal};
  }

  // consensus_forming, consensus_fragmenting: spread of support, 0..0.5.
  void Consensus() {
    const double now = answer_.levels.dispersion, before = answer_.before.dispersion;
    if (std::abs(now - before) < a_.dispersion_rise) return;
    std::vector<std::uint32_t> signals;
    for (const Term& term : fold_.stance_terms) {
      if (term.signal != PLX_NONE && Lately(TimeOf(term.signal))) signals.push_back(term.signal);
    }
    Add(now < before ? "consensus_forming" : "consensus_fragmenting", now, before,
        std::move(signals));
  }

  // unknowns_shrinking, unknowns_multiplying: questions without an answer.
  // questions_looping: questions asked again in the span, and in the one before it.
  void Questions() {
    int open = 0, open_before = 0, again = 0, again_before = 0;
    std::vector<std::uint32_t> moved, repeated;
    for (const Question& q : fold_.questions) {
      const bool answered = q.answered_at != kNever && q.answered_at >= q.at;
      open += answered ? 0 : 1;
      open_before += q.at <= then_ && !(answered && q.answered_at <= then_) ? 1 : 0;
      if (Lately(q.at)) moved.push_back(q.signal);
      if (!q.reasked) continue;
      if (Lately(q.at)) {
        ++again;
        repeated.push_back(q.signal);
      } else if (q.at > earlier_) {
        ++again_before;
      }
    }
    if (open != open_before) {
      Add(open < open_before ? "unknowns_shrinking" : "unknowns_multiplying", open, open_before,
          std::move(moved));
    }
    if (again > 0) Add("questions_looping", again, again_before, std::move(repeated));
  }

  // deeper, only_more_often: new topics an act of the buyer, where they and the number of acts go
  // different ways.
  void Depth() {
    struct Span {
      int acts = 0, topics = 0;
      double PerAct() const { return acts == 0 ? 0 : static_cast<double>(topics) / acts; }
    } now, before;
    std::vector<std::uint32_t> known, fresh, acts;
    const plx_journal& j = *fold_.journal;
    for (const std::uint32_t i : fold_.read) {
      const int kind = fold_.vocabulary->kind(j.kind[i]);
      if (j.initiator[i] != PLX_INITIATOR_BUYER || !a_.kinds[kind].act) continue;
      const std::uint32_t topic = fold_.TopicOf(i);
      const bool is_new = topic != PLX_NONE && std::ranges::find(known, topic) == known.end();
      if (is_new) known.push_back(topic);
      if (j.occurred_at[i] <= earlier_) continue;
      Span& span = Lately(j.occurred_at[i]) ? now : before;
      ++span.acts;
      span.topics += is_new ? 1 : 0;
      if (!Lately(j.occurred_at[i])) continue;
      acts.push_back(i);
      if (is_new) fresh.push_back(i);
    }
    if (now.acts == 0 || before.acts == 0) return;
    const double depth = now.PerAct(), depth_before = before.PerAct();
    if (now.acts > kMuchMore * before.acts && depth < depth_before) {
      Add("only_more_often", depth, depth_before, std::move(acts));
    } else if (depth > kMuchMore * depth_before && now.acts <= before.acts) {
      Add("deeper", depth, depth_before, std::move(fresh));
    }
  }

  // stage_hides_falling, stage_hides_rising: alignment, 0..100, while the pipeline stage stands
  // where it was.
  void Stage() {
    if (fold_.stage_signal == PLX_NONE || Lately(TimeOf(fold_.stage_signal))) return;
    const double now = answer_.levels.value[PLX_READING_ALIGNMENT],
                 before = answer_.before.value[PLX_READING_ALIGNMENT];
    if (std::abs(now - before) < kAlignmentMoved) return;
    Add(now < before ? "stage_hides_falling" : "stage_hides_rising", now, before,
        {fold_.stage_signal});
  }

  // journey_on, journey_back: the most probable phase, as numbered in the API. Reassessment is back
  // from anywhere.
  void Phase() {
    const int now = PhaseOf(answer_.levels.phase), before = PhaseOf(answer_.before.phase);
    if (now == before) return;
    const auto rank = [](int phase) {
      return phase == PLX_PHASE_REASSESSMENT ? PLX_PHASE_EVALUATION - 1 : phase;
    };
    Add(rank(now) < rank(before) ? "journey_back" : "journey_on", now, before, {});
  }

  const Answer& answer_;
  const Fold& fold_;
  const Assumptions& a_;
  const Time now_, then_, earlier_;  // the span, and the one before it
  std::vector<Observation> out_;
};

}  // namespace

std::vector<Observation> Observe(const Answer& answer) { return Observer(answer).All(); }

std::vector<std::uint32_t> LastPresence(const Fold& fold, Time from, Time to) {
  std::vector<std::uint32_t> last(fold.people.size(), PLX_NONE);
  for (const Presence& presence : fold.presences) {
    if (presence.at > from && presence.at <= to) last[presence.person] = presence.signal;
  }
  return last;
}

int PresentBetween(const Fold& fold, Time from, Time to) {
  return CountOf(LastPresence(fold, from, to));
}

}  // namespace parallax::framework
