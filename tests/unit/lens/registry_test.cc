// Finding lenses by name, and going on without those that do not load.
#include "core/lens/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/lens/lens_fixture.h"

namespace parallax {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A lens that is a name and a version.
class Named : public Lens {
 public:
  Named(const std::string& id, const std::string& version) {
    info_.id = id;
    info_.version = version;
  }
  const LensInfo& info() const override { return info_; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  const std::vector<CommitteeRole>& committee() const override { return committee_; }
  absl::Status Interpret(std::span<const LensRow>, std::span<const Override>, const LensWants&,
                         std::vector<Interpretation>& out) override {
    out.clear();
    return absl::OkStatus();
  }
  void Forget() override { ++forgotten; }

  int forgotten = 0;

 private:
  LensInfo info_;
  std::vector<Parameter> parameters_;
  std::vector<CommitteeRole> committee_;
};

LensRegistry SaasAndEdtech() {
  LensRegistry registry;
  registry.Add(std::make_shared<Named>("saas", "1.0.0"));
  registry.Add(std::make_shared<Named>("edtech", "2.1.0"));
  return registry;
}

TEST(LensRegistry, ListsLensesById) {
  const auto lenses = SaasAndEdtech().List();
  ASSERT_THAT(lenses, SizeIs(2));
  EXPECT_EQ(lenses[0]->info().id, "edtech");
  EXPECT_EQ(lenses[1]->info().id, "saas");
}

TEST(LensRegistry, MakesEveryLensForget) {
  const auto saas = std::make_shared<Named>("saas", "1.0.0");
  const auto edtech = std::make_shared<Named>("edtech", "2.1.0");
  LensRegistry registry;
  registry.Add(saas);
  registry.Add(edtech);
  registry.Forget();
  EXPECT_EQ(saas->forgotten, 1);
  EXPECT_EQ(edtech->forgotten, 1);
}

TEST(LensRegistry, FindsALensByIdAndByVersion) {
  const LensRegistry registry = SaasAndEdtech();
  EXPECT_EQ((*registry.Find("edtech"))->info().id, "edtech");
  EXPECT_EQ((*registry.Find("saas@1.0.0"))->info().id, "saas");
}

TEST(LensRegistry, NamesTheLensesThereAre) {
  const LensRegistry registry = SaasAndEdtech();
  for (const char* name : {"legaltech", "saas@1.0.1", "saa", "saas@", ""}) {
    const absl::Status status = registry.Find(name).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << name;
    EXPECT_THAT(std::string(status.message()), HasSubstr("edtech@2.1.0, saas@1.0.0")) << name;
  }
}

TEST(LensRegistry, ALaterLensReplacesTheOneOfItsId) {
  LensRegistry registry = SaasAndEdtech();
  registry.Add(std::make_shared<Named>("saas", "1.1.0"));
  EXPECT_THAT(registry.List(), SizeIs(2));
  EXPECT_TRUE(registry.Find("saas@1.1.0").ok());
  EXPECT_FALSE(registry.Find("saas@1.0.0").ok());
}

TEST(LensRegistry, KeepsWhatDidNotLoadAsAFailureAndGoesOn) {
  const LensRegistry registry =
      LensRegistry::Load({{.path = LensFile("no_note"), .sha256 = "", .trust = "first_party"},
                          {.path = LensFile("hello"), .sha256 = "", .trust = "first_party"}});
  EXPECT_TRUE(registry.Find("hello@1.2.3").ok());
  ASSERT_THAT(registry.failures(), SizeIs(1));
  EXPECT_EQ(registry.failures()[0].path, LensFile("no_note"));
  EXPECT_THAT(registry.failures()[0].reason, HasSubstr("carries no Parallax note"));
}

TEST(LensRegistry, LeavesADisabledLensAlone) {
  const LensRegistry registry = LensRegistry::Load(
      {{.path = LensFile("hello"), .sha256 = "", .trust = "first_party", .enabled = false},
       {.path = LensFile("no_note"), .sha256 = "", .trust = "first_party", .enabled = false}});
  EXPECT_THAT(registry.List(), IsEmpty());
  EXPECT_THAT(registry.failures(), IsEmpty());
}

}  // namespace
}  // namespace parallax
