#include "clients/simulate/records/record.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace parallax::simulate {
namespace {

constexpr std::array<absl::string_view, kSources> kSourceNames = {
    "mail", "crm", "portal", "product", "support", "billing", "marketing"};
constexpr std::array<absl::string_view, 4> kInitiatorNames = {
    "INITIATOR_BUYER", "INITIATOR_SELLER", "INITIATOR_THIRD_PARTY", "INITIATOR_SYSTEM"};

void AppendPerson(int person, std::string& out) { absl::StrAppend(&out, "\"p", person, "\""); }

}  // namespace

absl::string_view SourceName(Source source) {
  return kSourceNames[static_cast<std::size_t>(source)];
}

std::string& Attributes::Key(absl::string_view key) {
  absl::StrAppend(&json_, json_.empty() ? "\"" : ",\"", key, "\":");
  return json_;
}

Attributes& Attributes::Text(absl::string_view key, absl::string_view value) {
  absl::StrAppend(&Key(key), "\"", value, "\"");
  return *this;
}

Attributes& Attributes::Integer(absl::string_view key, std::int64_t value) {
  absl::StrAppend(&Key(key), value);
  return *this;
}

Attributes& Attributes::Share(absl::string_view key, int hundredths) {
  AppendHundredths(hundredths, Key(key));
  return *this;
}

Attributes& Attributes::Bool(absl::string_view key, bool value) {
  Key(key) += value ? "true" : "false";
  return *this;
}

Attributes& Attributes::Date(absl::string_view key, Day day) {
  std::string& out = Key(key);
  out += '"';
  AppendTime(MomentOf(day), out);
  out += '"';
  return *this;
}

bool ShowsBuyer(const Record& record) {
  if (record.retracts != 0) return false;
  if (record.kind == "sales.meeting_held" || record.kind == "success.value_review") return true;
  // That somebody came or went, and what the product counts, is news of the buyer and not from it.
  return record.initiator == Initiator::kBuyer && record.source != Source::kProduct &&
         record.kind != "sales.stakeholder_joined" && record.kind != "sales.stakeholder_left";
}

void AppendHundredths(int hundredths, std::string& out) {
  const int size = hundredths < 0 ? -hundredths : hundredths;
  absl::StrAppend(&out, hundredths < 0 ? "-" : "", size / 100, size % 100 < 10 ? ".0" : ".",
                  size % 100);
}

void AppendSignal(const Record& record, absl::string_view account, absl::string_view currency,
                  std::string& out) {
  absl::StrAppend(&out, "{\"account\":\"", account, "\"");
  if (record.decision != 0) absl::StrAppend(&out, ",\"decision\":\"d", record.decision, "\"");
  absl::StrAppend(&out, ",\"source\":\"", SourceName(record.source), "\",\"sourceEventId\":\"e",
                  record.number, "\",\"kind\":\"", record.kind, "\",\"occurredAt\":\"");
  AppendTime(record.at, out);
  out += "\",\"availableAt\":\"";
  AppendTime(record.known, out);
  out += '"';
  if (record.retracts != 0) {
    absl::StrAppend(&out, ",\"retracts\":\"e", record.retracts, "\"}\n");
    return;
  }
  if (record.stakeholder != 0) {
    out += ",\"stakeholder\":";
    AppendPerson(record.stakeholder, out);
  }
  if (!record.participants.empty()) {
    out += ",\"participants\":";
    char separator = '[';
    for (const int person : record.participants) {
      out += separator;
      AppendPerson(person, out);
      separator = ',';
    }
    out += ']';
  }
  absl::StrAppend(&out, ",\"initiator\":\"",
                  kInitiatorNames[static_cast<std::size_t>(record.initiator)], "\"");
  if (record.sentiment) {
    out += ",\"sentiment\":";
    AppendHundredths(*record.sentiment, out);
  }
  if (record.supersedes != 0) absl::StrAppend(&out, ",\"supersedes\":\"e", record.supersedes, "\"");
  if (record.amount) {
    absl::StrAppend(&out, ",\"amount\":{\"currencyCode\":\"", currency, "\",\"units\":\"",
                    *record.amount, "\"}");
  }
  if (!record.attributes.json().empty())
    absl::StrAppend(&out, ",\"attributes\":{", record.attributes.json(), "}");
  out += "}\n";
}

}  // namespace parallax::simulate
