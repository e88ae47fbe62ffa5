#include "core/store/sqlite/fact_writer.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/signal/codec.h"

namespace parallax::sqlite {
namespace {

struct Object {
  std::string_view account;
  Subject subject;
  std::string_view id;
};

Object ObjectOf(const Facts& facts) {
  if (const auto* decision = std::get_if<DecisionFacts>(&facts)) {
    return {decision->account, Subject::kDecision, decision->decision};
  }
  if (const auto* stakeholder = std::get_if<StakeholderFacts>(&facts)) {
    return {stakeholder->account, Subject::kStakeholder, stakeholder->stakeholder};
  }
  return {std::get<AccountFacts>(facts).account, Subject::kAccount, ""};
}

// What was stated is no longer only implied by a signal.
Facts Stated(Facts facts) {
  if (auto* account = std::get_if<AccountFacts>(&facts)) account->implicit = false;
  return facts;
}

// True when `version` says what `latest` says; a time it leaves open may be any.
bool SaysTheSame(const Facts& version, const Facts& latest) {
  if (version.index() != latest.index()) return false;
  Facts filled = version;
  std::visit(
      [&](auto& facts) {
        const auto& other = std::get<std::decay_t<decltype(facts)>>(latest);
        if (facts.valid_from == kNoTime) facts.valid_from = other.valid_from;
        if (facts.available_at == kNoTime) facts.available_at = other.available_at;
      },
      filled);
  return filled == latest;
}

}  // namespace

std::string EtagOf(std::uint64_t revision) { return absl::StrCat(absl::Hex(revision)); }

absl::StatusOr<FactWriter> FactWriter::Prepare(Database& database, Resolver* resolver,
                                               AccountReader* reader, const Erasures* erasures) {
  FactWriter writer(resolver, reader, erasures);
  absl::StatusOr<Statement> insert = database.Prepare(
      "INSERT INTO facts (account, subject, object, revision, recorded_at, facts) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  if (!insert.ok()) return insert.status();
  writer.insert_ = *std::move(insert);
  return writer;
}

absl::StatusOr<std::uint64_t> FactWriter::Apply(std::string_view workspace_name,
                                                const std::vector<Facts>& facts,
                                                const std::optional<std::string>& expected_etag,
                                                Group& group) {
  if (absl::Status status = CheckErasures(workspace_name, facts); !status.ok()) return status;
  if (expected_etag.has_value()) {
    absl::Status status = CheckEtag(workspace_name, facts, *expected_etag);
    if (!status.ok()) return status;
  }
  if (facts.empty()) return resolver_->RevisionOf(workspace_name, group);
  absl::StatusOr<Workspace*> workspace = resolver_->OpenWorkspace(workspace_name, group);
  if (!workspace.ok()) return workspace.status();
  for (const Facts& version : facts) {
    if (absl::Status status = Put(**workspace, Stated(version), group); !status.ok()) return status;
  }
  return (*workspace)->open_revision;
}

absl::Status FactWriter::CheckErasures(std::string_view workspace_name,
                                       const std::vector<Facts>& facts) {
  const std::int64_t workspace = resolver_->KeyOf(workspace_name);
  for (const Facts& version : facts) {
    const Object object = ObjectOf(version);
    if (erasures_->HasAccount(workspace, object.account)) {
      return MakeError(absl::StatusCode::kFailedPrecondition,
                       "the account was erased, and nothing is stored of it again; a new account "
                       "takes another id",
                       {.reason = "ACCOUNT_ERASED"});
    }
    if (object.subject == Subject::kStakeholder &&
        erasures_->HasPerson(workspace, object.account, object.id)) {
      return MakeError(absl::StatusCode::kFailedPrecondition,
                       "the stakeholder was erased, and nothing is stored of the person again; "
                       "another person takes another id",
                       {.reason = "STAKEHOLDER_ERASED"});
    }
  }
  return absl::OkStatus();
}

absl::Status FactWriter::CheckEtag(std::string_view workspace, const std::vector<Facts>& facts,
                                   const std::string& expected_etag) {
  const AccountFacts* stated = nullptr;
  int count = 0;
  for (const Facts& version : facts) {
    if (const auto* account = std::get_if<AccountFacts>(&version)) {
      stated = account;
      ++count;
    }
  }
  if (count != 1) {
    return InvalidArgument("etag", "goes with the facts of one account, not with these");
  }
  absl::StatusOr<Account*> account = resolver_->FindAccount(workspace, stated->account);
  if (!account.ok()) return account.status();
  if (*account == nullptr) return StaleEtag(stated->account);
  std::uint64_t revision = 0;
  absl::StatusOr<std::optional<Facts>> latest =
      reader_->LatestFacts((*account)->key, Subject::kAccount, "", kNoTime, &revision);
  if (!latest.ok()) return latest.status();
  // A retry of what was stored already writes nothing, so it cannot overwrite anybody's change.
  if (latest->has_value() && SaysTheSame(Stated(*stated), **latest)) return absl::OkStatus();
  return EtagOf(revision) == expected_etag ? absl::OkStatus() : StaleEtag(stated->account);
}

absl::Status FactWriter::Put(Workspace& workspace, Facts version, Group& group) {
  const Object object = ObjectOf(version);
  absl::StatusOr<Account*> account = resolver_->OpenAccount(workspace, object.account, group);
  if (!account.ok()) return account.status();
  if (auto* stated = std::get_if<AccountFacts>(&version);
      stated != nullptr && resolver_->HasErasures(workspace, **account)) {
    ScrubFacts(erasures_->Of(workspace.key, object.account), *stated);
  }
  std::uint64_t latest_revision = 0;
  const Time valid_from = std::visit([](const auto& facts) { return facts.valid_from; }, version);
  absl::StatusOr<std::optional<Facts>> latest = reader_->LatestFacts(
      (*account)->key, object.subject, object.id, valid_from, &latest_revision);
  if (!latest.ok()) return latest.status();
  if (latest->has_value() && SaysTheSame(version, **latest)) return absl::OkStatus();

  // A first version without any time is what was always so: it stays without times.
  std::visit(
      [&](auto& facts) {
        const bool timeless =
            !latest->has_value() && facts.valid_from == kNoTime && facts.available_at == kNoTime;
        if (facts.valid_from == kNoTime && latest->has_value())
          facts.valid_from = group.recorded_at;
        if (facts.available_at == kNoTime && !timeless) facts.available_at = group.recorded_at;
      },
      version);
  const std::uint64_t revision = group.next_revision++;
  absl::Status status =
      insert_.Execute((*account)->key, static_cast<int>(object.subject), object.id, revision,
                      group.recorded_at, Blob{EncodeFacts(version)});
  if (!status.ok()) return status;
  group.facts.emplace_back(*account, revision);
  workspace.open_revision = revision;
  return absl::OkStatus();
}

}  // namespace parallax::sqlite
