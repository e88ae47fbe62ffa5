#include "core/reading/surprises.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/reading/subject.h"
#include "parallax/abi/result.h"

namespace parallax {
namespace {

constexpr std::string_view kBad[] = {"lost", "no_decision", "churned"};

// The outcomes that `journal`, resolved, tells of in (from, to].
std::vector<BadOutcome> OutcomesOf(const Journal& journal, Time from, Time to) {
  std::vector<BadOutcome> outcomes;
  for (std::size_t row = 0; row < journal.size(); ++row) {
    const Time at = journal.occurred_at[row];
    const std::string_view kind = journal.String(journal.kind[row]);
    const bool of_decision = kind == "lifecycle.decision_outcome";
    if (at <= from || at > to || (!of_decision && kind != "lifecycle.relationship_outcome")) {
      continue;
    }
    const std::string_view what = TextAttribute(journal, row, "state");
    if (std::ranges::find(kBad, what) == std::end(kBad)) continue;
    BadOutcome& outcome = outcomes.emplace_back();
    outcome.account = journal.account;
    if (of_decision && journal.decision[row] != kNone) {
      outcome.decision = journal.decisions[journal.decision[row]];
    }
    outcome.what = what;
    outcome.at = at;
    outcome.source = journal.String(journal.source[row]);
    outcome.source_event_id = journal.String(journal.source_event_id[row]);
  }
  return outcomes;
}

// Looks for the alarm before `outcome`.
absl::Status LookBack(const SurprisesRequest& request, Lens& lens,
                      const std::shared_ptr<const Journal>& stored, BadOutcome& outcome) {
  const Time before = outcome.at - 1;
  const Known known = ResolveKnown(stored, outcome.decision, before);
  std::vector<LensRow> rows;
  const Time since = std::max(before, kFirstInstant + request.lead) - request.lead;
  for (const Time m : MidnightsIn(since, before)) {
    rows.push_back({known.journal.get(), known.decision, m});
  }
  rows.push_back({known.journal.get(), known.decision, before});
  std::vector<Interpretation> answers;
  if (absl::Status status = lens.Interpret(rows, request.overrides, {}, answers); !status.ok()) {
    return status;
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].status != 0) return LensFailed(lens, answers[i]);
    if (outcome.warned_at == kNoTime && i + 1 < answers.size() &&
        answers[i].verdict >= PLX_VERDICT_WARNING) {
      outcome.warned_at = rows[i].as_of;
    }
  }
  outcome.verdict_before = answers.back().verdict;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Surprises> FindSurprises(const Environment& env, const SurprisesRequest& request,
                                        const std::function<bool()>& cancelled) {
  if (request.lead < kDay || request.lead > 365 * kDay) {
    return InvalidArgument("lead",
                           "is shorter than a day or longer than 365 days; accepted are a "
                           "day to 365 days");
  }
  absl::StatusOr<std::shared_ptr<Lens>> lens =
      env.lenses->Find(request.lens.empty() ? kControlLens : std::string_view(request.lens));
  if (!lens.ok()) return lens.status();
  if (absl::Status status = (*lens)->CheckOverrides(request.overrides); !status.ok()) return status;
  absl::StatusOr<std::uint64_t> revision =
      CheckRevision(env, request.workspace, {kNoTime, kNoTime, request.at_least_revision});
  if (!revision.ok()) return revision.status();
  absl::StatusOr<std::vector<AccountSummary>> accounts =
      env.store->ListAccounts(request.workspace, request.after, request.accounts);
  if (!accounts.ok()) return accounts.status();

  const Time to = request.to == kNoTime ? env.clock->Now() : request.to;
  Surprises found;
  for (const AccountSummary& summary : *accounts) {
    if (cancelled()) return absl::CancelledError("the caller went away");
    absl::StatusOr<std::shared_ptr<const Journal>> stored =
        env.journals->Get(request.workspace, summary.facts.account);
    if (!stored.ok()) return stored.status();
    const std::shared_ptr<const Journal> all = ResolveJournal(*stored, kEndOfTime);
    for (BadOutcome& outcome : OutcomesOf(*all, request.from, to)) {
      if (absl::Status status = LookBack(request, **lens, *stored, outcome); !status.ok()) {
        return status;
      }
      found.outcomes.push_back(std::move(outcome));
    }
  }
  if (accounts->size() == request.accounts) found.last = accounts->back().facts.account;
  return found;
}

}  // namespace parallax
