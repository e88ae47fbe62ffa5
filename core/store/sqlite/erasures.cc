#include "core/store/sqlite/erasures.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <utility>

#include "core/signal/codec.h"
#include "core/store/sqlite/account_reader.h"
#include "core/store/sqlite/entry.h"

namespace parallax::sqlite {

absl::StatusOr<Erasures> Erasures::Load(Database& database) {
  Erasures erasures;
  absl::StatusOr<Statement> read = database.Prepare("SELECT salt FROM erasing");
  if (!read.ok()) return read.status();
  {
    Query salt = read->Run();
    if (!salt.Next()) return salt.status().ok() ? Damaged() : salt.status();
    erasures.salt_ = salt.Bytes(0);
  }
  read = database.Prepare("SELECT token FROM erasures");
  if (!read.ok()) return read.status();
  {
    Query tokens = read->Run();
    while (tokens.Next()) {
      Token token{};
      const std::string_view bytes = tokens.Bytes(0);
      if (bytes.size() != token.size()) return Damaged();
      std::copy(bytes.begin(), bytes.end(), token.begin());
      erasures.tokens_.insert(token);
    }
    if (!tokens.status().ok()) return tokens.status();
  }
  absl::Status status = database.PrepareAll(
      {{&erasures.insert_, "INSERT OR IGNORE INTO erasures (token) VALUES (?1)"}});
  if (!status.ok()) return status;
  return erasures;
}

Erasures::Token Erasures::TokenOf(Kind kind, std::int64_t workspace,
                                  std::initializer_list<std::string_view> parts) const {
  std::string bytes(1, static_cast<char>(kind));
  PutVarint(static_cast<std::uint64_t>(workspace), bytes);
  for (const std::string_view part : parts) {
    PutVarint(part.size(), bytes);
    bytes.append(part);
  }
  unsigned char digest[EVP_MAX_MD_SIZE];
  HMAC(EVP_sha256(), salt_.data(), static_cast<int>(salt_.size()),
       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest, nullptr);
  Token token{};
  std::copy_n(digest, token.size(), token.begin());
  return token;
}

bool Erasures::Has(Kind kind, std::int64_t workspace,
                   std::initializer_list<std::string_view> parts) const {
  return !tokens_.empty() && tokens_.contains(TokenOf(kind, workspace, parts));
}

bool Erasures::HasAccount(std::int64_t workspace, std::string_view account) const {
  return Has(Kind::kAccount, workspace, {account});
}

bool Erasures::HasPerson(std::int64_t workspace, std::string_view account,
                         std::string_view person) const {
  return Has(Kind::kPerson, workspace, {account, person});
}

bool Erasures::Concerns(std::int64_t workspace, std::string_view account) const {
  return Has(Kind::kConcerned, workspace, {account});
}

Erased Erasures::Of(std::int64_t workspace, std::string_view account) const {
  return {[=, this](std::string_view person) { return HasPerson(workspace, account, person); },
          [=, this](std::string_view source, std::string_view source_event_id) {
            return Has(Kind::kSignal, workspace, {account, source, source_event_id});
          }};
}

absl::StatusOr<std::optional<std::string_view>> Erasures::Admit(std::int64_t workspace,
                                                                std::string_view account,
                                                                std::string_view content,
                                                                std::string& scrubbed) const {
  Content parsed;
  Signal signal;
  if (!ParseContent(content, parsed)) return Damaged();
  if (absl::Status status = DecodeBody(parsed.body, signal); !status.ok()) return status;
  signal.source = parsed.source;
  signal.source_event_id = parsed.source_event_id;
  switch (ScrubSignal(Of(workspace, account), signal)) {
    case Scrubbed::kGone:
      return std::nullopt;
    case Scrubbed::kUntouched:
      return content;
    case Scrubbed::kChanged:
      break;
  }
  scrubbed.clear();
  PutKey(signal.source, signal.source_event_id, scrubbed);
  EncodeBody(signal, scrubbed);
  return std::string_view(scrubbed);
}

absl::Status Erasures::Add(Kind kind, std::int64_t workspace,
                           std::initializer_list<std::string_view> parts) {
  const Token token = TokenOf(kind, workspace, parts);
  if (!tokens_.insert(token).second) return absl::OkStatus();
  added_.push_back(token);
  return insert_.Execute(Blob{{token.data(), token.size()}});
}

absl::Status Erasures::AddAccount(std::int64_t workspace, std::string_view account) {
  return Add(Kind::kAccount, workspace, {account});
}

absl::Status Erasures::AddPerson(std::int64_t workspace, std::string_view account,
                                 std::string_view person) {
  absl::Status status = Add(Kind::kConcerned, workspace, {account});
  return status.ok() ? Add(Kind::kPerson, workspace, {account, person}) : status;
}

absl::Status Erasures::AddSignal(std::int64_t workspace, std::string_view account,
                                 std::string_view source, std::string_view source_event_id) {
  return Add(Kind::kSignal, workspace, {account, source, source_event_id});
}

void Erasures::Forget() {
  for (const Token& token : added_) tokens_.erase(token);
  added_.clear();
}

}  // namespace parallax::sqlite
