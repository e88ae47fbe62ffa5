#include "parallax/sdk/plugin.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

#include "parallax/abi/twin.h"

struct plx_lens {
  std::unique_ptr<parallax::sdk::Model> model;
};

namespace parallax::sdk {
namespace {

// Cuts at a character, not inside one.
std::size_t Utf8Prefix(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text.size();
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
  return limit;
}

std::int32_t Fail(plx_error* error, std::int32_t code, std::string_view message) noexcept {
  if (error == nullptr) return code;
  if (PLX_HAS(error, code)) error->code = code;
  if (PLX_HAS(error, row)) error->row = PLX_NONE;
  if (PLX_HAS(error, message)) {
    const std::size_t size = Utf8Prefix(message, sizeof(error->message) - 1);
    std::memcpy(error->message, message.data(), size);
    error->message[size] = '\0';
  }
  return code;
}

// Runs `body`; whatever it throws becomes a code. Nothing may cross the C boundary: with a static
// libstdc++ on either side the unwinder would end the host.
template <typename Body>
std::int32_t Guarded(plx_error* error, Body&& body) noexcept {
  try {
    std::forward<Body>(body)();
    return PLX_OK;
  } catch (const ParameterError& e) {
    return Fail(error, PLX_ERROR_PARAMETER, e.what());
  } catch (const std::bad_alloc&) {
    return Fail(error, PLX_ERROR_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& e) {
    return Fail(error, PLX_ERROR_INTERNAL, e.what());
  } catch (...) {
    return Fail(error, PLX_ERROR_INTERNAL, "the lens threw something that is no std::exception");
  }
}

void Destroy(plx_lens* lens) {
  Guarded(nullptr, [lens] { delete lens; });
}

// Everything a lens of this SDK reads without asking PLX_HAS again.
bool Readable(const plx_batch& batch) { return PLX_HAS(&batch, override_value); }
bool Writable(const plx_result& result) {
  return PLX_HAS(&result, emit) && result.emit != nullptr && PLX_HAS(result.emit, function);
}

std::int32_t InterpretBatch(plx_lens* lens, const plx_batch* batch, const plx_result* result,
                            plx_error* error) {
  if (lens == nullptr || batch == nullptr || result == nullptr) {
    return Fail(error, PLX_ERROR_INVALID_ARGUMENT, "lens, batch and result must be given");
  }
  if (!Readable(*batch) || !Writable(*result)) {
    return Fail(error, PLX_ERROR_INVALID_ARGUMENT,
                "a struct_size of batch, result or emit is below that of ABI minor 1");
  }
  if (batch->row_count != result->row_count) {
    return Fail(error, PLX_ERROR_INVALID_ARGUMENT, "batch and result differ in row_count");
  }
  if (batch->row_count == 0) return PLX_OK;
  return Guarded(error, [&] { lens->model->Interpret(*batch, *result); });
}

plx_lens* MakeTwin(plx_lens* lens, plx_error* error) {
  plx_lens* made = nullptr;
  Guarded(error, [&] {
    std::unique_ptr<Model> model = lens->model->Twin();
    if (model != nullptr) made = std::make_unique<plx_lens>(plx_lens{std::move(model)}).release();
  });
  if (made == nullptr && (error == nullptr || error->code == PLX_OK)) {
    Fail(error, PLX_ERROR_UNSUPPORTED, "the lens shares nothing");
  }
  return made;
}

const void* GetExtension(plx_str id) {
  static constexpr plx_twin twin = {
      .struct_size = sizeof(plx_twin), .reserved0 = 0, .make = &MakeTwin};
  return View(id) == PLX_TWIN_ID ? &twin : nullptr;
}

template <typename T>
const T* Describe(std::span<const T> (*describe)(), std::uint32_t* count) noexcept {
  if (count == nullptr) return nullptr;
  *count = 0;
  const T* data = nullptr;
  Guarded(nullptr, [&] {
    const std::span<const T> items = describe();
    *count = static_cast<std::uint32_t>(items.size());
    data = items.data();
  });
  return data;
}

}  // namespace

namespace internal {

plx_lens_plugin MakeTable(const Definition& definition) {
  plx_lens_plugin table{};
  table.struct_size = sizeof(table);
  table.abi_minor_built = PLX_ABI_MINOR;
  table.abi_minor_required = PARALLAX_SDK_ABI_MINOR_REQUIRED;
  table.catalog_min = PARALLAX_SDK_CATALOG_MIN;
  table.catalog_max = PARALLAX_SDK_CATALOG_MAX;
  table.id = Str(definition.id);
  table.name = Str(definition.name);
  table.version = Str(definition.version);
  table.vendor = Str(definition.vendor);
  table.industry = Str(definition.industry);
  table.framework_version =
      Str(definition.framework_version.empty() ? std::string_view(PARALLAX_SDK_VERSION)
                                               : definition.framework_version);
  table.destroy = &Destroy;
  table.interpret_batch = &InterpretBatch;
  table.get_extension = &GetExtension;
  return table;
}

const plx_parameter* DescribeParameters(const Definition& definition,
                                        std::uint32_t* count) noexcept {
  return Describe(definition.parameters, count);
}

const plx_role* DescribeCommittee(const Definition& definition, std::uint32_t* count) noexcept {
  return Describe(definition.committee, count);
}

plx_lens* Create(const Definition& definition, const plx_config* config,
                 plx_error* error) noexcept {
  if (config == nullptr || !PLX_HAS(config, override_value) || config->words == nullptr) {
    Fail(error, PLX_ERROR_INVALID_ARGUMENT, "config and its words must be given");
    return nullptr;
  }
  plx_lens* made = nullptr;
  Guarded(error, [&] {
    std::unique_ptr<Model> model = definition.create(*config);
    if (model == nullptr) throw std::runtime_error("the lens made no model");
    made = std::make_unique<plx_lens>(plx_lens{std::move(model)}).release();
  });
  return made;
}

}  // namespace internal
}  // namespace parallax::sdk
