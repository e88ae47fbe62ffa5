// Accounts as the command line writes them, one JSON a line, for tests that need no server.
#ifndef PARALLAX_TESTS_UNIT_FRAMEWORK_STORED_ACCOUNT_H_
#define PARALLAX_TESTS_UNIT_FRAMEWORK_STORED_ACCOUNT_H_

#include <cstdint>
#include <filesystem>
#include <istream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "journal_builder.h"

namespace parallax::framework::testing {

// What is stored of one account.
struct StoredAccount {
  struct Signal {
    std::int64_t available;
    SignalSpec signal;
    std::string drops;  // id, same source, of the one it supersedes or retracts
    bool retracts;
  };
  std::vector<Signal> signals;
  std::vector<ContractSpec> contracts;
  std::vector<std::pair<std::int64_t, PersonSpec>> people;
  std::vector<DecisionSpec> decisions;
};

// By account id. Lines as of `signal send --file` and `account upsert --file`.
std::map<std::string, StoredAccount> ReadAccounts(std::istream& signals, std::istream& facts);
// The files signals.ndjson and accounts.ndjson of a folder.
std::map<std::string, StoredAccount> LoadAccounts(const std::filesystem::path& folder);

// What was known at `known_at`, corrections applied.
JournalBuilder JournalAt(const StoredAccount& stored, std::int64_t known_at);

}  // namespace parallax::framework::testing

#endif  // PARALLAX_TESTS_UNIT_FRAMEWORK_STORED_ACCOUNT_H_
