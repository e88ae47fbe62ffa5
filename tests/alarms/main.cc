// ./dev alarms: for every lens and drift sign the stated and the attained rate of false alarms, and
// how soon a change is found (docs/drift.md).
//
//   drift_alarms [--json] [--alarms N] [--runs N] [--lens LENS]
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/alarms/measure.h"
#include "tests/alarms/simulated.h"

namespace parallax::framework::alarms {
namespace {

using nlohmann::ordered_json;

constexpr std::array kLenses = {"saas", "edtech", "legaltech", "healthtech"};
// What remains of the rate or the share after a change.
constexpr std::array kRemaining = {0.0, 0.2, 0.35, 0.5, 0.7};
// True interval between events, of the lens's prior one, where the baseline is estimated.
constexpr std::array kIntervals = {0.5, 1.0, 2.0};
// Accounts whose baseline is estimated are watched for so long, each from its beginning.
constexpr int kEstimatedYears = 3;

struct Effort {
  int alarms = 1000, runs = 300, accounts = 300;
};

ordered_json JsonOf(const Rate& rate) {
  const CountInterval counts = IntervalOf(rate.alarms);
  return {{"attained", rate.a_year()},        {"low", counts.low / rate.years},
          {"high", counts.high / rate.years}, {"alarms", rate.alarms},
          {"account_years", rate.years},      {"attained_at_rest", rate.a_year_at_rest()}};
}

ordered_json JsonOf(const Delay& delay) {
  return {{"remaining", delay.remaining},
          {"runs", delay.runs},
          {"detected", delay.detected},
          {"mean", delay.mean},
          {"median", delay.median}};
}

ordered_json JsonOf(const SimulatedSign& sign) {
  return {{"alarms", sign.rate.alarms},
          {"account_years", sign.rate.years},
          {"a_year", sign.rate.years > 0 ? sign.rate.a_year() : 0},
          {"accounts", sign.accounts},
          {"alarmed", sign.alarmed}};
}

ordered_json Row(const std::string& lens, DriftSign sign, const Effort& effort,
                 const SimulatedSign& simulated, std::mt19937_64& random) {
  const auto s = static_cast<std::size_t>(sign);
  const LensAssumptions given(lens, true);
  ordered_json row = {{"lens", lens},
                      {"sign", kDriftSignNames[s]},
                      {"clock", OnExposure(sign) ? "exposure" : "acts"},
                      {"stated", given.assumptions->drift_rows[s].false_alarms_per_year}};
  const RateQuestion known{.lens = lens, .sign = sign, .alarms = effort.alarms};
  row.update(JsonOf(MeasureRate(known, random)));
  row["estimated"] = ordered_json::array();
  for (const double interval : kIntervals) {
    if (!OnExposure(sign)) break;  // p0 is the lens's: nothing is estimated
    RateQuestion estimated = known;
    estimated.known = false;
    estimated.interval = interval;
    estimated.years_an_account = kEstimatedYears;
    ordered_json measured = {{"interval", interval}};
    measured.update(JsonOf(MeasureRate(estimated, random)));
    row["estimated"].push_back(measured);
  }
  row["simulated"] = JsonOf(simulated);
  row["delay_unit"] = OnExposure(sign) ? "effective days" : "acts";
  for (const bool baseline : {true, false}) {
    if (!baseline && !OnExposure(sign)) break;
    ordered_json delays = ordered_json::array();
    for (const double remaining : kRemaining) {
      delays.push_back(JsonOf(MeasureDelay(lens, sign, remaining, baseline, effort.runs, random)));
    }
    row[baseline ? "delay" : "delay_estimated"] = delays;
  }
  return row;
}

void Print(const ordered_json& row) {
  std::printf("%-10s %-24s %6.2f  %5.3f (%5.3f..%5.3f) %6d %8.0f  %5.3f ",
              row["lens"].get<std::string>().c_str(), row["sign"].get<std::string>().c_str(),
              row["stated"].get<double>(), row["attained"].get<double>(), row["low"].get<double>(),
              row["high"].get<double>(), row["alarms"].get<int>(),
              row["account_years"].get<double>(), row["attained_at_rest"].get<double>());
  std::string estimated = "-";
  for (const auto& e : row["estimated"]) {
    char text[16];
    std::snprintf(text, sizeof text, "%.2f", e["attained"].get<double>());
    estimated = estimated == "-" ? text : estimated + '/' + text;
  }
  std::printf(" %14s  %5.2f (%3d/%3d)", estimated.c_str(), row["simulated"]["a_year"].get<double>(),
              row["simulated"]["alarmed"].get<int>(), row["simulated"]["accounts"].get<int>());
  for (const auto& d : row["delay"]) {
    std::printf(" %4.0f (%2.0f%%)", d["median"].get<double>(),
                100.0 * d["detected"].get<int>() / std::max(1, d["runs"].get<int>()));
  }
  std::printf("  %s\n", row["delay_unit"].get<std::string>().c_str());
  std::fflush(stdout);
}

void PrintHead() {
  std::printf(
      "False alarms a year under each lens's declared null, baseline known; with the baseline "
      "estimated\nwhere the true interval is 0.5, 1 and 2 of the lens's prior one; alarms a "
      "year on simulated buyers of the\nlens's industry and how many of them alarmed; and the "
      "median "
      "delay after a change\nthat leaves 0, 20, 35, 50 and 70 %% of the rate, with the share found "
      "within two years or 400 acts.\n\n%-10s %-24s %6s  %-21s %6s %8s  %5s  %14s  %-15s  %s\n",
      "lens", "sign", "stated", "attained (95 %)", "alarms", "years", "rest", "estimated",
      "simulated", "median delay");
}

int Run(int argc, char** argv) {
  CLI::App app("Attained rates of false alarms of the drift signs.");
  bool json = false;
  Effort effort;
  std::string only;
  app.add_flag("--json", json, "print one JSON object");
  app.add_option("--alarms", effort.alarms, "alarms to wait for, a row")
      ->check(CLI::Range(1, 100000));
  app.add_option("--runs", effort.runs, "runs of each change")->check(CLI::Range(1, 100000));
  app.add_option("--accounts", effort.accounts, "simulated accounts a lens")
      ->check(CLI::Range(0, 1000000));
  app.add_option("--lens", only, "one lens")->check(CLI::IsMember(kLenses));
  CLI11_PARSE(app, argc, argv);
  ordered_json rows = ordered_json::array();
  if (!json) PrintHead();
  for (const std::string lens : kLenses) {
    if (!only.empty() && lens != only) continue;
    const auto simulated = MeasureSimulated(lens, effort.accounts);
    for (int sign = 0; sign < kDriftSigns; ++sign) {
      std::mt19937_64 random(static_cast<std::uint64_t>(sign) + 1);
      rows.push_back(Row(lens, static_cast<DriftSign>(sign), effort,
                         simulated[static_cast<std::size_t>(sign)], random));
      if (!json) Print(rows.back());
    }
  }
  if (json) std::cout << ordered_json{{"rows", rows}}.dump(2) << "\n";
  return 0;
}

}  // namespace
}  // namespace parallax::framework::alarms

int main(int argc, char** argv) { return parallax::framework::alarms::Run(argc, argv); }
