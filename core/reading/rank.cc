#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/reading/reading.h"
#include "core/reading/subject.h"
#include "parallax/abi/result.h"

namespace parallax {
namespace {

constexpr std::size_t kBatch = 256;  // accounts a call into the lens

// 0 is worst. INSUFFICIENT says nothing, so it goes last.
int Severity(int verdict) { return verdict == PLX_VERDICT_INSUFFICIENT ? 10 : -verdict; }

double Mean(const Interpretation& i) {
  return (i.readings[kConfidence].value + i.readings[kAlignment].value +
          i.readings[kMomentum].value + 100 - i.readings[kDecisionRisk].value) /
         4;
}

absl::StatusOr<std::vector<std::string>> AllAccounts(const Environment& env,
                                                     const std::string& workspace) {
  std::vector<std::string> accounts;
  while (true) {
    absl::StatusOr<std::vector<AccountSummary>> page = env.store->ListAccounts(
        workspace, accounts.empty() ? "" : accounts.back(), limits::kMaxPageSize);
    if (!page.ok()) return page.status();
    for (AccountSummary& summary : *page) accounts.push_back(std::move(summary.facts.account));
    if (page->size() < limits::kMaxPageSize) return accounts;
  }
}

// Reads accounts [begin, end) into out, which holds one element an account.
absl::Status ReadAccounts(const Environment& env, const RankRequest& request, Time as_of,
                          Lens& lens, const std::vector<std::string>& accounts, std::size_t begin,
                          std::size_t end, std::vector<ReadingResult>& out) {
  const Time known_at = request.moment.known_at == kNoTime ? kEndOfTime : request.moment.known_at;
  std::vector<std::shared_ptr<const Journal>> journals;
  std::vector<LensRow> rows;
  for (std::size_t i = begin; i < end; ++i) {
    absl::StatusOr<std::shared_ptr<const Journal>> stored =
        env.journals->Get(request.workspace, accounts[i]);
    if (!stored.ok()) return stored.status();
    journals.push_back(ResolveJournal(*stored, known_at));
    rows.push_back({journals.back().get(), kNone, as_of});
  }
  std::vector<Interpretation> answers;
  if (absl::Status status = lens.Interpret(rows, request.overrides, {.texts = true}, answers);
      !status.ok()) {
    return status;
  }
  for (std::size_t i = begin; i < end; ++i) {
    out[i].account = accounts[i];
    out[i].interpretation = std::move(answers[i - begin]);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ReadingResult>> Rank(const Environment& env, const RankRequest& request,
                                                const std::function<bool()>& cancelled) {
  absl::StatusOr<std::shared_ptr<Lens>> lens =
      env.lenses->Find(request.lens.empty() ? kControlLens : std::string_view(request.lens));
  if (!lens.ok()) return lens.status();
  if (absl::Status status = (*lens)->CheckOverrides(request.overrides); !status.ok()) return status;
  absl::StatusOr<std::uint64_t> revision = CheckRevision(env, request.workspace, request.moment);
  if (!revision.ok()) return revision.status();
  absl::StatusOr<std::vector<std::string>> accounts = AllAccounts(env, request.workspace);
  if (!accounts.ok()) return accounts.status();

  const Time as_of = request.moment.as_of == kNoTime ? env.clock->Now() : request.moment.as_of;
  std::vector<ReadingResult> results(accounts->size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  absl::Status failure;
  const auto work = [&] {
    while (true) {
      const std::size_t begin = next.fetch_add(kBatch);
      if (begin >= accounts->size()) return;
      absl::Status status = cancelled()
                                ? absl::CancelledError("the caller went away")
                                : ReadAccounts(env, request, as_of, **lens, *accounts, begin,
                                               std::min(begin + kBatch, accounts->size()), results);
      if (!status.ok()) {
        std::lock_guard lock(mutex);
        failure.Update(status);
        next = accounts->size();
        return;
      }
    }
  };
  std::vector<std::thread> helpers;
  for (unsigned i = 1; i < std::thread::hardware_concurrency() && i * kBatch < accounts->size();
       ++i) {
    helpers.emplace_back(work);
  }
  work();
  for (std::thread& helper : helpers) helper.join();
  if (!failure.ok()) return failure;

  const std::string hash = (*lens)->ConfigHash(request.overrides);
  for (ReadingResult& result : results) {
    result.lens = *lens;
    result.config_hash = hash;
    result.as_of = as_of;
    result.known_at = request.moment.known_at;
    result.revision = *revision;
  }
  // An account the lens failed on says nothing: it sorts with INSUFFICIENT.
  std::stable_sort(
      results.begin(), results.end(), [](const ReadingResult& a, const ReadingResult& b) {
        const int sa = a.interpretation.status == 0 ? Severity(a.interpretation.verdict) : 11;
        const int sb = b.interpretation.status == 0 ? Severity(b.interpretation.verdict) : 11;
        if (sa != sb) return sa < sb;
        const double ma = Mean(a.interpretation), mb = Mean(b.interpretation);
        if (ma != mb) return ma < mb;
        return a.account < b.account;
      });
  return results;
}

}  // namespace parallax
