// A loaded lens, as the core uses it.
#ifndef PARALLAX_CORE_LENS_LENS_H_
#define PARALLAX_CORE_LENS_LENS_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/lens/interpretation.h"
#include "core/signal/journal.h"

namespace parallax {

struct LensInfo {
  std::string id, name, version, vendor, industry, framework_version;
  std::string sha256;  // of the file that was loaded, lower-case hex
};

enum class ParameterType { kNumber = 1, kBool = 2, kEnum = 3, kDate = 4, kIds = 5 };
struct Parameter {
  std::string path, default_value, choices, unit, doc, provenance, citation;
  ParameterType type = ParameterType::kNumber;
  double min = 0, max = 0;  // NaN: no range
};
struct CommitteeRole {
  std::string id;
  int power = 0;
  bool required = false;
};

struct Override {
  std::string path, value;
  bool operator==(const Override&) const = default;
};

// One question: what did `journal` (resolved) say as of `as_of`, for a decision or the whole
// account.
struct LensRow {
  const Journal* journal = nullptr;
  std::uint32_t decision = kNone;
  Time as_of = kNoTime;
};

// What is wanted beside the fixed numbers; bits of PLX_WANT_. What is not asked for is not in the
// answer.
struct LensWants {
  bool committee = false, gates = false, texts = false, next_question = false, observations = false;
  bool contributions = false;
  bool drift = false, handoffs = false, value = false, functions = false;
  bool stages = false;
};

// Thread-safe: each call borrows an instance of the plugin, so that one instance is never entered
// twice at once.
class Lens {
 public:
  virtual ~Lens() = default;
  virtual const LensInfo& info() const = 0;
  virtual const std::vector<Parameter>& parameters() const = 0;
  virtual const std::vector<CommitteeRole>& committee() const = 0;

  // Answers every row, in order, in `out` (resized). Overrides hold for this call. A row that fails
  // alone has its status set. Errors: INVALID_ARGUMENT naming the override and what it takes,
  // INTERNAL when the lens failed.
  virtual absl::Status Interpret(std::span<const LensRow> rows, std::span<const Override> overrides,
                                 const LensWants& wants, std::vector<Interpretation>& out) = 0;

  // Drops what was kept of the accounts read so far, what calls under way keep included. The next
  // readings begin anew.
  virtual void Forget() {}

  // INVALID_ARGUMENT naming the nearest path, the range or the choices, when an override does not
  // fit parameters(). A column of a row that is not listed fits when the same column of another row
  // of its group does, and "absent" fits the path of a listed row. Whether such a row can be made
  // or removed, and what a group without listed rows takes, is the lens's to say.
  absl::Status CheckOverrides(std::span<const Override> overrides) const;
  // sha256 over id, version, file hash and the overrides: equal hashes, equal assumptions.
  // Lower-case hex, 16 characters. Without overrides it is computed once.
  std::string ConfigHash(std::span<const Override> overrides) const;

 private:
  std::string ComputeConfigHash(std::span<const Override> overrides) const;

  mutable std::once_flag hashed_;
  mutable std::string default_hash_;  // written once, under hashed_
};

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_LENS_H_
