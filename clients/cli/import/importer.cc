#include "clients/cli/import/importer.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "clients/cli/import/progress.h"
#include "clients/cli/import/snapshot_importer.h"

namespace parallax::cli {
namespace {

constexpr std::uint64_t kRowsBetweenLooks = 64;  // at the clock, for the progress line

bool Contains(const std::vector<RuleKind>& kinds, RuleKind kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// What a reader says begins with "FILE:LINE" or "FILE:LINE:COLUMN"; rejects tell them apart.
std::string WithoutPlace(absl::string_view message, const std::string& file, std::string& column) {
  if (!absl::StartsWith(message, absl::StrCat(file, ":"))) return std::string(message);
  const std::size_t at = message.find(": ");
  if (at == absl::string_view::npos) return std::string(message);
  const std::vector<std::string> place =
      absl::StrSplit(message.substr(file.size() + 1, at - file.size() - 1), ':');
  if (place.size() > 1) column = place[1];
  return std::string(message.substr(at + 2));
}

}  // namespace

Importer::Importer(const Mapping& mapping, const Tables& tables, Options options, Context& context,
                   Rejects& rejects)
    : mapping_(mapping), tables_(tables), options_(options), context_(context), rejects_(rejects) {}

void Importer::Reject(Origin origin, const absl::Status& why) {
  std::string column;
  const std::string reason = WithoutPlace(why.message(), origin.file, column);
  if (origin.column.empty()) origin.column = ColumnOf(why).empty() ? column : ColumnOf(why);
  rejects_.Add(origin, reason);
}

std::string Importer::ColumnOfField(int rule, const std::string& field) const {
  if (rule < 0 || field.empty()) return "";
  const std::vector<absl::string_view> parts = absl::StrSplit(field, absl::MaxSplits('.', 1));
  std::vector<std::string> columns;
  for (const FieldRule& candidate : mapping_.rules[static_cast<std::size_t>(rule)].fields) {
    if (candidate.field->name() != parts[0]) continue;
    if (candidate.entries.empty()) {
      for (const ValueExpr& value : candidate.values) {
        for (std::string& name : value.Columns()) columns.push_back(std::move(name));
      }
    } else if (parts.size() > 1) {
      const auto entry = candidate.entries.find(std::string(parts[1]));
      if (entry != candidate.entries.end()) columns = entry->second.Columns();
    }
  }
  return absl::StrJoin(columns, " ");
}

template <typename Use>
absl::Status Importer::ForEachRow(const Kinds& kinds, absl::string_view phase, Use use) {
  std::uint64_t total = 0;
  std::vector<const TableDecl*> order;
  for (const TableDecl& table : mapping_.tables) {
    const bool used = std::any_of(
        mapping_.rules.begin(), mapping_.rules.end(),
        [&](const Rule& rule) { return rule.table == table.name && Contains(kinds, rule.kind); });
    if (!used || tables_.at(table.name).path.empty()) continue;
    order.push_back(&table);
    total += tables_.at(table.name).bytes;
  }
  Progress progress(context_.err, context_.err_style, total);
  std::uint64_t bytes_before = 0, rows = 0;
  for (const TableDecl* decl : order) {
    const SourceTable& table = tables_.at(decl->name);
    std::vector<BoundRule> rules;
    std::vector<int> places;
    for (std::size_t i = 0; i < mapping_.rules.size(); ++i) {
      const Rule& rule = mapping_.rules[i];
      if (rule.table != decl->name || !Contains(kinds, rule.kind)) continue;
      auto bound = BoundRule::Bind(mapping_, rule, table);
      if (!bound.ok()) return bound.status();
      rules.push_back(*std::move(bound));
      places.push_back(static_cast<int>(i));
    }
    const bool first_pass =
        std::find(counted_.begin(), counted_.end(), decl->name) == counted_.end();
    if (first_pass) counted_.push_back(decl->name);
    auto reader = TableReader::Open(table);
    if (!reader.ok()) return reader.status();
    rejects_.SetHead(decl->file, (*reader)->head());
    for (;;) {
      const absl::StatusOr<bool> read = (*reader)->Next();
      if (read.ok() && !*read) break;
      if (first_pass) ++tally_.rows;
      if (++rows % kRowsBetweenLooks == 0) {
        progress.Show(absl::StrCat(phase, " ", decl->file), bytes_before + (*reader)->bytes(),
                      rows);
      }
      const CsvRow& record = (*reader)->record();
      Origin origin = {decl->file, record.line, record.raw};
      if (!read.ok()) {
        // A row that cannot be read is rejected once, not in every pass over its table; what is
        // broken for good ends the file, not the import.
        if (first_pass) Reject(origin, read.status());
        if (!absl::IsInvalidArgument(read.status())) break;
        continue;
      }
      for (std::size_t i = 0; i < rules.size(); ++i) {
        if (!rules[i].AppliesTo((*reader)->row())) continue;
        origin.rule = places[i];
        absl::Status status = use(rules[i], (*reader)->row(), origin);
        if (!status.ok()) return status;
      }
    }
    bytes_before += table.bytes;
  }
  return absl::OkStatus();
}

absl::StatusOr<FactSet> Importer::Facts(const BoundRule& rule, Row row) const {
  FactSet set;
  switch (rule.rule().kind) {
    case RuleKind::kAccount: {
      api::Account& account = set.facts.emplace();
      if (absl::Status status = rule.Fill(row, account); !status.ok()) return status;
      set.account = account.id();
      break;
    }
    case RuleKind::kDecision: {
      api::Decision& decision = set.decisions.emplace_back();
      if (absl::Status status = rule.Fill(row, decision); !status.ok()) return status;
      set.account = decision.account();
      break;
    }
    default: {
      api::Stakeholder& stakeholder = set.stakeholders.emplace_back();
      if (absl::Status status = rule.Fill(row, stakeholder); !status.ok()) return status;
      auto account = rule.AccountOf(row);
      if (!account.ok()) return account.status();
      set.account = *account;
      break;
    }
  }
  return set;
}

absl::Status Importer::WriteFacts(const Kinds& kinds) {
  FactWriter writer(
      context_.client, context_.settings.workspace,
      [this](const Origin& origin, const std::string& reason) { rejects_.Add(origin, reason); });
  FactTally planned;
  absl::Status status =
      ForEachRow(kinds, "facts", [&](const BoundRule& rule, Row row, const Origin& origin) {
        auto set = Facts(rule, row);
        if (!set.ok()) {
          Reject(origin, set.status());
          return absl::OkStatus();
        }
        planned.accounts += set->facts ? 1 : 0;
        planned.decisions += set->decisions.size();
        planned.stakeholders += set->stakeholders.size();
        set->origin = origin;
        if (!options_.dry_run) writer.Submit(*std::move(set));
        return writer.failure();
      });
  const absl::Status drained = writer.Drain();
  const FactTally done = options_.dry_run ? planned : writer.tally();
  tally_.facts.accounts += done.accounts;
  tally_.facts.decisions += done.decisions;
  tally_.facts.stakeholders += done.stakeholders;
  tally_.facts.revision = std::max(tally_.facts.revision, done.revision);
  return status.ok() ? drained : status;
}

absl::Status Importer::SendSignals() {
  SignalSender::Options options;
  options.workspace = context_.settings.workspace;
  options.validate_only = options_.dry_run;
  options.on_change = options_.on_change;
  if (absl::Time at; absl::ParseTime(absl::RFC3339_full, mapping_.exported_at, &at, nullptr))
    options.corrected_at = at;
  SignalSender sender(
      context_.client, options,
      [this](const Origin& origin, const std::string& reason, const std::string& field) {
        Origin where = origin;
        if (where.column.empty()) where.column = ColumnOfField(origin.rule, field);
        rejects_.Add(where, reason);
      });
  absl::Status status = ForEachRow(
      {RuleKind::kSignal}, "signals", [&](const BoundRule& rule, Row row, const Origin& origin) {
        api::Signal signal;
        if (absl::Status filled = rule.FillSignal(row, signal); !filled.ok()) {
          Reject(origin, filled);
          return absl::OkStatus();
        }
        return sender.Add(std::move(signal), origin);
      });
  if (status.ok()) status = sender.Flush();
  if (status.ok()) status = CompareSnapshots(sender);
  tally_.signals = sender.tally();
  return status;
}

absl::Status Importer::CompareSnapshots(SignalSender& sender) {
  if (options_.dry_run || mapping_.snapshots.empty()) return absl::OkStatus();
  if (mapping_.exported_at.empty()) {
    tally_.notes.push_back("Snapshots were not compared: give --exported-at TIME");
    return absl::OkStatus();
  }
  for (const SnapshotDecl& decl : mapping_.snapshots) {
    if (tables_.at(decl.table).path.empty()) continue;
    SnapshotImporter snapshot(
        mapping_, decl, tables_, context_,
        [this](const Origin& origin, const absl::Status& why) { Reject(origin, why); });
    if (absl::Status status = snapshot.Run(sender); !status.ok()) return status;
    const SnapshotTally& tally = snapshot.tally();
    tally_.snapshots += tally.kept ? 1 : 0;
    tally_.snapshot_changes += tally.changes;
    if (tally.kept && tally.first)
      tally_.notes.push_back(
          absl::StrCat("First snapshot of ", decl.object, ": the next import is compared with it"));
    if (!tally.kept)
      tally_.notes.push_back(
          absl::StrCat("The snapshot of ", decl.object, " was not kept: rows of it were rejected"));
  }
  return absl::OkStatus();
}

absl::Status Importer::Run() {
  absl::Status status = WriteFacts({RuleKind::kAccount});
  if (status.ok()) status = WriteFacts({RuleKind::kDecision, RuleKind::kStakeholder});
  if (status.ok()) status = SendSignals();
  tally_.rejected = rejects_.count();
  return status;
}

}  // namespace parallax::cli
