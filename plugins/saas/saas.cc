// The control: generic software buying, a baseline for the other lenses to beat. See README.md.
#include "framework/reference_model.h"
#include "parallax/sdk/plugin.h"
#include "saas_parameters.h"

PARALLAX_LENS("saas", {.id = "saas",
                       .name = "Generic SaaS (control)",
                       .version = "1.0.0",
                       .vendor = "parallax",
                       .industry = "software",
                       .framework_version = PARALLAX_SDK_VERSION,
                       .parameters = parallax::lens_tables::saas::Parameters,
                       .committee = parallax::lens_tables::saas::Committee,
                       .create = [](const plx_config& config) {
                         return parallax::framework::CreateReferenceModel(
                             parallax::lens_tables::saas::Parameters(), config);
                       }});
