#include "core/lens/instance.h"

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/lens/emissions.h"
#include "core/lens/plugin_text.h"

namespace parallax {
namespace {

std::uint32_t WantBits(const LensWants& wants) {
  std::uint32_t bits = 0;
  if (wants.committee) bits |= PLX_WANT_COMMITTEE;
  if (wants.gates) bits |= PLX_WANT_GATES;
  if (wants.texts) bits |= PLX_WANT_TEXTS;
  if (wants.contributions) bits |= PLX_WANT_CONTRIBUTIONS;
  if (wants.drift) bits |= PLX_WANT_DRIFT;
  if (wants.handoffs) bits |= PLX_WANT_HANDOFFS;
  if (wants.value) bits |= PLX_WANT_VALUE;
  if (wants.functions) bits |= PLX_WANT_FUNCTIONS;
  if (wants.next_question) bits |= PLX_WANT_NEXT_QUESTION;
  if (wants.observations) bits |= PLX_WANT_OBSERVATIONS;
  if (wants.stages) bits |= PLX_WANT_STAGES;
  return bits;
}

absl::Status ToStatus(std::int32_t code, plx_error& error) {
  error.message[sizeof(error.message) - 1] = '\0';
  std::string message(error.message);
  if (!IsUtf8(message)) message = "its message is no UTF-8";
  if (code == PLX_ERROR_PARAMETER) return InvalidArgument("overrides", message);
  return absl::InternalError(absl::StrCat("code ", code, message.empty() ? "" : ": ", message));
}

// A row without an answer, whatever was written of it.
void RefuseRow(Interpretation& out, int status, std::string_view why) {
  std::string error(why);
  out = Interpretation{};
  out.status = status;
  out.error = std::move(error);
}

}  // namespace

Instance::~Instance() {
  try {
    plugin_->destroy(lens_);
  } catch (...) {
    // An SDK stub never throws; a table written by hand may. There is nobody to tell, and the
    // instance is gone.
  }
}

void Instance::Fill(std::span<const LensRow> rows, std::span<const Override> overrides,
                    const LensWants& wants) {
  journals_.clear();
  decisions_.clear();
  as_of_.clear();
  std::size_t used = 0;
  const Journal* last = nullptr;
  for (const LensRow& row : rows) {
    // Rows of a history stand together and share one view.
    if (row.journal != last) {
      if (used == views_.size()) views_.emplace_back();
      views_[used++].Assign(*row.journal);
      last = row.journal;
    }
    journals_.push_back(views_[used - 1].get());
    decisions_.push_back(row.decision);
    as_of_.push_back(row.as_of);
  }
  override_paths_.clear();
  override_values_.clear();
  for (const Override& o : overrides) {
    override_paths_.push_back(ToPlugin(o.path));
    override_values_.push_back(ToPlugin(o.value));
  }
  batch_ = {.struct_size = sizeof(plx_batch),
            .row_count = static_cast<std::uint32_t>(rows.size()),
            .journal = journals_.data(),
            .decision = decisions_.data(),
            .as_of = as_of_.data(),
            .seed = 0,
            .want = WantBits(wants),
            .override_count = static_cast<std::uint32_t>(overrides.size()),
            .override_path = override_paths_.data(),
            .override_value = override_values_.data()};
}

absl::Status Instance::Interpret(std::span<const LensRow> rows, std::span<const Override> overrides,
                                 const LensWants& wants, std::span<Interpretation> out) {
  Fill(rows, overrides, wants);
  Emissions emissions(rows, wants, out);
  const plx_result result = columns_.Prepare(static_cast<std::uint32_t>(rows.size()),
                                             wants.contributions, emissions.table());
  plx_error error;
  error.struct_size = sizeof(error);
  error.code = PLX_OK;
  error.row = PLX_NONE;
  error.reserved0 = 0;
  error.message[0] = '\0';  // the rest of 496 bytes need not be cleared for every row
  std::int32_t code = PLX_ERROR_INTERNAL;
  try {
    code = plugin_->interpret_batch(lens_, &batch_, &result, &error);
  } catch (...) {
    return absl::InternalError("it let an exception out");
  }
  if (code != PLX_OK) return ToStatus(code, error);

  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    Interpretation& answer = out[i];
    if (emissions.stray()) {
      RefuseRow(answer, PLX_ERROR_INTERNAL,
                "the lens emitted for a row that the batch does not have");
      continue;
    }
    const std::int32_t status = columns_.status(i);
    if (status != PLX_OK) {
      const bool known = status < PLX_OK && status >= PLX_ERROR_OUT_OF_MEMORY;
      RefuseRow(answer, known ? status : PLX_ERROR_INTERNAL,
                absl::StrCat("the lens gave the row status ", status));
      continue;
    }
    std::string fault = columns_.Read(i, answer);
    if (fault.empty()) fault = answer.error;
    if (!fault.empty()) RefuseRow(answer, PLX_ERROR_INTERNAL, fault);
  }
  return absl::OkStatus();
}

}  // namespace parallax
