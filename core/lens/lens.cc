#include "core/lens/lens.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/lens/parameter_values.h"
#include "core/lens/sha256.h"

namespace parallax {
namespace {

// Finds parameters by path: by a scan for a few overrides, through an index for many.
class Finder {
 public:
  Finder(const std::vector<Parameter>& parameters, std::size_t lookups) : parameters_(parameters) {
    if (lookups < 8) return;
    for (const Parameter& p : parameters) index_.emplace(p.path, &p);
  }

  const Parameter* Find(const std::string& path) const {
    if (!index_.empty()) {
      const auto it = index_.find(path);
      return it == index_.end() ? nullptr : it->second;
    }
    const auto it = std::ranges::find(parameters_, path, &Parameter::path);
    return it == parameters_.end() ? nullptr : &*it;
  }

 private:
  const std::vector<Parameter>& parameters_;
  absl::flat_hash_map<std::string, const Parameter*> index_;
};

// The part of a path that rows of one group share: "committee.roles" of
// "committee.roles.cio.power". Rows of the weights stand under the area of their kind, which is
// part of the row's name.
std::string_view GroupOfRow(std::string_view path) {
  const std::size_t first = path.find('.');
  if (path.substr(0, first) == "weights") return path.substr(0, first);
  return path.substr(0, path.find('.', first + 1));
}

std::string_view ColumnOf(std::string_view path) { return path.substr(path.rfind('.') + 1); }

// A listed parameter in the same column of another row: how a row that the lens does not list is
// judged. Null where the path is no column of a row. Whether the row may be made is the lens's to
// say.
const Parameter* FindSibling(const std::vector<Parameter>& parameters, std::string_view path) {
  const auto depth = std::ranges::count(path, '.');
  const auto it = std::ranges::find_if(parameters, [&](const Parameter& p) {
    return depth >= 3 && std::ranges::count(p.path, '.') == depth &&
           ColumnOf(p.path) == ColumnOf(path) && GroupOfRow(p.path) == GroupOfRow(path);
  });
  return it == parameters.end() ? nullptr : &*it;
}

// True where only the lens can say whether there is such a row: a whole group may be empty in
// parameters().
bool MayBeRow(const std::vector<Parameter>& parameters, std::string_view path) {
  const std::string_view top = path.substr(0, path.find('.') + 1);
  return std::ranges::count(path, '.') >= 3 &&
         std::ranges::none_of(
             parameters,
             [&](const Parameter& p) { return GroupOfRow(p.path) == GroupOfRow(path); }) &&
         std::ranges::any_of(parameters,
                             [&](const Parameter& p) { return p.path.starts_with(top); });
}

// "absent" removes a whole row, named by the path of its columns without the column.
bool RemovesRow(const std::vector<Parameter>& parameters, const Override& o) {
  return o.value == "absent" && std::ranges::count(o.path, '.') >= 2 &&
         std::ranges::any_of(parameters, [&](const Parameter& p) {
           return p.path.size() > o.path.size() && p.path.starts_with(o.path) &&
                  p.path[o.path.size()] == '.';
         });
}

// Length first, so that no two lists of fields make the same text.
void AppendField(std::string& out, std::string_view field) {
  absl::StrAppend(&out, field.size(), ":", absl::string_view(field.data(), field.size()), ";");
}

}  // namespace

absl::Status Lens::CheckOverrides(std::span<const Override> overrides) const {
  const Finder finder(parameters(), overrides.size());
  std::vector<FieldViolation> violations;
  for (const Override& o : overrides) {
    const std::string field = absl::StrCat("overrides[", o.path, "]");
    if (RemovesRow(parameters(), o)) continue;
    const Parameter* parameter = finder.Find(o.path);
    if (parameter == nullptr) parameter = FindSibling(parameters(), o.path);
    if (parameter == nullptr && MayBeRow(parameters(), o.path)) continue;
    if (parameter == nullptr) {
      const std::string nearest = NearestPath(parameters(), o.path);
      violations.push_back(
          {"OVERRIDE_UNKNOWN", field,
           absl::StrCat("lens \"", info().id, "\" has no such parameter",
                        nearest.empty() ? "" : absl::StrCat("; the nearest is ", nearest))});
      continue;
    }
    if (const std::string takes = WhyNot(*parameter, o.value); !takes.empty()) {
      violations.push_back({"OVERRIDE_VALUE", field,
                            absl::StrCat("\"", o.value, "\" does not fit; it takes ", takes)});
    }
  }
  if (violations.empty()) return absl::OkStatus();
  return InvalidArgument(std::move(violations));
}

std::string Lens::ConfigHash(std::span<const Override> overrides) const {
  if (!overrides.empty()) return ComputeConfigHash(overrides);
  std::call_once(hashed_, [this] { default_hash_ = ComputeConfigHash({}); });
  return default_hash_;
}

std::string Lens::ComputeConfigHash(std::span<const Override> overrides) const {
  // The last one of a path holds, and their order says nothing else.
  std::map<std::string_view, std::string_view> last;
  for (const Override& o : overrides) last[o.path] = o.value;
  std::string text;
  AppendField(text, info().id);
  AppendField(text, info().version);
  AppendField(text, info().sha256);
  for (const auto& [path, value] : last) {
    AppendField(text, path);
    AppendField(text, value);
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  return Sha256Hex({bytes, text.size()}).substr(0, 16);
}

}  // namespace parallax
