// The objects of a reading and their states (catalog.toml, [state_rules]).
#ifndef PARALLAX_TESTS_DIFFERENTIAL_OBJECTS_H_
#define PARALLAX_TESTS_DIFFERENTIAL_OBJECTS_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/differential/account.h"

namespace parallax::oracle {

// A signal that an object took: it moved the object, or repeated its state.
struct Step {
  const Event* event;
  std::string_view state;
  bool moved;  // false: repeated
};

struct Object {
  std::string_view type;      // "gate"
  std::string key, decision;  // decision: of objects of that scope, else empty
  std::vector<Step> steps;    // never empty; irregular signals are not among them

  std::string_view state() const { return steps.back().state; }
  // The step that brought the present state.
  const Step& Mover() const;
  Time since() const { return Mover().event->at; }
  // Last known value of a text attribute; empty when no step carried it.
  std::string_view Text(std::string_view attribute) const;
  Time Instant(std::string_view attribute) const;
  // Severity by the scale of the catalog; medium when nobody said.
  double Severity() const;
  // The first person who is named to have acted on it, or empty.
  std::string Person() const;
  // Gates. Requested or in progress, or paused since (formula 7).
  bool Running() const { return RunSince() != kNoTime; }
  Time RunSince() const;  // start of the present run, or kNoTime
  bool EverRan() const;   // running, passed or failed at any time; a declined reference is none
  Time PassedAt() const;  // last pass or waiver; a repeated one proves it afresh
};

class Objects {
 public:
  Objects() = default;
  explicit Objects(const std::vector<const Event*>& events);

  // In the order of their opening.
  std::vector<const Object*> Of(std::string_view type) const;
  // The object that the signal is about, as it stands after all signals; null when it has none or
  // the signal is irregular.
  const Object* Taken(const Event& event) const;
  // The step in that object.
  const Step* StepOf(const Event& event) const;

 private:
  void Take(const Event& event);
  bool Enter(std::string_view type, const std::string& key, const std::string& decision,
             const Event& event, std::string_view state);

  std::vector<Object> objects_;
  std::map<std::pair<std::string_view, std::pair<std::string, std::string>>, std::size_t> index_;
  std::map<const Event*, std::pair<std::size_t, std::size_t>> taken_;  // object, step
};

// Value of a word on a scale of the catalog, or `otherwise`.
double OnScale(std::string_view scale, std::string_view word, double otherwise);

}  // namespace parallax::oracle

#endif  // PARALLAX_TESTS_DIFFERENTIAL_OBJECTS_H_
