#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "core/signal/privacy.h"
#include "core/signal/report.h"
#include "core/signal/text.h"
#include "core/signal/validate.h"
#include "core/signal/value.h"
#include "core/signal/wording.h"
#include "parallax/catalog/catalog.h"

namespace parallax {
namespace {

using catalog::Fact;
using catalog::Subject;
using catalog::Type;

// Fields are named as on the wire: `id` is the subject's own.
class FactChecks {
 public:
  explicit FactChecks(Time now) : now_(now) {}

  std::vector<FieldViolation> Run(const AccountFacts& facts) {
    report_.AddRequiredId("id", facts.account);
    Times(facts.valid_from, facts.available_at);
    Reserved("id", facts.account);
    Money("contract.value", Subject::kAccount, "contract_value", facts.contract_value);
    TooMany(facts);
    UnknownLabels(facts);
    Enum("archetype", facts.archetype, Archetype::kInsurance, Subject::kAccount, "archetype");
    if (!facts.display_name.empty()) {
      Invalid("display_name",
              value::TextFault(facts.display_name, catalog::Get().limits.text_max_chars));
    }
    Text("default_lens", Subject::kAccount, "default_lens", facts.default_lens);
    Instant("contract.start", facts.contract_start);
    Instant("contract.end", facts.contract_end);
    if (facts.contract_start != kNoTime && facts.contract_end != kNoTime &&
        facts.contract_end < facts.contract_start) {
      Invalid("contract.end",
              absl::StrCat("is ", FormatTime(facts.contract_end), ", before contract.start, ",
                           FormatTime(facts.contract_start)));
    }
    LabelValues(facts);
    Id("id", facts.account);
    Private("display_name", facts.display_name);
    Private("default_lens", facts.default_lens);
    PrivateLabels(facts);
    return report_.Take();
  }

  std::vector<FieldViolation> Run(const DecisionFacts& facts) {
    report_.AddRequiredId("account", facts.account);
    report_.AddRequiredId("id", facts.decision);
    Times(facts.valid_from, facts.available_at);
    Reserved("account", facts.account);
    Money("amount", Subject::kDecision, "amount", facts.amount);
    Enum("type", facts.type, DecisionType::kExpansion, Subject::kDecision, "type");
    Enum("outcome", facts.outcome, Outcome::kSlipped, Subject::kDecision, "outcome");
    Instant("opened_at", facts.opened_at);
    Instant("closed_at", facts.closed_at);
    Id("account", facts.account);
    Id("id", facts.decision);
    return report_.Take();
  }

  std::vector<FieldViolation> Run(const StakeholderFacts& facts) {
    report_.AddRequiredId("account", facts.account);
    report_.AddRequiredId("id", facts.stakeholder);
    for (const std::string& decision : facts.decisions) report_.AddId("decisions", decision);
    Times(facts.valid_from, facts.available_at);
    Reserved("account", facts.account);
    Text("role", Subject::kStakeholder, "role", facts.role);
    Text("role_family", Subject::kStakeholder, "role_family", facts.role_family);
    Text("org_unit", Subject::kStakeholder, "org_unit", facts.org_unit);
    Enum("power", facts.power, Power::kUse, Subject::kStakeholder, "power");
    Instant("joined_at", facts.joined_at);
    Instant("left_at", facts.left_at);
    Id("account", facts.account);
    Id("id", facts.stakeholder);
    for (const std::string& decision : facts.decisions) Id("decisions", decision);
    if (!facts.role.empty() && catalog::FindRole(facts.role) == nullptr) {
      report_.AddPrivacy("role", privacy::BrokenByRole(facts.role));
    }
    Private("org_unit", facts.org_unit);
    return report_.Take();
  }

 private:
  static const Fact* Find(Subject subject, std::string_view key) {
    for (const Fact& fact : catalog::Get().facts) {
      if (fact.subject == subject && fact.key == key) return &fact;
    }
    return nullptr;
  }
  static const Fact* FindLabel(std::string_view key) {
    const Fact* fact = Find(Subject::kAccount, key);
    return fact != nullptr && fact->wire == "labels" ? fact : nullptr;
  }

  void Invalid(std::string_view field, std::string fault) {
    report_.AddFault("ATTRIBUTE_INVALID", field, std::move(fault));
  }
  void Times(Time valid_from, Time available_at) {
    if (valid_from != kNoTime) {
      report_.AddFault("TIME_INVALID", "valid_from", value::TimestampFault(valid_from));
    }
    if (available_at == kNoTime) return;
    const catalog::Limits& limits = catalog::Get().limits;
    const Time latest = value::LatestPast(now_);
    if (available_at < limits.occurred_at_min_ns || available_at > latest) {
      report_.Add("TIME_INVALID", "available_at",
                  absl::StrCat("is ", FormatTime(available_at), "; it takes ",
                               FormatTime(limits.occurred_at_min_ns), " to ", FormatTime(latest)));
    }
  }
  void Reserved(std::string_view field, std::string_view account) {
    if (account != catalog::Get().limits.company_account) return;
    report_.Add("ACCOUNT_RESERVED", field,
                absl::StrCat("is ", wording::Quoted(account),
                             ", reserved for the seller's own costs, of which no facts are held"));
  }
  void Money(std::string_view field, Subject subject, std::string_view key,
             const std::optional<parallax::Money>& money) {
    const Fact* fact = Find(subject, key);
    if (money && fact != nullptr) report_.AddMoney(field, *money, fact->min, fact->max);
  }
  void Instant(std::string_view field, Time time) {
    if (time != kNoTime) Invalid(field, value::TimestampFault(time));
  }
  void Text(std::string_view field, Subject subject, std::string_view key,
            const std::string& text) {
    const Fact* fact = Find(subject, key);
    if (!text.empty() && fact != nullptr) {
      Invalid(field, value::LabelFault(value::RuleOf(*fact), text));
    }
  }
  template <typename E>
  void Enum(std::string_view field, E given, E last, Subject subject, std::string_view key) {
    const Fact* fact = Find(subject, key);
    if (given > last && fact != nullptr) {
      Invalid(field, absl::StrCat("is unknown; it takes ", wording::OneOf(fact->values)));
    }
  }

  void TooMany(const AccountFacts& facts) {
    const int most = catalog::Get().limits.attributes_max;
    if (facts.labels.size() > static_cast<std::size_t>(most)) {
      report_.Add("ATTRIBUTE_TOO_MANY", "labels",
                  absl::StrCat("has ", facts.labels.size(), " entries; at most ", most));
    }
  }
  void UnknownLabels(const AccountFacts& facts) {
    for (const auto& [key, value] : facts.labels) {
      if (FindLabel(key) != nullptr || text::IsCustomKey(key)) continue;
      std::vector<std::string_view> keys;
      for (const Fact& fact : catalog::Get().facts) {
        if (fact.subject == Subject::kAccount && fact.wire == "labels") keys.push_back(fact.key);
      }
      report_.Add("ATTRIBUTE_UNKNOWN", wording::Path("labels", key),
                  absl::StrCat("is ", wording::Quoted(key), ", which is no label of accounts",
                               wording::DidYouMean(key, keys), "; it takes ", wording::OneOf(keys),
                               ", and keys of your own as x.vendor.name"));
    }
  }
  void LabelValues(const AccountFacts& facts) {
    for (const auto& [key, value] : facts.labels) {
      std::string fault;
      if (const Fact* fact = FindLabel(key)) {
        fault = value::LabelFault(value::RuleOf(*fact), value);
      } else if (text::IsCustomKey(key)) {
        fault = value::TextFault(value, catalog::Get().limits.text_max_chars);
      }
      if (!fault.empty()) Invalid(wording::Path("labels", key), std::move(fault));
    }
  }
  void PrivateLabels(const AccountFacts& facts) {
    for (const auto& [key, value] : facts.labels) {
      const Fact* fact = FindLabel(key);
      if (fact == nullptr) {
        report_.AddPrivacy(wording::Path("labels", key), privacy::BrokenByKey(key));
      }
      if (fact == nullptr || fact->type == Type::kText)
        Private(wording::Path("labels", key), value);
    }
  }

  void Id(std::string_view field, std::string_view id) {
    if (!id.empty()) report_.AddPrivacy(field, privacy::BrokenById(id));
  }
  void Private(std::string_view field, std::string_view text) {
    if (!text.empty()) report_.AddPrivacy(field, privacy::BrokenByText(text));
  }

  const Time now_;
  Report report_;
};

}  // namespace

std::vector<FieldViolation> Validate(const AccountFacts& facts, Time now) {
  return FactChecks(now).Run(facts);
}
std::vector<FieldViolation> Validate(const DecisionFacts& facts, Time now) {
  return FactChecks(now).Run(facts);
}
std::vector<FieldViolation> Validate(const StakeholderFacts& facts, Time now) {
  return FactChecks(now).Run(facts);
}

}  // namespace parallax
