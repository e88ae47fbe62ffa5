#include "core/store/sqlite/account_reader.h"

#include <algorithm>
#include <iterator>

#include "core/base/errors.h"
#include "core/signal/codec.h"

namespace parallax::sqlite {
namespace {

// Every query goes run by run: an account has at most a few chunks in each, next to each other.
constexpr char kChunkTotals[] =
    "SELECT max(last_revision), sum(signals), max(last_occurred_at) FROM runs "
    "CROSS JOIN chunks ON chunks.run = runs.run WHERE account = ?1";
constexpr char kChunks[] =
    "SELECT entries FROM runs CROSS JOIN chunks ON chunks.run = runs.run WHERE account = ?1";
constexpr char kChunkOf[] =
    "SELECT first_revision, last_revision, entries FROM runs CROSS JOIN chunks ON chunks.run = "
    "runs.run "
    "WHERE account = ?1 AND first_revision <= ?2 AND last_revision >= ?2";

absl::Status AppendSignal(const Entry& entry, const std::string& account, AccountRecord& record) {
  Content content;
  if (!ParseContent(entry.content, content)) return Damaged();
  StoredSignal& stored = record.signals.emplace_back();
  stored.revision = entry.revision;
  stored.recorded_at = entry.recorded_at;
  stored.signal.account = account;
  stored.signal.source = content.source;
  stored.signal.source_event_id = content.source_event_id;
  return DecodeBody(content.body, stored.signal);
}

}  // namespace

absl::Status Damaged() { return ErrorFor(SQLITE_CORRUPT); }

TailCopy CopyTail(const Account& account) {
  TailCopy copy;
  copy.totals = account.totals;
  copy.totals_known = account.totals_known;
  for (const TailRow& row : account.tail) {
    PutVarint(row.entry.size(), copy.entries);
    copy.entries.append(row.entry);
  }
  return copy;
}

absl::StatusOr<AccountReader> AccountReader::Prepare(Database& database) {
  AccountReader reader(&database);
  absl::Status status = database.PrepareAll(
      {{&reader.find_, "SELECT account FROM accounts WHERE workspace = ?1 AND id = ?2"},
       {&reader.list_,
        "SELECT account, id FROM accounts WHERE workspace = ?1 AND id > ?2 ORDER BY id LIMIT ?3"},
       {&reader.totals_, kChunkTotals},
       {&reader.facts_revision_,
        "SELECT max(revision) FROM facts WHERE account = ?1 AND revision <= ?2"},
       {&reader.chunks_, kChunks},
       {&reader.chunk_, kChunkOf},
       {&reader.facts_,
        "SELECT subject, object, revision, recorded_at, facts FROM facts WHERE account = ?1 "
        "ORDER BY subject, object, revision"},
       {&reader.account_facts_,
        "SELECT subject, object, revision, recorded_at, facts FROM facts WHERE account = ?1 "
        "AND subject = 0 ORDER BY revision"},
       {&reader.latest_,
        "SELECT revision, facts FROM facts WHERE account = ?1 AND subject = ?2 AND object = ?3 "
        "ORDER BY revision DESC"}});
  if (!status.ok()) return status;
  return reader;
}

absl::StatusOr<std::optional<std::uint64_t>> AccountReader::FindKey(std::int64_t workspace,
                                                                    std::string_view id) {
  Query query = find_.Run(workspace, id);
  if (query.Next()) return std::optional<std::uint64_t>(query.Int(0));
  if (!query.status().ok()) return query.status();
  return std::optional<std::uint64_t>();
}

absl::StatusOr<std::vector<std::pair<std::uint64_t, std::string>>> AccountReader::List(
    std::int64_t workspace, std::string_view after, std::size_t limit) {
  std::vector<std::pair<std::uint64_t, std::string>> accounts;
  Query query = list_.Run(workspace, after, limit);
  while (query.Next()) accounts.emplace_back(query.Int(0), query.Bytes(1));
  if (!query.status().ok()) return query.status();
  return accounts;
}

absl::StatusOr<Totals> AccountReader::ReadTotals(std::uint64_t account, const TailCopy& tail,
                                                 std::uint64_t horizon) {
  Totals totals;
  {
    Query chunks = totals_.Run(account);
    if (chunks.Next() && !chunks.IsNull(0)) {
      totals = {static_cast<std::uint64_t>(chunks.Int(0)),
                static_cast<std::uint64_t>(chunks.Int(1)), chunks.Int(2)};
    }
    if (!chunks.status().ok()) return chunks.status();
  }
  // The tail was copied before the chunks were read; what reached a chunk in between is in both.
  const std::uint64_t in_chunks = totals.revision;
  const bool whole = ForEachEntry(tail.entries, [&](const Entry& entry) {
    if (entry.revision > in_chunks) {
      totals.revision = entry.revision;
      totals.last_occurred_at = std::max(totals.last_occurred_at, entry.occurred_at);
      ++totals.signals;
    }
    return true;
  });
  if (!whole) return Damaged();
  Query facts = facts_revision_.Run(account, horizon);
  if (facts.Next() && !facts.IsNull(0)) {
    totals.revision = std::max(totals.revision, static_cast<std::uint64_t>(facts.Int(0)));
  }
  if (!facts.status().ok()) return facts.status();
  return totals;
}

absl::StatusOr<StoredChunk> AccountReader::ReadChunk(std::uint64_t account,
                                                     std::uint64_t revision) {
  Query chunk = chunk_.Run(account, revision);
  while (chunk.Next()) {
    bool found = false;
    const bool whole = ForEachEntry(chunk.Bytes(2), [&](const Entry& entry) {
      found = entry.revision == revision;
      return !found;
    });
    if (!whole) return Damaged();
    if (!found) continue;
    return StoredChunk{static_cast<std::uint64_t>(chunk.Int(0)),
                       static_cast<std::uint64_t>(chunk.Int(1)), std::string(chunk.Bytes(2))};
  }
  return chunk.status().ok() ? Damaged() : chunk.status();
}

absl::StatusOr<AccountRecord> AccountReader::ReadAccount(const Account& account,
                                                         const TailCopy& tail) {
  AccountRecord record;
  record.account = account.id;
  record.revision = tail.totals.revision;
  record.signals.reserve(tail.totals.signals);
  // One snapshot for chunks and facts, so that what moves between runs meanwhile is seen once.
  Transaction snapshot(*database_, Transaction::kReading);
  if (!snapshot.status().ok()) return snapshot.status();
  std::uint64_t in_chunks = 0;
  absl::Status decoded;
  absl::Status read = VisitChunks(account.key, [&](const Entry& entry) {
    in_chunks = std::max(in_chunks, entry.revision);
    if (decoded.ok() && entry.revision <= record.revision) {
      decoded = AppendSignal(entry, account.id, record);
    }
  });
  if (read.ok()) read = ReadFacts(account.key, record.revision, record.facts);
  const absl::Status ended = snapshot.Commit();
  for (const absl::Status& status : {read, decoded, ended}) {
    if (!status.ok()) return status;
  }
  const bool whole = ForEachEntry(tail.entries, [&](const Entry& entry) {
    if (entry.revision > in_chunks && decoded.ok()) {
      decoded = AppendSignal(entry, account.id, record);
    }
    return true;
  });
  if (!whole) return Damaged();
  if (!decoded.ok()) return decoded;
  std::sort(record.signals.begin(), record.signals.end(),
            [](const StoredSignal& a, const StoredSignal& b) { return a.revision < b.revision; });
  return record;
}

absl::Status AccountReader::CollectFacts(Query& query, std::uint64_t horizon,
                                         std::vector<StoredFacts>& facts) {
  while (query.Next()) {
    const auto revision = static_cast<std::uint64_t>(query.Int(2));
    if (revision > horizon) continue;
    absl::StatusOr<Facts> decoded = DecodeFacts(query.Bytes(4));
    if (!decoded.ok()) return Damaged();
    StoredFacts& stored = facts.emplace_back();
    stored.facts = *std::move(decoded);
    stored.recorded_at = query.Int(3);
    stored.revision = revision;
    std::visit(
        [&](auto& version) {
          version.available_at = std::min(version.available_at, stored.recorded_at);
        },
        stored.facts);
  }
  return query.status();
}

absl::Status AccountReader::ReadFacts(std::uint64_t account, std::uint64_t horizon,
                                      std::vector<StoredFacts>& facts) {
  Query query = facts_.Run(account);
  return CollectFacts(query, horizon, facts);
}

absl::Status AccountReader::ReadAccountFacts(std::uint64_t account, std::uint64_t horizon,
                                             std::vector<StoredFacts>& facts) {
  Query query = account_facts_.Run(account);
  return CollectFacts(query, horizon, facts);
}

absl::StatusOr<std::optional<Facts>> AccountReader::LatestFacts(std::uint64_t account,
                                                                Subject subject,
                                                                std::string_view object,
                                                                Time valid_from,
                                                                std::uint64_t* revision) {
  *revision = 0;
  Query query = latest_.Run(account, static_cast<int>(subject), object);
  while (query.Next()) {
    absl::StatusOr<Facts> facts = DecodeFacts(query.Bytes(1));
    if (!facts.ok()) return Damaged();
    const Time holds_from = std::visit([](const auto& f) { return f.valid_from; }, *facts);
    if (valid_from != kNoTime && valid_from != holds_from) continue;
    *revision = static_cast<std::uint64_t>(query.Int(0));
    return std::optional<Facts>(*std::move(facts));
  }
  if (!query.status().ok()) return query.status();
  return std::optional<Facts>();
}

}  // namespace parallax::sqlite
