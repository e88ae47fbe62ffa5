#include "core/lens/plugin_lens.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/lens/instance.h"
#include "core/lens/journal_view.h"
#include "core/lens/plugin_description.h"
#include "core/lens/plugin_text.h"
#include "parallax/abi/twin.h"

namespace parallax {
namespace {

// Null where the lens has no twins, or none that can be asked for.
const plx_twin* TwinOf(const plx_lens_plugin& plugin) {
  try {
    const auto* twin = static_cast<const plx_twin*>(plugin.get_extension(ToPlugin(PLX_TWIN_ID)));
    return twin != nullptr && PLX_HAS(twin, make) ? twin : nullptr;
  } catch (...) {
    return nullptr;
  }
}

class PluginLens : public Lens {
 public:
  PluginLens(const plx_lens_plugin* plugin, LensInfo info, std::vector<Parameter> parameters,
             std::vector<CommitteeRole> committee, std::uint64_t keep_bytes)
      : plugin_(plugin),
        twin_(TwinOf(*plugin)),
        keep_bytes_(keep_bytes),
        info_(std::move(info)),
        parameters_(std::move(parameters)),
        committee_(std::move(committee)) {}

  ~PluginLens() override {
    const std::lock_guard lock(main_);
    const std::lock_guard idle_lock(idle_mutex_);
    idle_.clear();
  }

  const LensInfo& info() const override { return info_; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  const std::vector<CommitteeRole>& committee() const override { return committee_; }

  absl::Status Interpret(std::span<const LensRow> rows, std::span<const Override> overrides,
                         const LensWants& wants, std::vector<Interpretation>& out) override {
    out.clear();
    out.resize(rows.size());
    if (!overrides.empty()) {
      if (absl::Status status = CheckOverrides(overrides); !status.ok()) return status;
    }
    absl::StatusOr<std::unique_ptr<Instance>> instance = Borrow();
    if (!instance.ok()) return instance.status();
    const std::span<Interpretation> answers(out);
    for (std::size_t at = 0; at < rows.size(); at += kRowsPerCall) {
      const std::size_t n = std::min(kRowsPerCall, rows.size() - at);
      absl::Status status =
          (*instance)->Interpret(rows.subspan(at, n), overrides, wants, answers.subspan(at, n));
      if (status.ok()) continue;
      out.clear();
      if (absl::IsInvalidArgument(status)) {
        Return(*std::move(instance));
        return status;
      }
      Discard(*std::move(instance));
      return absl::InternalError(
          absl::StrCat("lens \"", info_.id, "\" failed: ", status.message()));
    }
    Return(*std::move(instance));
    return absl::OkStatus();
  }

  void Forget() override {
    const std::lock_guard lock(main_);
    const std::lock_guard idle_lock(idle_mutex_);
    ++generation_;
    eldest_ = nullptr;
    idle_.clear();
  }

  // An instance that shares what the others keep, or the first that others share with.
  absl::StatusOr<std::unique_ptr<Instance>> Make() {
    const std::lock_guard lock(main_);
    if (twin_ != nullptr && eldest_ != nullptr) {
      plx_error error = NoError();
      plx_lens* made = nullptr;
      try {
        made = twin_->make(eldest_->lens(), &error);
      } catch (...) {
        // create is asked instead, as for whatever else keeps it from making one.
      }
      if (made != nullptr) return std::make_unique<Instance>(plugin_, made, generation_);
    }
    absl::StatusOr<std::unique_ptr<Instance>> made = Create();
    if (made.ok() && eldest_ == nullptr) eldest_ = made->get();
    return made;
  }

  void Return(std::unique_ptr<Instance> instance) {
    {
      const std::lock_guard lock(idle_mutex_);
      if (instance->generation() == generation_) {
        idle_.push_back(std::move(instance));
        return;
      }
    }
    Discard(std::move(instance));
  }

 private:
  static plx_error NoError() {
    plx_error error{};
    error.struct_size = sizeof(error);
    error.row = PLX_NONE;
    return error;
  }

  // Calls the plugin's create. REQUIRES: main_ held.
  absl::StatusOr<std::unique_ptr<Instance>> Create() {
    const plx_config config = {.struct_size = sizeof(plx_config),
                               .override_count = 0,
                               .words = &CatalogWords(),
                               .override_path = nullptr,
                               .override_value = nullptr,
                               .keep_bytes = keep_bytes_};
    plx_error error = NoError();
    plx_lens* made = nullptr;
    try {
      made = plugin_->create(&config, &error);
    } catch (...) {
      return absl::InternalError("it let an exception out");
    }
    error.message[sizeof(error.message) - 1] = '\0';
    if (made == nullptr) return absl::InternalError(error.message);
    return std::make_unique<Instance>(plugin_, made, generation_);
  }

  absl::StatusOr<std::unique_ptr<Instance>> Borrow() {
    {
      const std::lock_guard lock(idle_mutex_);
      if (!idle_.empty()) {
        // The last returned: its buffers are the warmest.
        std::unique_ptr<Instance> instance = std::move(idle_.back());
        idle_.pop_back();
        return instance;
      }
    }
    absl::StatusOr<std::unique_ptr<Instance>> made = Make();
    if (made.ok()) return made;
    return absl::InternalError(absl::StrCat(
        "lens \"", info_.id, "\" makes no further instance: ", made.status().message()));
  }

  void Discard(std::unique_ptr<Instance> instance) {
    const std::lock_guard lock(main_);
    if (eldest_ == instance.get()) eldest_ = nullptr;
    instance.reset();
  }

  const plx_lens_plugin* const plugin_;
  const plx_twin* const twin_;  // null: instances share nothing
  const std::uint64_t keep_bytes_;
  const LensInfo info_;
  const std::vector<Parameter> parameters_;
  const std::vector<CommitteeRole> committee_;

  // Where both are held, main_ comes first. std::mutex, because the thread sanitizer sees through
  // it without an instrumented library.
  std::mutex main_;  // held around create, twin and destroy, as the ABI's [main] tag asks
  Instance* eldest_ = nullptr;  // of the generation, alive; under main_
  std::mutex idle_mutex_;
  std::uint64_t generation_ = 0;                 // written under both
  std::vector<std::unique_ptr<Instance>> idle_;  // under idle_mutex_
};

}  // namespace

absl::StatusOr<std::shared_ptr<Lens>> MakePluginLens(const plx_lens_plugin* plugin,
                                                     const std::string& sha256,
                                                     std::uint64_t keep_bytes) {
  absl::StatusOr<std::vector<Parameter>> parameters = ReadParameters(*plugin);
  if (!parameters.ok()) return parameters.status();
  absl::StatusOr<std::vector<CommitteeRole>> committee = ReadCommittee(*plugin);
  if (!committee.ok()) return committee.status();
  auto lens = std::make_shared<PluginLens>(
      plugin, ReadInfo(*plugin, sha256), *std::move(parameters), *std::move(committee), keep_bytes);
  absl::StatusOr<std::unique_ptr<Instance>> first = lens->Make();
  if (!first.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat("it makes no instance: ", first.status().message()));
  }
  lens->Return(*std::move(first));
  return lens;
}

}  // namespace parallax
