#include "clients/simulate/world/people.h"

#include <algorithm>
#include <array>

namespace parallax::simulate {
namespace {

constexpr std::array<const char*, 4> kPowerNames = {"veto", "approve", "influence", "use"};

void Leave(Account& account, int person, const char* reason) {
  Person& who = PersonOf(account, person);
  who.left = account.today;
  CallTheRoll(account);
  who.left_because = reason;
  // Four in ten departures nobody tells the seller of.
  if (!account.random.Chance(0.6)) return;
  Record& record =
      Happen(account, "sales.stakeholder_left", Source::kCrm, Initiator::kBuyer, person);
  record.earliest = 0;
  record.attributes.Text("reason", reason);
}

// Of those who are for it, one takes it up.
void FindChampion(Account& account) {
  for (int person : PeopleAtWork(account)) {
    Person& who = PersonOf(account, person);
    if (who.role->power == Power::kVeto || who.conviction < 0.35) continue;
    if (!account.random.Chance(0.04)) continue;
    who.champion = true;
    who.champion_since = account.today;
    who.energy = 1.6;
    return;
  }
}

}  // namespace

void MakePeople(Account& account) {
  Random& random = account.random;
  bool first = true;
  for (const RoleSpec& role : account.industry.roles) {
    const bool there = random.Chance(role.present);
    const int count = first   ? 1
                      : there ? random.Between(1, std::min(role.most, 1 + account.size))
                              : 0;
    for (int i = 0; i < count; ++i) {
      Person person;
      person.role = &role;
      person.key = random.Next();
      person.unit = random.Of(account.industry.units);
      // Half is what the product is to them, half who they are.
      person.conviction = std::clamp(
          0.3 * account.fit + random.Between(-0.6, 0.6) - 0.25 * role.caution, -0.9, 0.9);
      person.energy = random.Between(0.5, 1.4);
      person.joined = kNever;
      if (first) {
        person.champion = random.Chance(0.8);
        person.conviction = random.Between(0.35, 0.85);
        if (person.champion) person.energy = 1.8;
      }
      account.people.push_back(person);
      first = false;
    }
  }
}

void Join(Account& account, int person) {
  Person& who = PersonOf(account, person);
  if (who.joined != kNever) return;
  who.joined = account.today;
  CallTheRoll(account);
  Record& record =
      Happen(account, "sales.stakeholder_joined", Source::kCrm,
             account.random.Chance(0.7) ? Initiator::kBuyer : Initiator::kSeller, person);
  record.attributes.Text("role", who.role->id)
      .Text("power", kPowerNames[static_cast<std::size_t>(who.role->power)]);
  const int champion = Champion(account);
  if (champion != 0 && champion != person && IsAtWork(account, champion) &&
      account.random.Chance(0.5)) {
    Happen(account, "sales.champion_action", Source::kCrm, Initiator::kBuyer, champion)
        .attributes.Text("type", "introduced_person");
  }
}

void LetJoin(Account& account, Phase phase, double chance) {
  for (int person = 1; person <= static_cast<int>(account.people.size()); ++person) {
    const Person& who = PersonOf(account, person);
    if (who.joined != kNever || who.role->enters > phase) continue;
    if (account.random.Chance(chance * AtWorkToday(account, who.role->desk))) Join(account, person);
  }
}

void ComeAndGo(Account& account) {
  Random& random = account.random;
  const bool school_year_ends =
      account.industry.money_only_at_year_end && DateOf(account.today).month == 6;
  for (int person = 1; person <= static_cast<int>(account.people.size()); ++person) {
    if (!IsMember(account, person)) continue;
    Person& who = PersonOf(account, person);
    // One in five a year; schools lose theirs in June.
    if (random.Chance((school_year_ends ? 6.0 : 1.0) / 1250)) {
      constexpr std::array<const char*, 3> kReasons = {"left_organisation", "changed_role",
                                                       "left_organisation"};
      Leave(account, person, random.Of(kReasons));
    } else if (random.Chance(1.0 / 500)) {
      who.away_until = account.today + random.Days(24);
      CallTheRoll(account);
    }
  }
  if (account.deal && Champion(account) == 0) FindChampion(account);
}

void Discuss(Account& account) {
  Random& random = account.random;
  const std::vector<int>& there = PeopleAtWork(account);
  if (there.size() < 2) return;
  const int count = static_cast<int>(there.size());
  for (int talk = 0; talk < 1 + count / 4; ++talk) {
    const int champion = Champion(account);
    const int a = champion != 0 && IsAtWork(account, champion) && random.Chance(0.4)
                      ? champion
                      : random.Of(there);
    const int b = random.Of(there);
    if (a == b) continue;
    Person& one = PersonOf(account, a);
    Person& other = PersonOf(account, b);
    const double gap = one.conviction - other.conviction;
    if (gap > 0.9 || gap < -0.9) continue;
    constexpr double kPull = 0.12;
    // A champion gives way less than others do.
    one.conviction -= (one.champion ? 0.4 : 1.0) * kPull * gap;
    other.conviction += (other.champion ? 0.4 : 1.0) * kPull * gap;
  }
}

void Learn(Account& account, int person, double strength) {
  Person& who = PersonOf(account, person);
  who.conviction += strength * (account.fit - who.conviction);
}

Mood MoodOf(const Account& account) {
  Mood mood;
  bool veto = false;
  for (int person = 1; person <= static_cast<int>(account.people.size()); ++person) {
    if (!IsMember(account, person)) continue;
    const Person& who = PersonOf(account, person);
    const double stands = who.conviction - 0.5 * who.fear;
    if (who.role->power == Power::kVeto) {
      mood.least_veto = veto ? std::min(mood.least_veto, stands) : stands;
      veto = true;
      continue;
    }
    if (who.role->power == Power::kUse) continue;
    const int weight = who.role->power == Power::kApprove ? 2 : 1;
    mood.deciders += weight * stands;
    mood.voices += weight;
    (stands > 0 ? mood.for_it : mood.against) += weight;
  }
  if (mood.voices > 0) mood.deciders /= mood.voices;
  return mood;
}

void SayStance(Account& account, int person) {
  const Person& who = PersonOf(account, person);
  // People say it more kindly than they mean it.
  const double said = who.conviction - 0.5 * who.fear + account.random.Between(-0.15, 0.3);
  const char* stance = said > 0.5     ? "supports"
                       : said > 0.2   ? "leans_for"
                       : said > -0.15 ? "neutral"
                       : said > -0.5  ? "leans_against"
                                      : "opposes";
  Record& record = HappenOn(account, account.deal ? account.deal->number : 0,
                            "sales.stance_expressed", Source::kCrm, Initiator::kBuyer, person);
  record.attributes.Text("stance", stance);
  if (said < 0) record.attributes.Text("risk_dimension", who.role->dimension);
}

}  // namespace parallax::simulate
