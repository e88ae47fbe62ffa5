#include "core/reading/open_objects.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"

namespace parallax {
namespace {

bool Lists(catalog::Names names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// (object, decision, key), as the catalog identifies an object.
std::string IdentityOf(const Journal& j, const catalog::Kind& kind, const catalog::Object& object,
                       std::uint32_t row) {
  std::string identity = std::to_string(kind.object);
  if (object.decision_scope) identity += '|' + std::to_string(j.decision[row]);
  for (const std::string_view key : object.key) {
    identity += '|';
    if (key == "decision") {
      identity += std::to_string(j.decision[row]);
    } else {
      identity += TextAttribute(j, row, key);
    }
  }
  return identity;
}

bool IsShownByTheLens(const catalog::Object& object) {
  return object.id == "membership" || object.id == "gate";
}

}  // namespace

bool MayMove(const catalog::Object& object, std::string_view from, std::string_view to) {
  if (from.empty()) return Lists(object.states, to);
  for (const catalog::Transition& transition : object.transitions) {
    if (transition.from == from) return Lists(transition.to, to);
  }
  return false;
}

std::string_view TextAttribute(const Journal& journal, std::uint32_t row, std::string_view key) {
  for (std::uint32_t a = journal.attr_begin[row]; a < journal.attr_begin[row + 1]; ++a) {
    if (journal.String(journal.attr_key[a]) == key) return journal.String(journal.attr_string[a]);
  }
  return {};
}

std::vector<OpenObject> OpenObjects(const Journal& journal, std::uint32_t decision, Time as_of) {
  absl::flat_hash_map<std::string, OpenObject> objects;
  for (std::uint32_t row = 0; row < journal.size() && journal.occurred_at[row] <= as_of; ++row) {
    const std::uint32_t of = journal.decision[row];
    if (decision != kNone && of != kNone && of != decision) continue;
    const catalog::Kind* kind = catalog::FindKind(journal.String(journal.kind[row]));
    if (kind == nullptr || kind->object < 0) continue;
    const catalog::Object& object = catalog::Get().objects[static_cast<std::size_t>(kind->object)];
    if (IsShownByTheLens(object)) continue;
    const std::string_view state =
        kind->sets.empty() ? TextAttribute(journal, row, kind->state_attribute) : kind->sets;
    OpenObject& at = objects[IdentityOf(journal, *kind, object, row)];
    if (at.person == kNone) at.person = journal.stakeholder[row];
    if (!MayMove(object, at.state, state)) continue;
    at.object = &object;
    at.state = state;
    at.last_row = row;
  }
  std::vector<OpenObject> open;
  for (const auto& [identity, at] : objects) {
    if (at.object != nullptr && Lists(at.object->open, at.state)) open.push_back(at);
  }
  std::sort(open.begin(), open.end(),
            [](const OpenObject& a, const OpenObject& b) { return a.last_row > b.last_row; });
  return open;
}

}  // namespace parallax
