#include <algorithm>

#include "core/signal/text.h"
#include "core/signal/validate.h"
#include "parallax/catalog/catalog.h"

namespace parallax {

void Normalize(Signal& signal) {
  // A retraction says nothing of who acted (RETRACTION_INVALID), so nothing is filled in for it.
  if (signal.initiator == Initiator::kUnspecified && signal.retracts.empty()) {
    const catalog::Kind* kind = catalog::FindKind(signal.kind);
    if (kind == nullptr && text::IsCustomId(signal.kind)) kind = &catalog::Get().custom_kind;
    // The numbers agree; the catalog's "required" is our "unspecified", which validation refuses.
    if (kind != nullptr) signal.initiator = static_cast<Initiator>(kind->default_initiator);
  }
  if (signal.provenance == Provenance::kUnspecified) signal.provenance = Provenance::kHuman;
  // The people of a signal are a set, of which the actor is a member anyway.
  auto& people = signal.participants;
  if (!people.empty()) {
    std::sort(people.begin(), people.end());
    people.erase(std::unique(people.begin(), people.end()), people.end());
    if (!signal.stakeholder.empty()) std::erase(people, signal.stakeholder);
  }
  const auto by_key = [](const auto& a, const auto& b) { return a.first < b.first; };
  if (!std::is_sorted(signal.attributes.begin(), signal.attributes.end(), by_key)) {
    std::stable_sort(signal.attributes.begin(), signal.attributes.end(), by_key);
  }
  // Zero has one sign.
  if (signal.sentiment == 0.0) signal.sentiment = 0.0;
  for (auto& [key, value] : signal.attributes) {
    if (double* number = std::get_if<double>(&value); number != nullptr && *number == 0)
      *number = 0;
  }
}

}  // namespace parallax
