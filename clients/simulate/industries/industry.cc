#include "clients/simulate/industries/industry.h"

#include <array>

#include "absl/strings/string_view.h"

namespace parallax::simulate {

std::span<const Industry* const> AllIndustries() {
  static const std::array<const Industry*, 4> kAll = {&EdTech(), &HealthTech(), &LegalTech(),
                                                      &Saas()};
  return kAll;
}

const Industry* FindIndustry(absl::string_view name) {
  for (const Industry* industry : AllIndustries()) {
    if (name == industry->name) return industry;
  }
  return nullptr;
}

}  // namespace parallax::simulate
