// Answers into the columns and emit calls of the ABI.
#ifndef PARALLAX_SDK_FRAMEWORK_EMIT_H_
#define PARALLAX_SDK_FRAMEWORK_EMIT_H_

#include <string_view>
#include <vector>

#include "framework/intervals.h"
#include "framework/row_reader.h"
#include "parallax/abi/batch.h"
#include "parallax/abi/result.h"

namespace parallax::framework {

class Emitter {
 public:
  // All outlive the emitter.
  Emitter(const plx_batch& batch, const plx_result& result, const Assumptions& assumptions,
          Intervals& intervals)
      : batch_(batch), result_(result), assumptions_(assumptions), intervals_(intervals) {}

  void Write(std::uint32_t row, const Answer& answer) const;

 private:
  void WriteReadings(std::uint32_t row, const Answer& answer, double mass) const;
  void WriteSpread(std::uint32_t row, const Answer& answer) const;
  void EmitMembers(std::uint32_t row, const Answer& answer) const;
  void EmitGates(std::uint32_t row, const Answer& answer) const;
  void EmitDrift(std::uint32_t row, const Answer& answer) const;
  void EmitHandoffs(std::uint32_t row, const Answer& answer) const;
  void EmitStages(std::uint32_t row, const Answer& answer) const;
  void EmitFunctions(std::uint32_t row, const Answer& answer) const;
  void EmitObservations(std::uint32_t row, const Answer& answer) const;
  void EmitTexts(std::uint32_t row, const Answer& answer, const Deadline& deadline,
                 double mass) const;
  void EmitRoles(std::uint32_t row, const Answer& answer) const;
  void EmitContributions(std::uint32_t row, const Answer& answer) const;
  void EmitTerms(std::uint32_t row, int reading, const std::vector<LinkTerm>& terms) const;
  void Text(std::uint32_t row, int id, std::string_view text) const;

  const plx_batch& batch_;
  const plx_result& result_;
  const Assumptions& assumptions_;
  Intervals& intervals_;
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_EMIT_H_
