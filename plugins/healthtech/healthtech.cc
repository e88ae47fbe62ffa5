// Hospitals and health systems. See README.md.
#include "framework/reference_model.h"
#include "healthtech_parameters.h"
#include "parallax/sdk/plugin.h"

PARALLAX_LENS("healthtech", {.id = "healthtech",
                             .name = "Healthtech",
                             .version = "1.0.0",
                             .vendor = "parallax",
                             .industry = "hospitals and health systems",
                             .framework_version = PARALLAX_SDK_VERSION,
                             .parameters = parallax::lens_tables::healthtech::Parameters,
                             .committee = parallax::lens_tables::healthtech::Committee,
                             .create = [](const plx_config& config) {
                               return parallax::framework::CreateReferenceModel(
                                   parallax::lens_tables::healthtech::Parameters(), config);
                             }});
