#include "server/handlers/backup.h"

#include <openssl/evp.h>

#include <array>
#include <cstdio>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "core/base/errors.h"
#include "server/convert/time.h"
#include "server/state.h"

namespace parallax::server {
namespace {

constexpr std::size_t kChunkBytes = 256u << 10;

// Makes the copy when the first piece is asked for, then reads it out; the copy has no name any
// more by then, so that it goes whatever becomes of the call.
class BackupSource final : public Source {
 public:
  absl::StatusOr<Step> Next(const CallContext& context, Message* out) override {
    auto* response = static_cast<v1::BackupResponse*>(out);
    if (file_ == nullptr) {
      if (absl::Status status = Make(context); !status.ok()) return status;
    }
    if (ended_) return Step::kEnd;
    std::string* chunk = response->mutable_chunk();
    chunk->resize(kChunkBytes);
    chunk->resize(std::fread(chunk->data(), 1, kChunkBytes, file_.get()));
    if (std::ferror(file_.get()) != 0) return Unreadable();
    if (!chunk->empty()) {
      EVP_DigestUpdate(digest_.get(), chunk->data(), chunk->size());
      bytes_ += chunk->size();
      return Step::kMessage;
    }
    ended_ = true;
    return Summarize(response->mutable_summary());
  }

 private:
  static absl::Status Unreadable() {
    return MakeError(absl::StatusCode::kUnavailable, "the copy could not be read from the disk",
                     {.reason = "DISK_ERROR"});
  }

  absl::Status Make(const CallContext& context) {
    auto copy = context.state->env.store->Backup([&] { return !context.Abandoned(); });
    if (!copy.ok()) return copy.status();
    taken_at_ = context.state->env.clock->Now();
    info_ = copy->info;
    file_.reset(fdopen(copy->descriptor.release(), "rb"));
    if (file_ == nullptr || EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr) != 1) {
      return Unreadable();
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Step> Summarize(v1::BackupSummary* summary) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(digest_.get(), hash.data(), &size);
    summary->set_bytes(bytes_);
    summary->set_sha256(absl::BytesToHexString(
        absl::string_view(reinterpret_cast<const char*>(hash.data()), size)));
    TimeToProto(taken_at_, summary->mutable_taken_at());
    summary->set_revision(static_cast<std::uint64_t>(info_.revision));
    summary->set_signals(static_cast<std::uint64_t>(info_.signals));
    summary->set_accounts(static_cast<std::uint64_t>(info_.accounts));
    summary->set_schema_version(static_cast<std::int32_t>(info_.schema_version));
    return Step::kMessage;
  }

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  struct Free {
    void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  std::unique_ptr<EVP_MD_CTX, Free> digest_{EVP_MD_CTX_new()};
  BackupInfo info_;
  Time taken_at_ = kNoTime;
  std::uint64_t bytes_ = 0;
  bool ended_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Source>> OpenBackup(const CallContext&, const v1::BackupRequest&,
                                                   const Waker&) {
  return std::make_unique<BackupSource>();
}

}  // namespace parallax::server
