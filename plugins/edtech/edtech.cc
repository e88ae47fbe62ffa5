// School districts and universities, on the calendar of the US public sector. See README.md.
#include "edtech_parameters.h"
#include "framework/reference_model.h"
#include "parallax/sdk/plugin.h"

PARALLAX_LENS("edtech", {.id = "edtech",
                         .name = "Edtech",
                         .version = "1.0.0",
                         .vendor = "parallax",
                         .industry = "school districts and universities",
                         .framework_version = PARALLAX_SDK_VERSION,
                         .parameters = parallax::lens_tables::edtech::Parameters,
                         .committee = parallax::lens_tables::edtech::Committee,
                         .create = [](const plx_config& config) {
                           return parallax::framework::CreateReferenceModel(
                               parallax::lens_tables::edtech::Parameters(), config);
                         }});
