#include "core/signal/validate.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "core/signal/privacy.h"
#include "core/signal/report.h"
#include "core/signal/text.h"
#include "core/signal/value.h"
#include "core/signal/wording.h"
#include "parallax/catalog/catalog.h"

namespace parallax {
namespace {

using catalog::Attribute;
using catalog::Kind;
using catalog::Presence;
using catalog::Type;

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

// The checks of catalog.toml, one method each, in its order.
class SignalChecks {
 public:
  SignalChecks(const Signal& signal, Time now) : s_(signal), now_(now) {
    kind_ = catalog::FindKind(s_.kind);
    if (kind_ == nullptr && text::IsCustomId(s_.kind)) kind_ = &catalog::Get().custom_kind;
    for (const auto& [key, value] : s_.attributes) listed_.push_back(Listed(key));
  }

  std::vector<FieldViolation> Run() {
    Ids();
    if (kind_ == nullptr) UnknownKind();
    Instant("occurred_at", s_.occurred_at, true);
    Instant("available_at", s_.available_at, false);
    if (kind_ != nullptr) ReservedAccount();
    if (!s_.retracts.empty()) {
      Retraction();
    } else {
      if (kind_ != nullptr) {
        Decision();
        Participants();
      }
      Initiator();
      Sentiment();
      if (kind_ != nullptr) Amount();
      TooMany();
      if (kind_ != nullptr) UnknownAttributes();
      Values();
      if (kind_ != nullptr) MissingAttributes();
    }
    Privacy();
    return report_.Take();
  }

 private:
  void Ids();
  void UnknownKind();
  void Instant(std::string_view field, Time time, bool required);
  void ReservedAccount();
  void Retraction();
  void Decision();
  void Participants();
  void Initiator();
  void Sentiment();
  void Amount();
  void TooMany();
  void UnknownAttributes();
  void Values();
  void MissingAttributes();
  void Privacy();

  // The attribute of the kind that the map may hold under `key`: not money, which travels in the
  // envelope.
  const Attribute* Listed(std::string_view key) const {
    if (kind_ == nullptr) return nullptr;
    for (const Attribute& attribute : kind_->attributes) {
      if (attribute.key == key) return attribute.type == Type::kMoney ? nullptr : &attribute;
    }
    return nullptr;
  }
  // Whether the attribute must be given with this signal's state, or in any.
  bool Required(const Attribute& attribute) const;
  std::string_view State() const {
    for (const auto& [key, value] : s_.attributes) {
      if (key == "state") {
        const std::string* state = std::get_if<std::string>(&value);
        return state != nullptr ? std::string_view(*state) : std::string_view();
      }
    }
    return {};
  }
  std::size_t People() const;

  const Signal& s_;
  const Time now_;
  const Kind* kind_;                                  // null: unknown
  absl::InlinedVector<const Attribute*, 16> listed_;  // by place in the signal's attributes
  Report report_;
};

void SignalChecks::Ids() {
  report_.AddRequiredId("account", s_.account);
  report_.AddOptionalId("decision", s_.decision);
  report_.AddRequiredId("source", s_.source);
  report_.AddRequiredId("source_event_id", s_.source_event_id);
  report_.AddOptionalId("stakeholder", s_.stakeholder);
  for (const std::string& person : s_.participants) report_.AddId("participants", person);
  report_.AddOptionalId("supersedes", s_.supersedes);
  report_.AddOptionalId("retracts", s_.retracts);
}

void SignalChecks::UnknownKind() {
  if (s_.kind.empty()) return report_.Add("KIND_UNKNOWN", "kind", "is missing");
  std::vector<std::string_view> kinds;
  for (const Kind& kind : catalog::Get().kinds) kinds.push_back(kind.id);
  report_.Add("KIND_UNKNOWN", "kind",
              absl::StrCat("is ", wording::Quoted(s_.kind), ", which the catalog does not list",
                           wording::DidYouMean(s_.kind, kinds),
                           "; custom kinds are written x.vendor.kind"));
}

void SignalChecks::Instant(std::string_view field, Time time, bool required) {
  if (time == kNoTime) {
    if (required) report_.Add("TIME_INVALID", field, "is missing");
    return;
  }
  const catalog::Limits& limits = catalog::Get().limits;
  const Time latest = value::LatestPast(now_);
  if (time < limits.occurred_at_min_ns) {
    report_.Add("TIME_INVALID", field,
                absl::StrCat("is ", FormatTime(time), "; not before ",
                             FormatTime(limits.occurred_at_min_ns)));
  } else if (time > latest) {
    report_.Add(
        "TIME_INVALID", field,
        absl::StrCat("is ", FormatTime(time), ", in the future; not after ", FormatTime(latest),
                     ", the server's clock plus ", limits.future_tolerance_s, " seconds"));
  }
}

void SignalChecks::ReservedAccount() {
  if (kind_->company_account || s_.account != catalog::Get().limits.company_account) return;
  report_.Add("ACCOUNT_RESERVED", "account",
              absl::StrCat("is ", wording::Quoted(s_.account),
                           ", reserved for the seller's own costs (finance.cost_recorded); name "
                           "the buying organisation"));
}

void SignalChecks::Retraction() {
  const auto absent = [&](bool given, std::string_view field) {
    if (given) {
      report_.Add(
          "RETRACTION_INVALID", field,
          "must be absent: with retracts a signal carries only its identity, kind and times");
    }
  };
  absent(!s_.decision.empty(), "decision");
  absent(!s_.stakeholder.empty(), "stakeholder");
  absent(!s_.participants.empty(), "participants");
  absent(s_.initiator != parallax::Initiator::kUnspecified, "initiator");
  absent(s_.sentiment.has_value(), "sentiment");
  absent(s_.amount.has_value(), "amount");
  absent(!s_.attributes.empty(), "attributes");
  absent(!s_.supersedes.empty(), "supersedes");
}

void SignalChecks::Decision() {
  if (kind_->decision == Presence::kRequired && s_.decision.empty()) {
    report_.Add("DECISION_MISMATCH", "decision",
                absl::StrCat("is missing; ", Absl(s_.kind), " belongs to a decision"));
  } else if (kind_->decision == Presence::kNone && !s_.decision.empty()) {
    report_.Add("DECISION_MISMATCH", "decision",
                absl::StrCat("is ", wording::Quoted(s_.decision), "; ", Absl(s_.kind),
                             " belongs to the account, leave it out"));
  }
}

std::size_t SignalChecks::People() const {
  std::vector<std::string_view> people(s_.participants.begin(), s_.participants.end());
  if (!s_.stakeholder.empty()) people.push_back(s_.stakeholder);
  if (people.size() > 1) {
    std::sort(people.begin(), people.end());
    people.erase(std::unique(people.begin(), people.end()), people.end());
  }
  return people.size();
}

void SignalChecks::Participants() {
  if (kind_->participants == Presence::kNone) {
    const std::string why = absl::StrCat("must be absent: ", Absl(s_.kind), " names no people");
    if (!s_.stakeholder.empty()) report_.Add("PARTICIPANTS_MISMATCH", "stakeholder", why);
    if (!s_.participants.empty()) report_.Add("PARTICIPANTS_MISMATCH", "participants", why);
    return;
  }
  if (s_.participants.empty()) {
    if (s_.stakeholder.empty() && kind_->participants == Presence::kRequired) {
      report_.Add("PARTICIPANTS_MISMATCH", "participants",
                  absl::StrCat("is missing; ", Absl(s_.kind),
                               " names at least one person, as stakeholder or participant"));
    }
    return;
  }
  const std::size_t people = People();
  if (people > static_cast<std::size_t>(kind_->participants_max)) {
    report_.Add("PARTICIPANTS_MISMATCH", "participants",
                absl::StrCat("makes ", people, " people; ", Absl(s_.kind), " names at most ",
                             kind_->participants_max));
  }
}

void SignalChecks::Initiator() {
  constexpr std::string_view kAccepted = "it takes buyer, seller, third_party or system";
  if (s_.initiator > parallax::Initiator::kSystem) {
    report_.Add("INITIATOR_REQUIRED", "initiator", absl::StrCat("is unknown; ", Absl(kAccepted)));
  } else if (kind_ != nullptr && kind_->default_initiator == catalog::Initiator::kRequired &&
             s_.initiator == parallax::Initiator::kUnspecified) {
    report_.Add(
        "INITIATOR_REQUIRED", "initiator",
        absl::StrCat("is missing; ", Absl(s_.kind), " must say who acted: ", Absl(kAccepted)));
  }
}

void SignalChecks::Sentiment() {
  if (!s_.sentiment || (*s_.sentiment >= -1 && *s_.sentiment <= 1)) return;
  report_.Add(
      "SENTIMENT_INVALID", "sentiment",
      absl::StrCat("is ", wording::Number(*s_.sentiment), "; it takes -1 (hostile) to 1 (glad)"));
}

bool SignalChecks::Required(const Attribute& attribute) const {
  if (attribute.required) return true;
  if (attribute.required_when.empty()) return false;
  const catalog::Names states = attribute.required_when;
  return std::find(states.begin(), states.end(), State()) != states.end();
}

void SignalChecks::Amount() {
  const auto money = std::find_if(kind_->attributes.begin(), kind_->attributes.end(),
                                  [](const Attribute& a) { return a.type == Type::kMoney; });
  if (money == kind_->attributes.end()) {
    if (s_.amount) {
      report_.Add("AMOUNT_MISMATCH", "amount",
                  absl::StrCat("must be absent: ", Absl(s_.kind), " carries no sum"));
    }
  } else if (s_.amount) {
    report_.AddMoney("amount", *s_.amount, money->min, money->max);
  } else if (Required(*money)) {
    report_.Add("AMOUNT_MISMATCH", "amount",
                absl::StrCat("is missing; it takes the sum: ", Absl(money->summary)));
  }
}

void SignalChecks::TooMany() {
  const int most = catalog::Get().limits.attributes_max;
  if (s_.attributes.size() <= static_cast<std::size_t>(most)) return;
  report_.Add("ATTRIBUTE_TOO_MANY", "attributes",
              absl::StrCat("has ", s_.attributes.size(), " entries; at most ", most));
}

void SignalChecks::UnknownAttributes() {
  for (std::size_t i = 0; i < s_.attributes.size(); ++i) {
    const std::string& key = s_.attributes[i].first;
    if (listed_[i] != nullptr || text::IsCustomKey(key)) continue;
    const std::string field = wording::Path("attributes", key);
    if (key == "amount") {
      report_.Add("ATTRIBUTE_UNKNOWN", field,
                  "is never an attribute; use the signal's field amount");
      continue;
    }
    std::vector<std::string_view> keys;
    for (const Attribute& attribute : kind_->attributes) {
      if (attribute.type != Type::kMoney) keys.push_back(attribute.key);
    }
    report_.Add("ATTRIBUTE_UNKNOWN", field,
                absl::StrCat("is ", wording::Quoted(key), ", which ", Absl(s_.kind),
                             " does not list", wording::DidYouMean(key, keys), "; it takes ",
                             wording::OneOf(keys), ", and keys of your own as x.vendor.name"));
  }
}

void SignalChecks::Values() {
  for (std::size_t i = 0; i < s_.attributes.size(); ++i) {
    const auto& [key, value] = s_.attributes[i];
    std::string fault;
    if (i > 0 && key == s_.attributes[i - 1].first) {
      fault = "is given twice";
    } else if (listed_[i] != nullptr) {
      fault = value::Fault(value::RuleOf(*listed_[i]), value);
    } else if (text::IsCustomKey(key)) {
      fault = value::CustomFault(value);
    }
    if (!fault.empty()) {
      report_.Add("ATTRIBUTE_INVALID", wording::Path("attributes", key), std::move(fault));
    }
  }
  if (s_.provenance > Provenance::kDerived) {
    report_.Add("ATTRIBUTE_INVALID", "provenance", "is unknown; it takes human, model or derived");
  }
}

void SignalChecks::MissingAttributes() {
  for (const Attribute& attribute : kind_->attributes) {
    if (attribute.type == Type::kMoney || !Required(attribute)) continue;
    if (std::find(listed_.begin(), listed_.end(), &attribute) != listed_.end()) continue;
    report_.Add(
        "ATTRIBUTE_MISSING", absl::StrCat("attributes.", Absl(attribute.key)),
        attribute.required
            ? absl::StrCat("is missing; ", Absl(s_.kind), " requires it: ", Absl(attribute.summary))
            : absl::StrCat("is missing; ", Absl(s_.kind), " requires it in state ", Absl(State()),
                           ": ", Absl(attribute.summary)));
  }
}

void SignalChecks::Privacy() {
  const auto id = [&](std::string_view field, std::string_view value) {
    if (!value.empty()) report_.AddPrivacy(field, privacy::BrokenById(value));
  };
  id("account", s_.account);
  id("decision", s_.decision);
  id("source", s_.source);
  id("source_event_id", s_.source_event_id);
  id("stakeholder", s_.stakeholder);
  for (const std::string& person : s_.participants) id("participants", person);
  id("supersedes", s_.supersedes);
  id("retracts", s_.retracts);
  for (std::size_t i = 0; i < s_.attributes.size(); ++i) {
    const auto& [key, value] = s_.attributes[i];
    const Attribute* listed = listed_[i];
    privacy::Rules rules;
    if (listed == nullptr) {
      report_.AddPrivacy(wording::Path("attributes", key), privacy::BrokenByKey(key));
    }
    const std::string* text = std::get_if<std::string>(&value);
    if (text == nullptr) continue;
    if (listed == nullptr || listed->type == Type::kText) {
      rules = privacy::BrokenByText(*text);
    } else if (listed->type == Type::kRef) {
      rules = privacy::BrokenById(*text);
    } else if (listed->type == Type::kRole && catalog::FindRole(*text) == nullptr) {
      rules = privacy::BrokenByRole(*text);
    }
    if (!rules.empty()) report_.AddPrivacy(wording::Path("attributes", key), rules);
  }
}

}  // namespace

std::vector<FieldViolation> Validate(const Signal& signal, Time now) {
  return SignalChecks(signal, now).Run();
}

bool IsValidId(std::string_view id) { return text::IsId(id); }

}  // namespace parallax
