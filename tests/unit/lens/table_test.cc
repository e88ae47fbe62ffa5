// The table of a lens and what it describes: which are taken, what is said of the others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "core/lens/library.h"
#include "core/lens/plugin_description.h"
#include "core/lens/plugin_lens.h"
#include "parallax/sdk/plugin.h"

namespace parallax {
namespace {

using ::testing::HasSubstr;

const plx_parameter kLuck = {.struct_size = sizeof(plx_parameter),
                             .type = PLX_PARAM_NUMBER,
                             .path = sdk::Str("luck"),
                             .default_value = sdk::Str("7"),
                             .choices = {},
                             .unit = {},
                             .doc = {},
                             .provenance = sdk::Str("assumption"),
                             .citation = {},
                             .min = 1,
                             .max = 90};

const sdk::Definition& TableDefinition() {
  static const sdk::Definition definition = {
      .id = "table",
      .name = "Table",
      .version = "1.0.0",
      .vendor = "Parallax",
      .industry = "none",
      .framework_version = {},
      .parameters = [] { return std::span<const plx_parameter>(&kLuck, 1); },
      .committee = [] { return std::span<const plx_role>(); },
      .create = [](const plx_config&) { return std::unique_ptr<sdk::Model>(); }};
  return definition;
}

// A table with nothing wrong, to change one thing of.
plx_lens_plugin Whole() { return *sdk::internal::Export<&TableDefinition>(); }

TEST(CheckPlugin, AVersionIsThreeNumbers) {
  plx_lens_plugin table = Whole();
  EXPECT_TRUE(CheckPlugin(&table, "table").ok());
  for (const char* version : {"", "1", "1.0", "1.0.0.0", "1.0.x", "v1.0.0", "1..0"}) {
    table.version = sdk::Str(version);
    EXPECT_THAT(std::string(CheckPlugin(&table, "table").message()),
                HasSubstr("is not MAJOR.MINOR.PATCH"))
        << version;
  }
}

TEST(CheckPlugin, EveryFunctionIsThere) {
  const plx_lens_plugin whole = Whole();
  plx_lens_plugin table = whole;
  table.get_extension = nullptr;
  EXPECT_THAT(std::string(CheckPlugin(&table, "table").message()),
              HasSubstr("lacks a required function"));
  table = whole;
  table.create = nullptr;
  EXPECT_FALSE(CheckPlugin(&table, "table").ok());
  EXPECT_FALSE(CheckPlugin(nullptr, "table").ok());
}

TEST(PluginDescription, ADefaultThatDoesNotFitIsRefused) {
  plx_lens_plugin table = Whole();
  table.describe_parameters = [](std::uint32_t* count) -> const plx_parameter* {
    static plx_parameter parameter = kLuck;
    parameter.default_value = sdk::Str("91");
    *count = 1;
    return &parameter;
  };
  EXPECT_THAT(std::string(MakePluginLens(&table, "").status().message()),
              HasSubstr("a default that is not a number from 1 to 90 (\"luck\")"));
}

TEST(PluginDescription, APathSaidTwiceIsRefused) {
  plx_lens_plugin table = Whole();
  table.describe_parameters = [](std::uint32_t* count) -> const plx_parameter* {
    static const std::array<plx_parameter, 2> twice = {kLuck, kLuck};
    *count = 2;
    return twice.data();
  };
  EXPECT_THAT(std::string(MakePluginLens(&table, "").status().message()),
              HasSubstr("a parameter said twice"));
}

TEST(PluginDescription, LongerElementsOfANewerLensAreReadAtTheirStride) {
  struct Longer {
    plx_role role;
    std::uint64_t appended;
  };
  plx_lens_plugin table = Whole();
  table.describe_committee = [](std::uint32_t* count) -> const plx_role* {
    static const std::array<Longer, 2> roles = {
        {{{sizeof(Longer), PLX_POWER_VETO, sdk::Str("cfo"), 1, 0}, 7},
         {{sizeof(Longer), PLX_POWER_USE, sdk::Str("user"), 0, 0}, 7}}};
    *count = 2;
    return &roles[0].role;
  };
  const auto committee = ReadCommittee(table);
  ASSERT_TRUE(committee.ok()) << committee.status();
  EXPECT_EQ((*committee)[1].id, "user");
  EXPECT_EQ((*committee)[1].power, PLX_POWER_USE);
}

}  // namespace
}  // namespace parallax
