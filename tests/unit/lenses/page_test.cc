// The pages of the bundled lenses, and the machinery that holds them to the parameters.
#include "tests/unit/lenses/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/unit/lenses/bundled.h"
#include "tests/unit/lenses/tables.h"

namespace parallax {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;

class LensPage : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    auto lens = LoadBundled(GetParam());
    ASSERT_TRUE(lens.ok()) << lens.status();
    lens_ = *std::move(lens);
    auto page = ReadPage(GetParam());
    ASSERT_TRUE(page.ok()) << page.status();
    page_ = *std::move(page);
  }
  const std::vector<Parameter>& parameters() const { return lens_->parameters(); }

  std::shared_ptr<Lens> lens_;
  std::string page_;
};

TEST_P(LensPage, HasTheTablesAndCountsOfItsParameters) {
  const auto rendered = RenderPage(page_, ParameterTable(parameters()));
  ASSERT_TRUE(rendered.ok()) << rendered.status();
  EXPECT_EQ(*rendered, page_) << FirstDifference(page_, *rendered)
                              << "\nto rewrite the tables: lens_page " << GetParam() << " --write";
}

TEST_P(LensPage, ListsTheReferencesThatItsParametersCite) {
  EXPECT_EQ(ReferencesOf(page_), CitedBy(ParameterTable(parameters())));
}

TEST_P(LensPage, MentionsNoReferenceThatItDoesNotList) {
  EXPECT_THAT(ReferencesOf(page_), IsSupersetOf(MentionedIn(page_)));
}

TEST_P(LensPage, OpensWithItsIdAndIndustry) {
  EXPECT_EQ(lens_->info().id, GetParam());
  EXPECT_THAT(page_, StartsWith(absl::StrCat("# ", GetParam(), ": ", lens_->info().industry)));
}

// What stands in `backticks` and begins with a group of parameters.
std::vector<std::string> PathsNamedOn(const std::string& page) {
  static constexpr LazyRE2 kNamed = {
      "`((?:committee|dip|journey|momentum|pace|risk|tempo|thresholds|weights)\\.[^`]+)`"};
  std::vector<std::string> out;
  re2::StringPiece rest(page);
  std::string path;
  while (RE2::FindAndConsume(&rest, *kNamed, &path)) out.push_back(path);
  return out;
}

TEST_P(LensPage, NamesParametersAndOverridesThatTheLensTakes) {
  for (const std::string& named : PathsNamedOn(page_)) {
    const std::size_t equals = named.find('=');
    if (equals != named.npos) {
      const Override override{named.substr(0, equals), named.substr(equals + 1)};
      EXPECT_TRUE(lens_->CheckOverrides({&override, 1}).ok()) << named;
    } else {
      EXPECT_TRUE(std::ranges::any_of(parameters(), [&](const Parameter& parameter) {
        return parameter.path == named || parameter.path.starts_with(named + ".");
      })) << named;
    }
  }
}

// Another value of the same type.
void Change(Parameter& parameter) {
  std::string& value = parameter.default_value;
  switch (parameter.type) {
    case ParameterType::kNumber:
      value = absl::StrCat(std::stod(value) + 1);
      return;
    case ParameterType::kBool:
      value = value == "1" ? "0" : "1";
      return;
    case ParameterType::kDate:
      value = value == "02-02" ? "02-03" : "02-02";
      return;
    case ParameterType::kEnum:
    case ParameterType::kIds:
      value += "_other";
      return;
  }
}

TEST_P(LensPage, ShowsEveryParameterOfItsTables) {
  for (std::size_t i = 0; i < parameters().size(); ++i) {
    const std::string& path = parameters()[i].path;
    const bool shown = std::ranges::any_of(
        std::initializer_list<const char*>{"committee.roles.", "risk.dimensions.", "risk.gates.",
                                           "tempo.calendar.", "tempo.budget_windows.",
                                           "tempo.cadence_days.", "dip.priors.", "pace.points."},
        [&](const char* group) { return path.starts_with(group); });
    if (!shown) continue;
    std::vector<Parameter> changed = parameters();
    Change(changed[i]);
    const auto rendered = RenderPage(page_, ParameterTable(changed));
    ASSERT_TRUE(rendered.ok()) << rendered.status();
    EXPECT_NE(*rendered, page_) << path;
  }
}

TEST_P(LensPage, CountsEveryParameterAsSourcedOrAssumed) {
  for (const Parameter& parameter : parameters()) {
    const bool sourced = parameter.provenance == "sourced";
    EXPECT_TRUE(sourced || parameter.provenance == "assumption") << parameter.path;
    EXPECT_EQ(sourced, !CitedIn(parameter.citation).empty()) << parameter.path;
  }
}

INSTANTIATE_TEST_SUITE_P(Bundled, LensPage, ::testing::ValuesIn(BundledLenses()),
                         [](const auto& param_info) { return param_info.param; });

TEST(BundledLenses, AreTheFourIndustries) {
  EXPECT_THAT(BundledLenses(), ElementsAre("edtech", "healthtech", "legaltech", "saas"));
}

// A page with every block, each empty.
std::string EmptyPage() {
  std::string page = "# a page\n";
  for (const auto& [name, render] : PageBlocks()) {
    absl::StrAppend(&page, "<!-- table: ", name, " -->\n<!-- end -->\n");
  }
  return page;
}

TEST(RenderPage, FillsEveryTableAndStaysThere) {
  const std::vector<Parameter> none;
  const auto once = RenderPage(EmptyPage(), ParameterTable(none));
  ASSERT_TRUE(once.ok()) << once.status();
  EXPECT_THAT(*once, HasSubstr("| role | power |"));
  EXPECT_EQ(*RenderPage(*once, ParameterTable(none)), *once);
}

TEST(RenderPage, KeepsWhatStandsOutsideTheTables) {
  const std::vector<Parameter> none;
  const auto page = RenderPage("before\n" + EmptyPage() + "after", ParameterTable(none));
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(*page, StartsWith("before\n# a page\n"));
  EXPECT_TRUE(page->ends_with("<!-- end -->\nafter"));
}

TEST(RenderPage, NamesTheTableThatIsUnknownMissingTwiceThereOrWithoutEnd) {
  const std::vector<Parameter> none;
  const auto message = [&](std::string page) {
    return std::string(RenderPage(page, ParameterTable(none)).status().message());
  };
  const std::string extra = "<!-- table: prices -->\n<!-- end -->\n";
  EXPECT_THAT(message(EmptyPage() + extra), HasSubstr("no table is called \"prices\""));
  EXPECT_THAT(message("text"), HasSubstr("is missing"));
  EXPECT_THAT(message(EmptyPage() + "<!-- table: dip -->\n<!-- end -->\n"), HasSubstr("twice"));
  EXPECT_THAT(message("<!-- table: dip -->\n<!-- table: pace -->\n"), HasSubstr("has no end"));
  EXPECT_THAT(message("<!-- table: dip -->\n"), HasSubstr("has no end"));
  EXPECT_THAT(message("<!-- end -->\n"), HasSubstr("ends no table"));
}

TEST(Page, TakesReferencesFromTheirListAndMentionsFromAboveIt) {
  const std::string page =
      "as [51] and [52] say\n\n## References\n\n- [51] S2, a [7] of\n- [53] S\n";
  EXPECT_THAT(ReferencesOf(page), ElementsAre(51, 53));
  EXPECT_THAT(MentionedIn(page), ElementsAre(51, 52));
}

TEST(MonthTable, TakesTheLeastOfTheRulesThatOverlap) {
  const auto parameter = [](std::string path, std::string value) {
    return Parameter{.path = std::move(path), .default_value = std::move(value)};
  };
  const std::vector<Parameter> rules = {parameter("tempo.cadence_days.base", "10"),
                                        parameter("tempo.calendar.long.from", "12-01"),
                                        parameter("tempo.calendar.long.to", "03-01"),
                                        parameter("tempo.calendar.long.intensity", "0.5"),
                                        parameter("tempo.calendar.short.from", "02-01"),
                                        parameter("tempo.calendar.short.to", "03-01"),
                                        parameter("tempo.calendar.short.intensity", "0.25")};
  const std::string table = MonthTable(ParameterTable(rules));
  EXPECT_THAT(table, HasSubstr("| January | 0.50 | 20 | long |"));
  EXPECT_THAT(table, HasSubstr("| February | 0.25 | 40 | long, short |"));
  EXPECT_THAT(table, HasSubstr("| March | 1.00 | 10 |  |"));
  EXPECT_THAT(table, Not(HasSubstr("no end")));
}

}  // namespace
}  // namespace parallax
