// Law firms and legal departments. See README.md.
#include "framework/reference_model.h"
#include "legaltech_parameters.h"
#include "parallax/sdk/plugin.h"

PARALLAX_LENS("legaltech", {.id = "legaltech",
                            .name = "Legaltech",
                            .version = "1.0.0",
                            .vendor = "parallax",
                            .industry = "law firms and legal departments",
                            .framework_version = PARALLAX_SDK_VERSION,
                            .parameters = parallax::lens_tables::legaltech::Parameters,
                            .committee = parallax::lens_tables::legaltech::Committee,
                            .create = [](const plx_config& config) {
                              return parallax::framework::CreateReferenceModel(
                                  parallax::lens_tables::legaltech::Parameters(), config);
                            }});
