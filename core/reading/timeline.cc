#include "core/reading/timeline.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/reading/subject.h"
#include "parallax/abi/result.h"

namespace parallax {
namespace {

// Rows of the journal in (from, to] that are read.
std::vector<std::uint32_t> Interactions(const Subject& subject, Time from, Time to) {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < subject.journal->size(); ++row) {
    const Time at = subject.journal->occurred_at[row];
    if (at > from && at <= to && IsRead(*subject.journal, row, subject.decision)) {
      rows.push_back(static_cast<std::uint32_t>(row));
    }
  }
  return rows;
}

Time Beginning(const Subject& subject, Time to) {
  for (std::size_t row = 0; row < subject.journal->size(); ++row) {
    if (IsRead(*subject.journal, row, subject.decision)) {
      return std::min(subject.journal->occurred_at[row] - kDay, to);
    }
  }
  return to;
}

// The moments of interactions, the midnights between, and both ends.
absl::StatusOr<std::vector<Time>> Moments(const Journal& journal,
                                          const std::vector<std::uint32_t>& rows, Time from,
                                          Time to) {
  const auto refuse = [&] {
    return InvalidArgument(
        "from", absl::StrCat("and to (", FormatTime(from), " to ", FormatTime(to),
                             ") have more than ", limits::kMaxTimelineMoments,
                             " moments between them (kMaxTimelineMoments: distinct moments of "
                             "signals, and midnights); accepted is a later from"));
  };
  if (to / kDay - from / kDay > static_cast<std::int64_t>(limits::kMaxTimelineMoments)) {
    return refuse();
  }
  std::set<Time> moments = {from, to};
  for (const std::uint32_t row : rows) moments.insert(journal.occurred_at[row]);
  for (const Time m : MidnightsIn(from, to)) moments.insert(m);
  if (moments.size() > limits::kMaxTimelineMoments) return refuse();
  return std::vector<Time>(moments.begin(), moments.end());
}

std::string StateOf(const GateView& gate) {
  const bool late = gate.p80_days > 0 && gate.age_days > gate.p80_days;  // false while it rests
  return late ? "late" : gate.state;
}

// Says of each moment what changed since the one before.
class Changes {
 public:
  explicit Changes(std::vector<TimelineEvent>& events) : events_(events) {}

  void At(Time at, const Interpretation& said) {
    Code(at, TimelineKind::kVerdict, said.verdict, verdict_);
    Code(at, TimelineKind::kPhase, said.phase, phase_);
    for (const GateView& gate : said.gates) {
      std::string& before = gates_[gate.id];
      std::string now = StateOf(gate);
      if (now == before) continue;
      TimelineEvent& event = Add(at, TimelineKind::kGate, gate.id);
      event.state_before = before;
      event.state = now;
      before = std::move(now);
    }
    for (const DriftView& sign : said.drift) {
      int& before = drift_[sign.sign];
      const bool alarm = sign.state == PLX_DRIFT_FIRING || before == PLX_DRIFT_FIRING;
      if (sign.state != before && alarm) {
        TimelineEvent& event = Add(at, TimelineKind::kDrift, sign.sign);
        event.before = before;
        event.after = sign.state;
        event.onset = sign.onset;
      }
      before = sign.state;
    }
  }

 private:
  TimelineEvent& Add(Time at, TimelineKind kind, std::string subject) {
    return events_.emplace_back(
        TimelineEvent{.at = at, .kind = kind, .subject = std::move(subject)});
  }
  void Code(Time at, TimelineKind kind, int now, int& before) {
    if (now == before) return;
    TimelineEvent& event = Add(at, kind, {});
    event.before = before;
    event.after = now;
    before = now;
  }

  std::vector<TimelineEvent>& events_;
  int verdict_ = 0, phase_ = 0;
  std::map<std::string, std::string> gates_;
  std::map<std::string, int> drift_;
};

TimelineEvent InteractionOf(const Journal& journal, std::uint32_t row, std::uint32_t together,
                            const Interpretation& before, const Interpretation& after) {
  TimelineEvent event{.at = journal.occurred_at[row],
                      .subject = std::string(journal.String(journal.kind[row])),
                      .signal = row,
                      .together = together};
  for (int r = 0; r < kReadingCount; ++r) {
    event.delta[r] = after.readings[r].value - before.readings[r].value;
  }
  return event;
}

TimelineEvent HandoffOf(const HandoffView& handoff) {
  TimelineEvent event{
      .at = handoff.at, .kind = TimelineKind::kHandoff, .subject = handoff.transition};
  event.signal = handoff.signal;
  event.state = handoff.reset == PLX_FLAG_TRUE      ? "reset"
                : handoff.survived == PLX_FLAG_TRUE ? "survived"
                                                    : "fell";
  return event;
}

}  // namespace

absl::StatusOr<Timeline> ReadTimeline(const Environment& env, const TimelineRequest& request) {
  const ReadingRequest asked{
      .workspace = request.workspace,
      .account = request.account,
      .decision = request.decision,
      .lens = request.lens,
      .moment = {request.to, request.known_at, request.at_least_revision},
      .overrides = request.overrides,
      .wants = {.texts = true, .drift = true, .handoffs = true, .stages = true}};
  absl::StatusOr<std::shared_ptr<Lens>> lens = ChooseLens(env, asked);
  if (!lens.ok()) return lens.status();
  absl::StatusOr<Subject> subject = FindSubject(env, asked);
  if (!subject.ok()) return subject.status();
  absl::StatusOr<ReadingResult> now = ReadSubject(*subject, asked, *lens);
  if (!now.ok()) return now.status();

  const Journal& journal = *subject->journal;
  const Time to = subject->as_of;
  const Time from = request.from == kNoTime ? Beginning(*subject, to) : request.from;
  if (from > to) {
    return InvalidArgument("from", absl::StrCat("is ", FormatTime(from), ", after to; accepted is ",
                                                FormatTime(to), " or earlier"));
  }
  const std::vector<std::uint32_t> interactions = Interactions(*subject, from, to);
  absl::StatusOr<std::vector<Time>> moments = Moments(journal, interactions, from, to);
  if (!moments.ok()) return moments.status();

  // A row at each moment, and one just before it where something was said.
  const auto end_of = [&](auto first, Time at) {
    return std::find_if(first, interactions.end(),
                        [&](std::uint32_t row) { return journal.occurred_at[row] > at; });
  };
  std::vector<LensRow> rows;
  auto next = interactions.begin();
  for (const Time at : *moments) {
    const auto end = end_of(next, at);
    if (end != next) rows.push_back({&journal, subject->decision, at - 1});
    rows.push_back({&journal, subject->decision, at});
    next = end;
  }
  std::vector<Interpretation> said;
  absl::Status status =
      (*lens)->Interpret(rows, request.overrides, {.gates = true, .drift = true}, said);
  if (!status.ok()) return status;
  for (const Interpretation& answer : said) {
    if (answer.status != 0) return LensFailed(**lens, answer);
  }

  Timeline timeline{.events = {}, .now = *std::move(now), .from = from};
  Changes changes(timeline.events);
  next = interactions.begin();
  auto answer = said.begin();
  for (const Time at : *moments) {
    const auto end = end_of(next, at);
    const auto together = static_cast<std::uint32_t>(end - next);
    const Interpretation& before = *answer;
    if (together > 0) ++answer;
    for (; next != end; ++next) {
      timeline.events.push_back(InteractionOf(journal, *next, together, before, *answer));
    }
    for (const HandoffView& handoff : timeline.now.interpretation.handoffs) {
      if (handoff.at == at && at > from) timeline.events.push_back(HandoffOf(handoff));
    }
    changes.At(at, *answer++);
  }
  return timeline;
}

}  // namespace parallax
