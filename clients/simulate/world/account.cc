#include "clients/simulate/world/account.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace parallax::simulate {
namespace {

constexpr int kOpens = 8 * 3600, kCloses = 23 * 3600;

}  // namespace

bool IsFrozen(const Account& account) { return account.today < account.frozen_until; }
bool IsFrightened(const Account& account) { return account.today < account.fright_until; }
bool IsShelved(const Account& account) {
  // What runs already needs no place in the queue of projects.
  return account.queue >= 4 && !(account.deal && account.deal->type == DealType::kRenewal);
}

double AtWork(const Account& account, Desk desk, Day day) {
  if (IsWeekend(day)) return 0;
  const Date date = DateOf(day + account.shift);
  double share = 1;
  for (const BreakSpec& span : account.industry.breaks) {
    if (span.desk == desk && InYearlySpan(date, span.from, span.to))
      share = std::min(share, span.at_work);
  }
  return share;
}

bool IsMember(const Account& account, int person) {
  const Person& who = PersonOf(account, person);
  return who.joined <= account.today && account.today < who.left;
}

bool IsAtWork(const Account& account, int person) {
  return std::binary_search(account.there.begin(), account.there.end(), person);
}

void CallTheRoll(Account& account) {
  account.there.clear();
  for (const Desk desk : {Desk::kField, Desk::kOffice, Desk::kBody}) {
    account.at_work[static_cast<std::size_t>(desk)] = AtWork(account, desk, account.today);
  }
  if (IsWeekend(account.today)) return;
  // One is away for a week, not for days at random.
  const auto week = static_cast<std::uint64_t>((account.today + 3) / 7);
  for (int person = 1; person <= static_cast<int>(account.people.size()); ++person) {
    const Person& who = PersonOf(account, person);
    if (!IsMember(account, person) || account.today < who.away_until) continue;
    const double draw = static_cast<double>(Mix(who.key, week) >> 11) * 0x1.0p-53;
    if (draw < AtWorkToday(account, who.role->desk)) account.there.push_back(person);
  }
}

int OneOf(const Account& account, absl::string_view role) {
  for (int person = 1; person <= static_cast<int>(account.people.size()); ++person) {
    if (role == PersonOf(account, person).role->id && IsMember(account, person)) return person;
  }
  return 0;
}

int Champion(const Account& account) {
  for (int person = 1; person <= static_cast<int>(account.people.size()); ++person) {
    if (PersonOf(account, person).champion && IsMember(account, person)) return person;
  }
  return 0;
}

Person& PersonOf(Account& account, int person) {
  return account.people[static_cast<std::size_t>(person - 1)];
}
const Person& PersonOf(const Account& account, int person) {
  return account.people[static_cast<std::size_t>(person - 1)];
}

Record& Happen(Account& account, absl::string_view kind, Source source, Initiator initiator,
               int person) {
  Record& record = account.happened.emplace_back();
  record.kind = kind;
  record.source = source;
  record.initiator = initiator;
  record.stakeholder = person;
  if (account.second == 0) {
    account.second = kOpens + account.random.Between(0, 7200);
  } else {
    account.second += account.second < kCloses ? account.random.Between(60, 1200) : 1;
  }
  record.at = MomentOf(account.today) + account.second;
  if (person != 0) record.earliest = MomentOf(PersonOf(account, person).joined);
  if (ShowsBuyer(record)) account.heard_today = true;
  return record;
}

Record& HappenOn(Account& account, int decision, absl::string_view kind, Source source,
                 Initiator initiator, int person) {
  Record& record = Happen(account, kind, source, initiator, person);
  record.decision = decision;
  return record;
}

std::string NewRef(Account& account, char letter) {
  return absl::StrCat(absl::string_view(&letter, 1), ++account.refs);
}

Day NextWorkday(Day day) {
  while (IsWeekend(day)) ++day;
  return day;
}

}  // namespace parallax::simulate
