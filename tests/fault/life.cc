#include "tests/fault/life.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"

namespace parallax::fault {
namespace {

constexpr int kAccounts = 5;
constexpr char kWorkspace[] = "w";

absl::Status Broken(const std::string& account, const std::string& what) {
  return absl::UnknownError(absl::StrCat(account, ": ", what));
}

std::string AccountId(int number) { return absl::StrCat("account-", number); }

// Tells the versions of an account's facts apart.
std::string Label(const Facts& facts) {
  if (const auto* account = std::get_if<AccountFacts>(&facts)) return account->display_name;
  if (const auto* person = std::get_if<StakeholderFacts>(&facts)) {
    return absl::StrCat(person->stakeholder, " ", person->role);
  }
  const auto& decision = std::get<DecisionFacts>(facts);
  return absl::StrCat(decision.decision, " ", decision.opened_at);
}

const std::string& AccountOf(const Facts& facts) {
  return std::visit([](const auto& f) -> const std::string& { return f.account; }, facts);
}

bool Conflicts(const Signal& signal) { return signal.source_event_id == "fixed"; }

Step Ingest(int round) {
  Step step;
  for (int a = 0; a < kAccounts; ++a) {
    // Some spill over pages of the database, which is where freed pages come from.
    const std::size_t size = (round + a) % 4 == 3 ? 9'000 : 200;
    step.signals.push_back(MakeSignal(AccountId(a), absl::StrCat("e-", round),
                                      std::string(size, static_cast<char>('a' + round % 26))));
  }
  step.signals.push_back(step.signals.front());  // a retry in the same call
  return step;
}

Step Correct(int round) {
  const std::string account = AccountId(round % kAccounts);
  const std::string target = absl::StrCat("e-", round - 1);
  Step step;
  step.signals.push_back(MakeSignal(account, target, absl::StrCat("corrected in ", round)));
  step.signals.back().supersedes = target;
  step.signals.push_back(MakeSignal(account, absl::StrCat("r-", round), "was a mistake"));
  step.signals.back().retracts = absl::StrCat("e-", round - 2);
  step.signals.push_back(MakeSignal(account, "fixed", absl::StrCat("another body ", round)));
  return step;
}

Step State(int round) {
  const std::string account = AccountId(round % kAccounts);
  StakeholderFacts person;
  person.account = account;
  person.stakeholder = "p-1";
  person.role = absl::StrCat("role ", round);
  DecisionFacts decision;
  decision.account = account;
  decision.decision = "d-1";
  decision.opened_at = round * kDay;
  Step step;
  step.facts = {MakeAccount(account, absl::StrCat("name ", round)), person, decision};
  return step;
}

}  // namespace

std::vector<Step> Script(int rounds) {
  std::vector<Step> steps;
  Step& first = steps.emplace_back();
  for (int a = 0; a < kAccounts; ++a) {
    first.signals.push_back(MakeSignal(AccountId(a), "fixed", "the first body"));
  }
  for (int round = 1; round <= rounds; ++round) {
    steps.push_back(Ingest(round));
    if (round % 2 == 0) steps.push_back(Correct(round));
    if (round % 3 == 0) steps.push_back(State(round));
    if (round % 5 == 0) steps.push_back({.restart = true});
  }
  return steps;
}

Life::Life(std::string data_dir) {
  options_.data_dir = std::move(data_dir);
  options_.clock = &clock_;
  options_.max_log_signals = 12;
  options_.merge_runs = options_.max_runs = 2;
}

absl::Status Life::Open() {
  store_.reset();
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(options_);
  if (store.ok()) store_ = *std::move(store);
  return store.status();
}

absl::Status Life::Do(const Step& step) {
  if (step.restart || store_ == nullptr) {
    if (absl::Status status = Open(); !status.ok()) return status;
  }
  clock_.Advance(kDay);
  if (!step.facts.empty()) {
    for (const Facts& facts : step.facts) facts_[AccountOf(facts)].emplace(Label(facts), false);
    const absl::StatusOr<std::uint64_t> revision = store_->PutFacts(kWorkspace, step.facts);
    if (!revision.ok()) return revision.status();
    for (const Facts& facts : step.facts) facts_[AccountOf(facts)][Label(facts)] = true;
    revision_ = std::max(revision_, *revision);
  }
  if (step.signals.empty()) return absl::OkStatus();

  std::vector<Sent*> sent;
  for (const Signal& signal : step.signals) {
    std::vector<Sent>& all = sent_[signal.account];
    all.reserve(1'000);  // pointers to them stay
    auto known =
        std::find_if(all.begin(), all.end(), [&](const Sent& s) { return s.signal == signal; });
    if (known == all.end()) {
      const bool refused = Conflicts(signal) && !all.empty();
      known = all.insert(all.end(), {.signal = signal, .refused = refused});
    }
    sent.push_back(&*known);
  }
  std::vector<AppendOutcome> outcomes;
  if (absl::Status status = Append(step.signals, outcomes); !status.ok()) return status;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if ((outcomes[i] == AppendOutcome::kAlreadyExists) != sent[i]->refused) {
      return Broken(sent[i]->signal.account, "a signal of a known key was judged wrongly");
    }
    sent[i]->acknowledged = !sent[i]->refused;
  }
  return absl::OkStatus();
}

absl::Status Life::Append(const std::vector<Signal>& signals,
                          std::vector<AppendOutcome>& outcomes) {
  absl::StatusOr<AppendResult> result = AppendResult();
  absl::Notification answered;
  store_->Append(kWorkspace, signals, absl::InfiniteFuture(), [&](auto answer) {
    result = std::move(answer);
    answered.Notify();
  });
  answered.WaitForNotification();
  if (!result.ok()) return result.status();
  outcomes = result->outcomes;
  revision_ = std::max(revision_, result->revision);
  return absl::OkStatus();
}

absl::Status Life::Verify() {
  std::set<std::string> accounts;
  for (const auto& [account, unused] : sent_) accounts.insert(account);
  for (const auto& [account, unused] : facts_) accounts.insert(account);
  std::vector<std::uint64_t> revisions;
  std::uint64_t signals = 0;
  std::vector<std::string> there;
  for (const std::string& account : accounts) {
    const std::size_t before = revisions.size();
    if (absl::Status status = VerifyAccount(account, revisions, signals); !status.ok()) {
      return status;
    }
    if (revisions.size() > before) there.push_back(account);
  }
  std::sort(revisions.begin(), revisions.end());
  for (std::size_t i = 0; i < revisions.size(); ++i) {
    if (revisions[i] != i + 1) {
      return Broken("store", absl::StrCat("revision ", i + 1, " is missing or twice there"));
    }
  }
  if (store_->Revision(kWorkspace) != revisions.size() || revisions.size() < revision_) {
    return Broken("store", "its revision is not that of what it holds");
  }
  const StoreStatus status = store_->Status();
  if (status.signals != signals) return Broken("store", "it counts other signals than it holds");
  absl::StatusOr<std::vector<AccountSummary>> list = store_->ListAccounts(kWorkspace, "", 1'000);
  if (!list.ok()) return list.status();
  std::vector<std::string> listed;
  for (const AccountSummary& summary : *list) listed.push_back(summary.facts.account);
  return listed == there ? absl::OkStatus() : Broken("store", "it lists other accounts");
}

absl::Status Life::VerifyAccount(const std::string& account, std::vector<std::uint64_t>& revisions,
                                 std::uint64_t& signals) {
  absl::StatusOr<AccountRecord> record = store_->ReadAccount(kWorkspace, account);
  if (absl::IsNotFound(record.status())) {
    record = AccountRecord();
  } else if (!record.ok()) {
    return record.status();
  } else {
    absl::StatusOr<AccountSummary> summary = store_->GetAccount(kWorkspace, account);
    if (!summary.ok()) return summary.status();
    if (summary->signals != record->signals.size()) {
      return Broken(account, "its summary counts other signals than it holds");
    }
  }
  signals += record->signals.size();
  for (const Sent& sent : sent_[account]) {
    const auto copies =
        std::count_if(record->signals.begin(), record->signals.end(),
                      [&](const StoredSignal& stored) { return stored.signal == sent.signal; });
    if (copies > 1) return Broken(account, "a signal is stored twice");
    if (copies == 1 && sent.refused) return Broken(account, "a refused signal is stored");
    if (copies == 0 && sent.acknowledged) return Broken(account, "an acknowledged signal is lost");
  }
  for (const StoredSignal& stored : record->signals) {
    revisions.push_back(stored.revision);
    const bool known = std::any_of(sent_[account].begin(), sent_[account].end(),
                                   [&](const Sent& s) { return s.signal == stored.signal; });
    if (!known) return Broken(account, "a signal is stored that was never sent");
  }
  std::map<std::string, int> versions;
  for (const StoredFacts& stored : record->facts) {
    revisions.push_back(stored.revision);
    ++versions[Label(stored.facts)];
  }
  for (const auto& [label, acknowledged] : facts_[account]) {
    const int copies = versions[label];
    if (copies > 1) return Broken(account, "a version of facts is stored twice");
    if (copies == 0 && acknowledged) return Broken(account, "an acknowledged fact is lost");
  }
  if (versions.size() > facts_[account].size()) {
    return Broken(account, "a version of facts is stored that was never sent");
  }
  return absl::OkStatus();
}

absl::Status Life::SendAgain() {
  for (auto& [account, all] : sent_) {
    std::vector<Signal> signals;
    for (const Sent& sent : all) {
      if (sent.acknowledged) signals.push_back(sent.signal);
    }
    std::vector<AppendOutcome> outcomes;
    if (absl::Status status = Append(signals, outcomes); !status.ok()) return status;
    for (const AppendOutcome outcome : outcomes) {
      if (outcome != AppendOutcome::kDuplicate) return Broken(account, "a retry was stored again");
    }
  }
  return absl::OkStatus();
}

}  // namespace parallax::fault
