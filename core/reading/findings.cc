#include "core/reading/findings.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/errors.h"
#include "core/reading/subject.h"
#include "core/signal/validate.h"
#include "parallax/abi/result.h"

namespace parallax {
namespace {

constexpr char kMark = ':';

// The sign of `answer` that is `finding`, or nothing.
std::optional<std::size_t> SignOf(const Interpretation& answer, const FindingId& finding) {
  for (std::size_t i = 0; i < answer.drift.size(); ++i) {
    const DriftView& sign = answer.drift[i];
    if (IsAlarm(sign) && sign.sign == finding.sign && FormatDate(sign.onset) == finding.day) {
      return i;
    }
  }
  return std::nullopt;
}

absl::Status FindingNotFound(const ReadingResult& reading, const FindingId& finding) {
  std::vector<std::string> standing;
  for (const DriftView& sign : reading.interpretation.drift) {
    std::string id = MakeFindingId(finding.lens, sign);
    if (!id.empty()) standing.push_back(std::move(id));
  }
  return MakeError(
      absl::StatusCode::kNotFound,
      absl::StrCat("finding: \"", finding.lens, ":", finding.sign, ":", finding.day,
                   "\" did not stand on account \"", reading.account, "\" at ",
                   FormatTime(reading.as_of), " nor at a midnight UTC of the ",
                   kLateIntervention / kDay, " days before; under this lens there stood ",
                   standing.empty() ? "none" : absl::StrJoin(standing, ", ")),
      {.reason = "FINDING_NOT_FOUND"});
}

// The earlier moments at which an alarm that has ended may have stood, the latest first.
std::vector<Time> MidnightsBefore(Time at) {
  const Time from = std::max(at, kFirstInstant + kLateIntervention) - kLateIntervention;
  std::vector<Time> midnights = MidnightsIn(from, at - 1);
  std::ranges::reverse(midnights);
  return midnights;
}

absl::StatusOr<FindingsRead> FindEverywhere(const Environment& env, const FindingsRequest& request,
                                            const std::function<void(const ReadingResult&)>& found,
                                            const std::function<bool()>& cancelled) {
  ReadingRequest question = request.question;
  if (question.lens.empty()) question.lens = kControlLens;
  absl::StatusOr<std::shared_ptr<Lens>> lens = env.lenses->Find(question.lens);
  if (!lens.ok()) return lens.status();
  absl::Status status = (*lens)->CheckOverrides(question.overrides);
  if (!status.ok()) return status;
  absl::StatusOr<std::uint64_t> revision = CheckRevision(env, question.workspace, question.moment);
  if (!revision.ok()) return revision.status();
  absl::StatusOr<std::vector<AccountSummary>> accounts =
      env.store->ListAccounts(question.workspace, request.after, request.accounts);
  if (!accounts.ok()) return accounts.status();

  FindingsRead read;
  read.as_of = question.moment.as_of;
  for (const AccountSummary& summary : *accounts) {
    if (cancelled()) return absl::CancelledError("the caller went away");
    question.account = summary.facts.account;
    absl::StatusOr<Subject> subject = FindSubject(env, question);
    if (absl::IsNotFound(subject.status())) continue;  // erased since they were listed
    if (!subject.ok()) return subject.status();
    absl::StatusOr<ReadingResult> reading = ReadSubject(*subject, question, *lens);
    if (!reading.ok()) return reading.status();
    ++read.accounts;
    found(*reading);
  }
  if (accounts->size() == request.accounts) read.last = accounts->back().facts.account;
  return read;
}

}  // namespace

bool IsAlarm(const DriftView& sign) {
  return sign.state == PLX_DRIFT_FIRING || sign.state == PLX_DRIFT_RECOVERING;
}

std::string MakeFindingId(std::string_view lens, const DriftView& sign) {
  if (!IsAlarm(sign)) return {};
  std::string id;
  for (const std::string_view part : {lens, std::string_view(sign.sign)}) {
    id.append(part).push_back(kMark);
  }
  id += FormatDate(sign.onset);
  return IsValidId(id) ? id : std::string();
}

std::optional<FindingId> ParseFindingId(std::string_view text) {
  const std::size_t first = text.find(kMark), last = text.rfind(kMark);
  if (!IsValidId(text) || first == std::string_view::npos || last <= first + 1) return std::nullopt;
  FindingId id{std::string(text.substr(0, first)),
               std::string(text.substr(first + 1, last - first - 1)),
               std::string(text.substr(last + 1))};
  const absl::StatusOr<Time> day = ParseTime(id.day);
  if (!day.ok() || FormatDate(*day) != id.day) return std::nullopt;
  return id;
}

std::vector<std::uint32_t> InterventionsOf(const ReadingResult& reading, const DriftView& sign) {
  std::vector<std::uint32_t> rows;
  if (!IsAlarm(sign)) return rows;
  const Journal& journal = *reading.journal;
  const std::string id = MakeFindingId(reading.lens->info().id, sign);
  const std::uint32_t decision = journal.FindDecision(reading.decision);
  const auto end = std::ranges::upper_bound(journal.occurred_at, reading.as_of);
  for (auto row = static_cast<std::size_t>(end - journal.occurred_at.begin()); row-- > 0;) {
    if (journal.occurred_at[row] <= sign.onset || rows.size() == kMaxInterventions) break;
    if (!IsRead(journal, row, decision) || journal.String(journal.kind[row]) != kIntervention) {
      continue;
    }
    const std::string_view named = TextAttribute(journal, row, "finding");
    if (named.empty() || named == id) rows.push_back(static_cast<std::uint32_t>(row));
  }
  std::ranges::reverse(rows);
  return rows;
}

std::optional<int> DaysLeft(const ReadingResult& reading) {
  if (reading.interpretation.act_by == kNoTime) return std::nullopt;
  const Time last = MidnightOf(reading.interpretation.act_by), today = MidnightOf(reading.as_of);
  return static_cast<int>((last - today) / kDay);
}

absl::StatusOr<FindingsRead> FindFindings(const Environment& env, const FindingsRequest& request,
                                          const std::function<void(const ReadingResult&)>& found,
                                          const std::function<bool()>& cancelled) {
  FindingsRequest asked = request;
  asked.question.wants.drift = true;
  Time& as_of = asked.question.moment.as_of;
  if (as_of == kNoTime) as_of = env.clock->Now();
  if (!asked.question.account.empty()) {
    absl::StatusOr<ReadingResult> reading = Interpret(env, asked.question);
    if (!reading.ok()) return reading.status();
    found(*reading);
    return FindingsRead{.as_of = as_of, .accounts = 1};
  }
  if (!asked.question.decision.empty()) {
    return InvalidArgument("decision",
                           "names a decision of no account; accepted is a decision beside its "
                           "account, or none for every account");
  }
  return FindEverywhere(env, asked, found, cancelled);
}

absl::StatusOr<StoodFinding> FindStanding(const Environment& env, ReadingRequest question,
                                          const FindingId& finding) {
  question.lens = finding.lens;
  question.wants.drift = true;
  absl::StatusOr<std::shared_ptr<Lens>> lens = env.lenses->Find(question.lens);
  if (!lens.ok()) return lens.status();
  absl::StatusOr<Subject> subject = FindSubject(env, question);
  if (!subject.ok()) return subject.status();
  absl::StatusOr<ReadingResult> now = ReadSubject(*subject, question, *lens);
  if (!now.ok()) return now.status();
  if (const auto sign = SignOf(now->interpretation, finding)) {
    return StoodFinding{*std::move(now), *sign};
  }
  for (const Time midnight : MidnightsBefore(subject->as_of)) {
    subject->as_of = midnight;
    absl::StatusOr<ReadingResult> before = ReadSubject(*subject, question, *lens);
    if (!before.ok()) return before.status();
    if (const auto sign = SignOf(before->interpretation, finding)) {
      return StoodFinding{*std::move(before), *sign};
    }
  }
  return FindingNotFound(*now, finding);
}

}  // namespace parallax
