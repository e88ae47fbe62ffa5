#include "framework/row_names.h"

#include <algorithm>
#include <string>
#include <vector>

#include "framework/parameter_text.h"
#include "parallax/catalog/catalog.h"
#include "parallax/sdk/model.h"

namespace parallax::framework {
namespace {

using std::string;
using std::string_view;

bool IsLabel(string_view text) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

// x.vendor.name
bool IsCustom(string_view id) {
  if (!id.starts_with("x.")) return false;
  const string_view rest = id.substr(2);
  const std::size_t dot = rest.find('.');
  return dot != string_view::npos && IsLabel(rest.substr(0, dot)) && IsLabel(rest.substr(dot + 1));
}

struct Sort {
  string_view name;
  std::vector<string_view> ids;
};

template <class List>
Sort WithFamilies(string_view name, const List& list) {
  Sort sort{name, {"other"}};
  for (const auto& item : list) {
    sort.ids.push_back(item.id);
    sort.ids.push_back(item.family);
  }
  return sort;
}

template <class List>
Sort Ids(string_view name, const List& list) {
  Sort sort{name, {}};
  for (const auto& item : list) sort.ids.push_back(item.id);
  return sort;
}

Sort SortOf(string_view group) {
  const catalog::Catalog& catalog = catalog::Get();
  if (group == "committee.roles") return WithFamilies("role", catalog.roles);
  if (group == "risk.dimensions") return WithFamilies("risk dimension", catalog.dimensions);
  if (group == "risk.gates") return Ids("gate", catalog.gates);
  if (group == "weights" || group == "journey.emission") return Ids("kind", catalog.kinds);
  return {};
}

}  // namespace

void CheckRowName(string_view path, string_view group, string_view id) {
  const auto refuse = [&](const string& accepted) {
    throw sdk::ParameterError("no parameter \"" + string(path) + "\": " + accepted);
  };
  if (group.starts_with("tempo.")) {
    if (!IsLabel(id)) refuse("a row of " + string(group) + " is named by a lower-case label");
    return;
  }
  const Sort sort = SortOf(group);
  if (sort.ids.empty()) return;
  const bool known = std::find(sort.ids.begin(), sort.ids.end(), id) != sort.ids.end();
  const bool custom = group != "weights" && group != "journey.emission" && IsCustom(id);
  if (known || custom) return;
  const string_view nearest = *std::min_element(
      sort.ids.begin(), sort.ids.end(),
      [&](string_view a, string_view b) { return EditDistance(id, a) < EditDistance(id, b); });
  refuse("the catalog has no " + string(sort.name) + " \"" + string(id) + "\"; the nearest is " +
         string(nearest));
}

}  // namespace parallax::framework
