#include "core/reading/history.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/reading/subject.h"

namespace parallax {
namespace {

constexpr Time kShortestStep = 3'600 * kSecond;
constexpr Time kLongestStep = 3'660 * kDay;

absl::Status CheckRequest(const HistoryRequest& request) {
  if (request.step < kShortestStep || request.step > kLongestStep) {
    return InvalidArgument(
        "step",
        absl::StrCat(
            "is ", request.step < kShortestStep ? "shorter than an hour" : "longer than 3,660 days",
            "; accepted are an hour to 3,660 days"));
  }
  if (request.as_known_then && request.known_at != kNoTime) {
    return InvalidArgument("as_known_then",
                           "lets each point know what was known at its own moment, so no known_at "
                           "goes with it; accepted is one of the two");
  }
  return absl::OkStatus();
}

// Points counted back from `to` down to `from`, oldest first.
absl::StatusOr<std::vector<Time>> Instants(Time from, Time to, Time step) {
  if (from > to) {
    return InvalidArgument("from", absl::StrCat("is ", FormatTime(from), ", after to; accepted is ",
                                                FormatTime(to), " or earlier"));
  }
  // Unsigned: the difference of two times can be larger than a Time.
  const std::uint64_t span = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  const std::uint64_t back = span / static_cast<std::uint64_t>(step);
  if (back >= limits::kMaxHistoryPoints) {
    const std::uint64_t least = span / limits::kMaxHistoryPoints / kShortestStep + 1;
    return InvalidArgument(
        "step", absl::StrCat("makes ", back + 1, " points from ", FormatTime(from), " to ",
                             FormatTime(to), "; accepted are at most ", limits::kMaxHistoryPoints,
                             " (kMaxHistoryPoints): a step of ", least, "h, or a later from"));
  }
  std::vector<Time> instants(back + 1);
  for (std::size_t i = 0; i <= back; ++i) {
    instants[back - i] = to - static_cast<Time>(i) * step;
  }
  return instants;
}

// When something was first read: the first signal of the account, or the opening or first signal of
// the decision, as known at `known_at`; kNoTime when there is neither.
Time FirstRead(const Journal& journal, std::string_view decision_id, Time known_at) {
  const std::uint32_t decision = decision_id.empty() ? kNone : journal.FindDecision(decision_id);
  Time first = kEndOfTime;
  for (std::size_t row = 0; row < journal.size() && first == kEndOfTime; ++row) {
    const bool own = decision == kNone || journal.decision[row] == decision;
    if (own && journal.available_at[row] <= known_at) first = journal.occurred_at[row];
  }
  const Journal::DecisionVersions& facts = journal.decision_facts;
  for (std::size_t row = 0; row < facts.decision.size(); ++row) {
    if (facts.decision[row] != decision || facts.available_at[row] > known_at) continue;
    if (facts.opened_at[row] != kNoTime) first = std::min(first, facts.opened_at[row]);
  }
  return first == kEndOfTime ? kNoTime : first;
}

// Moments at which something became known, sorted: between two of them the resolved journal stays
// as it is.
std::vector<Time> Arrivals(const Journal& journal) {
  std::vector<Time> arrivals = journal.available_at;
  for (const std::vector<Time>* more :
       {&journal.people_facts.available_at, &journal.account_facts.available_at,
        &journal.decision_facts.available_at}) {
    arrivals.insert(arrivals.end(), more->begin(), more->end());
  }
  std::sort(arrivals.begin(), arrivals.end());
  return arrivals;
}

// Reads stretches of points, each over one journal, and keeps what reaches from one into the next.
class HistoryReader {
 public:
  HistoryReader(const HistoryRequest& request, std::shared_ptr<Lens> lens, std::uint64_t revision)
      : request_(request),
        lens_(std::move(lens)),
        hash_(lens_->ConfigHash(request.overrides)),
        revision_(revision) {}

  // Appends the points at `instants`, which follow those read before.
  absl::Status Read(const Journal& journal, std::uint32_t decision,
                    std::span<const Time> instants) {
    std::vector<LensRow> rows;
    if (points_.empty()) {
      // One step earlier still, so that the first point has a step before it.
      before_ = std::max(instants[0], kFirstInstant + request_.step) - request_.step;
      rows.push_back({&journal, decision, before_});
    }
    const std::size_t lead = rows.size();
    for (const Time at : instants) rows.push_back({&journal, decision, at});
    if (absl::Status status = lens_->Interpret(
            rows, request_.overrides, {.gates = true, .texts = true, .drift = true}, answers_);
        !status.ok()) {
      return status;
    }
    for (const Interpretation& answer : answers_) {
      if (answer.status != 0) return LensFailed(*lens_, answer);
    }
    if (lead > 0) effective_before_ = answers_[0].effective_days;
    for (std::size_t i = 0; i < instants.size(); ++i) {
      AddPoint(journal, decision, instants[i], std::move(answers_[lead + i]));
    }
    return absl::OkStatus();
  }

  std::vector<HistoryPoint> Take() { return std::move(points_); }

 private:
  void AddPoint(const Journal& journal, std::uint32_t decision, Time at, Interpretation answer) {
    HistoryPoint& point = points_.emplace_back();
    const double days = static_cast<double>(at - before_) / kDay;
    const double effective = answer.effective_days - effective_before_;
    if (std::isfinite(effective) && days > 0) point.calendar = std::clamp(effective / days, 0., 1.);
    effective_before_ = answer.effective_days;
    CountSignals(journal, decision, at, point);
    before_ = at;

    ReadingResult& result = point.reading;
    result.account = request_.account;
    result.decision = request_.decision;
    result.lens = lens_;
    result.config_hash = hash_;
    result.as_of = at;
    result.known_at = request_.as_known_then ? at : request_.known_at;
    result.revision = revision_;
    result.interpretation = std::move(answer);
  }

  void CountSignals(const Journal& journal, std::uint32_t decision, Time at,
                    HistoryPoint& point) const {
    const std::vector<Time>& times = journal.occurred_at;
    const auto begin = std::upper_bound(times.begin(), times.end(), before_) - times.begin();
    const auto end = std::upper_bound(times.begin(), times.end(), at) - times.begin();
    for (auto row = static_cast<std::size_t>(begin); row < static_cast<std::size_t>(end); ++row) {
      if (!IsRead(journal, row, decision)) continue;
      const auto by = static_cast<Initiator>(journal.initiator[row]);
      point.buyer_signals += by == Initiator::kBuyer || by == Initiator::kThirdParty;
      point.seller_signals += by == Initiator::kSeller;
    }
  }

  const HistoryRequest& request_;
  const std::shared_ptr<Lens> lens_;
  const std::string hash_;
  const std::uint64_t revision_;
  std::vector<Interpretation> answers_;
  std::vector<HistoryPoint> points_;
  Time before_ = kNoTime;  // the moment one step before the next point
  double effective_before_ = 0;
};

}  // namespace

absl::StatusOr<std::vector<HistoryPoint>> History(const Environment& env,
                                                  const HistoryRequest& request,
                                                  const std::function<bool()>& cancelled) {
  if (absl::Status status = CheckRequest(request); !status.ok()) return status;
  const ReadingRequest asked{.workspace = request.workspace,
                             .account = request.account,
                             .decision = request.decision,
                             .lens = request.lens,
                             .moment = {request.to, request.known_at, request.at_least_revision},
                             .overrides = {},
                             .wants = {}};
  absl::StatusOr<std::shared_ptr<Lens>> lens = ChooseLens(env, asked);
  if (!lens.ok()) return lens.status();
  if (absl::Status status = (*lens)->CheckOverrides(request.overrides); !status.ok()) return status;
  absl::StatusOr<Subject> subject = FindSubject(env, asked);
  if (!subject.ok()) return subject.status();

  const Time to = subject->as_of;
  Time from = request.from;
  if (from == kNoTime) {
    const Time first = request.as_known_then
                           ? FirstRead(*subject->stored, request.decision, to)
                           : FirstRead(*subject->journal, request.decision, kEndOfTime);
    from = first == kNoTime ? to : std::min(first, to);
  }
  absl::StatusOr<std::vector<Time>> instants = Instants(from, to, request.step);
  if (!instants.ok()) return instants.status();

  HistoryReader reader(request, *std::move(lens), subject->revision);
  if (!request.as_known_then) {
    absl::Status status = reader.Read(*subject->journal, subject->decision, *instants);
    if (!status.ok()) return status;
    return reader.Take();
  }
  const std::vector<Time> arrivals = Arrivals(*subject->stored);
  for (auto begin = instants->begin(); begin != instants->end();) {
    if (cancelled()) return absl::CancelledError("the caller went away");
    const auto news = std::upper_bound(arrivals.begin(), arrivals.end(), *begin);
    const auto end =
        news == arrivals.end() ? instants->end() : std::lower_bound(begin, instants->end(), *news);
    const Known known = ResolveKnown(subject->stored, request.decision, *begin);
    absl::Status status = reader.Read(*known.journal, known.decision, {begin, end});
    if (!status.ok()) return status;
    begin = end;
  }
  return reader.Take();
}

}  // namespace parallax
