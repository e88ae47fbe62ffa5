#include "clients/simulate/facts.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace parallax::simulate {
namespace {

constexpr std::array<absl::string_view, 4> kPowers = {"POWER_VETO", "POWER_APPROVE",
                                                      "POWER_INFLUENCE", "POWER_USE"};
constexpr std::array<absl::string_view, 3> kTypes = {"DECISION_TYPE_NEW", "DECISION_TYPE_RENEWAL",
                                                     "DECISION_TYPE_EXPANSION"};

void AppendSince(Day day, std::string& out) {
  out += ",\"validFrom\":\"";
  AppendTime(MomentOf(day), out);
  out += "\",\"availableAt\":\"";
  AppendTime(MomentOf(day), out);
  out += '"';
}

// The account's own part, without the closing brace: a version replaces the one before whole.
void AppendAccount(const Account& account, const ContractFact* contract, std::string& out) {
  // Facts that do not change come from the account's number alone.
  const std::uint64_t draw = Mix(account.people.front().key, 1);
  const Industry& industry = account.industry;
  const char* org_type = industry.org_types[draw % industry.org_types.size()];
  const auto segment = static_cast<std::size_t>(account.size) * industry.segments.size() / 3;
  absl::StrAppend(&out, "{\"account\":{\"id\":\"", account.id, "\",\"displayName\":\"Simulated ",
                  absl::StrReplaceAll(org_type, {{"_", " "}}), " ",
                  account.id.substr(account.id.rfind('-') + 1), "\"");
  if (account.automatic) out += ",\"archetype\":\"ARCHETYPE_API\"";
  absl::StrAppend(&out, ",\"defaultLens\":\"", industry.name, "\",\"labels\":{\"org_type\":\"",
                  org_type, "\",\"segment\":\"", industry.segments[segment],
                  "\",\"fiscal_year_start_month\":\"", account.fiscal_month,
                  "\",\"x.synthetic\":\"true\"");
  if (contract != nullptr) out += ",\"paying\":\"true\"";
  out += '}';
  if (contract == nullptr) return;
  out += ",\"contract\":{\"start\":\"";
  AppendTime(MomentOf(contract->start), out);
  out += "\",\"end\":\"";
  AppendTime(MomentOf(contract->end), out);
  absl::StrAppend(&out, "\",\"value\":{\"currencyCode\":\"", industry.currency, "\",\"units\":\"",
                  contract->value, "\"}}");
}

void AppendPerson(const Account& account, std::size_t at, Day since, bool champion,
                  std::string& out) {
  const Person& who = account.people[at];
  absl::StrAppend(&out, out.back() == '[' ? "" : ",", "{\"id\":\"p", at + 1, "\",\"role\":\"",
                  who.role->id, "\",\"power\":\"",
                  kPowers[static_cast<std::size_t>(who.role->power)], "\",\"orgUnit\":\"", who.unit,
                  "\",\"champion\":", champion ? "true" : "false");
  if (who.joined < account.from) {
    // No signal tells of those who were there before the first day.
    out += ",\"joinedAt\":\"";
    AppendTime(MomentOf(who.joined), out);
    out += '"';
  }
  AppendSince(since, out);
  out += '}';
}

}  // namespace

std::string FactLines(const Account& account) {
  std::string out;
  auto contract = account.contracts.begin();
  const bool customer_before =
      contract != account.contracts.end() && contract->signed_on < account.from;
  AppendAccount(account, customer_before ? &*contract++ : nullptr, out);
  out += "},\"decisions\":[";
  for (const DealFact& deal : account.deal_facts) {
    absl::StrAppend(&out, out.back() == '[' ? "" : ",", "{\"id\":\"d", deal.number,
                    "\",\"type\":\"", kTypes[static_cast<std::size_t>(deal.type)], "\"");
    AppendSince(deal.opened, out);
    out += '}';
  }
  out += "],\"stakeholders\":[";
  for (std::size_t at = 0; at < account.people.size(); ++at) {
    const Person& who = account.people[at];
    if (who.joined == kNever) continue;
    const bool later = who.champion && who.champion_since > who.joined;
    AppendPerson(account, at, who.joined, who.champion && !later, out);
    if (later) AppendPerson(account, at, who.champion_since, true, out);
  }
  out += "]}\n";
  for (; contract != account.contracts.end(); ++contract) {
    AppendAccount(account, &*contract, out);
    AppendSince(contract->signed_on, out);
    out += "}}\n";
  }
  return out;
}

}  // namespace parallax::simulate
