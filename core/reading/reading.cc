#include "core/reading/reading.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/reading/subject.h"
#include "core/signal/extend.h"
#include "parallax/abi/journal.h"

namespace parallax {

absl::StatusOr<std::uint64_t> CheckRevision(const Environment& env, std::string_view workspace,
                                            const Moment& moment) {
  const std::uint64_t revision = env.store->Revision(workspace);
  if (moment.at_least_revision > revision) {
    return RevisionNotReached(absl::StrCat(moment.at_least_revision), revision);
  }
  return revision;
}

absl::StatusOr<std::shared_ptr<Lens>> ChooseLens(const Environment& env,
                                                 const ReadingRequest& request) {
  if (!request.lens.empty()) return env.lenses->Find(request.lens);
  absl::StatusOr<AccountSummary> summary =
      env.store->GetAccount(request.workspace, request.account);
  if (!summary.ok()) return summary.status();
  const std::string& own = summary->facts.default_lens;
  return env.lenses->Find(own.empty() ? kControlLens : std::string_view(own));
}

Known ResolveKnown(const std::shared_ptr<const Journal>& stored, std::string_view decision,
                   Time known_at) {
  Known known{ResolveJournal(stored, known_at), kNone};
  if (decision.empty()) return known;
  known.decision = known.journal->FindDecision(decision);
  if (known.decision != kNone) return known;
  // Nothing told of it yet: it is read as a decision without evidence of its own. The name is there
  // all the same, so that the question asked at an earlier known_at is not one about the account.
  known.journal = NameDecision(*known.journal, decision);
  known.decision = known.journal->FindDecision(decision);
  return known;
}

absl::StatusOr<Subject> FindSubject(const Environment& env, const ReadingRequest& request) {
  absl::StatusOr<std::uint64_t> revision = CheckRevision(env, request.workspace, request.moment);
  if (!revision.ok()) return revision.status();
  absl::StatusOr<std::shared_ptr<const Journal>> stored =
      env.journals->Get(request.workspace, request.account);
  if (!stored.ok()) return stored.status();

  if (!request.decision.empty() && (*stored)->FindDecision(request.decision) == kNone) {
    return DecisionNotFound(request.account, request.decision);
  }
  Subject subject;
  subject.revision = *revision;
  subject.as_of = request.moment.as_of == kNoTime ? env.clock->Now() : request.moment.as_of;
  const Time known_at = request.moment.known_at == kNoTime ? kEndOfTime : request.moment.known_at;
  subject.stored = *std::move(stored);
  Known known = ResolveKnown(subject.stored, request.decision, known_at);
  subject.journal = std::move(known.journal);
  subject.decision = known.decision;
  return subject;
}

bool IsRead(const Journal& journal, std::size_t row, std::uint32_t decision) {
  return decision == kNone || journal.decision[row] == kNone || journal.decision[row] == decision;
}

std::string_view TextAttribute(const Journal& journal, std::size_t row, std::string_view key) {
  for (std::uint32_t a = journal.attr_begin[row]; a < journal.attr_begin[row + 1]; ++a) {
    if (journal.attr_type[a] == PLX_ATTR_STRING && journal.String(journal.attr_key[a]) == key) {
      return journal.String(journal.attr_string[a]);
    }
  }
  return {};
}

std::vector<Time> MidnightsIn(Time from, Time to) {
  std::vector<Time> midnights;
  for (Time m = MidnightOf(from) + kDay; m <= to; m += kDay) midnights.push_back(m);
  return midnights;
}

absl::Status LensFailed(const Lens& lens, const Interpretation& answer) {
  return MakeError(
      absl::StatusCode::kInternal,
      absl::StrCat("lens \"", lens.info().id, "\" could not read this account: ", answer.error),
      {.reason = "LENS_FAILED"});
}

absl::StatusOr<ReadingResult> ReadSubject(const Subject& subject, const ReadingRequest& request,
                                          std::shared_ptr<Lens> lens) {
  if (!request.overrides.empty()) {
    if (absl::Status status = lens->CheckOverrides(request.overrides); !status.ok()) return status;
  }
  const LensRow row{subject.journal.get(), subject.decision, subject.as_of};
  std::vector<Interpretation> answers;
  if (absl::Status status = lens->Interpret({&row, 1}, request.overrides, request.wants, answers);
      !status.ok()) {
    return status;
  }
  if (answers[0].status != 0) return LensFailed(*lens, answers[0]);
  ReadingResult result;
  result.account = request.account;
  result.decision = request.decision;
  result.config_hash = lens->ConfigHash(request.overrides);
  result.lens = std::move(lens);
  result.as_of = subject.as_of;
  result.known_at = request.moment.known_at;
  result.revision = subject.revision;
  result.journal = subject.journal;
  result.interpretation = std::move(answers[0]);
  return result;
}

absl::StatusOr<ReadingResult> Interpret(const Environment& env, const ReadingRequest& request) {
  absl::StatusOr<std::shared_ptr<Lens>> lens = ChooseLens(env, request);
  if (!lens.ok()) return lens.status();
  absl::StatusOr<Subject> subject = FindSubject(env, request);
  if (!subject.ok()) return subject.status();
  return ReadSubject(*subject, request, *std::move(lens));
}

}  // namespace parallax
