#include "tests/unit/lenses/tables.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"

namespace parallax {
namespace {

constexpr int kCommonYear = 2001;
constexpr std::array<const char*, 4> kPhases = {"evaluation", "validation", "commitment",
                                                "reassessment"};

std::string Line(const std::vector<std::string>& cells) {
  return absl::StrCat("| ", absl::StrJoin(cells, " | "), " |\n");
}

// `align`: a letter a column, l or r.
std::string Head(const std::vector<std::string>& cells, std::string_view align) {
  std::string out = Line(cells) + "|";
  for (char c : align) out += c == 'r' ? "--:|" : "---|";
  return out + "\n";
}

std::string Shown(double number) { return absl::StrFormat("%.4g", number); }

class Row {
 public:
  Row(const ParameterTable& table, std::string_view group, std::string id)
      : table_(&table), path_(std::string(group) + "." + id), id_(std::move(id)) {}

  const std::string& id() const { return id_; }
  std::string Text(std::string_view column) const {
    return table_->Value(path_ + "." + std::string(column));
  }
  std::string Ids(std::string_view column) const {
    return absl::StrReplaceAll(Text(column), {{",", ", "}});
  }
  std::string Flag(std::string_view column) const { return Text(column) == "1" ? "yes" : ""; }
  double Number(std::string_view column) const {
    return table_->Number(path_ + "." + std::string(column));
  }
  // "A" for an assumption, else the citation. `column` tells for the row.
  std::string Source(std::string_view column) const {
    const Parameter* parameter = table_->Find(path_ + "." + std::string(column));
    if (parameter == nullptr || parameter->provenance != "sourced") return "A";
    return parameter->citation;
  }
  std::string Remark(std::string_view column) const {
    const Parameter* parameter = table_->Find(path_ + "." + std::string(column));
    return parameter == nullptr ? "" : RemarkOf(*parameter);
  }

 private:
  const ParameterTable* table_;
  std::string path_, id_;
};

std::vector<Row> RowsOf(const ParameterTable& table, std::string_view group) {
  std::vector<Row> rows;
  for (std::string& id : table.Rows(group)) rows.emplace_back(table, group, std::move(id));
  return rows;
}

// "06-30" -> a day of a common year.
absl::CivilDay Date(const std::string& text) {
  return absl::CivilDay(kCommonYear, std::stoi(text.substr(0, 2)), std::stoi(text.substr(3)));
}
std::string Dated(absl::CivilDay day) {
  return absl::StrFormat("%02d-%02d", day.month(), day.day());
}

// [from, to), which may wrap the year.
bool Covers(const Row& rule, absl::CivilDay day) {
  const std::string from = rule.Text("from"), to = rule.Text("to"), date = Dated(day);
  return from < to ? date >= from && date < to : date >= from || date < to;
}

struct WindowDates {
  absl::CivilDay warns, act_by, closes, missed;
};
WindowDates DatesOf(const Row& window) {
  const absl::CivilDay closes = Date(window.Text("closes"));
  const auto days = [&](std::string_view column) {
    return static_cast<int>(window.Number(column));
  };
  return {closes - days("warn_days"), closes + 1 - days("lead_days"), closes,
          closes + days("missed_days")};
}

// What happens in `month` of the window.
std::string WindowIn(const Row& window, int month) {
  const WindowDates dates = DatesOf(window);
  std::vector<std::string> out;
  if (dates.warns.month() == month) out.push_back("warns from " + Dated(dates.warns));
  if (dates.act_by.month() == month) out.push_back("act by " + Dated(dates.act_by));
  if (dates.closes.month() == month) out.push_back("closes " + Dated(dates.closes));
  if (dates.missed != dates.closes && dates.missed.month() == month) {
    out.push_back("missed until " + Dated(dates.missed));
  }
  return out.empty() ? "" : absl::StrCat(window.id(), ": ", absl::StrJoin(out, ", "));
}

}  // namespace

std::string CommitteeTable(const ParameterTable& table) {
  std::vector<Row> roles = RowsOf(table, "committee.roles");
  constexpr std::string_view kPowers = "veto approve influence use";
  std::ranges::stable_sort(roles, {}, [&](const Row& role) {
    return std::tuple(kPowers.find(role.Text("power")), -role.Number("required"),
                      -role.Number("weight"));
  });
  std::string out = Head(
      {"role", "power", "required", "votes", "present", "absent", "two people", "source", "who"},
      "lllrrrlll");
  for (const Row& role : roles) {
    out += Line({"`" + role.id() + "`", role.Text("power"), role.Flag("required"),
                 role.Text("weight"), role.Text("prior_present"), role.Text("prior_absent"),
                 role.Text("same_role"), role.Source("power"), role.Remark("power")});
  }
  absl::StrAppend(&out, "\nRule: `", table.Value("committee.rule"), "`, quorum ",
                  table.Value("committee.quorum"), ", correlation ",
                  table.Value("committee.correlation"), ", group factor ",
                  table.Value("committee.group_factor"), ".\n");
  return out;
}

std::string RiskTable(const ParameterTable& table) {
  std::vector<Row> dimensions = RowsOf(table, "risk.dimensions");
  std::ranges::stable_sort(dimensions, {}, [](const Row& d) { return -d.Number("severity"); });
  const std::vector<Row> gates = RowsOf(table, "risk.gates");
  std::string out =
      Head({"dimension", "severity", "open at first", "closed by", "source", "remark"}, "lrrlll");
  for (const Row& dimension : dimensions) {
    std::vector<std::string> closing;
    for (const Row& gate : gates) {
      const std::string ids = "," + gate.Text("closes") + ",";
      if (ids.find("," + dimension.id() + ",") != ids.npos) closing.push_back(gate.id());
    }
    out += Line({"`" + dimension.id() + "`", dimension.Text("severity"), dimension.Text("prior"),
                 absl::StrJoin(closing, ", "), dimension.Source("severity"),
                 dimension.Remark("severity")});
  }
  return out;
}

std::string GateTable(const ParameterTable& table) {
  std::vector<Row> gates = RowsOf(table, "risk.gates");
  std::ranges::stable_sort(gates, {}, [](const Row& gate) { return gate.Number("order"); });
  std::string out = Head({"order", "gate", "required", "usual, days", "late after", "valid",
                          "closes", "source", "remark"},
                         "rllrrrlll");
  for (const Row& gate : gates) {
    out += Line({gate.Text("order"), "`" + gate.id() + "`", gate.Flag("required"),
                 gate.Text("p50_days"), gate.Text("p80_days"), gate.Text("validity_days"),
                 gate.Ids("closes"), gate.Source("order"), gate.Remark("order")});
  }
  const std::string other = "risk.gate_default.";
  return out +
         Line({"", "any other", "", table.Value(other + "p50_days"),
               table.Value(other + "p80_days"), table.Value(other + "validity_days"), "", "A", ""});
}

std::string CalendarTable(const ParameterTable& table) {
  std::vector<Row> rules = RowsOf(table, "tempo.calendar");
  if (rules.empty()) return "No calendar: every day counts in full.\n";
  std::ranges::stable_sort(rules, {}, [](const Row& rule) { return rule.Text("from"); });
  std::string out = Head({"rule", "from", "up to", "a day counts", "source", "remark"}, "lllrll");
  for (const Row& rule : rules) {
    out += Line({"`" + rule.id() + "`", rule.Text("from"), rule.Text("to"), rule.Text("intensity"),
                 rule.Source("intensity"), rule.Remark("intensity")});
  }
  return out;
}

std::string MonthTable(const ParameterTable& table) {
  constexpr std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
  const std::vector<Row> rules = RowsOf(table, "tempo.calendar");
  const std::vector<Row> windows = RowsOf(table, "tempo.budget_windows");
  const double cadence = table.Number("tempo.cadence_days.base");
  std::string out =
      Head({"month", "a day counts, mean", "a cadence lasts, days", "calendar", "budget windows"},
           "lrrll");
  for (int month = 1; month <= 12; ++month) {
    double effective = 0;
    int days = 0;
    std::vector<std::string> in_force;
    for (absl::CivilDay day(kCommonYear, month, 1); day.month() == month; ++day, ++days) {
      double intensity = 1;  // where rules overlap, the least holds
      for (const Row& rule : rules) {
        if (!Covers(rule, day)) continue;
        intensity = std::min(intensity, rule.Number("intensity"));
        if (std::ranges::find(in_force, rule.id()) == in_force.end()) in_force.push_back(rule.id());
      }
      effective += intensity;
    }
    const double mean = effective / days;
    std::vector<std::string> dates;
    for (const Row& window : windows) {
      if (std::string in = WindowIn(window, month); !in.empty()) dates.push_back(std::move(in));
    }
    out += Line({kMonths[static_cast<std::size_t>(month - 1)], absl::StrFormat("%.2f", mean),
                 mean > 0 ? absl::StrFormat("%.0f", cadence / mean) : "no end",
                 absl::StrJoin(in_force, ", "), absl::StrJoin(dates, "; ")});
  }
  return out;
}

std::string WindowTable(const ParameterTable& table) {
  const std::vector<Row> windows = RowsOf(table, "tempo.budget_windows");
  if (windows.empty()) return "No budget window.\n";
  std::string out = Head({"window", "warns from", "act by", "closes", "missed until", "lead, days",
                          "source", "remark"},
                         "lllllrll");
  for (const Row& window : windows) {
    const WindowDates dates = DatesOf(window);
    out += Line({"`" + window.id() + "`", Dated(dates.warns), Dated(dates.act_by),
                 Dated(dates.closes), dates.missed == dates.closes ? "never" : Dated(dates.missed),
                 window.Text("lead_days"), window.Source("closes"), window.Remark("closes")});
  }
  return out;
}

std::string CadenceTable(const ParameterTable& table) {
  const double trigger = table.Number("dip.trigger_ratio");
  const double stalled = table.Number("pace.stalled_cadences");
  const double champion = table.Number("pace.champion_silent_cadences");
  std::string out =
      Head({"phase", "a buyer acts every, effective days", "asked about beyond, clock days",
            "a silent champion warns, effective days", "stalled beyond, effective days"},
           "lrrrr");
  for (const char* phase : kPhases) {
    const double cadence = table.Number(absl::StrCat("tempo.cadence_days.", phase));
    out += Line({phase, Shown(cadence), Shown(trigger * cadence), Shown(champion * cadence),
                 Shown(stalled * cadence)});
  }
  const double base = table.Number("tempo.cadence_days.base");
  absl::StrAppend(&out, "\nFor momentum and for silence under outreach: every ", Shown(base),
                  " effective days, whatever the phase.\n");
  return out;
}

std::string DipTable(const ParameterTable& table) {
  std::string out = Head({"meaning", "before evidence"}, "lr");
  std::vector<std::pair<double, std::string>> meanings;
  for (const char* meaning : {"disinterest", "internal_review", "risk_escalation", "calendar"}) {
    meanings.emplace_back(-table.Number(absl::StrCat("dip.priors.", meaning)), meaning);
  }
  std::ranges::stable_sort(meanings, {}, &std::pair<double, std::string>::first);
  for (const auto& [share, meaning] : meanings) out += Line({"`" + meaning + "`", Shown(-share)});
  absl::StrAppend(&out, "\nWarns when disinterest or risk escalation leads by ",
                  table.Value("dip.margin"), ".\n");
  return out;
}

std::string PaceTable(const ParameterTable& table) {
  struct Sign {
    const char* id;
    const char* text;
  };
  constexpr std::array<Sign, 5> kHealthy = {{{"gate_advancing", "a gate in time, or passed lately"},
                                             {"calendar", "the calendar explains the silence"},
                                             {"new_function", "a new role joined"},
                                             {"proof_sought", "the buyer sought proof"},
                                             {"others_active", "others act, the champion rests"}}};
  constexpr std::array<Sign, 11> kWarning = {
      {{"window_closing", "a budget window closes, nothing approved"},
       {"window_missed", "a budget window was missed"},
       {"gate_late", "an open gate is late"},
       {"exit", "champion, approver or veto holder left"},
       {"champion_silent", "the champion is silent"},
       {"reasked_same", "the same person asks again"},
       {"dispersion_rising", "views drift apart"},
       {"price_pressure", "price pressure"},
       {"step_slipped", "a next step slipped"},
       {"reference_declined", "a reference call was declined"},
       {"close_date_pushed", "the close date moved out"}}};
  const auto points = [&](const Sign& sign) {
    return table.Value(absl::StrCat("pace.points.", sign.id));
  };
  std::string out = Head({"sign", "speaks for", "points"}, "llr");
  for (const Sign& sign : kHealthy) out += Line({sign.text, "healthy", points(sign)});
  for (const Sign& sign : kWarning) out += Line({sign.text, "warning", points(sign)});
  absl::StrAppend(&out, "\nA slowdown has a meaning from a margin of ", table.Value("pace.margin"),
                  " on.\n");
  return out;
}

const std::map<std::string, std::function<std::string(const ParameterTable&)>>& PageBlocks() {
  static const auto* const blocks =
      new std::map<std::string, std::function<std::string(const ParameterTable&)>>{
          {"committee", CommitteeTable}, {"risk", RiskTable},    {"gates", GateTable},
          {"calendar", CalendarTable},   {"months", MonthTable}, {"windows", WindowTable},
          {"cadence", CadenceTable},     {"dip", DipTable},      {"pace", PaceTable},
          {"counts", CountsTable}};
  return *blocks;
}

}  // namespace parallax
