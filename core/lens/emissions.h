// Takes what a lens emits, checks it, and copies it into interpretations.
#ifndef PARALLAX_CORE_LENS_EMISSIONS_H_
#define PARALLAX_CORE_LENS_EMISSIONS_H_

#include <cstdint>
#include <span>

#include "core/lens/interpretation.h"
#include "core/lens/lens.h"
#include "parallax/abi/result.h"

namespace parallax {

// The other side of plx_emit for one call. Its emit table points at it, so it stays where it is.
class Emissions {
 public:
  // Answers go to `out[i]` for `rows[i]`; both outlive this object.
  Emissions(std::span<const LensRow> rows, const LensWants& wants, std::span<Interpretation> out);
  Emissions(const Emissions&) = delete;
  Emissions& operator=(const Emissions&) = delete;

  const plx_emit* table() const { return &table_; }

  // Something was emitted for a row that there is not: no row of the call can be trusted to be
  // whole.
  bool stray() const { return stray_; }

 private:
  struct Calls;  // the functions of the table

  std::span<const LensRow> rows_;
  LensWants wants_;
  std::span<Interpretation> out_;
  bool stray_ = false;
  plx_emit table_{};
};

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_EMISSIONS_H_
