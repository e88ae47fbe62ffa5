#include "clients/cli/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "clients/cli/commands/account_upsert.h"
#include "clients/cli/commands/question.h"

namespace parallax::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct AppOutcome {
  int code = 0;
  std::string out, err;
};

AppOutcome RunCli(const std::vector<std::string>& arguments) {
  std::istringstream in;
  std::ostringstream out, err;
  const auto nothing = [](const std::string&) -> std::optional<std::string> {
    return std::nullopt;
  };
  const int code = RunCommandLine(arguments, nothing, {in, out, err, Style{}, Style{}});
  return {code, out.str(), err.str()};
}

TEST(CommandLine, NamesTheNearestVerb) {
  const AppOutcome top = RunCli({"acount", "list"});
  EXPECT_EQ(top.code, 2);
  EXPECT_THAT(
      top.err,
      StartsWith(
          "parallax: unknown verb acount after parallax; did you mean account?; accepted: "));
  EXPECT_THAT(RunCli({"signal", "snd"}).err,
              HasSubstr("unknown verb snd after parallax signal; did you mean send?"));
}

TEST(CommandLine, NamesTheNearestFlagAndTheMissingArgument) {
  EXPECT_THAT(RunCli({"interpret", "acme", "--lenss", "saas"}).err,
              HasSubstr("unknown flag --lenss; did you mean --lens?"));
  EXPECT_THAT(RunCli({"interpret"}).err, HasSubstr("ACCOUNT is required"));
  EXPECT_EQ(RunCli({}).code, 2);
}

TEST(CommandLine, ShowsHelpWithExamplesForEveryVerb) {
  for (const std::vector<std::string>& verb :
       std::vector<std::vector<std::string>>{{},
                                             {"interpret"},
                                             {"compare"},
                                             {"rank"},
                                             {"explain"},
                                             {"signal", "send"},
                                             {"signal", "import"},
                                             {"signal", "log"},
                                             {"signal", "kinds"},
                                             {"account", "list"},
                                             {"account", "show"},
                                             {"account", "upsert"},
                                             {"lens", "list"},
                                             {"lens", "describe"},
                                             {"lens", "params"},
                                             {"status"},
                                             {"completion"}}) {
    std::vector<std::string> arguments = verb;
    arguments.push_back("--help");
    const AppOutcome outcome = RunCli(arguments);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_THAT(outcome.out, HasSubstr("Examples:\n  parallax"))
        << (verb.empty() ? "" : verb.back());
  }
}

TEST(CommandLine, ExitsWithFourWhereNobodyListens) {
  const AppOutcome outcome = RunCli({"--address", "127.0.0.1:1", "status"});
  EXPECT_EQ(outcome.code, 4);
  EXPECT_THAT(outcome.err, StartsWith("parallax: no answer from 127.0.0.1:1"));
}

TEST(CommandLine, RefusesWhatItCannotReadBeforeCalling) {
  EXPECT_THAT(RunCli({"interpret", "a", "--as-of", "soon"}).err,
              HasSubstr("--as-of: \"soon\" is not a time"));
  EXPECT_THAT(RunCli({"--output", "xml", "status"}).err,
              HasSubstr("accepted: table, json, ndjson, csv"));
  EXPECT_THAT(RunCli({"interpret", "a", "--set", "x"}).err, HasSubstr("is not PATH=VALUE"));
}

TEST(CommandLine, CompletesItsOwnVerbs) {
  const AppOutcome bash = RunCli({"completion", "bash"});
  EXPECT_EQ(bash.code, 0);
  EXPECT_THAT(bash.out, HasSubstr("\"signal import\") words=\""));
  EXPECT_THAT(RunCli({"completion", "zsh"}).out, StartsWith("autoload -U +X bashcompinit"));
}

TEST(Settings, FlagsWinOverEnvironment) {
  const auto environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "PARALLAX_ADDRESS") return "env:1";
    if (name == "PARALLAX_OUTPUT") return "csv";
    return std::nullopt;
  };
  SettingsLayer flags;
  flags.address = "flag:1";
  const auto settings = ResolveSettings(flags, std::nullopt, environment);
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->address, "flag:1");
  EXPECT_EQ(settings->output, Output::kCsv);
  EXPECT_EQ(settings->timeout, absl::Seconds(60));
}

TEST(Settings, SaysWhichConfigFileIsMissing) {
  const auto nothing = [](const std::string&) -> std::optional<std::string> {
    return std::nullopt;
  };
  EXPECT_EQ(ResolveSettings({}, "no-such.toml", nothing).status().message(),
            "--config: there is no file no-such.toml");
}

TEST(Overrides, SplitAtTheFirstEqualsSign) {
  const auto parsed = ParseOverrides({"a.b=c=d"});
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->at("a.b"), "c=d");
  EXPECT_FALSE(ParseOverrides({"a=1", "a=2"}).ok());
}

TEST(FactLine, GivesDecisionsTheAccountOfTheLine) {
  const auto set = ParseFactLine(
      R"({"account": {"id": "acme"}, "decisions": [{"id": "d", "amount": {"currencyCode": "USD", "units": "9007199254740993"}}],
          "stakeholders": [{"id": "p", "champion": false}]})");
  ASSERT_TRUE(set.ok()) << set.status().message();
  EXPECT_EQ(set->decisions[0].account(), "acme");
  EXPECT_EQ(set->decisions[0].amount().units(), 9007199254740993);
  EXPECT_TRUE(set->stakeholders[0].has_champion());
}

TEST(FactLine, NamesWhatItDoesNotTake) {
  EXPECT_THAT(std::string(ParseFactLine(R"({"acount": {}})").status().message()),
              HasSubstr("unknown key acount; accepted: account"));
  EXPECT_EQ(ParseFactLine(R"({"account": {}})").status().message(), "account.id: is required");
  EXPECT_FALSE(ParseFactLine("[1]").ok());
}

}  // namespace
}  // namespace parallax::cli
