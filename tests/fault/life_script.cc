#include "tests/fault/life_script.h"

#include <utility>

namespace parallax::fault {
namespace {

constexpr int kAccounts = 5;
constexpr int kSnapshotRows = 12;

std::string AccountId(int number) { return absl::StrCat("account-", number); }

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

// Two signals in account-1 are of the person, and some are of the account that goes.
Step IngestErasable(int round) {
  Step step;
  for (const std::string& account : {AccountId(0), AccountId(1), std::string(kGoneAccount)}) {
    for (int i = 0; i < 2; ++i) {
      const std::size_t size = (round + i) % 3 == 2 ? 9'000 : 200;
      Signal signal = MakeSignal(account, absl::StrCat("e-", round, "-", i),
                                 absl::StrCat(account, std::string(size, 'x')));
      if (account == AccountId(1) && i == 1) {
        signal.stakeholder = kPerson;
        signal.attributes[0].second = absl::StrCat(kPersonsText, std::string(size, 'y'));
      }
      step.signals.push_back(std::move(signal));
    }
  }
  return step;
}

Step StateErasable(int round) {
  StakeholderFacts person;
  person.account = AccountId(1);
  person.stakeholder = kPerson;
  person.role = absl::StrCat(kPersonsText, " ", round);
  Step step;
  step.facts = {MakeAccount(AccountId(0), absl::StrCat("name ", round)),
                MakeAccount(kGoneAccount, absl::StrCat("name ", round)), person};
  return step;
}

}  // namespace

std::string Label(const Facts& facts) {
  if (const auto* account = std::get_if<AccountFacts>(&facts)) return account->display_name;
  if (const auto* person = std::get_if<StakeholderFacts>(&facts)) {
    return absl::StrCat(person->stakeholder, " ", person->role);
  }
  const auto& decision = std::get<DecisionFacts>(facts);
  return absl::StrCat(decision.decision, " ", decision.opened_at);
}

std::string PersonOf(const Facts& facts) {
  const auto* person = std::get_if<StakeholderFacts>(&facts);
  return person == nullptr ? "" : person->stakeholder;
}

std::vector<SnapshotRow> RowsOf(int week) {
  std::vector<SnapshotRow> rows;
  for (int i = 0; i < kSnapshotRows; ++i) {
    SnapshotRow row{absl::StrCat("row-", 100 + i), AccountId(0), "somebody", {}};
    std::string text(600, static_cast<char>('a' + week));
    if (i % 4 == 1) row.account = kGoneAccount;
    if (i % 4 == 2) {
      row.account = AccountId(1);
      row.stakeholder = kPerson;
      text.append(kPersonsText);
    }
    row.fields = {{"text", text}, {"week", absl::StrCat(week)}};
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Step> ErasingScript() {
  std::vector<Step> steps;
  for (int round = 1; round <= 2; ++round) steps.push_back(IngestErasable(round));
  steps.push_back(StateErasable(1));
  steps.push_back({.snapshot = 1});
  steps.push_back({.erase_account = AccountId(1), .erase_person = kPerson});
  steps.push_back(IngestErasable(2));  // again
  steps.push_back({.snapshot = 2});
  steps.push_back({.erase_account = kGoneAccount});
  steps.push_back(IngestErasable(1));  // again
  return steps;
}

std::vector<Step> BackupScript() {
  std::vector<Step> steps = {IngestErasable(1), IngestErasable(3)};
  steps.push_back({.backup = true});
  steps.push_back({.snapshot = 3});
  steps.push_back({.restart = true});
  steps.push_back(IngestErasable(4));
  return steps;
}

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

}  // namespace parallax::fault
