#include "clients/cli/import/draft_mapping.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/import/value_text.h"

namespace parallax::cli {
namespace {

// What the name of a file says of its rows.
struct Subject {
  std::vector<std::string> words;  // in the file's name
  const char* rule;                // account, stakeholder, decision or signal
  const char* kind;                // of the signal, if one is made
  const char* attributes;          // it needs, as TOML; "{KEY}" is the row's id
};

const std::vector<Subject>& Subjects() {
  static const std::vector<Subject> kSubjects = {
      {{"history", "changes"}, "signal", "", ""},
      {{"account", "compan", "customer", "organi"}, "account", "", ""},
      {{"contact", "people", "person", "user", "member"}, "stakeholder", "", ""},
      {{"opportunit", "deal"}, "decision", "sales.decision_opened", "type = \"new\""},
      {{"meeting", "event", "appointment"}, "signal", "sales.meeting_held", ""},
      {{"call"}, "signal", "sales.message_exchanged", "channel = \"phone\""},
      {{"email", "mail", "message"}, "signal", "sales.message_exchanged", "channel = \"email\""},
      {{"ticket", "case"},
       "signal",
       "success.support_case",
       "ref = \"{KEY}\", state = \"opened\", type = \"other\""},
      {{"invoice"}, "signal", "", ""},
  };
  return kSubjects;
}

const Subject& SubjectOf(const std::string& stem) {
  static const Subject kOther = {{}, "signal", "", ""};
  for (const Subject& subject : Subjects()) {
    for (const std::string& word : subject.words) {
      if (absl::StrContains(stem, word)) return subject;
    }
  }
  return kOther;
}

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

// A column as a value: "{name}", or a table where the name holds braces.
std::string Value(const SampledColumn& column, absl::string_view more = "") {
  return absl::StrCat("{ column = ", Quoted(column.name), more, " }");
}

class Drafter {
 public:
  Drafter(const Sample& sample, const std::string& file)
      : sample_(sample),
        file_(file),
        stem_(SnakeCase(file.substr(0, file.find('.')))),
        subject_(SubjectOf(stem_)) {}

  Draft Run() {
    FindColumns();
    Head();
    const absl::string_view rule = subject_.rule;
    if (rule == "account") Account();
    if (rule == "stakeholder") Stakeholder();
    if (rule == "decision") Decision();
    if (rule == "signal" || rule == "decision") Signal();
    Unused();
    return std::move(draft_);
  }

 private:
  void Say(absl::string_view what) {
    draft_.guesses.emplace_back(what);
    absl::StrAppend(&draft_.toml, "# ", what, "\n");
  }
  void Line(absl::string_view text) { absl::StrAppend(&draft_.toml, text, "\n"); }

  const SampledColumn* Find(const std::vector<std::string>& names) const {
    return FindColumn(sample_, names,
                      [](const SampledColumn& c) { return c.filled > 0 && !c.addresses; });
  }

  void FindColumns() {
    const auto distinct = [&](const SampledColumn& c) {
      return c.distinct && c.filled == sample_.rows && !c.addresses && c.time_format.empty();
    };
    std::string singular = stem_;
    if (absl::EndsWith(singular, "s")) singular.pop_back();
    key_ = FindColumn(sample_, {"id", absl::StrCat(singular, "_id"), "message_id", "key", "uuid"},
                      distinct);
    for (std::size_t i = 0; key_ == nullptr && i < sample_.columns.size(); ++i) {
      if (distinct(sample_.columns[i])) key_ = &sample_.columns[i];
    }
    account_ = Find({"account_id", "account", "company_id", "company", "organization_id",
                     "organisation_id", "org_id", "customer_id", "group_id", "client_id"});
    decision_ = Find({"opportunity_id", "deal_id", "decision_id", "opportunity", "deal"});
    person_ = Find({"contact_id", "person_id", "stakeholder_id", "user_id", "who_id", "contact"});
    const auto time = [](const SampledColumn& c) { return !c.time_format.empty(); };
    time_ = FindColumn(sample_,
                       {"occurred_at", "timestamp", "start_time", "started_at", "at", "date",
                        "datetime", "time", "created_at", "created_date", "createdate", "created"},
                       time);
    for (std::size_t i = 0; time_ == nullptr && i < sample_.columns.size(); ++i) {
      if (time(sample_.columns[i])) time_ = &sample_.columns[i];
    }
    if (subject_.rule == absl::string_view("account") && key_ != nullptr) account_ = key_;
    if (subject_.rule == absl::string_view("decision") && key_ != nullptr) decision_ = key_;
    if (subject_.rule == absl::string_view("stakeholder") && key_ != nullptr) person_ = key_;
  }

  void Head() {
    Line(absl::StrCat("# A draft for ", file_, ". Look through every guess, then try it:"));
    Line("#   parallax signal import --mapping THIS.toml FILE --check");
    Line("version = 1");
    Line("source = \"import\"   # name the system the file comes from");
    Line("");
    Line("[[table]]");
    Line(absl::StrCat("name = ", Quoted(stem_.empty() ? "rows" : stem_)));
    Line(absl::StrCat("file = ", Quoted(file_)));
    if (sample_.json) Line("format = \"json\"");
    if (!sample_.json && sample_.delimiter != ',')
      Line(sample_.delimiter == '\t'
               ? "delimiter = \"\\t\""
               : absl::StrCat("delimiter = \"", std::string(1, sample_.delimiter), "\""));
    if (key_ != nullptr) {
      Say(absl::StrCat("guessed: ", key_->name, " tells rows apart (no value twice in ",
                       sample_.rows, " rows)"));
      Line(absl::StrCat("key = [", Quoted(key_->name), "]"));
    } else {
      Say("no single column tells rows apart: all of them together do here; name fewer");
      std::vector<std::string> names;
      for (const SampledColumn& column : sample_.columns) names.push_back(Quoted(column.name));
      Line(absl::StrCat("key = [", absl::StrJoin(names, ", "), "]"));
    }
  }

  void Rule(const char* name) {
    Line("");
    Line(absl::StrCat("[[", name, "]]"));
    Line(absl::StrCat("table = ", Quoted(stem_.empty() ? "rows" : stem_)));
  }

  // A key of a rule from a column, or from a constant that has to be changed.
  void Key(const char* key, const SampledColumn* column, const char* what) {
    if (column == nullptr) {
      Say(absl::StrCat("no column looks like ", what, ": name one instead of \"unknown\""));
      Line(absl::StrCat(key, " = \"unknown\""));
      return;
    }
    Say(absl::StrCat("guessed: ", column->name, " is ", what));
    Line(absl::StrCat(key, " = ", Value(*column, ", type = \"id\"")));
  }

  void Time(const char* key, bool optional) {
    if (time_ != nullptr) {
      Say(absl::StrCat("guessed: ", time_->name, " is the time, written as ", time_->time_format,
                       "; times without an offset are UTC unless zone says otherwise"));
      Line(absl::StrCat(key, " = ", TimeValue(*time_)));
    } else if (!optional) {
      Say("no column looks like a time: the time of the export stands in (give --exported-at)");
      Line(absl::StrCat(key, " = \"{@exported_at}\""));
    }
  }

  static std::string TimeValue(const SampledColumn& column) {
    return Value(column, column.time_format == "iso"
                             ? ""
                             : absl::StrCat(", time_format = ", Quoted(column.time_format)));
  }

  void Account() {
    Rule("account");
    Key("id", account_, "the account's id");
    if (const SampledColumn* name = Find({"name", "account_name", "company_name"})) {
      Say(absl::StrCat("guessed: ", name->name, " is the company's name"));
      Line(absl::StrCat("display_name = ", Value(*name)));
    }
    if (const SampledColumn* region = Find({"region", "country"})) {
      Say(absl::StrCat("guessed: ", region->name, " is the region"));
      Line(absl::StrCat("labels = { region = ", Value(*region, ", type = \"label\""), " }"));
    }
    Time("valid_from", /*optional=*/true);
  }

  void Stakeholder() {
    Rule("stakeholder");
    Key("account", account_ == key_ ? nullptr : account_, "the account of the person");
    Key("id", person_, "the person's id");
    if (const SampledColumn* role = Find({"role", "buyer_role", "buying_role", "title"})) {
      Say(absl::StrCat("guessed: ", role->name,
                       " tells the role: map its values to roles of the catalog"));
      Line(absl::StrCat("role = ", Value(*role,
                                         ", map = { CFO = \"cfo\", CISO = \"ciso\" }, "
                                         "default = \"other\"")));
    }
    Time("valid_from", /*optional=*/true);
  }

  void Decision() {
    Rule("decision");
    Key("id", decision_, "the decision's id");
    Key("account", account_ == key_ ? nullptr : account_, "the account");
    Line("type = \"new\"");
  }

  void Signal() {
    Rule("signal");
    std::string kind = subject_.kind, attributes = subject_.attributes;
    if (kind == "sales.meeting_held" && person_ == nullptr) kind.clear();  // it needs people
    if (absl::StrContains(attributes, "{KEY}") && key_ == nullptr) kind.clear();
    if (kind.empty()) {
      kind = absl::StrCat(
          "x.import.",
          stem_.empty() || !absl::ascii_islower(static_cast<unsigned char>(stem_.front())) ? "row"
                                                                                           : stem_);
      attributes.clear();
      Say(absl::StrCat("which kind these rows are cannot be told: see parallax signal kinds; ",
                       kind, " is stored, and lenses pass over it"));
    } else {
      Say(absl::StrCat("guessed from the file's name: each row is a ", kind));
    }
    Line(absl::StrCat("kind = ", Quoted(kind)));
    Key("account", account_, "the account");
    if (decision_ != nullptr) Key("decision", decision_, "the decision");
    if (person_ != nullptr) Key("participants", person_, "somebody of the buyer's who took part");
    Time("occurred_at", /*optional=*/false);
    Say("the row is taken to be known when it happened: give a column of its entry if there is "
        "one");
    Line(absl::StrCat("available_at = ",
                      time_ == nullptr ? "\"{@exported_at}\"" : TimeValue(*time_)));
    if (kind == "sales.message_exchanged") {
      Say("who wrote or called is not known: initiator is seller until a column says so");
      Line("initiator = \"seller\"");
    }
    Amount(kind);
    if (!attributes.empty())
      Line(absl::StrCat(
          "attributes = { ",
          absl::StrReplaceAll(
              attributes,
              {{"\"{KEY}\"", key_ == nullptr ? "\"unknown\"" : Value(*key_, ", type = \"id\"")}}),
          " }"));
  }

  void Amount(const std::string& kind) {
    const SampledColumn* amount = FindColumn(sample_, {"amount", "value", "acv", "arr", "price"},
                                             [](const SampledColumn& c) { return c.numbers; });
    if (amount == nullptr || kind != "sales.decision_opened") return;
    const SampledColumn* currency = Find({"currency", "currency_code", "currency_iso_code"});
    Say(absl::StrCat("guessed: ", amount->name, " is its value",
                     currency == nullptr ? ", in USD: change the currency"
                                         : absl::StrCat(", in ", currency->name)));
    Line(absl::StrCat(
        "amount = ",
        Value(*amount,
              absl::StrCat(", currency = ", currency == nullptr ? "\"USD\"" : Value(*currency)))));
  }

  void Unused() {
    std::vector<std::string> addresses, others;
    for (const SampledColumn& column : sample_.columns) {
      if (column.addresses)
        addresses.push_back(column.name);
      else if (!absl::StrContains(draft_.toml, Quoted(column.name)))
        others.push_back(column.name);
    }
    Line("");
    if (!addresses.empty())
      Say(absl::StrCat("left out, holds addresses of people: ", absl::StrJoin(addresses, ", ")));
    if (!others.empty()) Say(absl::StrCat("not used: ", absl::StrJoin(others, ", ")));
  }

  const Sample& sample_;
  const std::string file_, stem_;
  const Subject& subject_;
  const SampledColumn *key_ = nullptr, *account_ = nullptr, *decision_ = nullptr,
                      *person_ = nullptr, *time_ = nullptr;
  Draft draft_;
};

}  // namespace

Draft DraftMapping(const Sample& sample, const std::string& file) {
  return Drafter(sample, file).Run();
}

}  // namespace parallax::cli
