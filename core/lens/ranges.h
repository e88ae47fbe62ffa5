// Whether a number that came across the lens boundary is in its range.
#ifndef PARALLAX_CORE_LENS_RANGES_H_
#define PARALLAX_CORE_LENS_RANGES_H_

namespace parallax {

// False for NaN.
inline bool IsBetween(double value, double least, double most) {
  return value >= least && value <= most;
}

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_RANGES_H_
