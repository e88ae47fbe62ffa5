#include "server/convert/lens.h"

#include <cmath>
#include <string>

#include "absl/strings/str_replace.h"

namespace parallax::server {
namespace {

std::string TypeName(ParameterType type) {
  switch (type) {
    case ParameterType::kNumber:
      return "number";
    case ParameterType::kBool:
      return "bool";
    case ParameterType::kEnum:
      return "enum";
    case ParameterType::kDate:
      return "date";
    case ParameterType::kIds:
      return "ids";
  }
  return "";
}

void ParameterToProto(const Parameter& parameter, v1::LensParameter* out) {
  out->set_path(parameter.path);
  out->set_type(TypeName(parameter.type));
  out->set_default_value(parameter.default_value);
  out->set_choices(parameter.choices);
  if (!std::isnan(parameter.min)) out->set_min(parameter.min);
  if (!std::isnan(parameter.max)) out->set_max(parameter.max);
  out->set_unit(parameter.unit);
  out->set_doc(parameter.doc);
  out->set_provenance(parameter.provenance);
  out->set_citation(parameter.citation);
}

std::string FileName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

void LensSummaryToProto(const LensInfo& info, v1::LensSummary* out) {
  out->set_id(info.id);
  out->set_name(info.name);
  out->set_version(info.version);
  out->set_vendor(info.vendor);
  out->set_industry(info.industry);
  out->set_framework_version(info.framework_version);
  out->set_sha256(info.sha256);
}

void LensToProto(const Lens& lens, v1::GetLensResponse* out) {
  LensSummaryToProto(lens.info(), out->mutable_lens());
  for (const CommitteeRole& role : lens.committee()) {
    v1::LensRole* member = out->add_committee();
    member->set_id(role.id);
    member->set_power(static_cast<v1::Power>(role.power));
    member->set_required(role.required);
  }
  for (const Parameter& parameter : lens.parameters()) {
    ParameterToProto(parameter, out->add_parameters());
  }
}

void FailureToProto(const LensRegistry::Failure& failure, v1::LensFailure* out) {
  const std::string file = FileName(failure.path);
  out->set_file(file);
  out->set_reason(absl::StrReplaceAll(failure.reason, {{failure.path, file}}));
}

}  // namespace parallax::server
