// Collects what is wrong with a signal or a version of facts.
#ifndef PARALLAX_CORE_SIGNAL_REPORT_H_
#define PARALLAX_CORE_SIGNAL_REPORT_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/signal/privacy.h"
#include "core/signal/value.h"

namespace parallax {

class Report {
 public:
  void Add(std::string_view check, std::string_view field, std::string description) {
    violations_.push_back({std::string(check), std::string(field), std::move(description)});
  }
  // Adds nothing when `fault` is empty.
  void AddFault(std::string_view check, std::string_view field, std::string fault) {
    if (!fault.empty()) Add(check, field, std::move(fault));
  }
  void AddId(std::string_view field, std::string_view id) {
    AddFault("ID_INVALID", field, value::IdFault(id));
  }
  void AddRequiredId(std::string_view field, std::string_view id) {
    if (id.empty()) {
      Add("ID_INVALID", field, "is missing");
    } else {
      AddId(field, id);
    }
  }
  void AddOptionalId(std::string_view field, std::string_view id) {
    if (!id.empty()) AddId(field, id);
  }
  void AddMoney(std::string_view field, const Money& money, double min, double max) {
    value::MoneyFault fault = value::FaultOfMoney(money, min, max);
    if (fault.description.empty()) return;
    std::string path(field);
    if (!fault.field.empty()) path.append(".").append(fault.field);
    Add("AMOUNT_MISMATCH", path, std::move(fault.description));
  }
  // Names the rules, never the value.
  void AddPrivacy(std::string_view field, const privacy::Rules& rules) {
    for (const catalog::Pattern* rule : rules) {
      const absl::string_view id(rule->id.data(), rule->id.size());
      const absl::string_view summary(rule->summary.data(), rule->summary.size());
      Add("PRIVACY", field,
          absl::StrCat("breaks the privacy rule ", id, " and is not stored: ", summary));
    }
  }

  std::vector<FieldViolation> Take() { return std::move(violations_); }

 private:
  std::vector<FieldViolation> violations_;
};

}  // namespace parallax

#endif  // PARALLAX_CORE_SIGNAL_REPORT_H_
