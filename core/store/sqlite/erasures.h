// What was erased, as salted hashes: enough to know it when it is sent again, and not to tell it.
#ifndef PARALLAX_CORE_STORE_SQLITE_ERASURES_H_
#define PARALLAX_CORE_STORE_SQLITE_ERASURES_H_

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/signal/scrub.h"
#include "core/store/sqlite/database.h"

namespace parallax::sqlite {

// Belongs to the writer thread. Holds every token in memory: 16 bytes for each account, person and
// signal erased. `workspace` is the number of the workspace.
class Erasures {
 public:
  static absl::StatusOr<Erasures> Load(Database& database);

  bool HasAccount(std::int64_t workspace, std::string_view account) const;
  bool HasPerson(std::int64_t workspace, std::string_view account, std::string_view person) const;
  // Whether somebody was erased from the account. False is final until AddPerson.
  bool Concerns(std::int64_t workspace, std::string_view account) const;
  // What is erased of one account; lives no longer than this and its arguments.
  Erased Of(std::int64_t workspace, std::string_view account) const;

  // The content (entry.h) of a signal that may be stored: `content` itself, or in `scrubbed` what
  // is left of it; nothing when it is erased.
  absl::StatusOr<std::optional<std::string_view>> Admit(std::int64_t workspace,
                                                        std::string_view account,
                                                        std::string_view content,
                                                        std::string& scrubbed) const;

  // Written within the open transaction, known from now on; Forget takes back what was added since
  // the last Keep, after a rollback.
  absl::Status AddAccount(std::int64_t workspace, std::string_view account);
  absl::Status AddPerson(std::int64_t workspace, std::string_view account, std::string_view person);
  absl::Status AddSignal(std::int64_t workspace, std::string_view account, std::string_view source,
                         std::string_view source_event_id);
  void Keep() { added_.clear(); }
  void Forget();

 private:
  using Token = std::array<char, 16>;
  enum class Kind : char { kAccount = 'a', kConcerned = 'c', kPerson = 'p', kSignal = 's' };

  Token TokenOf(Kind kind, std::int64_t workspace,
                std::initializer_list<std::string_view> parts) const;
  bool Has(Kind kind, std::int64_t workspace, std::initializer_list<std::string_view> parts) const;
  absl::Status Add(Kind kind, std::int64_t workspace,
                   std::initializer_list<std::string_view> parts);

  std::string salt_;
  Statement insert_;
  absl::flat_hash_set<Token> tokens_;
  std::vector<Token> added_;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_ERASURES_H_
