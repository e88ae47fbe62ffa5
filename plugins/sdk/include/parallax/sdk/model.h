// What a lens author implements in C++; plugin.h turns it into the C ABI.
//
// A lens on the framework of the reference model needs none of this: it names its assumptions
// (framework/reference_model.h).
#ifndef PARALLAX_SDK_MODEL_H_
#define PARALLAX_SDK_MODEL_H_

#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "parallax/abi/plugin.h"

namespace parallax::sdk {

inline std::string_view View(plx_str s) { return {s.data, s.size}; }
inline plx_str Str(std::string_view s) {
  return {s.data(), static_cast<std::uint32_t>(s.size()), 0};
}

// An override names no parameter, or its value is outside the range. The message says what would be
// accepted.
class ParameterError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One configured instance. Never entered by two threads at once. Pure: no clock, no I/O, no state
// that outlives a call and changes an answer (caches keyed by their input are fine).
class Model {
 public:
  virtual ~Model() = default;
  // Answers every row: writes its columns and row_status, emits what batch.want asks for. May
  // throw: ParameterError becomes PLX_ERROR_PARAMETER, std::bad_alloc PLX_ERROR_OUT_OF_MEMORY,
  // anything else PLX_ERROR_INTERNAL.
  virtual void Interpret(const plx_batch& batch, const plx_result& result) = 0;

  // Another model of the same configuration, which shares what this one keeps between calls; this
  // one may be within a call meanwhile. Null, unless overridden: there is nothing to share.
  virtual std::unique_ptr<Model> Twin() { return nullptr; }
};

// A lens as plugin.h exports it. Everything it points to has static lifetime.
struct Definition {
  std::string_view id, name, version, vendor, industry, framework_version;
  std::span<const plx_parameter> (*parameters)();
  std::span<const plx_role> (*committee)();
  std::unique_ptr<Model> (*create)(const plx_config& config);  // may throw, as Model::Interpret
};

}  // namespace parallax::sdk

#endif  // PARALLAX_SDK_MODEL_H_
