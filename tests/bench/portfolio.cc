// A whole portfolio under one lens, in memory; and what a signal costs there. Prints one JSON
// object.
//
//   bench_portfolio LENS.so --accounts N --signals PER_ACCOUNT [--rounds R] [--texts] [--csv FILE]
//                   [--keep-bytes B]
//
// Every round reads the portfolio a day after the round before, without new signals. Without
// --keep-bytes the lens keeps nothing between rounds: each reads every account anew. --csv writes
// the same rows for the SQL engine that is the baseline.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include "core/lens/registry.h"
#include "core/signal/journal.h"
#include "tests/bench/generate.h"

namespace parallax::bench {
namespace {

using Steady = std::chrono::steady_clock;
constexpr Time kSpacing = 2 * kDay;

AccountRecord MakeRecord(std::uint64_t account, std::uint64_t signals) {
  AccountRecord record;
  record.account = "acct-" + std::to_string(account);
  record.revision = 1;
  for (std::uint64_t i = 0; i < signals; ++i) {
    const Signal signal = MakeSignal(account, i, kSpacing);
    record.signals.push_back({signal, signal.occurred_at, i + 1});
  }
  static constexpr std::array<std::string_view, 8> kRoles = {
      "business_owner", "economic_buyer", "security",   "privacy",
      "procurement",    "legal",          "operations", "end_user"};
  for (std::size_t p = 0; p < kRoles.size(); ++p) {
    StakeholderFacts facts{.account = record.account,
                           .stakeholder = "person-" + std::to_string(p),
                           .role = std::string(kRoles[p])};
    facts.champion = p == 0;
    facts.available_at = kFirstDay;
    record.facts.push_back({facts, kFirstDay, 1});
  }
  return record;
}

// Bytes of the columns themselves: what a signal needs at the least.
std::size_t ColumnBytes(const Journal& j) {
  const auto bytes = [](const auto& column) { return column.size() * sizeof(column[0]); };
  return bytes(j.occurred_at) + bytes(j.kind) + bytes(j.decision) + bytes(j.stakeholder) +
         bytes(j.initiator) + bytes(j.provenance) + bytes(j.sentiment) + bytes(j.amount) +
         bytes(j.currency) + bytes(j.people_begin) + bytes(j.people) + bytes(j.attr_begin) +
         bytes(j.attr_key) + bytes(j.attr_type) + bytes(j.attr_number) + bytes(j.attr_string) +
         bytes(j.available_at) + bytes(j.source) + bytes(j.source_event_id) + bytes(j.strings) +
         (j.text ? j.text->size() : 0);
}

void WriteCsv(const std::string& file, std::uint64_t accounts, std::uint64_t signals) {
  std::ofstream out(file);
  out << "account,person,kind,initiator,happened_at\n";
  for (std::uint64_t a = 0; a < accounts; ++a) {
    for (std::uint64_t i = 0; i < signals; ++i) {
      const Signal s = MakeSignal(a, i, kSpacing);
      out << a << ',' << s.stakeholder << ',' << s.kind << ',' << static_cast<int>(s.initiator)
          << ',' << s.occurred_at / kSecond << '\n';
    }
  }
}

}  // namespace
}  // namespace parallax::bench

int main(int argc, char** argv) {
  using namespace parallax;
  using namespace parallax::bench;
  CLI::App app{"portfolio benchmark"};
  std::string lens_file, csv;
  std::uint64_t accounts = 10'000, signals = 200, keep_bytes = 0;
  int rounds = 1;
  bool texts = false;
  app.add_option("lens", lens_file)->required();
  app.add_option("--accounts", accounts);
  app.add_option("--signals", signals);
  app.add_option("--rounds", rounds);
  app.add_option("--csv", csv);
  app.add_option("--keep-bytes", keep_bytes, "memory in which the lens may keep what it read");
  app.add_flag("--texts", texts, "ask for headlines and next questions too");
  CLI11_PARSE(app, argc, argv);

  if (!csv.empty()) WriteCsv(csv, accounts, signals);
  auto lens = LoadLens({.path = lens_file, .trust = "first_party"}, false, keep_bytes);
  if (!lens.ok()) {
    std::cerr << lens.status() << '\n';
    return 1;
  }
  std::vector<std::shared_ptr<const Journal>> journals;
  std::size_t held = 0, columns = 0;
  for (std::uint64_t a = 0; a < accounts; ++a) {
    journals.push_back(BuildJournal(MakeRecord(a, signals)));
    held += journals.back()->Bytes();
    columns += ColumnBytes(*journals.back());
  }
  Time as_of = kFirstDay + static_cast<Time>(signals) * kSpacing;
  std::vector<double> milliseconds;
  for (int round = 0; round <= rounds; ++round, as_of += kDay) {  // round 0 warms up
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> failed = 0;
    const auto work = [&] {
      std::vector<LensRow> rows;
      std::vector<Interpretation> answers;
      constexpr std::size_t kBatch = 256;
      for (std::size_t begin; (begin = next.fetch_add(kBatch)) < journals.size();) {
        rows.clear();
        for (std::size_t i = begin; i < std::min(begin + kBatch, journals.size()); ++i) {
          rows.push_back({journals[i].get(), kNone, as_of});
        }
        if (!(*lens)->Interpret(rows, {}, {.texts = texts}, answers).ok()) ++failed;
        for (const Interpretation& answer : answers) failed += answer.status != 0;
      }
    };
    const auto start = Steady::now();
    std::thread second(work);
    work();
    second.join();
    if (failed != 0) {
      std::cerr << failed << " rows failed\n";
      return 1;
    }
    if (round > 0)
      milliseconds.push_back(
          std::chrono::duration<double, std::milli>(Steady::now() - start).count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  const double total = static_cast<double>(accounts * signals);
  std::printf(
      "{\"ms\": %.2f, \"accounts\": %lu, \"signals\": %.0f, \"ns_per_signal\": %.1f, "
      "\"bytes_per_signal\": %.1f, "
      "\"column_bytes_per_signal\": %.1f}\n",
      milliseconds[milliseconds.size() / 2], static_cast<unsigned long>(accounts), total,
      milliseconds[milliseconds.size() / 2] * 1e6 / total, static_cast<double>(held) / total,
      static_cast<double>(columns) / total);
  return 0;
}
