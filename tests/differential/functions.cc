// Step 13: what each function would ask of the evidence, and what it counts by itself
// (docs/decisions/0115).
#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "parallax/abi/result.h"
#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// What a signal adds to the count of a function, if anything.
bool CountsFor(std::string_view function, const Event& e) {
  if (function == "marketing") {
    if (e.Is("marketing.lead_qualified")) {
      return IsOneOf(e.Text("status"), {"mql", "sal", "sql", "opportunity", "customer"});
    }
    return e.Is("marketing.content_engaged") || e.Is("marketing.intent_surge") ||
           e.Is("marketing.event_attended") || e.Is("marketing.form_submitted");
  }
  if (function == "sales") {
    return e.Is("sales.decision_opened") || e.Is("sales.meeting_held") ||
           e.Is("sales.stage_changed") || (e.Is("sales.proposal") && e.Text("state") == "sent");
  }
  if (e.Is("success.survey")) {
    return e.Number("score") > (e.Text("type") == "nps" ? 0.7 : 0.5);
  }
  return (e.Is("success.support_case") && e.Text("state") == "resolved") ||
         (e.Is("lifecycle.relationship_outcome") &&
          IsOneOf(e.Text("state"), {"renewed", "expanded"}));
}

struct Tally {
  double count = 0;
  std::vector<const Event*> events;
};

Tally TallyOf(std::string_view function, const View& view, Time from, Time to) {
  Tally tally;
  if (function == "product") tally.count = kNaN;
  for (const Event* e : view.events) {
    if (e->kind == nullptr || e->at <= from || e->at > to) continue;
    if (function == "product") {
      if (!e->Is("product.usage_rollup") || !e->Text("topic").empty()) continue;
      tally.count = e->Number("active_users");
      tally.events = {e};
    } else if (CountsFor(function, *e)) {
      tally.count += 1;
      tally.events.push_back(e);
    }
  }
  return tally;
}

bool Required(const View& view, const std::string& role) {
  return view.given->Is("committee.roles." + role + ".required");
}

void Readiness(const View& view, FunctionSaid& out) {
  if (view.events.empty()) return;
  std::vector<std::string> roles;
  for (const std::string& role : view.given->Rows("committee.roles")) {
    if (Required(view, role)) roles.push_back(role);
  }
  std::map<std::string, std::string> role_of;  // "": everybody is one role
  for (const Participant& who : view.people) {
    if (!who.present || (!roles.empty() && !Required(view, who.role))) continue;
    role_of[who.id] = roles.empty() ? "" : who.role;
  }
  if (roles.empty()) roles = {""};
  const double half_life = (*view.given)("tempo.half_life_days.engagement");
  // The last of a person, a day and a kind.
  std::map<std::tuple<std::string, std::chrono::sys_days, std::string_view>, const Event*> last;
  for (const Event* e : view.events) {
    if (!e->weights->session && !(e->Buyer() && e->Evidence())) continue;
    for (const std::string& person : PresentBy(*e)) {
      if (role_of.contains(person)) last[{person, DayOf(e->at), e->kind->id}] = e;
    }
  }
  std::map<std::string, double> shown;
  for (const auto& [who, e] : last) {
    shown[role_of[std::get<0>(who)]] += std::exp2(-view.Age(e->at) / half_life);
    out.behind.push_back(e);
  }
  out.reading = 0;
  for (const std::string& role : roles) {
    double support = 0;
    int members = 0;
    for (const Participant& who : view.people) {
      if (!role_of.contains(who.id) || role_of[who.id] != role) continue;
      support += Sigmoid(StanceOf(view, who));
      ++members;
    }
    if (members == 0) continue;
    out.reading += 100 * shown[role] / (1 + shown[role]) * support / members /
                   static_cast<double>(roles.size());
  }
}

bool IsOfValue(const Event& e) {
  return e.Is("success.outcome_statement") || e.Is("success.value_review") ||
         e.Is("lifecycle.expectation") || e.Is("product.core_value_event") ||
         e.Is("product.workaround_seen");
}

// Confidence of a view that holds nothing else. Objects stay as they are: a state is a state
// whoever reads it.
void Value(const View& view, FunctionSaid& out) {
  double link = Logit((*view.given)("thresholds.confidence_prior"));
  std::map<std::string_view, std::array<double, 2>> sums;
  for (const Event* e : view.events) {
    if (!IsOfValue(*e) || !e->Evidence()) continue;
    const double value = e->weights->confidence * Strength(view, *e);
    if (value == 0) continue;
    sums[e->kind->id][value < 0] +=
        std::abs(value) * std::exp2(-view.Age(e->at) / e->weights->half_life);
    out.behind.push_back(e);
  }
  if (sums.empty()) return;
  for (const auto& [kind, sum] : sums) {
    const double cap = view.given->weights(kind).cap;
    link += Saturated(sum[0], cap) - Saturated(sum[1], cap);
  }
  out.reading = 100 * Sigmoid(link);
}

void Ongoing(const View& view, FunctionSaid& out) {
  const bool anybody = std::any_of(view.events.begin(), view.events.end(), [](const Event* e) {
    return IsPresence(*e) && !PresentBy(*e).empty();
  });
  if (!anybody) return;
  const double longest = 4 * (*view.given)("tempo.cadence_days.base");
  const auto lately = [&](const Participant& who) {
    const Time last = LastPresence(view, who.id);
    return last != kNoTime && view.Age(last) <= longest;
  };
  out.reading = 100 * Ask(view, [&](const Participant& who) {
                        const double own = StanceOf(view, who);
                        if (lately(who)) return own;
                        const std::string path = "committee.roles." + who.role;
                        return std::min({own, Logit((*view.given)(path + ".prior_absent")),
                                         Logit((*view.given)(path + ".prior_present"))});
                      }).approval;
  for (const Participant& who : view.people) {
    if (!who.present || !lately(who)) continue;
    const Event* last = nullptr;
    for (const Event* e : view.events) {
      if (!IsPresence(*e)) continue;
      const auto present = PresentBy(*e);
      const bool there = std::find(present.begin(), present.end(), who.id) != present.end();
      // The first of a day stands for it.
      if (there && (last == nullptr || DayOf(last->at) != DayOf(e->at))) last = e;
    }
    out.behind.push_back(last);
  }
}

void Progression(const View& view, const View& before, FunctionSaid& out) {
  if (view.events.empty()) return;
  const double then = before.events.empty() ? Logit((*view.given)("thresholds.confidence_prior"))
                                            : Confidence(before);
  out.reading = 100 * Sigmoid(Confidence(view) - then);
}

}  // namespace

std::array<FunctionSaid, 4> Functions(const View& view, const View& before, bool warns) {
  const Time span = std::llround((*view.given)("tempo.trend_days") * kDay);
  std::array<FunctionSaid, 4> out;
  const std::string_view names[] = {"marketing", "sales", "product", "customer_success"};
  Readiness(view, out[0]);
  Progression(view, before, out[1]);
  Value(view, out[2]);
  Ongoing(view, out[3]);
  const bool fell = !before.events.empty() &&
                    (100 * Sigmoid(Confidence(before)) - 100 * Sigmoid(Confidence(view)) >= 10 ||
                     100 * Ask(before).approval - 100 * Ask(view).approval >= 10);
  for (std::size_t f = 0; f < out.size(); ++f) {
    const Tally now = TallyOf(names[f], view, view.now - span, view.now),
                then = TallyOf(names[f], view, view.now - 2 * span, view.now - span);
    out[f].function = names[f];
    out[f].counted = now.count;
    out[f].counted_before = then.count;
    out[f].counted_events = now.events;
    const bool holds = std::isnan(then.count) || now.count >= then.count;
    out[f].misread = now.count > 0 && holds && (warns || fell);
  }
  return out;
}

}  // namespace parallax::oracle
