// Who takes part, who was there, who does not answer (model.md, step 2; model-formulas.md 4).
#include <algorithm>
#include <set>

#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

// What the signals of membership say of a person.
struct Told {
  Time joined_at = kNoTime, left_at = kNoTime;
  bool left = false;
  std::string role;
  int power = 0;
};

int PowerOf(std::string_view word) {
  constexpr std::string_view kPowers[] = {"", "veto", "approve", "influence", "use"};
  return static_cast<int>(std::find(std::begin(kPowers), std::end(kPowers), word) -
                          std::begin(kPowers)) %
         5;
}

Told MembershipOf(const View& view, std::string_view person) {
  Told told;
  for (const Event* e : view.events) {
    const bool joins = e->Is("sales.stakeholder_joined"), leaves = e->Is("sales.stakeholder_left");
    if ((!joins && !leaves) || e->people.empty() || e->people.front() != person) continue;
    if (leaves) {
      if (!told.left) told.left_at = e->at;
      told.left = true;
      continue;
    }
    if (told.left || told.joined_at == kNoTime) told.joined_at = e->at;
    told.left = false;
    if (!e->Text("role").empty()) told.role = e->Text("role");
    if (!e->Text("power").empty()) told.power = PowerOf(e->Text("power"));
  }
  return told;
}

// "A member's role takes the row of its id, else of its family, else `other`"; a custom role that
// of the family the facts give (catalog.toml).
std::string RowOfRole(const Given& given, std::string_view role, std::string_view family) {
  const auto& rows = given.Rows("committee.roles");
  const auto has = [&](std::string_view id) {
    return std::find(rows.begin(), rows.end(), id) != rows.end();
  };
  if (has(role)) return std::string(role);
  if (const catalog::Role* listed = catalog::FindRole(role)) {
    family = listed->family;
  } else if (const catalog::Role* own = catalog::FindRole(family)) {
    if (has(own->id)) return std::string(own->id);
    family = own->family;
  }
  return has(family) ? std::string(family) : "other";
}

bool Names(const Event& e, std::string_view person) {
  return std::find(e.people.begin(), e.people.end(), person) != e.people.end();
}

Time Known(Time event, Time now) { return event != kNoTime && event <= now ? event : kNoTime; }

}  // namespace

std::optional<Participant> Part(const View& view, const std::string& id) {
  const StakeholderFacts* facts = view.account->Person(id, view.now);
  Time seen = kNoTime;
  bool seen_own = false;
  for (const Event* e : view.events) {
    if (!Names(*e, id)) continue;
    if (seen == kNoTime) seen = e->at;
    seen_own = seen_own || e->signal->decision == view.decision;
  }
  if (facts == nullptr && seen == kNoTime) return {};
  const auto takes_part = [&] {
    const auto& in = facts->decisions;
    return in.empty() || std::find(in.begin(), in.end(), view.decision) != in.end();
  };
  const bool elsewhere = facts != nullptr && !view.decision.empty() && !seen_own && !takes_part();
  const Time fact_joined = facts == nullptr ? kNoTime : Known(facts->joined_at, view.now);
  const Time fact_left = facts == nullptr ? kNoTime : Known(facts->left_at, view.now);
  const bool joins_later =
      facts != nullptr && facts->joined_at != kNoTime && fact_joined == kNoTime;

  const Told told = MembershipOf(view, id);
  Participant who{.id = id};
  who.takes_part = !elsewhere && (!joins_later || seen != kNoTime);
  who.joined_at = std::max(fact_joined, told.joined_at);
  who.since = who.joined_at == kNoTime && facts == nullptr ? seen : who.joined_at;
  const Time left = std::max(fact_left, told.left_at);
  // Who left and joined again is present; at one instant the last signal holds, or the fact.
  who.present = left == kNoTime || left < who.joined_at ||
                (left == who.joined_at && !told.left && fact_left != left);
  const bool fact_role = facts != nullptr && !facts->role.empty();
  who.role = RowOfRole(*view.given, fact_role ? facts->role : told.role,
                       facts == nullptr ? "" : facts->role_family);
  who.power = facts == nullptr ? 0 : static_cast<int>(facts->power);
  if (who.power == 0) who.power = told.power;
  if (who.power == 0) {
    who.power = PowerOf(view.given->Text("committee.roles." + who.role + ".power"));
  }
  const StakeholderFacts* flag = facts;
  if (!who.present) {
    who.left_at = left;
    if (const auto* then = view.account->Person(id, left)) flag = then;
  }
  who.champion = flag != nullptr && flag->champion.value_or(false);
  return who;
}

std::vector<Participant> People(const View& view) {
  std::set<std::string> ids;
  for (const StakeholderFacts& f : view.account->people) ids.insert(f.stakeholder);
  for (const Event* e : view.events) ids.insert(e->people.begin(), e->people.end());
  std::vector<Participant> people;
  for (const std::string& id : ids) {
    const std::optional<Participant> who = Part(view, id);
    if (who && who->takes_part) people.push_back(*who);
  }
  return people;
}

bool IsAct(const Event& event) { return event.weights->act && event.Buyer(); }
bool IsPresence(const Event& event) { return event.weights->session || IsAct(event); }

// Formula 1 and docs/decisions/0011: a person acts when named as stakeholder; all people when
// nobody is, or when the kind is a session.
std::vector<std::string> PresentBy(const Event& event) {
  if (event.weights->session || event.signal->stakeholder.empty()) return event.people;
  return {event.signal->stakeholder};
}

Time LastPresence(const View& view, std::string_view person) {
  Time last = kNoTime;
  for (const Event* e : view.events) {
    if (!IsPresence(*e)) continue;
    const auto present = PresentBy(*e);
    const bool there =
        person.empty() || std::find(present.begin(), present.end(), person) != present.end();
    if (there) last = e->at;
  }
  return last;
}

// Formula 4: days on which the seller asked something of the person since the last presence.
std::vector<Time> Unanswered(const View& view, std::string_view person) {
  std::vector<Time> days;
  for (const Event* e : view.events) {
    if (IsPresence(*e)) {
      const auto present = PresentBy(*e);
      if (std::find(present.begin(), present.end(), person) != present.end()) days.clear();
    }
    if (!e->weights->outreach || !e->Seller() || !Names(*e, person)) continue;
    if (days.empty() || DayOf(days.back()) != DayOf(e->at)) days.push_back(e->at);
  }
  return days;
}

// Formula 4: power veto, at least `silent_outreach` such days, the oldest `silent_cadences` base
// cadences old.
bool IsSilentVeto(const View& view, const Participant& who) {
  const Given& given = *view.given;
  if (!who.present || who.power != 1) return false;
  const std::vector<Time> days = Unanswered(view, who.id);
  if (days.empty() || static_cast<double>(days.size()) < given("thresholds.silent_outreach")) {
    return false;
  }
  return view.Age(days.front()) >=
         given("thresholds.silent_cadences") * given("tempo.cadence_days.base");
}

}  // namespace parallax::oracle
