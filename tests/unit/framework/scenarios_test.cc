// Every case of the scenario folders, read through the framework: the expectations were made by an
// independent prototype of the same formulas.
#include <gtest/gtest.h>
#include <toml++/toml.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "lens_under_test.h"
#include "stored_account.h"

namespace parallax::framework::testing {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, int> kVerdicts = {{"INSUFFICIENT", PLX_VERDICT_INSUFFICIENT},
                                              {"HEALTHY", PLX_VERDICT_HEALTHY},
                                              {"WATCH", PLX_VERDICT_WATCH},
                                              {"WARNING", PLX_VERDICT_WARNING},
                                              {"LOST_GROUND", PLX_VERDICT_LOST_GROUND}};
const std::map<std::string, int> kPaces = {{"UNDETERMINED", PLX_PACE_UNDETERMINED},
                                           {"ACCELERATING", PLX_PACE_ACCELERATING},
                                           {"STEADY", PLX_PACE_STEADY},
                                           {"HEALTHY_DECELERATION", PLX_PACE_HEALTHY_DECELERATION},
                                           {"WARNING_DECELERATION", PLX_PACE_WARNING_DECELERATION},
                                           {"STALLED", PLX_PACE_STALLED}};
const std::map<std::string, int> kDips = {{"NONE", PLX_DIP_NONE},
                                          {"DISINTEREST", PLX_DIP_DISINTEREST},
                                          {"INTERNAL_REVIEW", PLX_DIP_INTERNAL_REVIEW},
                                          {"RISK_ESCALATION", PLX_DIP_RISK_ESCALATION},
                                          {"CALENDAR", PLX_DIP_CALENDAR}};

std::set<int> Accepted(const toml::node& node, const std::map<std::string, int>& names) {
  std::set<int> out;
  if (const auto* list = node.as_array()) {
    for (const toml::node& item : *list) out.insert(names.at(*item.value<std::string>()));
  } else {
    out.insert(names.at(*node.value<std::string>()));
  }
  return out;
}

std::string Describe(const Reading& r) {
  std::string out = r.headline + " [confidence " + std::to_string(r.confidence()) + " risk " +
                    std::to_string(r.risk()) + " alignment " + std::to_string(r.alignment()) +
                    " momentum " + std::to_string(r.momentum()) + "]";
  for (const std::string& reason : r.pace_reasons) out += "\n  " + reason;
  for (const DriftOut& sign : r.drift) {
    out += "\n  " + sign.sign + " state " + std::to_string(sign.state) + " severity " +
           std::to_string(sign.severity);
  }
  for (const FunctionOut& f : r.functions) {
    out += "\n  " + f.function + " " + std::to_string(f.reading) + (f.misread ? " misread" : "");
  }
  return out + "\n  " + r.next_question;
}

void CheckCase(const toml::table& c, const Reading& r) {
  const auto check = [&](const char* key, const auto& names, int value) {
    if (const toml::node* node = c.get(key)) {
      EXPECT_TRUE(Accepted(*node, names).contains(value)) << key << " is " << value;
    }
  };
  // A handoff that did not survive keeps an account on watch; handoffs are not read here.
  const bool needs_handoffs =
      c.contains("handoff_survived") && !*c["handoff_survived"][0].value<bool>();
  if (!needs_handoffs) check("verdict", kVerdicts, r.verdict);
  check("pace", kPaces, r.pace);
  check("dip", kDips, r.dip);
  if (const auto date = c["act_by"].value<std::string>()) {
    EXPECT_EQ(r.act_by, date->empty() ? PLX_NO_TIME : At(*date));
  }
  if (const auto n = c["reasked_same"].value<std::int64_t>()) {
    EXPECT_EQ(r.reasked_same, *n);
  }
  if (const auto n = c["reasked_new"].value<std::int64_t>()) {
    EXPECT_EQ(r.reasked_new, *n);
  }
  if (const auto role = c["binding_role"].value<std::string>()) {
    EXPECT_EQ(r.binding_role, *role);
  }
  const auto holds = [&](const char* key, const std::string& text) {
    const auto wanted = c[key].value<std::string>();
    if (!wanted) return;
    EXPECT_TRUE(wanted->empty() ? text.empty() : text.find(*wanted) != std::string::npos) << text;
  };
  holds("next_question", r.next_question);
  holds("headline", r.headline);
  if (const auto* blockers = c["silent_blocker"].as_array()) {
    std::set<std::string> expected, found;
    for (const toml::node& b : *blockers) expected.insert(*b.value<std::string>());
    for (const MemberOut& m : r.members) {
      if (m.stance == PLX_STANCE_SILENT_BLOCKER) found.insert(m.person);
    }
    EXPECT_EQ(found, expected);
  }
}

// Names of the signs that fire.
void CheckDrift(const toml::table& c, const Reading& r) {
  const auto* firing = c["drift_firing"].as_array();
  if (firing == nullptr) return;
  std::set<std::string> expected, found;
  for (const toml::node& sign : *firing) expected.insert(*sign.value<std::string>());
  for (const DriftOut& sign : r.drift) {
    if (sign.state == PLX_DRIFT_FIRING) found.insert(sign.sign);
  }
  EXPECT_EQ(found, expected);
}

// Names of the functions that are green while the buyer is not.
void CheckFunctions(const toml::table& c, const Reading& r) {
  const auto* misread = c["misread_by"].as_array();
  if (misread == nullptr) return;
  std::set<std::string> expected, found;
  for (const toml::node& function : *misread) expected.insert(*function.value<std::string>());
  for (const FunctionOut& f : r.functions) {
    if (f.misread) found.insert(f.function);
  }
  EXPECT_EQ(found, expected);
}

double ReadingOf(const Reading& r, const std::string& function) {
  for (const FunctionOut& f : r.functions) {
    if (f.function == function) return f.reading;
  }
  ADD_FAILURE() << "no function " << function;
  return 0;
}

double ValueOf(const toml::node& side, const std::map<std::string, Reading>& readings) {
  if (const auto number = side.value<double>(); number && !side.is_string()) return *number;
  std::smatch m;
  const std::string text = *side.value<std::string>();
  EXPECT_TRUE(std::regex_match(text, m, std::regex(R"((\w+)(\.trend)?\(([\w-]+)\))"))) << text;
  const Reading& r = readings.at(m[3]);
  if (m[1] == "dispersion") return r.dispersion;
  const std::map<std::string, std::string> functions = {{"readiness", "marketing"},
                                                        {"progression", "sales"},
                                                        {"value_realization", "product"},
                                                        {"ongoing_alignment", "customer_success"}};
  if (const auto asked = functions.find(m[1]); asked != functions.end()) {
    return ReadingOf(r, asked->second);
  }
  const std::map<std::string, std::size_t> ids = {
      {"confidence", 0}, {"decision_risk", 1}, {"alignment", 2}, {"momentum", 3}};
  const std::size_t i = ids.at(m[1]);
  return m[2].matched ? r.trend[i] : r.value[i];
}

void CheckOrdinal(const toml::table& o, const std::map<std::string, Reading>& readings) {
  const double left = ValueOf(*o.get("left"), readings), right = ValueOf(*o.get("right"), readings);
  const double margin = o["margin"].value<double>().value_or(0);
  const std::string op = *o["op"].value<std::string>();
  const std::string shown = *o["left"].value<std::string>() + " = " + std::to_string(left);
  if (op == "<") {
    EXPECT_LT(left + margin, right) << shown;
  }
  if (op == ">") {
    EXPECT_GT(left - margin, right) << shown;
  }
  if (op == ">=") {
    EXPECT_GE(left - margin, right) << shown;
  }
  if (op == "==") {
    EXPECT_EQ(left, right) << shown;
  }
}

class Scenario : public ::testing::TestWithParam<std::string> {};

TEST_P(Scenario, ReadsAsExpected) {
  const fs::path folder = fs::path(PARALLAX_SOURCE_DIR) / "tests/scenarios" / GetParam();
  const auto accounts = LoadAccounts(folder);
  const toml::table file = toml::parse_file((folder / "expected.toml").string());
  std::map<std::string, Reading> readings;
  for (const toml::node& node : *file["case"].as_array()) {
    const toml::table& c = *node.as_table();
    const auto text = [&](const char* key) { return c[key].value<std::string>().value_or(""); };
    Overrides overrides;
    if (const auto* set = c["set"].as_table()) {
      for (const auto& [path, value] : *set) {
        overrides.emplace_back(std::string(path), *value.value<std::string>());
      }
    }
    const std::string known = text("known_at");
    JournalBuilder builder =
        JournalAt(accounts.at(text("account")), known.empty() ? INT64_MAX : At(known));
    const plx_journal& journal = builder.Build();
    LensUnderTest lens(text("lens"), overrides);
    const Reading r = lens.ReadOne(journal, builder.Decision(text("decision")), At(text("as_of")));
    SCOPED_TRACE(GetParam() + "/" + text("name") + ": " + Describe(r));
    if (std::getenv("PARALLAX_SHOW_SCENARIOS") != nullptr) {
      std::printf("%s/%s: v%d p%d d%d %s\n", GetParam().c_str(), text("name").c_str(), r.verdict,
                  r.pace, r.dip, Describe(r).c_str());
    }
    ASSERT_EQ(r.status, PLX_OK);
    CheckCase(c, r);
    CheckDrift(c, r);
    CheckFunctions(c, r);
    readings[text("name")] = r;
  }
  if (const auto* ordinals = file["ordinal"].as_array()) {
    for (const toml::node& o : *ordinals) CheckOrdinal(*o.as_table(), readings);
  }
}

std::vector<std::string> Folders() {
  std::vector<std::string> out;
  for (const auto& entry :
       fs::directory_iterator(fs::path(PARALLAX_SOURCE_DIR) / "tests/scenarios")) {
    const std::string name = entry.path().filename().string();
    if (fs::exists(entry.path() / "expected.toml")) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

INSTANTIATE_TEST_SUITE_P(All, Scenario, ::testing::ValuesIn(Folders()), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace parallax::framework::testing
