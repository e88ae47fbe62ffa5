#include "tests/property/life_signals.h"

#include <algorithm>
#include <string>

#include "parallax/catalog/catalog.h"
#include "tests/property/attributes.h"

namespace parallax::property {
namespace {

using catalog::Kind;
using catalog::Presence;

// What a lens reads comes more often than what only formulas of finance read.
double Weight(const Kind& kind) {
  if (kind.id == "sales.message_exchanged" || kind.id == "sales.meeting_held") return 10;
  if (kind.id == "validation.step") return 20;  // many states, and instances by decision and gate
  if (kind.nature == catalog::Nature::kState) return 4;
  if (kind.nature == catalog::Nature::kEvidence) return 3;
  return kind.nature == catalog::Nature::kOutcome ? 2.5 : 1;
}

class SignalsWriter {
 public:
  SignalsWriter(Random& random, const Cast& cast, const LifeOptions& options, AccountRecord& record)
      : random_(random), cast_(cast), options_(options), record_(record), attributes_(random) {
    // Lives differ in what they are made of: most kinds are rare in one life and common in another.
    double sum = 0;
    for (const Kind& kind : catalog::Get().kinds) {
      sum += Weight(kind) * random_.Gap() * random_.Gap();
      until_.push_back(sum);
    }
  }

  void Add(Time at) {
    if (random_.Chance(0.01)) return AddKind(catalog::Get().custom_kind, "x.acme.visit", at);
    const double drawn = random_.Between(0, until_.back());
    const auto found = std::upper_bound(until_.begin(), until_.end() - 1, drawn);
    const Kind& kind = catalog::Get().kinds[found - until_.begin()];
    AddKind(kind, kind.id, at);
  }

 private:
  void AddKind(const Kind& kind, std::string_view id, Time at) {
    Signal s;
    s.account = record_.account;
    s.source = random_.Chance(0.8) ? "crm" : "portal";
    s.source_event_id = "e-" + std::to_string(record_.signals.size());
    s.kind = id;
    s.occurred_at = at;
    ChooseInitiator(kind, s);
    ChooseDecision(kind, s);
    ChoosePeople(kind, s);
    if (random_.Chance(0.3)) s.sentiment = random_.Between(-1, 1);
    if (random_.Chance(0.2)) s.provenance = static_cast<Provenance>(random_.Whole(1, 3));
    ChooseAttributes(kind, s);
    Store(std::move(s));
  }

  void ChooseInitiator(const Kind& kind, Signal& s) {
    if (kind.default_initiator == catalog::Initiator::kRequired) {
      s.initiator = random_.Chance(0.5) ? Initiator::kBuyer : Initiator::kSeller;
    } else if (random_.Chance(0.25)) {
      s.initiator = static_cast<Initiator>(random_.Whole(1, 4));
    }
  }

  void ChooseDecision(const Kind& kind, Signal& s) {
    if (kind.decision == Presence::kNone) return;
    std::vector<std::string> open;
    for (const DecisionPlan& plan : cast_.decisions) {
      if (plan.opened <= s.occurred_at && s.occurred_at <= plan.closed) open.push_back(plan.id);
    }
    if (kind.decision == Presence::kOptional && (cast_.decisions.empty() || random_.Chance(0.3))) {
      return;
    }
    if (!open.empty() && random_.Chance(0.85)) {
      s.decision = random_.Pick(open);
    } else if (!cast_.decisions.empty()) {
      s.decision = random_.Pick(cast_.decisions).id;
    } else {
      s.decision = "opp-unplanned";
    }
  }

  void ChoosePeople(const Kind& kind, Signal& s) {
    if (kind.participants == Presence::kNone) return;
    const std::string someone = cast_.people.empty() ? "p-stranger" : random_.Pick(cast_.people);
    const bool one = kind.participants_max == 1;
    if (kind.participants == Presence::kRequired || random_.Chance(0.8)) {
      if (one || random_.Chance(0.7)) {
        s.stakeholder = someone;
      } else {
        s.participants.push_back(someone);
      }
    }
    if (one || cast_.people.empty() || !random_.Chance(0.35)) return;
    for (std::int64_t more = random_.Whole(1, 4); more > 0; --more) {
      s.participants.push_back(random_.Pick(cast_.people));
    }
  }

  void ChooseAttributes(const Kind& kind, Signal& s) {
    std::string state;
    const catalog::Attribute* state_attribute = nullptr;
    for (const catalog::Attribute& a : kind.attributes) {
      if (a.key == kind.state_attribute) {
        state_attribute = &a;
        continue;
      }
      if (!kind.state_attribute.empty() && !a.required && !a.required_when.empty()) continue;
      if (a.required || random_.Chance(0.45)) Give(kind, a, s);
    }
    if (kind.object >= 0) {
      const catalog::Object& object = catalog::Get().objects[kind.object];
      if (state_attribute != nullptr) {
        do {
          state = attributes_.MoveObject(object, Instance(object, s));
        } while (std::find(state_attribute->values.begin(), state_attribute->values.end(), state) ==
                 state_attribute->values.end());
        s.attributes.emplace_back(kind.state_attribute, state);
      }
    }
    for (const catalog::Attribute& a : kind.attributes) {
      if (a.required_when.empty() || a.required) continue;
      const bool must =
          std::find(a.required_when.begin(), a.required_when.end(), state) != a.required_when.end();
      if (must || random_.Chance(0.3)) Give(kind, a, s);
    }
    if (random_.Chance(0.05)) s.attributes.emplace_back("x.acme.note", std::string("as agreed"));
  }

  void Give(const Kind& kind, const catalog::Attribute& a, Signal& s) {
    if (a.type == catalog::Type::kMoney) {
      s.amount = attributes_.Amount(a);
    } else {
      s.attributes.emplace_back(a.key, attributes_.Value(kind, a, s.occurred_at));
    }
  }

  static std::string Instance(const catalog::Object& object, const Signal& s) {
    std::string instance = object.decision_scope ? s.decision : "";
    for (const std::string_view key : object.key) {
      if (key == "decision") instance += ' ' + s.decision;
      if (key == "stakeholder") instance += ' ' + s.stakeholder;
      for (const auto& [name, value] : s.attributes) {
        if (name == key) instance += ' ' + std::get<std::string>(value);
      }
    }
    return instance;
  }

  void Store(Signal s) {
    Time known = s.occurred_at + random_.Whole(0, 3600) * kSecond;
    if (options_.late && random_.Chance(0.12)) known = s.occurred_at + random_.Whole(1, 60) * kDay;
    if (random_.Chance(0.02)) known = s.occurred_at - random_.Whole(1, 10) * kDay;
    if (random_.Chance(0.7)) s.available_at = known;
    record_.signals.push_back({.signal = std::move(s), .recorded_at = known + kSecond});
  }

  Random& random_;
  const Cast& cast_;
  const LifeOptions& options_;
  AccountRecord& record_;
  Attributes attributes_;
  std::vector<double> until_;  // running sums of the weights of kinds
};

// Another story of the same event: told with other words, at another time or of another mood.
StoredSignal Retold(Random& random, const StoredSignal& of) {
  StoredSignal told = of;
  Signal& s = told.signal;
  if (random.Chance(0.3)) s.occurred_at += random.Whole(-20 * 86'400, 20 * 86'400) * kSecond;
  if (random.Chance(0.5)) s.sentiment = random.Between(-1, 1);
  const catalog::Kind* kind = catalog::FindKind(s.kind);
  for (auto& [key, value] : s.attributes) {
    if (kind == nullptr || key == kind->state_attribute || !random.Chance(0.4)) continue;
    for (const catalog::Attribute& a : kind->attributes) {
      if (a.key == key && a.type == catalog::Type::kEnum) {
        value = std::string(random.Pick(a.values));
      }
    }
  }
  s.available_at = of.AvailableAt() + random.Whole(0, 30 * 86'400) * kSecond;
  told.recorded_at = s.available_at + kSecond;
  return told;
}

}  // namespace

void AddSignals(Random& random, const Cast& cast, const std::vector<Time>& instants,
                const LifeOptions& options, AccountRecord& record) {
  SignalsWriter writer(random, cast, options, record);
  for (const Time at : instants) writer.Add(at);
}

StoredSignal Retraction(const StoredSignal& target, std::string_view event_id, Time available_at) {
  StoredSignal withdrawn;
  Signal& s = withdrawn.signal;
  s.account = target.signal.account;
  s.source = target.signal.source;
  s.source_event_id = event_id;
  s.kind = target.signal.kind;
  s.occurred_at = target.signal.occurred_at;
  s.available_at = available_at;
  s.retracts = target.signal.source_event_id;
  withdrawn.recorded_at = available_at + kSecond;
  return withdrawn;
}

void AddCorrections(Random& random, AccountRecord& record) {
  const std::size_t told = record.signals.size();
  for (std::size_t i = 0; i < told; ++i) {
    if (!random.Chance(0.08)) continue;
    StoredSignal target = record.signals[i];
    for (std::int64_t more = random.Chance(0.3) ? 2 : 1; more > 0; --more) {
      const std::string id = "c-" + std::to_string(record.signals.size());
      if (random.Chance(0.3)) {
        const Time known = target.AvailableAt() + random.Whole(0, 20) * kDay;
        record.signals.push_back(Retraction(target, id, known));
        if (random.Chance(0.1)) record.signals.back().signal.retracts = "never-sent";
        break;
      }
      StoredSignal told_again = Retold(random, target);
      told_again.signal.supersedes = target.signal.source_event_id;
      if (!random.Chance(0.3)) told_again.signal.source_event_id = id;  // else a changed re-send
      if (random.Chance(0.05)) told_again.signal.supersedes = "never-sent";
      if (told_again.signal.supersedes == "never-sent") told_again.signal.source_event_id = id;
      // The next one replaces this one, or the same one a second time.
      if (random.Chance(0.5)) target = told_again;
      record.signals.push_back(std::move(told_again));
    }
  }
}

}  // namespace parallax::property
