// What signals say of stances and confidence, and how much of it there is (model.md, steps 2 and 3;
// model-formulas.md 3, 4, 10; docs/decisions/0011).
#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>
#include <tuple>

#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

// Plus and minus parts of a decayed sum: 2^(-effective age / half-life).
struct Sums {
  double plus = 0, minus = 0;
  void Add(double value, double age, double half_life) {
    const double left = value * std::exp2(-age / half_life);
    (value > 0 ? plus : minus) += std::abs(left);
  }
  double Saturated(double cap) const {
    return oracle::Saturated(plus, cap) - oracle::Saturated(minus, cap);
  }
};

double OpenSeverity(const View& view, const std::string* person) {
  double severity = 0;
  for (const Object* o : view.objects.Of("objection")) {
    if (o->state() != "raised") continue;
    if (person == nullptr || o->Person() == *person) severity += o->Severity();
  }
  return severity;
}

// Formula 3: a close date only when later than the one before it, which the signal names, or else
// is the last one known.
bool IsLaterDate(const View& view, const Event& event) {
  Time before = event.Instant("due_before");
  for (const Event* e : view.events) {
    if (e == &event || !event.Text("due_before").empty()) break;
    const bool tells = e->Is("sales.close_date_changed") ||
                       ((e->Is("sales.decision_opened") || e->Is("lifecycle.decision_outcome")) &&
                        view.objects.Taken(*e) != nullptr);
    if (tells && e->signal->decision == event.signal->decision && !e->Text("due").empty()) {
      before = e->Instant("due");
    }
  }
  const Time due = event.Instant("due");
  return due != kNoTime && before != kNoTime && due > before;
}

}  // namespace

// Formula 3 and docs/decisions/0011.
double Strength(const View& view, const Event& e) {
  const std::string_view state = e.state;
  const Object* object = view.objects.Taken(e);
  if (e.kind->object >= 0 && object == nullptr) return 0;  // irregular
  const auto by_state = [&](std::initializer_list<std::pair<std::string_view, double>> factors) {
    for (const auto& [word, factor] : factors) {
      if (word == state) return factor;
    }
    return 0.0;
  };
  if (e.Is("sales.stance_expressed")) return OnScale("stance", e.Text("stance"), 0);
  if (e.Is("sales.question_answered")) return by_state({{"accepted", 1}, {"rejected", -1}});
  if (e.Is("validation.step")) return by_state({{"passed", 1}, {"waived", 0.5}, {"failed", -2}});
  if (e.Is("validation.reference_check")) {
    if (e.Seller() && state != "held") return 0;
    return by_state({{"held", 1}, {"asked", 0.4}, {"declined", -1}});
  }
  if (e.Is("validation.pilot")) {
    return by_state({{"passed", 1}, {"failed", -1}, {"abandoned", -0.7}});
  }
  if (e.Is("validation.approval")) return by_state({{"granted", 1}, {"refused", -1}});
  if (e.Is("validation.budget")) return by_state({{"approved", 1}, {"frozen", -1}, {"cut", -2}});
  if (e.Is("validation.legal_redline")) {
    return by_state({{"agreed", 1}, {"opened", 0.5}, {"returned", 0.5}, {"abandoned", -1}});
  }
  if (e.Is("lifecycle.expectation")) return by_state({{"met", 1}, {"missed", -2}});
  if (e.Is("sales.next_step")) return by_state({{"kept", 1}, {"set", 0.5}});
  if (e.Is("sales.meeting_moved")) return e.Buyer() ? 1 : 0;
  if (e.Is("sales.close_date_changed")) return IsLaterDate(view, e) ? 1 : 0;
  if (e.Is("success.value_review")) return e.Text("proof").empty() ? 0.3 : 1;
  if (e.Is("success.outcome_statement")) {
    const double tone = e.signal->sentiment.value_or(0) < 0 ? -1 : 1;
    return tone * (e.Text("framing") == "buyer" ? 1 : 0.1) *
           (e.Number("quantified") == 1 ? 1 : 0.5);
  }
  if (e.Is("success.survey")) {
    const double score = e.Number("score");
    const double x = e.Text("type") == "nps" ? (score - 0.7) / 0.3 : (score - 0.5) / 0.5;
    return std::clamp(x, -1.0, 1.0);
  }
  if (e.Is("success.support_case")) {  // 2 x severity, as known when it was said
    if (state == "resolved") return 0;
    double severity = 0.5;
    for (const Step& step : object->steps) {
      severity = OnScale("severity", step.event->Text("severity"), severity);
      if (step.event == &e) break;
    }
    return 2 * severity;
  }
  return 1;
}

std::string RowOfDimension(const Given& given, std::string_view id) {
  const auto& rows = given.Rows("risk.dimensions");
  const auto has = [&](std::string_view row) {
    return std::find(rows.begin(), rows.end(), row) != rows.end();
  };
  if (has(id)) return std::string(id);
  const catalog::Dimension* listed = catalog::FindDimension(id);
  if (listed != nullptr && has(listed->family)) return std::string(listed->family);
  return has("other") ? "other" : "";
}

// Its own, else the last one known of its object when it was said.
std::string DimensionOf(const View& view, const Event& event) {
  std::string_view id = event.Text("risk_dimension");
  const Object* object = view.objects.Taken(event);
  if (id.empty() && object != nullptr) {
    for (const Step& step : object->steps) {
      if (!step.event->Text("risk_dimension").empty()) id = step.event->Text("risk_dimension");
      if (step.event == &event) break;
    }
  }
  return id.empty() ? "" : RowOfDimension(*view.given, id);
}

// Step 2: logit(prior) + sum over (kind, sign) of W tanh(S / W), sentiment, open objections,
// silence under outreach.
double StanceOf(const View& view, const Participant& who) {
  const Given& given = *view.given;
  std::map<std::string_view, Sums> by_kind;
  Sums tone;
  const Weights& sentiment = given.weights("sentiment");
  for (const Event* e : view.events) {
    const bool named = std::find(e->people.begin(), e->people.end(), who.id) != e->people.end();
    if (!named || !e->Evidence()) continue;
    const double group = e->people.size() >= 2 ? given("committee.group_factor") : 1;
    by_kind[e->kind->id].Add(e->weights->stance * Strength(view, *e) * group, view.Age(e->at),
                             e->weights->half_life);
    if (e->Buyer() && e->signal->sentiment) {
      tone.Add(sentiment.stance * *e->signal->sentiment, view.Age(e->at), sentiment.half_life);
    }
  }
  double link = Logit(given("committee.roles." + who.role + ".prior_present"));
  for (const auto& [kind, sums] : by_kind) link += sums.Saturated(given.weights(kind).cap);
  link += tone.Saturated(sentiment.cap);
  const Weights& objection = given.weights("open_objection");
  link -= Saturated(objection.stance * OpenSeverity(view, &who.id), objection.cap);
  // Formula 4: each unanswered day matures over a base cadence.
  double u = 0;
  for (const Time day : Unanswered(view, who.id)) {
    u += std::min(1.0, view.Age(day) / given("tempo.cadence_days.base"));
  }
  const Weights& silence = given.weights("silence");
  return link - Saturated(silence.stance * u, silence.cap);
}

// Standard deviation of the supports of those present.
double Dispersion(const View& view) {
  std::vector<double> supports;
  for (const Participant& who : view.people) {
    if (who.present) supports.push_back(Sigmoid(StanceOf(view, who)));
  }
  if (supports.size() < 2) return 0;
  double mean = 0, square = 0;
  for (const double s : supports) mean += s / static_cast<double>(supports.size());
  for (const double s : supports) {
    square += (s - mean) * (s - mean) / static_cast<double>(supports.size());
  }
  return std::sqrt(square);
}

// Step 3, on the same pattern.
double Confidence(const View& view) {
  const Given& given = *view.given;
  std::map<std::string_view, Sums> by_kind;
  Sums resolved, reasked;
  const Weights& resolution = given.weights("objection_resolved");
  const Weights& reask = given.weights("reasked_same");
  for (const Event* e : view.events) {
    if (e->Evidence()) {
      by_kind[e->kind->id].Add(e->weights->confidence * Strength(view, *e), view.Age(e->at),
                               e->weights->half_life);
    }
    const Step* step = e->Is("sales.objection") ? view.objects.StepOf(*e) : nullptr;
    if (step != nullptr && step->moved && step->state != "raised") {
      resolved.Add(resolution.confidence, view.Age(e->at), resolution.half_life);
    }
  }
  for (const Question& q : Questions(view)) {
    if (q.same) reasked.Add(reask.confidence, view.Age(q.event->at), reask.half_life);
  }
  double link = Logit(given("thresholds.confidence_prior"));
  for (const auto& [kind, sums] : by_kind) link += sums.Saturated(given.weights(kind).cap);
  link += resolved.Saturated(resolution.cap);
  link -= reasked.Saturated(reask.cap);
  const Weights& objection = given.weights("open_objection");
  link -= Saturated(objection.confidence * OpenSeverity(view, nullptr), objection.cap);
  // Departed champions count until one is there again.
  int gone = 0;
  bool replaced = false;
  for (const Participant& who : view.people) {
    if (who.champion) (who.present ? replaced = true : (++gone, true));
  }
  const Weights& departed = given.weights("departed_champion");
  if (!replaced) link -= Saturated(departed.confidence * gone, departed.cap);
  return link;
}

// Formula 10: distinct (person, UTC day, kind) of buyer signals that are no activity, or sessions
// held; an explicit no meets the floor alone.
double EvidenceMass(const View& view) {
  std::set<std::tuple<std::string, std::chrono::sys_days, std::string_view>> distinct;
  for (const Event* e : view.events) {
    if (!e->weights->session && !(e->Buyer() && e->Evidence())) continue;
    const std::vector<std::string> people = PresentBy(*e);
    for (const std::string& person : people) distinct.insert({person, DayOf(e->at), e->kind->id});
    if (people.empty()) distinct.insert({"", DayOf(e->at), e->kind->id});
  }
  const double mass = static_cast<double>(distinct.size());
  const double floor = (*view.given)("thresholds.evidence_floor");
  return view.decided.explicit_no ? std::max(mass, floor) : mass;
}

}  // namespace parallax::oracle
