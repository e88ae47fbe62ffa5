#include "core/lens/result_columns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/lens/ranges.h"

namespace parallax {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Rounding between a value and its interval, and in the sum of a posterior.
constexpr double kSlack = 1e-6;

// Absent, or one of 1..most.
bool IsCode(int value, int most) { return value >= 0 && value <= most; }

// Copies a posterior. False unless it is absent or four shares that sum to 1.
bool ReadPosterior(const double* column, std::array<double, 4>& out) {
  const bool absent =
      std::all_of(column, column + 4, [](double p) { return std::isnan(p) || p == 0; });
  if (absent) return true;
  double sum = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (!IsBetween(column[i], 0, 1 + kSlack)) return false;
    sum += out[i] = column[i];
  }
  return std::abs(sum - 1) <= kSlack;
}

// Copies a share or a deviation that may be absent.
bool ReadOptional(double value, double most, double& out) {
  if (std::isnan(value)) return true;
  out = value;
  return IsBetween(value, 0, most);
}

}  // namespace

plx_result ResultColumns::Prepare(std::uint32_t rows, bool wants_contributions,
                                  const plx_emit* emit) {
  wants_contributions_ = wants_contributions;
  const std::size_t n = rows;
  numbers_.assign(36 * n, kNaN);
  codes_.assign(10 * n, 0);
  row_status_.assign(n, PLX_ERROR_INTERNAL);
  act_by_.assign(n, PLX_NO_TIME);
  counts_.assign(3 * n, 0);

  double* number = numbers_.data();
  const auto four = [&number, n] { return std::exchange(number, number + 4 * n); };
  const auto one = [&number, n] { return std::exchange(number, number + n); };
  std::int32_t* code = codes_.data();
  const auto codes = [&code, n](std::size_t each) { return std::exchange(code, code + each * n); };

  result_ = {};
  result_.struct_size = sizeof(result_);
  result_.row_count = rows;
  result_.row_status = row_status_.data();
  result_.value = four();
  result_.low = four();
  result_.high = four();
  result_.trend = four();
  result_.link = four();
  result_.prior = four();
  result_.dip_posterior = four();
  result_.phase_posterior = four();
  result_.sufficiency = one();
  result_.coverage = one();
  result_.dispersion = one();
  result_.effective_days = one();
  result_.interval_basis = codes(4);
  result_.pace = codes(1);
  result_.dip = codes(1);
  result_.phase = codes(1);
  result_.verdict = codes(1);
  result_.movement = codes(1);
  result_.clarity = codes(1);
  result_.act_by = act_by_.data();
  result_.asked = counts_.data();
  result_.reasked_same = counts_.data() + n;
  result_.reasked_new = counts_.data() + 2 * n;
  result_.emit = emit;
  return result_;
}

std::string ResultColumns::ReadReadings(std::uint32_t row, Interpretation& out) const {
  for (std::size_t r = 0; r < kReadingCount; ++r) {
    const std::size_t i = std::size_t{4} * row + r;
    Reading& reading = out.readings[r];
    reading = {.value = result_.value[i],
               .low = result_.low[i],
               .high = result_.high[i],
               .trend = result_.trend[i],
               .link = result_.link[i],
               .prior = result_.prior[i],
               .interval_basis = result_.interval_basis[i]};
    const auto fault = [r](const auto&... parts) {
      return absl::StrCat(std::string(kReadingNames[r]), ": ", parts...);
    };
    if (!IsBetween(reading.value, 0, 100))
      return fault("value ", reading.value, " is outside 0..100");
    if (!IsBetween(reading.low, 0, reading.value + kSlack) ||
        !IsBetween(reading.high, reading.value - kSlack, 100)) {
      return fault("interval ", reading.low, "..", reading.high, " does not hold ", reading.value,
                   ", or leaves 0..100");
    }
    if (!IsBetween(reading.trend, -100, 100)) {
      return fault("trend ", reading.trend, " is outside -100..100");
    }
    // A prior is owed only to those who add contributions to it; else it may stay absent.
    const bool prior_ok =
        std::isfinite(reading.prior) || (std::isnan(reading.prior) && !wants_contributions_);
    if (!std::isfinite(reading.link) || !prior_ok) {
      return fault("link ", reading.link, " or prior ", reading.prior, " is not finite");
    }
    if (!IsCode(reading.interval_basis, PLX_INTERVAL_ASSUMPTIONS)) {
      return fault("interval_basis ", reading.interval_basis, " is unknown");
    }
  }
  return {};
}

std::string ResultColumns::Read(std::uint32_t row, Interpretation& out) const {
  if (std::string fault = ReadReadings(row, out); !fault.empty()) return fault;
  out.sufficiency = result_.sufficiency[row];
  if (!IsBetween(out.sufficiency, 0, 1)) return "the sufficiency is outside 0..1";
  out.pace = result_.pace[row];
  out.dip = result_.dip[row];
  out.phase = result_.phase[row];
  out.verdict = result_.verdict[row];
  out.movement = result_.movement[row];
  out.clarity = result_.clarity[row];
  if (!IsCode(out.pace, PLX_PACE_STALLED) || !IsCode(out.dip, PLX_DIP_CALENDAR) ||
      !IsCode(out.phase, PLX_PHASE_REASSESSMENT) || !IsCode(out.movement, PLX_MOVEMENT_NARROWING) ||
      !IsCode(out.clarity, PLX_CLARITY_LOOPING)) {
    return "a pace, dip, phase, movement or clarity is unknown";
  }
  if (out.verdict == 0 || !IsCode(out.verdict, PLX_VERDICT_LOST_GROUND)) {
    return "the verdict is absent or unknown";
  }
  if (!ReadPosterior(result_.dip_posterior + std::size_t{4} * row, out.dip_posterior) ||
      !ReadPosterior(result_.phase_posterior + std::size_t{4} * row, out.phase_posterior)) {
    return "a posterior does not sum to 1";
  }
  out.act_by = result_.act_by[row];
  if (out.act_by != kNoTime && out.act_by % kDay != 0) return "act_by is no midnight";
  if (!ReadOptional(result_.coverage[row], 1, out.coverage)) return "the coverage is outside 0..1";
  if (!ReadOptional(result_.dispersion[row], std::numeric_limits<double>::max(), out.dispersion)) {
    return "the dispersion is negative or not finite";
  }
  out.effective_days = result_.effective_days[row];
  if (std::isinf(out.effective_days)) return "effective_days is not finite";
  out.asked = result_.asked[row];
  out.reasked_same = result_.reasked_same[row];
  out.reasked_new = result_.reasked_new[row];
  return {};
}

}  // namespace parallax
