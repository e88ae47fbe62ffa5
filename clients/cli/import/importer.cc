#include "clients/cli/import/importer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/cli/import/progress.h"

namespace parallax::cli {
namespace {

constexpr std::uint64_t kRowsBetweenLooks = 64;  // at the clock, for the progress line

bool Contains(const std::vector<RuleKind>& kinds, RuleKind kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// What the reader says begins with "FILE:LINE"; the rejects file has columns for both.
std::string WithoutPlace(absl::string_view message, const std::string& file) {
  if (message.substr(0, file.size() + 1) != absl::StrCat(file, ":")) return std::string(message);
  const std::size_t at = message.find(": ");
  return std::string(at == absl::string_view::npos ? message : message.substr(at + 2));
}

}  // namespace

Importer::Importer(const Mapping& mapping, const Tables& tables, Options options, Context& context,
                   Rejects& rejects)
    : mapping_(mapping), tables_(tables), options_(options), context_(context), rejects_(rejects) {}

void Importer::Reject(const Origin& origin, const std::string& reason) {
  rejects_.Add(origin, reason);
}

template <typename Use>
absl::Status Importer::ForEachRow(const Kinds& kinds, absl::string_view phase, Use use) {
  std::uint64_t total = 0;
  std::vector<const TableDecl*> order;
  for (const TableDecl& table : mapping_.tables) {
    const bool used = std::any_of(
        mapping_.rules.begin(), mapping_.rules.end(),
        [&](const Rule& rule) { return rule.table == table.name && Contains(kinds, rule.kind); });
    if (!used) continue;
    order.push_back(&table);
    total += tables_.at(table.name).bytes;
  }
  Progress progress(context_.err, context_.err_style, total);
  std::uint64_t bytes_before = 0, rows = 0;
  for (const TableDecl* decl : order) {
    const SourceTable& table = tables_.at(decl->name);
    std::vector<BoundRule> rules;
    for (const Rule& rule : mapping_.rules) {
      if (rule.table != decl->name || !Contains(kinds, rule.kind)) continue;
      auto bound = BoundRule::Bind(mapping_, rule, table);
      if (!bound.ok()) return bound.status();
      rules.push_back(*std::move(bound));
    }
    const bool first_pass =
        std::find(counted_.begin(), counted_.end(), decl->name) == counted_.end();
    if (first_pass) counted_.push_back(decl->name);
    auto reader = TableReader::Open(table);
    if (!reader.ok()) return reader.status();
    for (;;) {
      const absl::StatusOr<bool> read = (*reader)->Next();
      if (read.ok() && !*read) break;
      if (first_pass) ++tally_.rows;
      if (++rows % kRowsBetweenLooks == 0) {
        progress.Show(absl::StrCat(phase, " ", decl->file), bytes_before + (*reader)->bytes(),
                      rows);
      }
      const CsvRow& record = (*reader)->record();
      const Origin origin = {decl->file, record.line, record.raw};
      if (!read.ok()) {
        // A row that cannot be read is rejected once, not in every pass over its table.
        if (first_pass) Reject(origin, WithoutPlace(read.status().message(), decl->file));
        continue;
      }
      for (const BoundRule& rule : rules) {
        if (!rule.AppliesTo((*reader)->row())) continue;
        const absl::Status status = use(rule, (*reader)->row(), origin);
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
      [this](const Origin& origin, const std::string& reason) { Reject(origin, reason); });
  FactTally planned;
  absl::Status status =
      ForEachRow(kinds, "facts", [&](const BoundRule& rule, Row row, const Origin& origin) {
        auto set = Facts(rule, row);
        if (!set.ok()) {
          Reject(origin, std::string(set.status().message()));
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
  SignalSender sender(
      context_.client, options,
      [this](const Origin& origin, const std::string& reason) { Reject(origin, reason); });
  absl::Status status = ForEachRow(
      {RuleKind::kSignal}, "signals", [&](const BoundRule& rule, Row row, const Origin& origin) {
        api::Signal signal;
        if (absl::Status filled = rule.FillSignal(row, signal); !filled.ok()) {
          Reject(origin, std::string(filled.message()));
          return absl::OkStatus();
        }
        return sender.Add(std::move(signal), origin);
      });
  if (status.ok()) status = sender.Flush();
  tally_.signals = sender.tally();
  return status;
}

absl::Status Importer::Run() {
  absl::Status status = WriteFacts({RuleKind::kAccount});
  if (status.ok()) status = WriteFacts({RuleKind::kDecision, RuleKind::kStakeholder});
  if (status.ok()) status = SendSignals();
  tally_.rejected = rejects_.count();
  return status;
}

}  // namespace parallax::cli
