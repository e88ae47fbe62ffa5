// The reference model as a lens: name your assumptions, get a lens.
//
//   #include "framework/reference_model.h"
//   #include "saas_parameters.h"  // parallax_lens_parameters(TARGET saas)
//
//   PARALLAX_LENS("saas", {.id = "saas", ..., .parameters = saas::Parameters,
//                          .committee = saas::Committee, .create = [](const plx_config& config) {
//                            return framework::CreateReferenceModel(saas::Parameters(), config);
//                          }});
#ifndef PARALLAX_SDK_FRAMEWORK_REFERENCE_MODEL_H_
#define PARALLAX_SDK_FRAMEWORK_REFERENCE_MODEL_H_

#include <memory>
#include <span>

#include "parallax/abi/plugin.h"
#include "parallax/sdk/model.h"

namespace parallax::framework {

// `table` is sorted by path and has static lifetime. Throws sdk::ParameterError for overrides that
// do not hold. Cost: about a millisecond, once an instance.
std::unique_ptr<sdk::Model> CreateReferenceModel(std::span<const plx_parameter> table,
                                                 const plx_config& config);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_REFERENCE_MODEL_H_
