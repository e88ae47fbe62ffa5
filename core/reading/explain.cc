#include "core/reading/explain.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/reading/explain_parts.h"

namespace parallax {
namespace {

// What the reading would lose without `link`, the other terms held.
double PointsOf(const Interpretation& said, int reading, double link) {
  const double whole = said.readings[static_cast<std::size_t>(reading)].link;
  return ReadingAtLink(reading, whole) - ReadingAtLink(reading, whole - link);
}

void AddTo(ExplainedTerm& sum, const ExplainedTerm& term) {
  sum.link += term.link;
  sum.signals.insert(sum.signals.end(), term.signals.begin(), term.signals.end());
  KeepLongerSilence(term.silence_from, term.silence_to, sum.silence_from, sum.silence_to);
}

bool IsLarger(const ExplainedTerm& a, const ExplainedTerm& b) {
  return std::abs(a.link) > std::abs(b.link);
}

// The terms of one reading by reason, the largest first.
std::vector<ExplainedReason> GroupByReason(std::span<const ExplainedTerm> terms,
                                           const Interpretation& said) {
  std::map<std::string_view, std::pair<ExplainedTerm, std::set<std::string_view>>> groups;
  for (const ExplainedTerm& term : terms) {
    auto& [sum, people] = groups[term.reason];
    sum.reading = term.reading;
    sum.reason = term.reason;
    AddTo(sum, term);
    if (!term.person.empty()) people.insert(term.person);
  }
  std::vector<ExplainedReason> reasons;
  for (auto& [name, group] : groups) {
    auto& [sum, people] = group;
    sum.points = PointsOf(said, sum.reading, sum.link);
    KeepDistinctRows(sum.signals);
    reasons.push_back({std::move(sum), {people.begin(), people.end()}});
  }
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const auto& a, const auto& b) { return IsLarger(a.sum, b.sum); });
  return reasons;
}

void AddReading(int reading, std::size_t most_terms, Explanation& out) {
  const Interpretation& said = out.now.interpretation;
  std::vector<ExplainedTerm> terms;
  for (const Contribution& c : said.contributions) {
    if (c.reading != reading) continue;
    terms.push_back({reading, c.reason, c.person, c.link_value,
                     PointsOf(said, reading, c.link_value), c.signals, c.silence_from,
                     c.silence_to});
  }
  std::stable_sort(terms.begin(), terms.end(), IsLarger);
  for (ExplainedReason& reason : GroupByReason(terms, said)) {
    out.reasons.push_back(std::move(reason));
  }
  const std::size_t alone = std::min(terms.size(), most_terms);
  const auto rest = GroupByReason(std::span(terms).subspan(alone), said);
  terms.resize(alone);
  for (const ExplainedReason& reason : rest) terms.push_back(reason.sum);
  std::stable_sort(terms.begin(), terms.end(), IsLarger);
  std::move(terms.begin(), terms.end(), std::back_inserter(out.terms));
}

}  // namespace

double ReadingAtLink(int reading, double link) {
  if (reading == kDecisionRisk) return -100 * std::expm1(-link);
  return 100 / (1 + std::exp(-link));
}

void KeepDistinctRows(std::vector<std::uint32_t>& rows) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

void KeepLongerSilence(Time from, Time to, Time& kept_from, Time& kept_to) {
  if (from == kNoTime) return;
  if (kept_from != kNoTime && kept_to - kept_from >= to - from) return;
  kept_from = from;
  kept_to = to;
}

absl::StatusOr<Explanation> Explain(const Environment& env, const ExplainRequest& request,
                                    const std::function<bool()>& cancelled) {
  std::vector<int> readings = request.readings;
  if (readings.empty()) readings = {kConfidence, kDecisionRisk, kAlignment, kMomentum};
  ReadingRequest question = request.question;
  question.wants.contributions = question.wants.drift = true;
  if (request.openings) question.wants.committee = question.wants.gates = true;
  const auto lens = ChooseLens(env, question);
  if (!lens.ok()) return lens.status();
  auto subject = FindSubject(env, question);
  if (!subject.ok()) return subject.status();
  if (request.since != kNoTime && request.since >= subject->as_of) {
    return InvalidArgument("since", absl::StrCat("is not before as_of; accepted are times before ",
                                                 FormatTime(subject->as_of)));
  }

  auto now = ReadSubject(*subject, question, *lens);
  if (!now.ok()) return now.status();
  Explanation out;
  out.now = *std::move(now);
  for (const int reading : readings) {
    AddReading(reading, limits::kMaxExplanationTerms / readings.size(), out);
  }
  if (request.since != kNoTime) {
    Subject then = *subject;
    then.as_of = request.since;
    auto before = ReadSubject(then, question, *lens);
    if (!before.ok()) return before.status();
    out.before = *std::move(before);
    out.changes = ChangesSince(*out.before, out.now, readings);
  }
  if (request.openings) {
    auto openings =
        FindOpenings(*subject, out.now, question.overrides, readings, **lens, cancelled);
    if (!openings.ok()) return openings.status();
    out.openings = *std::move(openings);
  }
  return out;
}

}  // namespace parallax
