// Gates and decision risk (model.md, step 5; model-formulas.md 6 and 7).
#include <algorithm>
#include <cmath>
#include <sstream>

#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

// "A dimension whose family is named is closed with it" (catalog.toml, gates).
void AddClosed(const Given& given, std::string_view id, std::vector<std::string>& closes) {
  for (const std::string& row : given.Rows("risk.dimensions")) {
    const catalog::Dimension* listed = catalog::FindDimension(row);
    const std::string_view family = listed == nullptr ? "other" : listed->family;
    const bool closed = row == id || family == id;
    if (closed && std::find(closes.begin(), closes.end(), row) == closes.end()) {
      closes.push_back(row);
    }
  }
}

Gate Describe(const View& view, const Object& object) {
  const Given& given = *view.given;
  Gate gate{.object = &object,
            .status = {},
            .required = false,
            .p50 = given("risk.gate_default.p50_days"),
            .p80 = given("risk.gate_default.p80_days"),
            .validity = given("risk.gate_default.validity_days"),
            .closes = {}};
  const auto& rows = given.Rows("risk.gates");
  if (std::find(rows.begin(), rows.end(), object.key) != rows.end()) {
    const std::string path = "risk.gates." + object.key;
    gate.p50 = given(path + ".p50_days");
    gate.p80 = given(path + ".p80_days");
    gate.validity = given(path + ".validity_days");
    gate.required = given.Is(path + ".required");
    std::istringstream closes(given.Text(path + ".closes"));
    for (std::string id; std::getline(closes, id, ',');) AddClosed(given, id, gate.closes);
  } else if (const catalog::Gate* listed = catalog::FindGate(object.key)) {
    for (const std::string_view id : listed->closes) AddClosed(given, id, gate.closes);
  }
  gate.status = StatusOf(gate, view.now);
  return gate;
}

}  // namespace

GateStatus StatusOf(const Gate& gate, Time at) {
  const Object& object = *gate.object;
  if (object.Running()) {
    return ClockDays(object.RunSince(), at) > gate.p80 ? GateStatus::kLate : GateStatus::kRunning;
  }
  if (object.state() == "passed" || object.state() == "waived") {
    const double age = ClockDays(object.PassedAt(), at);
    return age < gate.validity ? GateStatus::kPassed : GateStatus::kExpired;
  }
  return object.state() == "failed" ? GateStatus::kFailed : GateStatus::kIdle;
}

// A reading of a decision uses its own instance of a gate, else the account's (catalog.toml,
// state_rules); a reading of the account the one that moved last (docs/decisions/0013).
std::vector<Gate> Gates(const View& view) {
  const auto order = [&](const Object* o) {
    return std::find(view.events.begin(), view.events.end(), o->steps.back().event) -
           view.events.begin();
  };
  std::map<std::string, const Object*> speaking;
  for (const Object* o : view.objects.Of("gate")) {
    const Object*& now = speaking[o->key];
    const bool own = !view.decision.empty() && o->decision == view.decision;
    const bool later = view.decision.empty() && now != nullptr && order(o) > order(now);
    if (now == nullptr || own || later) now = o;
  }
  std::vector<Gate> gates;
  for (const auto& [key, object] : speaking) gates.push_back(Describe(view, *object));
  return gates;
}

// Formula 6, in its order.
double Risk(const View& view) {
  const Given& given = *view.given;
  const std::vector<Gate> gates = Gates(view);
  const std::string otherwise = RowOfDimension(given, given.Text("risk.default_dimension"));
  const auto closes = [](const Gate& gate, const std::string& dimension) {
    return std::find(gate.closes.begin(), gate.closes.end(), dimension) != gate.closes.end();
  };
  double kept = 1;
  for (const std::string& dimension : given.Rows("risk.dimensions")) {
    double u = given("risk.dimensions." + dimension + ".prior");
    for (const Gate& gate : gates) {
      if (gate.status == GateStatus::kPassed && closes(gate, dimension)) {
        u *= 1 - given("risk.gate_closure");
      }
    }
    // Proofs of the dimension. A reference that was only asked for proves nothing.
    double n = 0;
    for (const Event* e : view.events) {
      const double strength = e->Evidence() ? Strength(view, *e) : 0;
      const bool asked = e->Is("validation.reference_check") && strength != 1;
      const bool valid = ClockDays(e->at, view.now) < given("risk.proof_validity_days");
      if (strength <= 0 || asked || !valid || e->weights->closes == 0) continue;
      if (DimensionOf(view, *e) == dimension) n += e->weights->closes * strength;
    }
    const double cap = given("risk.proof_cap");
    u *= std::exp(-cap * std::tanh(n / cap));
    for (const Object* o : view.objects.Of("objection")) {
      const std::string_view named = o->Text("risk_dimension");
      const std::string row = named.empty() ? otherwise : RowOfDimension(given, named);
      if (o->state() == "raised" && row == dimension) {
        u = 1 - (1 - u) * (1 - given("risk.objection_opens") * o->Severity());
      }
    }
    for (const Gate& gate : gates) {
      if (gate.status == GateStatus::kFailed && closes(gate, dimension)) {
        u = 1 - (1 - u) * (1 - given("risk.failed_opens"));
      }
    }
    for (const Question& q : Questions(view)) {
      const std::string_view state = view.objects.Taken(*q.event)->state();
      const std::string row = DimensionOf(view, *q.event);
      const bool open = q.same && (state == "open" || state == "rejected");
      if (open && (row.empty() ? otherwise : row) == dimension) {
        u = 1 - (1 - u) * (1 - given("risk.reasked_opens"));
      }
    }
    kept *= 1 - given("risk.dimensions." + dimension + ".severity") * u;
  }
  return -std::log(kept);
}

}  // namespace parallax::oracle
