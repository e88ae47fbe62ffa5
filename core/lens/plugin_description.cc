#include "core/lens/plugin_description.h"

#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "core/lens/parameter_values.h"
#include "core/lens/plugin_text.h"

namespace parallax {
namespace {

absl::Status BadDescription(std::string_view what, const std::string& which) {
  return absl::FailedPreconditionError(
      absl::StrCat("its description is broken: ", std::string(what), " (\"", which, "\")"));
}

// Element `i` of an array whose elements may be longer than ours; the first says how long.
template <typename T>
const T& At(const T* array, std::uint32_t i) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(array);
  return *reinterpret_cast<const T*>(bytes + std::size_t{array->struct_size} * i);
}

template <typename T>
bool IsReadable(const T* array, std::uint32_t count) {
  if (count == 0) return true;
  return array != nullptr && array->struct_size >= sizeof(T) &&
         array->struct_size % alignof(T) == 0;
}

bool CopyTexts(const plx_parameter& from, Parameter& to) {
  return CopyPluginText(from.path, to.path) &&
         CopyPluginText(from.default_value, to.default_value) &&
         CopyPluginText(from.choices, to.choices) && CopyPluginText(from.unit, to.unit) &&
         CopyPluginText(from.doc, to.doc) && CopyPluginText(from.provenance, to.provenance) &&
         CopyPluginText(from.citation, to.citation);
}

}  // namespace

absl::StatusOr<std::vector<Parameter>> ReadParameters(const plx_lens_plugin& plugin) {
  std::uint32_t count = 0;
  const plx_parameter* array = plugin.describe_parameters(&count);
  if (!IsReadable(array, count)) return BadDescription("no parameter list", "describe_parameters");
  std::vector<Parameter> out(count);
  absl::flat_hash_set<std::string> seen;
  for (std::uint32_t i = 0; i < count; ++i) {
    const plx_parameter& from = At(array, i);
    Parameter& to = out[i];
    if (!CopyTexts(from, to)) return BadDescription("a parameter's text is no UTF-8", to.path);
    if (to.path.empty()) return BadDescription("a parameter without a path", std::to_string(i));
    if (!seen.insert(to.path).second) return BadDescription("a parameter said twice", to.path);
    if (from.type < PLX_PARAM_NUMBER || from.type > PLX_PARAM_IDS) {
      return BadDescription("an unknown parameter type", to.path);
    }
    to.type = static_cast<ParameterType>(from.type);
    to.min = from.min;
    to.max = from.max;
    if (const std::string takes = WhyNot(to, to.default_value); !takes.empty()) {
      return BadDescription(absl::StrCat("a default that is not ", takes), to.path);
    }
  }
  return out;
}

absl::StatusOr<std::vector<CommitteeRole>> ReadCommittee(const plx_lens_plugin& plugin) {
  std::uint32_t count = 0;
  const plx_role* array = plugin.describe_committee(&count);
  if (!IsReadable(array, count)) return BadDescription("no committee", "describe_committee");
  std::vector<CommitteeRole> out(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const plx_role& from = At(array, i);
    if (!CopyPluginText(from.id, out[i].id) || out[i].id.empty()) {
      return BadDescription("a role without an id", std::to_string(i));
    }
    if (from.power < PLX_POWER_VETO || from.power > PLX_POWER_USE) {
      return BadDescription("an unknown power", out[i].id);
    }
    out[i].power = from.power;
    out[i].required = from.required != 0;
  }
  return out;
}

LensInfo ReadInfo(const plx_lens_plugin& plugin, const std::string& sha256) {
  LensInfo info;
  info.sha256 = sha256;
  // CheckPlugin has seen that these are texts.
  CopyPluginText(plugin.id, info.id);
  CopyPluginText(plugin.name, info.name);
  CopyPluginText(plugin.version, info.version);
  CopyPluginText(plugin.vendor, info.vendor);
  CopyPluginText(plugin.industry, info.industry);
  CopyPluginText(plugin.framework_version, info.framework_version);
  return info;
}

}  // namespace parallax
