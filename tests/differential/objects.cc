#include "tests/differential/objects.h"

#include <algorithm>

namespace parallax::oracle {
namespace {

const catalog::Object& Listed(std::string_view type) {
  const auto objects = catalog::Get().objects;
  return *std::find_if(objects.begin(), objects.end(), [&](const auto& o) { return o.id == type; });
}

// "A later signal moves the object when `transitions` lists new under current."
bool Allowed(const catalog::Object& object, std::string_view from, std::string_view to) {
  for (const catalog::Transition& t : object.transitions) {
    if (t.from == from) return std::find(t.to.begin(), t.to.end(), to) != t.to.end();
  }
  return false;
}

// Formula 7: a declined reference or an inconclusive pilot leaves no gate running.
bool Stops(const Step& step) {
  return (step.event->Is("validation.reference_check") && step.event->state == "declined") ||
         (step.event->Is("validation.pilot") && step.event->state == "inconclusive");
}
bool Runs(const Step& step) { return step.state == "requested" || step.state == "in_progress"; }

}  // namespace

double OnScale(std::string_view scale, std::string_view word, double otherwise) {
  for (const catalog::ScaleEntry& entry : catalog::Get().scales) {
    if (entry.scale == scale && entry.word == word) return entry.value;
  }
  return otherwise;
}

const Step& Object::Mover() const {
  auto step = steps.rbegin();
  while (!step->moved) ++step;
  return *step;
}

std::string_view Object::Text(std::string_view attribute) const {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (const std::string_view text = step->event->Text(attribute); !text.empty()) return text;
  }
  return {};
}

Time Object::Instant(std::string_view attribute) const {
  const std::string_view text = Text(attribute);
  return text.empty() ? kNoTime : ParseTime(text).value_or(kNoTime);
}

double Object::Severity() const { return OnScale("severity", Text("severity"), 0.5); }

std::string Object::Person() const {
  for (const Step& step : steps) {
    if (!step.event->signal->stakeholder.empty()) return step.event->signal->stakeholder;
  }
  return {};
}

// Formula 7: runs from requested or in_progress, re-entry restarts its age, paused keeps running.
Time Object::RunSince() const {
  Time since = kNoTime;
  for (const Step& step : steps) {
    if (Runs(step)) {
      if (since == kNoTime) since = step.event->at;
    } else if (step.state != "paused" || Stops(step)) {
      since = kNoTime;
    }
  }
  return since;
}

bool Object::EverRan() const {
  bool ran = false, running = false;
  for (const Step& step : steps) {
    if (step.state == "passed" || step.state == "failed") ran = true;
    if (Runs(step)) {
      running = true;
    } else if (running) {
      // A run that ended otherwise than by a declined reference was one.
      const bool declined = Stops(step) && step.event->Is("validation.reference_check");
      if (!declined && step.state != "paused") ran = true;
      if (declined || step.state != "paused") running = false;
    }
  }
  return ran || running;
}

Time Object::PassedAt() const {
  Time at = kNoTime;
  for (const Step& step : steps) {
    if (step.state == "passed" || step.state == "waived") at = step.event->at;
  }
  return at;
}

Objects::Objects(const std::vector<const Event*>& events) {
  for (const Event* event : events) Take(*event);
}

void Objects::Take(const Event& event) {
  if (event.kind == nullptr || event.kind->object < 0 || event.state.empty()) return;
  const catalog::Object& object = catalog::Get().objects[event.kind->object];
  std::string key;
  for (const std::string_view part : object.key) {
    if (part == "decision") {
      key += event.signal->decision;
    } else if (part == "stakeholder") {
      key += event.people.empty() ? "" : event.people.front();
    } else {
      key += event.Text(part);
    }
  }
  if (!Enter(object.id, key, object.decision_scope ? event.signal->decision : "", event,
             event.state)) {
    return;
  }
  const std::string_view entered = objects_[taken_[&event].first].state();
  // [kind.state.gate]: the signal also moves a gate.
  for (const catalog::GateMove& move : event.kind->gate_moves) {
    if (move.state != entered) continue;
    const std::string gate(event.kind->gate_from.empty() ? event.kind->gate_id
                                                         : event.Text(event.kind->gate_from));
    const auto own = taken_[&event];
    if (!gate.empty()) Enter("gate", gate, event.signal->decision, event, move.gate_state);
    taken_[&event] = own;
  }
}

// False when the signal is irregular: it is kept, and moves nothing.
bool Objects::Enter(std::string_view type, const std::string& key, const std::string& decision,
                    const Event& event, std::string_view state) {
  const auto [at, opened] = index_.try_emplace({type, {key, decision}}, objects_.size());
  if (opened) {
    objects_.push_back({.type = type, .key = key, .decision = decision, .steps = {}});
  } else {
    const std::string_view current = objects_[at->second].state();
    if (current != state && !Allowed(Listed(type), current, state)) return false;
  }
  Object& object = objects_[at->second];
  const bool moved = opened || object.state() != state;
  object.steps.push_back({&event, state, moved});
  taken_[&event] = {at->second, object.steps.size() - 1};
  return true;
}

std::vector<const Object*> Objects::Of(std::string_view type) const {
  std::vector<const Object*> found;
  for (const Object& o : objects_) {
    if (o.type == type) found.push_back(&o);
  }
  return found;
}

const Object* Objects::Taken(const Event& event) const {
  const auto at = taken_.find(&event);
  return at == taken_.end() ? nullptr : &objects_[at->second.first];
}

const Step* Objects::StepOf(const Event& event) const {
  const auto at = taken_.find(&event);
  return at == taken_.end() ? nullptr : &objects_[at->second.first].steps[at->second.second];
}

}  // namespace parallax::oracle
