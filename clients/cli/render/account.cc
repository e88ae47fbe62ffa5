#include "clients/cli/render/account.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/render/signal.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

template <typename Message>
std::string DayOr(bool present, const Message& time, absl::string_view otherwise = "-") {
  return present ? Day(time) : std::string(otherwise);
}

std::string Labels(const v1::Account& account) {
  const std::map<std::string, std::string> sorted(account.labels().begin(), account.labels().end());
  return absl::StrJoin(sorted, " ", absl::PairFormatter("="));
}

std::string ArchetypeName(v1::Archetype archetype) {
  if (archetype == v1::ARCHETYPE_UNSPECIFIED) return "interactive";
  return Words(v1::Archetype_Name(archetype), "ARCHETYPE_");
}

std::string Decisions(const std::vector<v1::Decision>& decisions, const Style& style) {
  Table table({{"Decision", Align::kLeft, true, 10},
               {"Type"},
               {"Opened"},
               {"Closed"},
               {"Outcome"},
               {"Amount", Align::kRight},
               {"Holds from"}});
  for (const v1::Decision& d : decisions) {
    table.Add({Clean(d.id()),
               d.type() == v1::DECISION_TYPE_UNSPECIFIED
                   ? "-"
                   : Words(v1::DecisionType_Name(d.type()), "DECISION_TYPE_"),
               DayOr(d.has_opened_at(), d.opened_at()), DayOr(d.has_closed_at(), d.closed_at()),
               d.outcome() == v1::OUTCOME_UNSPECIFIED
                   ? "open"
                   : Words(v1::Outcome_Name(d.outcome()), "OUTCOME_"),
               d.has_amount() ? MoneyText(d.amount()) : "-",
               DayOr(d.has_valid_from(), d.valid_from(), "the beginning")});
  }
  return table.empty() ? "No decision has facts.\n" : table.Render(style);
}

std::string Stakeholders(const std::vector<v1::Stakeholder>& people, const Style& style) {
  Table table({{"Stakeholder", Align::kLeft, true, 10},
               {"Role", Align::kLeft, true, 10},
               {"Power"},
               {"Champion"},
               {"Joined"},
               {"Left"},
               {"Holds from"}});
  for (const v1::Stakeholder& p : people) {
    table.Add({Clean(p.id()), p.role().empty() ? "-" : LabelWords(Clean(p.role())),
               p.power() == v1::POWER_UNSPECIFIED ? "by role" : PowerName(p.power()),
               !p.has_champion() ? "-"
               : p.champion()    ? "yes"
                                 : "no",
               DayOr(p.has_joined_at(), p.joined_at()), DayOr(p.has_left_at(), p.left_at()),
               DayOr(p.has_valid_from(), p.valid_from(), "the beginning")});
  }
  return table.empty() ? "No stakeholder has facts.\n" : table.Render(style);
}

}  // namespace

std::string RenderAccounts(const v1::ListAccountsResponse& accounts, const Style& style) {
  if (accounts.accounts_size() == 0) return "No accounts.\n";
  Table table({{"Account", Align::kLeft, true, 10},
               {"Name", Align::kLeft, true, 10},
               {"Signals", Align::kRight},
               {"Last signal"},
               {"Use"},
               {"Labels", Align::kLeft, true, 12}});
  for (const v1::Account& a : accounts.accounts()) {
    table.Add({Clean(a.id()), a.implicit() ? "(known from signals only)" : Clean(a.display_name()),
               Count(a.signal_count()), DayOr(a.has_last_signal_at(), a.last_signal_at()),
               ArchetypeName(a.archetype()), Clean(Labels(a))});
  }
  return absl::StrCat(table.Render(style), accounts.accounts_size(), " accounts.\n");
}

std::string RenderAccount(const AccountFile& file, const Style& style) {
  constexpr int kLabel = 14;
  const v1::Account& a = file.account;
  std::string out = Paint(Clean(a.id()), Ink::kBold, style);
  absl::StrAppend(&out, "\n");
  auto line = [&](absl::string_view label, const std::string& text) {
    if (!text.empty()) absl::StrAppend(&out, Labelled(label, Clean(text), kLabel, style));
  };
  line("Name", a.display_name());
  if (a.implicit()) line("Facts", "none stated; known from signals only");
  line("Signals",
       absl::StrCat(
           Count(a.signal_count()),
           a.has_last_signal_at() ? absl::StrCat(", the last on ", Day(a.last_signal_at())) : ""));
  line("Use", ArchetypeName(a.archetype()));
  line("Default lens", a.default_lens());
  if (a.has_contract()) {
    const v1::Contract& c = a.contract();
    line(
        "Contract",
        absl::StrCat(DayOr(c.has_start(), c.start(), "?"), " to ", DayOr(c.has_end(), c.end(), "?"),
                     c.has_value() ? absl::StrCat(", ", MoneyText(c.value()), " a year") : ""));
  }
  line("Labels", Labels(a));
  line("Holds from", DayOr(a.has_valid_from(), a.valid_from(), "the beginning"));
  absl::StrAppend(&out, "\n", Decisions(file.decisions, style), "\n",
                  Stakeholders(file.stakeholders, style));
  return out;
}

std::vector<std::string> AccountColumns() {
  return {"id",
          "display_name",
          "archetype",
          "default_lens",
          "contract_start",
          "contract_end",
          "contract_value",
          "labels",
          "implicit",
          "signal_count",
          "last_signal_at"};
}

std::vector<std::string> AccountRecord(const v1::Account& a) {
  const v1::Contract& c = a.contract();
  return {a.id(),
          a.display_name(),
          v1::Archetype_Name(a.archetype()),
          a.default_lens(),
          c.has_start() ? Rfc3339(c.start()) : "",
          c.has_end() ? Rfc3339(c.end()) : "",
          c.has_value() ? MoneyText(c.value()) : "",
          Labels(a),
          a.implicit() ? "true" : "false",
          absl::StrCat(a.signal_count()),
          a.has_last_signal_at() ? Rfc3339(a.last_signal_at()) : ""};
}

}  // namespace parallax::cli
