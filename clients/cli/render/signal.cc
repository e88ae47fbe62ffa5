#include "clients/cli/render/signal.h"

#include <cstdlib>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "clients/cli/base/json.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

constexpr int kWideTable = 120;

std::string ValueText(const google::protobuf::Value& value) {
  switch (value.kind_case()) {
    case google::protobuf::Value::kStringValue:
      return value.string_value();
    case google::protobuf::Value::kNumberValue:
      return absl::StrCat(value.number_value());
    case google::protobuf::Value::kBoolValue:
      return value.bool_value() ? "true" : "false";
    default:
      return "";
  }
}

std::string Bounds(const v1::SignalAttribute& a) {
  if (a.values_size() > 0) return absl::StrJoin(a.values(), " | ");
  if (!a.has_min() && !a.has_max()) return "";
  return absl::StrCat(a.has_min() ? absl::StrCat(a.min()) : "", " .. ",
                      a.has_max() ? absl::StrCat(a.max()) : "");
}

}  // namespace

std::string People(const v1::Signal& signal) {
  std::vector<std::string> people;
  if (!signal.stakeholder().empty()) people.push_back(signal.stakeholder());
  for (const std::string& person : signal.participants()) {
    if (person != signal.stakeholder()) people.push_back(person);
  }
  return absl::StrJoin(people, ", ");
}

std::string MoneyText(const google::type::Money& money) {
  std::string decimals;
  if (money.nanos() != 0) {
    decimals = absl::StrFormat(".%09d", std::abs(money.nanos()));
    decimals.erase(decimals.find_last_not_of('0') + 1);
  }
  const bool negative = money.units() < 0 || money.nanos() < 0;
  return absl::StrCat(negative ? "-" : "", absl::StripPrefix(absl::StrCat(money.units()), "-"),
                      decimals, " ", money.currency_code());
}

std::string Details(const v1::Signal& signal) {
  std::vector<std::string> parts;
  if (signal.has_amount()) parts.push_back(MoneyText(signal.amount()));
  std::map<std::string, std::string> sorted;
  for (const auto& [key, value] : signal.attributes()) sorted[key] = ValueText(value);
  for (const auto& [key, value] : sorted) parts.push_back(absl::StrCat(key, "=", value));
  if (signal.has_sentiment())
    parts.push_back(absl::StrCat("sentiment=", Number(signal.sentiment(), 2)));
  if (!signal.supersedes().empty())
    parts.push_back(absl::StrCat("supersedes=", signal.supersedes()));
  if (!signal.retracts().empty()) parts.push_back(absl::StrCat("retracts=", signal.retracts()));
  return absl::StrJoin(parts, " ");
}

std::string RenderSignals(const google::protobuf::RepeatedPtrField<v1::Signal>& signals,
                          const Style& style) {
  if (signals.empty()) return "No signals.\n";
  // Where a signal came from matters to whoever corrects it: it goes where there is room, and
  // always into json and csv.
  const bool wide = style.width >= kWideTable;
  std::vector<Column> columns = {{"Occurred"},
                                 {"Kind", Align::kLeft, true, 16},
                                 {"By"},
                                 {"People", Align::kLeft, true, 10},
                                 {"Details", Align::kLeft, true, 18}};
  if (wide) {
    columns.push_back({"Decision", Align::kLeft, true, 10});
    columns.push_back({"Source:id", Align::kLeft, true, 12});
  }
  Table table(std::move(columns));
  for (const v1::Signal& s : signals) {
    std::vector<std::string> cells = {
        absl::FormatTime("%Y-%m-%d %H:%M", FromProto(s.occurred_at()), absl::UTCTimeZone()),
        Clean(s.kind()),
        s.initiator() == v1::INITIATOR_UNSPECIFIED ? "-" : InitiatorName(s.initiator()),
        Clean(People(s)), Clean(Details(s))};
    if (wide) {
      cells.push_back(Clean(s.decision()));
      cells.push_back(Clean(absl::StrCat(s.source(), ":", s.source_event_id())));
    }
    table.Add(std::move(cells));
  }
  return absl::StrCat(table.Render(style), signals.size(), " signals; times are UTC.\n");
}

std::string RenderKind(const v1::SignalKind& kind, const Style& style) {
  constexpr int kLabel = 12;
  std::string out = Paint(Clean(kind.id()), Ink::kBold, style);
  absl::StrAppend(&out, "\n", Paragraph(Clean(kind.summary()), style.width));
  absl::StrAppend(&out, Labelled("Nature", Clean(kind.nature()), kLabel, style));
  absl::StrAppend(
      &out, Labelled("Who acts",
                     kind.default_initiator() == "required"
                         ? "the sender must say (initiator)"
                         : absl::StrCat(Clean(kind.default_initiator()), ", unless initiator says"),
                     kLabel, style));
  absl::StrAppend(&out, Labelled("People", Clean(kind.participants()), kLabel, style));
  absl::StrAppend(&out, Labelled("Decision", Clean(kind.decision()), kLabel, style), "\n");
  Table table({{"Attribute"},
               {"Type"},
               {"Required", Align::kLeft, true, 8},
               {"Takes", Align::kLeft, true, 12},
               {"Unit"},
               {"Meaning", Align::kLeft, true, 16}});
  for (const v1::SignalAttribute& a : kind.attributes()) {
    std::string required = a.required() ? "yes" : "no";
    if (a.required_when_size() > 0)
      required = absl::StrCat("when ", absl::StrJoin(a.required_when(), ", "));
    table.Add({Clean(a.key()), Clean(a.type()), required, Clean(Bounds(a)), Clean(a.unit()),
               Clean(a.summary())});
  }
  absl::StrAppend(&out, table.empty() ? "No attributes of its own.\n" : table.Render(style),
                  "Other keys must start with x. (such as x.vendor.key).\n");
  return out;
}

std::vector<std::string> SignalColumns() {
  return {"account",     "decision",     "source",      "source_event_id", "kind",
          "occurred_at", "available_at", "recorded_at", "stakeholder",     "participants",
          "initiator",   "sentiment",    "amount",      "currency",        "provenance",
          "supersedes",  "retracts",     "attributes"};
}

std::vector<std::string> SignalRecord(const v1::Signal& s) {
  std::string amount = s.has_amount() ? MoneyText(s.amount()) : "";
  const std::string currency = s.amount().currency_code();
  if (s.has_amount()) amount.resize(amount.size() - currency.size() - 1);
  google::protobuf::Struct attributes;
  *attributes.mutable_fields() = s.attributes();
  return {s.account(),
          s.decision(),
          s.source(),
          s.source_event_id(),
          s.kind(),
          Rfc3339(s.occurred_at()),
          s.has_available_at() ? Rfc3339(s.available_at()) : "",
          s.has_recorded_at() ? Rfc3339(s.recorded_at()) : "",
          s.stakeholder(),
          absl::StrJoin(s.participants(), " "),
          v1::Initiator_Name(s.initiator()),
          s.has_sentiment() ? absl::StrCat(s.sentiment()) : "",
          amount,
          currency,
          v1::Provenance_Name(s.provenance()),
          s.supersedes(),
          s.retracts(),
          s.attributes().empty() ? "" : ToJson(attributes, JsonLayout::kOneLine)};
}

}  // namespace parallax::cli
