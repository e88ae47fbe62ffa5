// One instance of a plugin with the buffers of its calls.
#ifndef PARALLAX_CORE_LENS_INSTANCE_H_
#define PARALLAX_CORE_LENS_INSTANCE_H_

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "core/lens/interpretation.h"
#include "core/lens/journal_view.h"
#include "core/lens/lens.h"
#include "core/lens/result_columns.h"
#include "parallax/abi/plugin.h"

namespace parallax {

// Never entered by two threads at once. Made and destroyed under the lock of its lens.
class Instance {
 public:
  // Takes over `lens`, which the plugin made. `generation`: of its lens, for the lens alone.
  Instance(const plx_lens_plugin* plugin, plx_lens* lens, std::uint64_t generation)
      : plugin_(plugin), lens_(lens), generation_(generation) {}
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  // One call of the plugin; `out` has as many elements as `rows`. Errors as Lens::Interpret,
  // without the lens's name.
  absl::Status Interpret(std::span<const LensRow> rows, std::span<const Override> overrides,
                         const LensWants& wants, std::span<Interpretation> out);

  plx_lens* lens() const { return lens_; }
  std::uint64_t generation() const { return generation_; }

 private:
  void Fill(std::span<const LensRow> rows, std::span<const Override> overrides,
            const LensWants& wants);

  const plx_lens_plugin* plugin_;
  plx_lens* lens_;
  const std::uint64_t generation_;

  // Buffers of a call, kept for the next.
  std::deque<JournalView> views_;  // addresses stay when it grows
  std::vector<const plx_journal*> journals_;
  std::vector<std::uint32_t> decisions_;
  std::vector<std::int64_t> as_of_;
  std::vector<plx_str> override_paths_, override_values_;
  plx_batch batch_{};
  ResultColumns columns_;
};

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_INSTANCE_H_
