// Handoffs: what became of the buyer's confidence when the account went to another owner
// (model.md, step 11; model-formulas.md, 14).
#ifndef PARALLAX_SDK_FRAMEWORK_HANDOFFS_H_
#define PARALLAX_SDK_FRAMEWORK_HANDOFFS_H_

#include <functional>
#include <span>
#include <vector>

#include "framework/fold.h"
#include "framework/heap_bytes.h"

namespace parallax::framework {

struct HandoffReading {
  Handoff handoff;
  double before = 0, after = 0;  // logit of confidence just before it, and after_days later or now
  bool reset = false;            // context was lost
  bool survived = false;         // it was not, and confidence held
};

// When the confidence after a handoff is read, unless asked before.
Time AfterAt(const Assumptions& assumptions, const Handoff& handoff);

// Whether the last of `handoffs` is no older than recent_days at `end`, and did not survive.
bool LostLately(std::span<const HandoffReading> handoffs, const Assumptions& assumptions, Time end);

// Reads confidence around handoffs, and keeps what later moments cannot change.
class HandoffReader {
 public:
  using ConfidenceAt = std::function<double(Time)>;  // its logit; asked in order of time in a call

  void Clear() { moments_.clear(); }
  // Memory held beside the object.
  std::size_t Bytes() const { return HeapBytes(moments_, out_); }

  // The handoffs that `fold` has taken, read as of `end`; with `recent_only` none but the last one,
  // if it is no older than recent_days. Valid until the next call.
  std::span<const HandoffReading> Read(const Fold& fold, Time end, bool recent_only,
                                       const ConfidenceAt& confidence_at);

 private:
  struct Moments {
    std::uint32_t signal = PLX_NONE;
    double before = 0, after = 0;
    bool before_known = false, after_known = false;
  };

  std::vector<Moments> moments_;  // by handoff
  std::vector<HandoffReading> out_;
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_HANDOFFS_H_
