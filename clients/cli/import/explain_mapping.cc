#include "clients/cli/import/explain_mapping.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/base/exit_code.h"
#include "clients/cli/base/json.h"
#include "clients/cli/import/builder.h"
#include "clients/cli/import/column_use.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"
#include "clients/cli/write/retry.h"
#include "clients/cli/write/signal_sender.h"

namespace parallax::cli {
namespace {

constexpr int kBatchSignals = 5000;  // a request may have 10,000

// What one rule made of one row, or that none applied.
struct Made {
  std::string table;
  std::uint64_t line = 0;
  std::string rule;
  std::string message;  // in JSON
  std::string wrong;
};

struct RuleCount {
  std::uint64_t applied = 0, wrong = 0;
};

// Reads, makes and has the server check; then it is asked for what to print.
class Explanation {
 public:
  Explanation(const Mapping& mapping, const Tables& tables, int rows, Context& context)
      : mapping_(mapping), tables_(tables), rows_(rows), context_(context) {}

  absl::Status Make() {
    for (const TableDecl& decl : mapping_.tables) {
      bool used = false;
      for (const Rule& rule : mapping_.rules) used |= rule.table == decl.name;
      if (!used) continue;
      if (tables_.at(decl.name).path.empty()) {
        notes_.push_back(absl::StrCat(decl.file, ": is not there; its rules do nothing"));
        continue;
      }
      if (absl::Status status = ReadTable(decl, tables_.at(decl.name)); !status.ok()) return status;
    }
    return Check();
  }

  std::uint64_t wrong() const {
    std::uint64_t count = 0;
    for (const Made& one : made_) count += one.wrong.empty() ? 0 : 1;
    return count;
  }

  void PrintJson() const {
    for (const Made& one : made_) {
      nlohmann::ordered_json line = {{"table", one.table}, {"line", one.line}, {"rule", one.rule}};
      if (!one.message.empty()) line["message"] = nlohmann::ordered_json::parse(one.message);
      if (!one.wrong.empty()) line["wrong"] = one.wrong;
      context_.out << line.dump() << "\n";
    }
  }

  void PrintCsv() const {
    context_.out << CsvRecord({"table", "line", "rule", "message", "wrong"});
    for (const Made& one : made_)
      context_.out << CsvRecord(
          {one.table, absl::StrCat(one.line), one.rule, one.message, one.wrong});
  }

  void PrintText() const {
    std::string place;
    for (const Made& one : made_) {
      const std::string here = absl::StrCat(one.table, ":", one.line);
      if (here != place) context_.out << here << "\n";
      place = here;
      context_.out << "  " << (one.rule.empty() ? "no rule applies" : one.rule) << "\n";
      if (!one.message.empty()) context_.out << "    " << Clean(one.message) << "\n";
      if (!one.wrong.empty())
        context_.out << "    " << Paint("rejected:", Ink::kBad, context_.out_style) << " "
                     << Clean(one.wrong) << "\n";
    }
    Table table({{"Rule"}, {"Table"}, {"Rows", Align::kRight}, {"Rejected", Align::kRight}});
    for (const Rule& rule : mapping_.rules) {
      const auto count = counts_.find(&rule);
      const RuleCount counted = count == counts_.end() ? RuleCount() : count->second;
      table.Add(
          {rule.title, rule.table, absl::StrCat(counted.applied), absl::StrCat(counted.wrong)});
    }
    context_.out << "\n" << table.Render(context_.out_style);
    for (const std::string& note : notes_) context_.out << Clean(note) << "\n";
    context_.out << "Nothing was stored.\n";
  }

 private:
  absl::Status ReadTable(const TableDecl& decl, const SourceTable& table) {
    std::vector<BoundRule> rules;
    std::vector<const Rule*> declared;
    for (const Rule& rule : mapping_.rules) {
      if (rule.table != decl.name) continue;
      auto bound = BoundRule::Bind(mapping_, rule, table);
      if (!bound.ok()) return bound.status();
      rules.push_back(*std::move(bound));
      declared.push_back(&rule);
    }
    auto reader = TableReader::Open(table);
    if (!reader.ok()) return reader.status();
    std::vector<bool> filled(table.columns.names().size());
    int rows = 0;
    for (; rows < rows_; ++rows) {
      const absl::StatusOr<bool> read = (*reader)->Next();
      if (read.ok() && !*read) break;
      const std::uint64_t line = (*reader)->record().line;
      if (!read.ok()) {
        made_.push_back({decl.file, line, "(reading)", "", std::string(read.status().message())});
        if (!absl::IsInvalidArgument(read.status())) break;
        continue;
      }
      const Row row = (*reader)->row();
      for (std::size_t i = 0; i < filled.size(); ++i) filled[i] = filled[i] || !row[i].empty();
      const std::size_t before = made_.size();
      for (std::size_t i = 0; i < rules.size(); ++i) {
        if (!rules[i].AppliesTo(row)) continue;
        ++counts_[declared[i]].applied;
        Apply(rules[i], declared[i], row, decl, line);
      }
      if (made_.size() == before) made_.push_back({decl.file, line, "", "", ""});
    }
    Note(decl, table, filled, rows);
    return absl::OkStatus();
  }

  void Apply(const BoundRule& rule, const Rule* declared, Row row, const TableDecl& decl,
             std::uint64_t line) {
    Made made{decl.file, line, declared->title, "", ""};
    absl::Status status;
    switch (declared->kind) {
      case RuleKind::kAccount:
        status = Fill<api::Account>(rule, row, made);
        break;
      case RuleKind::kDecision:
        status = Fill<api::Decision>(rule, row, made);
        break;
      case RuleKind::kStakeholder:
        status = Fill<api::Stakeholder>(rule, row, made);
        if (status.ok()) status = rule.AccountOf(row).status();
        break;
      case RuleKind::kSignal: {
        api::Signal signal;
        status = rule.FillSignal(row, signal);
        made.message = ToJson(signal, JsonLayout::kBrief);
        if (status.ok()) {
          signals_.push_back(std::move(signal));
          of_.emplace_back(made_.size(), declared);
        }
        break;
      }
    }
    if (!status.ok()) {
      made.wrong = std::string(status.message());
      ++counts_[declared].wrong;
    }
    made_.push_back(std::move(made));
  }

  template <typename Message>
  static absl::Status Fill(const BoundRule& rule, Row row, Made& made) {
    Message message;
    absl::Status status = rule.Fill(row, message);
    made.message = ToJson(message, JsonLayout::kBrief);
    return status;
  }

  // What the header promised and no rule reads, and what rules read and never found.
  void Note(const TableDecl& decl, const SourceTable& table, const std::vector<bool>& filled,
            int rows) {
    const std::set<std::string> read = FindColumnUse(mapping_).own[decl.name];
    std::vector<std::string> unread, empty;
    for (const std::string& column : table.header) {
      if (read.count(column) == 0) unread.push_back(column);
    }
    for (std::size_t i = 0; i < filled.size(); ++i) {
      const std::string& name = table.columns.names()[i];
      if (!filled[i] && (i >= table.header.size() || read.count(name) > 0)) empty.push_back(name);
    }
    if (!unread.empty())
      notes_.push_back(absl::StrCat(decl.file, ": no rule reads ", absl::StrJoin(unread, ", ")));
    if (!empty.empty() && rows > 0)
      notes_.push_back(
          absl::StrCat(decl.file, ": always empty so far: ", absl::StrJoin(empty, ", ")));
  }

  absl::Status Check() {
    for (std::size_t begin = 0; begin < signals_.size(); begin += kBatchSignals) {
      const std::size_t end = std::min<std::size_t>(signals_.size(), begin + kBatchSignals);
      api::IngestSignalsRequest request;
      request.set_workspace(context_.settings.workspace);
      request.set_validate_only(true);
      for (std::size_t i = begin; i < end; ++i) *request.add_signals() = signals_[i];
      api::IngestSignalsResponse response;
      absl::Status status =
          WithRetry([&] { return context_.client.IngestSignals(request, response); });
      if (!status.ok()) return status;
      for (const api::IngestResult& result : response.results()) {
        if (result.status() != api::INGEST_STATUS_REJECTED || begin + result.index() >= end)
          continue;
        const auto& [place, rule] = of_[begin + result.index()];
        made_[place].wrong = RejectionText(result.error());
        ++counts_[rule].wrong;
      }
    }
    return absl::OkStatus();
  }

  const Mapping& mapping_;
  const Tables& tables_;
  const int rows_;
  Context& context_;
  std::vector<Made> made_;
  std::vector<api::Signal> signals_;
  std::vector<std::pair<std::size_t, const Rule*>> of_;  // the signals: place in made_, and rule
  std::map<const Rule*, RuleCount> counts_;
  std::vector<std::string> notes_;
};

}  // namespace

absl::Status ExplainMapping(const Mapping& mapping, const Tables& tables, int rows,
                            Context& context) {
  Explanation explanation(mapping, tables, rows, context);
  if (absl::Status status = explanation.Make(); !status.ok()) return status;
  switch (context.settings.output) {
    case Output::kJson:
    case Output::kNdjson:
      explanation.PrintJson();
      break;
    case Output::kCsv:
      explanation.PrintCsv();
      break;
    case Output::kTable:
      explanation.PrintText();
      break;
  }
  if (explanation.wrong() == 0) return absl::OkStatus();
  return Failed(absl::StrCat(explanation.wrong(), " would be rejected"));
}

}  // namespace parallax::cli
