#include "framework/reference_model.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "framework/assumptions.h"
#include "framework/emit.h"
#include "framework/intervals.h"
#include "framework/kept_readers.h"
#include "framework/vocabulary.h"

namespace parallax::framework {
namespace {

// What the instances of one configuration have in common.
struct Common {
  Common(std::span<const plx_parameter> table, const plx_config& config)
      : vocabulary(*config.words),
        base(table, vocabulary),
        intervals(table),
        kept(PLX_HAS(&config, keep_bytes) ? config.keep_bytes : 0) {
    for (std::uint32_t i = 0; i < config.override_count; ++i) {
      base.Set(sdk::View(config.override_path[i]), sdk::View(config.override_value[i]));
    }
    base.Finish();
  }

  const Vocabulary vocabulary;
  Assumptions base;  // const once made
  const Intervals intervals;
  KeptReaders kept;
};

class ReferenceModel final : public sdk::Model {
 public:
  explicit ReferenceModel(std::shared_ptr<Common> common)
      : common_(std::move(common)), intervals_(common_->intervals) {}

  void Interpret(const plx_batch& batch, const plx_result& result) override {
    if (batch.override_count == 0) return InterpretWith(common_->base, true, batch, result);
    Assumptions changed = common_->base;
    for (std::uint32_t i = 0; i < batch.override_count; ++i) {
      changed.Set(sdk::View(batch.override_path[i]), sdk::View(batch.override_value[i]));
    }
    changed.Finish();
    InterpretWith(changed, false, batch, result);
  }

  std::unique_ptr<Model> Twin() override { return std::make_unique<ReferenceModel>(common_); }

 private:
  // Rows that share journal and decision are read in one pass, in order of as_of.
  // `lasting`: the assumptions outlive the call.
  void InterpretWith(const Assumptions& assumptions, bool lasting, const plx_batch& batch,
                     const plx_result& result) {
    const Emitter emitter(batch, result, assumptions, intervals_);
    for (std::uint32_t begin = 0; begin < batch.row_count;) {
      std::uint32_t end = begin + 1;
      while (end < batch.row_count && batch.journal[end] == batch.journal[begin] &&
             batch.decision[end] == batch.decision[begin]) {
        ++end;
      }
      const RowReader::Group group{
          .journal = batch.journal[begin],
          .decision = batch.decision[begin],
          .assumptions = &assumptions,
          .explain = (batch.want &
                      (PLX_WANT_CONTRIBUTIONS | PLX_WANT_OBSERVATIONS | PLX_WANT_FUNCTIONS)) != 0,
          .lasting = lasting,
          .handoffs = (batch.want & PLX_WANT_HANDOFFS) != 0,
          .stages = (batch.want & PLX_WANT_STAGES) != 0};
      ReadGroup(group, batch, begin, end, emitter);
      begin = end;
    }
  }

  void ReadGroup(const RowReader::Group& group, const plx_batch& batch, std::uint32_t begin,
                 std::uint32_t end, const Emitter& emitter) {
    order_.clear();
    for (std::uint32_t row = begin; row < end; ++row) order_.push_back(row);
    std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return batch.as_of[a] < batch.as_of[b];
    });
    std::unique_ptr<RowReader> reader = common_->kept.Take(RowReader::KeyOf(group));
    reader->BeginGroup(group, common_->vocabulary, end - begin == 1);
    for (const std::uint32_t row : order_) emitter.Write(row, reader->Read(batch.as_of[row]));
    common_->kept.Put(std::move(reader));
  }

  const std::shared_ptr<Common> common_;
  Intervals intervals_;
  std::vector<std::uint32_t> order_;
};

}  // namespace

std::unique_ptr<sdk::Model> CreateReferenceModel(std::span<const plx_parameter> table,
                                                 const plx_config& config) {
  return std::make_unique<ReferenceModel>(std::make_shared<Common>(table, config));
}

}  // namespace parallax::framework
