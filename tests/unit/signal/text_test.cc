#include "core/signal/text.h"

#include <re2/re2.h>

#include <random>
#include <string>

#include "core/base/time.h"
#include "gtest/gtest.h"
#include "parallax/catalog/catalog.h"

namespace parallax::text {
namespace {

// Texts that lie near a pattern: pieces of it, changed here and there.
std::string Near(std::mt19937_64& random, std::string_view alphabet,
                 const std::vector<std::string>& pieces) {
  std::string text;
  for (std::size_t n = random() % 5; n > 0; --n) {
    if (random() % 2 == 0) {
      text += pieces[random() % pieces.size()];
    } else {
      for (std::size_t k = random() % 12; k > 0; --k) text += alphabet[random() % alphabet.size()];
    }
  }
  if (random() % 8 == 0 && !text.empty())
    text[random() % text.size()] = static_cast<char>(random());
  if (random() % 16 == 0) text += '\n';
  if (random() % 16 == 0) text.resize(random() % 140, 'a');
  return text;
}

struct Case {
  const char* name;
  std::string_view catalog::Limits::*pattern;
  bool (*matches)(std::string_view);
  std::string alphabet;
  std::vector<std::string> pieces;
};

class Pattern : public ::testing::TestWithParam<Case> {};

TEST_P(Pattern, AcceptsExactlyWhatTheRegularExpressionAccepts) {
  const RE2 regex(std::string(catalog::Get().limits.*GetParam().pattern));
  ASSERT_TRUE(regex.ok());
  std::mt19937_64 random(11);
  int accepted = 0;
  for (int i = 0; i < 200'000; ++i) {
    const std::string text = Near(random, GetParam().alphabet, GetParam().pieces);
    const bool expected = RE2::PartialMatch(text, regex);
    accepted += expected;
    ASSERT_EQ(GetParam().matches(text), expected) << '"' << text << '"';
  }
  EXPECT_GT(accepted, 1000);
}

INSTANTIATE_TEST_SUITE_P(
    Limits, Pattern,
    ::testing::Values(
        Case{"id", &catalog::Limits::id_pattern, IsId, "aZ09._:-/ @", {"opp-42", "p", ""}},
        Case{"label", &catalog::Limits::label_pattern, IsLabel, "az09_.:/-A ", {"data_security"}},
        Case{"custom_key",
             &catalog::Limits::custom_key_pattern,
             IsCustomKey,
             "xa_0.A-",
             {"x.", "x.acme", ".job", "x.a.b.c", std::string(31, 'q'), "."}},
        Case{"custom_id",
             &catalog::Limits::custom_id_pattern,
             IsCustomId,
             "xa_0.A-",
             {"x.", "x.acme.", "kind", std::string(31, 'q'), std::string(32, 'r'), "."}},
        Case{"currency", &catalog::Limits::currency_pattern, IsCurrency, "AZa1", {"USD"}}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(ParseTimestamp, ReadsWhatTheServiceWrites) {
  for (const char* text : {"1970-01-01T00:00:00Z", "2026-04-29T12:34:56Z", "2099-12-31T23:59:59Z",
                           "2024-02-29T00:00:00.5Z", "2026-01-01T00:00:00.000000001Z"}) {
    const auto time = ParseTimestamp(text);
    ASSERT_TRUE(time.has_value()) << text;
    EXPECT_EQ(FormatTime(*time), text);
  }
}

TEST(ParseTimestamp, RefusesWhatIsNoInstantInUtc) {
  for (const char* text :
       {"", "2026-04-29", "2026-04-29T12:00:00", "2026-04-29T12:00:00+00:00",
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-04-29T24:00:00Z", "2026-04-29T12:60:00Z",
        "2026-04-29T12:00:60Z", "2026-04-29t12:00:00Z", "2026-04-29T12:00:00.Z",
        "2026-04-29T12:00:00.1234567890Z", "2026-04-29T12:00:00,5Z", "2026-04-29T12:00:0aZ",
        " 2026-04-29T12:00:00Z", "2026-04-29T12:00:00Z\n", "-026-04-29T12:00:00Z"}) {
    EXPECT_FALSE(ParseTimestamp(text).has_value()) << text;
  }
}

TEST(ParseTimestamp, AcceptsNothingThePatternRefuses) {
  const RE2 regex(std::string(catalog::Get().limits.timestamp_pattern));
  std::mt19937_64 random(12);
  int parsed = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text = "2026-04-29T12:00:00.123456789Z";
    text.erase(19 + random() % 11, random() % 11);
    for (std::size_t changes = random() % 3; changes > 0; --changes) {
      text[random() % text.size()] = "0123456789T:-.Z"[random() % 15];
    }
    if (ParseTimestamp(text).has_value()) {
      ++parsed;
      ASSERT_TRUE(RE2::PartialMatch(text, regex)) << text;
    }
  }
  EXPECT_GT(parsed, 1000);
}

TEST(CountPrintable, CountsCodePoints) {
  EXPECT_EQ(CountPrintable(""), 0);
  EXPECT_EQ(CountPrintable("abc"), 3);
  EXPECT_EQ(CountPrintable("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), 3);  // é, euro sign, a face
  EXPECT_EQ(CountPrintable("\xC2\xA0"), 1);                              // U+00A0
  EXPECT_EQ(CountPrintable("\xF4\x8F\xBF\xBF"), 1);                      // U+10FFFF
}

TEST(CountPrintable, RefusesControlCharacters) {
  for (const char* text : {"a\nb", "\t", "\x1F", "\x7F", "\xC2\x80", "\xC2\x9F"}) {
    EXPECT_FALSE(CountPrintable(text).has_value());
  }
  EXPECT_FALSE(CountPrintable(std::string_view("\0", 1)).has_value());
}

TEST(CountPrintable, RefusesMalformedUtf8) {
  for (const char* text : {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80",
                           "\xF0\x80\x80\xAF", "\xF4\x90\x80\x80", "\xFF", "\xE2\x82", "a\xC3z"}) {
    EXPECT_FALSE(CountPrintable(text).has_value());
  }
}

}  // namespace
}  // namespace parallax::text
