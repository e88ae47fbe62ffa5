// The stubs of the SDK against a host that calls them wrong, and models that throw.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <new>
#include <vector>

#include "core/lens/journal_view.h"
#include "parallax/abi/twin.h"
#include "parallax/sdk/plugin.h"

namespace parallax {
namespace {

// What the model does with its next call; the C table takes no context.
void (*g_interpret)() = nullptr;

class Scripted : public sdk::Model {
  void Interpret(const plx_batch&, const plx_result&) override { g_interpret(); }
};

const sdk::Definition& ScriptedDefinition() {
  static const sdk::Definition definition = {
      .id = "scripted",
      .name = "Scripted",
      .version = "1.0.0",
      .vendor = "Parallax",
      .industry = "none",
      .framework_version = "9.8.7",
      .parameters = []() -> std::span<const plx_parameter> { throw std::bad_alloc(); },
      .committee = [] { return std::span<const plx_role>(); },
      .create = [](const plx_config& config) -> std::unique_ptr<sdk::Model> {
        if (config.override_count == 1) return nullptr;
        return std::make_unique<Scripted>();
      }};
  return definition;
}

class Stub : public ::testing::Test {
 protected:
  Stub() {
    error_.struct_size = sizeof(error_);
    batch_.struct_size = sizeof(batch_);
    batch_.row_count = 1;
    emit_.struct_size = sizeof(emit_);
    result_.struct_size = sizeof(result_);
    result_.row_count = 1;
    result_.emit = &emit_;
    config_.struct_size = sizeof(config_);
    config_.words = &CatalogWords();
    lens_ = table_->create(&config_, &error_);
    g_interpret = [] {};
  }
  ~Stub() override { table_->destroy(lens_); }

  std::int32_t Call() { return table_->interpret_batch(lens_, &batch_, &result_, &error_); }
  std::int32_t Throwing(void (*interpret)()) {
    g_interpret = interpret;
    return Call();
  }

  const plx_lens_plugin* table_ = sdk::internal::Export<&ScriptedDefinition>();
  plx_config config_{};
  plx_error error_{};
  plx_emit emit_{};
  plx_batch batch_{};
  plx_result result_{};
  plx_lens* lens_ = nullptr;
};

TEST_F(Stub, TheTableCarriesTheDefinition) {
  EXPECT_EQ(sdk::View(table_->id), "scripted");
  EXPECT_EQ(sdk::View(table_->framework_version), "9.8.7");
  EXPECT_EQ(table_->struct_size, sizeof(plx_lens_plugin));
}

TEST_F(Stub, AnUnknownExtensionIsNull) {
  EXPECT_EQ(table_->get_extension(sdk::Str("parallax.explain/1")), nullptr);
  EXPECT_EQ(table_->get_extension({}), nullptr);
}

TEST_F(Stub, AModelWithoutTwinsSaysThatItHasNone) {
  const auto* twin = static_cast<const plx_twin*>(table_->get_extension(sdk::Str(PLX_TWIN_ID)));
  ASSERT_NE(twin, nullptr);
  EXPECT_EQ(twin->make(lens_, &error_), nullptr);
  EXPECT_EQ(error_.code, PLX_ERROR_UNSUPPORTED);
}

TEST_F(Stub, ADescriptionThatThrowsIsEmpty) {
  std::uint32_t count = 7;
  EXPECT_EQ(table_->describe_parameters(&count), nullptr);
  EXPECT_EQ(count, 0u);
}

TEST_F(Stub, AParameterErrorKeepsItsCodeAndMessage) {
  EXPECT_EQ(Throwing([] { throw sdk::ParameterError("luck is 1 to 90"); }), PLX_ERROR_PARAMETER);
  EXPECT_EQ(error_.code, PLX_ERROR_PARAMETER);
  EXPECT_EQ(error_.row, PLX_NONE);
  EXPECT_STREQ(error_.message, "luck is 1 to 90");
}

TEST_F(Stub, RunningOutOfMemoryHasItsOwnCode) {
  EXPECT_EQ(Throwing([] { throw std::bad_alloc(); }), PLX_ERROR_OUT_OF_MEMORY);
}

TEST_F(Stub, AnyOtherExceptionIsInternal) {
  EXPECT_EQ(Throwing([] { throw std::out_of_range("row 9"); }), PLX_ERROR_INTERNAL);
  EXPECT_STREQ(error_.message, "row 9");
  EXPECT_EQ(Throwing([] { throw 42; }), PLX_ERROR_INTERNAL);
}

TEST_F(Stub, ALongMessageIsCutAtACharacter) {
  EXPECT_EQ(Throwing([] {
              std::string text;
              for (int i = 0; i < 400; ++i) text += "\xc3\xa9";  // two bytes each
              throw std::runtime_error("x" + text);
            }),
            PLX_ERROR_INTERNAL);
  const std::string message = error_.message;
  EXPECT_EQ(message.size(), 495u);
  EXPECT_EQ(message.substr(message.size() - 2), "\xc3\xa9");
}

TEST_F(Stub, AnErrorBufferThatIsMissingOrShortIsLeftAlone) {
  g_interpret = [] { throw std::runtime_error("unheard"); };
  EXPECT_EQ(table_->interpret_batch(lens_, &batch_, &result_, nullptr), PLX_ERROR_INTERNAL);
  error_.struct_size = offsetof(plx_error, message);
  error_.message[0] = '!';
  EXPECT_EQ(Call(), PLX_ERROR_INTERNAL);
  EXPECT_EQ(error_.code, PLX_ERROR_INTERNAL);
  EXPECT_EQ(error_.message[0], '!');
}

TEST_F(Stub, StructsShorterThanTheFirstMinorAreRefused) {
  batch_.struct_size = offsetof(plx_batch, override_value);
  EXPECT_EQ(Call(), PLX_ERROR_INVALID_ARGUMENT);
  batch_.struct_size = sizeof(batch_);
  result_.struct_size = offsetof(plx_result, emit);
  EXPECT_EQ(Call(), PLX_ERROR_INVALID_ARGUMENT);
  result_.struct_size = sizeof(result_);
  emit_.struct_size = offsetof(plx_emit, function);
  EXPECT_EQ(Call(), PLX_ERROR_INVALID_ARGUMENT);
}

TEST_F(Stub, LongerStructsOfANewerHostAreFine) {
  batch_.struct_size += 64;
  result_.struct_size += 64;
  emit_.struct_size += 64;
  EXPECT_EQ(Call(), PLX_OK);
}

TEST_F(Stub, ABatchAndAResultOfDifferentLengthAreRefused) {
  result_.row_count = 2;
  EXPECT_EQ(Call(), PLX_ERROR_INVALID_ARGUMENT);
}

TEST_F(Stub, AnEmptyBatchNeverReachesTheModel) {
  batch_.row_count = result_.row_count = 0;
  EXPECT_EQ(Throwing([] { throw std::runtime_error("reached"); }), PLX_OK);
}

TEST_F(Stub, MissingArgumentsAreRefused) {
  EXPECT_EQ(table_->interpret_batch(nullptr, &batch_, &result_, &error_),
            PLX_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(table_->interpret_batch(lens_, nullptr, &result_, &error_), PLX_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(table_->interpret_batch(lens_, &batch_, nullptr, &error_), PLX_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(table_->create(nullptr, &error_), nullptr);
  EXPECT_EQ(error_.code, PLX_ERROR_INVALID_ARGUMENT);
}

TEST_F(Stub, AFactoryThatMakesNothingIsAnError) {
  config_.override_count = 1;
  EXPECT_EQ(table_->create(&config_, &error_), nullptr);
  EXPECT_EQ(error_.code, PLX_ERROR_INTERNAL);
}

}  // namespace
}  // namespace parallax
