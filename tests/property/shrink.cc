#include "tests/property/shrink.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "core/signal/validate.h"

namespace parallax::property {
namespace {

class Shrinker {
 public:
  Shrinker(Case smallest, const std::function<bool(const Case&)>& fails, const ShrinkLimits& limits)
      : smallest_(std::move(smallest)), fails_(fails), limits_(limits) {}

  Case Run() {
    for (bool smaller = true; smaller && !Spent();) {
      smaller = Reduce([](Case & c) -> auto& { return c.overrides; });
      smaller |= Reduce([](Case & c) -> auto& { return c.record.signals; });
      smaller |= Reduce([](Case & c) -> auto& { return c.record.facts; });
      smaller |= RemovePeople();
      smaller |= RemoveDecisions();
      smaller |= SimplifySignals();
      smaller |= SimplifyFacts();
      smaller |= SimplifyQuestion();
    }
    return std::move(smallest_);
  }

 private:
  bool Spent() const {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began_;
    return checks_ >= limits_.checks || spent.count() > limits_.seconds;
  }

  // Keeps `candidate` if it still fails.
  bool Try(Case candidate) {
    if (Spent()) return false;
    ++checks_;
    if (!fails_(candidate)) return false;
    smallest_ = std::move(candidate);
    return true;
  }

  // ddmin: takes away chunks of a list, from its half down to single items.
  template <typename List>
  bool Reduce(List list) {
    bool smaller = false;
    for (std::size_t chunk = (list(smallest_).size() + 1) / 2; chunk > 0;) {
      bool removed = false;
      for (std::size_t at = 0; at < list(smallest_).size() && !Spent();) {
        Case candidate = smallest_;
        auto& items = list(candidate);
        const std::size_t end = std::min(items.size(), at + chunk);
        items.erase(items.begin() + at, items.begin() + end);
        if (Try(std::move(candidate))) {
          removed = smaller = true;
        } else {
          at = end;
        }
      }
      if (!removed || chunk > 1) chunk /= 2;
    }
    return smaller;
  }

  // Applies `edit` to a copy; keeps it if it changed something, is valid and still fails.
  template <typename Edit>
  bool TrySignal(std::size_t at, Edit edit) {
    Case candidate = smallest_;
    Signal& signal = candidate.record.signals[at].signal;
    const Signal before = signal;
    edit(signal);
    if (signal == before || !Validate(signal, kNow).empty()) return false;
    return Try(std::move(candidate));
  }

  bool RemovePeople() {
    bool smaller = false;
    for (const std::string& person : PeopleOf(smallest_.record)) {
      Case candidate = smallest_;
      bool valid = true;
      for (StoredSignal& stored : candidate.record.signals) {
        Signal& s = stored.signal;
        if (s.stakeholder == person) s.stakeholder.clear();
        std::erase(s.participants, person);
        valid = valid && Validate(s, kNow).empty();
      }
      std::erase_if(candidate.record.facts, [&](const StoredFacts& stored) {
        const auto* facts = std::get_if<StakeholderFacts>(&stored.facts);
        return facts != nullptr && facts->stakeholder == person;
      });
      if (valid) smaller |= Try(std::move(candidate));
    }
    return smaller;
  }

  bool RemoveDecisions() {
    bool smaller = false;
    for (const std::string& decision : DecisionsOf(smallest_.record)) {
      Case candidate = smallest_;
      if (candidate.decision == decision) candidate.decision.clear();
      std::erase_if(candidate.record.signals,
                    [&](const StoredSignal& stored) { return stored.signal.decision == decision; });
      smaller |= Try(std::move(candidate));
    }
    return smaller;
  }

  bool SimplifySignals() {
    bool smaller = false;
    for (std::size_t i = 0; i < smallest_.record.signals.size() && !Spent(); ++i) {
      smaller |= TrySignal(i, [](Signal& s) { s.participants.clear(); });
      smaller |= TrySignal(i, [](Signal& s) { s.stakeholder.clear(); });
      smaller |= TrySignal(i, [](Signal& s) { s.decision.clear(); });
      smaller |= TrySignal(i, [](Signal& s) { s.sentiment.reset(); });
      smaller |= TrySignal(i, [](Signal& s) { s.supersedes.clear(); });
      smaller |= TrySignal(i, [](Signal& s) { s.available_at = s.occurred_at; });
      smaller |= TrySignal(i, [](Signal& s) { s.source = "crm"; });
      smaller |= TrySignal(i, [](Signal& s) { s.occurred_at = s.occurred_at / kDay * kDay; });
      for (std::size_t a = smallest_.record.signals[i].signal.attributes.size(); a > 0; --a) {
        smaller |=
            TrySignal(i, [&](Signal& s) { s.attributes.erase(s.attributes.begin() + (a - 1)); });
      }
    }
    return smaller;
  }

  template <typename Edit>
  bool TryFacts(std::size_t at, Edit edit) {
    Case candidate = smallest_;
    Facts& facts = candidate.record.facts[at].facts;
    const Facts before = facts;
    std::visit(edit, facts);
    if (facts == before) return false;
    const bool valid = std::visit([](const auto& f) { return Validate(f, kNow).empty(); }, facts);
    return valid && Try(std::move(candidate));
  }

  bool SimplifyFacts() {
    bool smaller = false;
    const auto person = [](auto edit) {
      return [edit](auto& f) {
        if constexpr (requires { f.champion; }) edit(f);
      };
    };
    for (std::size_t i = 0; i < smallest_.record.facts.size() && !Spent(); ++i) {
      smaller |= TryFacts(i, person([](auto& f) { f.champion.reset(); }));
      smaller |= TryFacts(i, person([](auto& f) { f.power = Power::kUnspecified; }));
      smaller |= TryFacts(i, person([](auto& f) { f.role.clear(); }));
      smaller |= TryFacts(i, person([](auto& f) { f.role_family.clear(); }));
      smaller |= TryFacts(i, person([](auto& f) { f.org_unit.clear(); }));
      smaller |= TryFacts(i, person([](auto& f) { f.joined_at = kNoTime; }));
      smaller |= TryFacts(i, person([](auto& f) { f.left_at = kNoTime; }));
      smaller |= TryFacts(i, person([](auto& f) { f.decisions.clear(); }));
    }
    return smaller;
  }

  bool SimplifyQuestion() {
    bool smaller = false;
    Case candidate = smallest_;
    candidate.decision.clear();
    if (!smallest_.decision.empty()) smaller |= Try(candidate);
    candidate = smallest_;
    candidate.known_at = kEndOfTime;
    if (smallest_.known_at != kEndOfTime) smaller |= Try(candidate);
    candidate = smallest_;
    candidate.as_of = (candidate.as_of + kDay - 1) / kDay * kDay;
    if (smallest_.as_of != candidate.as_of) smaller |= Try(candidate);
    return smaller;
  }

  Case smallest_;
  const std::function<bool(const Case&)>& fails_;
  const ShrinkLimits limits_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  int checks_ = 0;
};

}  // namespace

Case Shrink(const Case& failing, const std::function<bool(const Case&)>& fails,
            const ShrinkLimits& limits) {
  return Shrinker(failing, fails, limits).Run();
}

}  // namespace parallax::property
