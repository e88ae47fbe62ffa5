#include "core/signal/privacy.h"

#include <re2/re2.h>

#include <memory>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "parallax/catalog/catalog.h"

namespace parallax::privacy {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Ids(const Rules& rules) {
  std::vector<std::string> ids;
  for (const catalog::Pattern* rule : rules) ids.emplace_back(rule->id);
  return ids;
}

// Patterns searched for one by one.
class PlainSearch {
 public:
  explicit PlainSearch(std::span<const catalog::Pattern> patterns,
                       bool catalog::Pattern::*applies = nullptr) {
    for (const catalog::Pattern& pattern : patterns) {
      if (applies != nullptr && !(pattern.*applies)) continue;
      patterns_.emplace_back(pattern.id, std::make_unique<RE2>(std::string(pattern.regex)));
    }
  }
  std::vector<std::string> operator()(const std::string& text) const {
    std::vector<std::string> ids;
    for (const auto& [id, regex] : patterns_) {
      if (RE2::PartialMatch(text, *regex)) ids.push_back(id);
    }
    return ids;
  }

 private:
  std::vector<std::pair<std::string, std::unique_ptr<RE2>>> patterns_;
};

TEST(Privacy, RefusesWhatTheRulesName) {
  EXPECT_THAT(Ids(BrokenByText("write to someone@example.org")), ElementsAre("email"));
  EXPECT_THAT(Ids(BrokenById("someone@example.org")), ElementsAre("email"));
  EXPECT_THAT(Ids(BrokenByText("call (212) 555-2100 now")), ElementsAre("phone"));
  EXPECT_THAT(Ids(BrokenById("tel:+12125552100")), ElementsAre("phone_scheme"));
  EXPECT_THAT(Ids(BrokenByText("123-45-6789")), ElementsAre("social_security_number"));
  EXPECT_THAT(Ids(BrokenById("student-10042")), ElementsAre("student_or_patient_id"));
  EXPECT_THAT(Ids(BrokenByText("patient no. 4711")), ElementsAre("student_or_patient_number"));
  EXPECT_THAT(Ids(BrokenByText("MRN 884213")), Contains("medical_record_number"));
  EXPECT_THAT(Ids(BrokenByKey("x.acme.student_id")), ElementsAre("person_identifier"));
  EXPECT_THAT(Ids(BrokenByKey("x.acme.email")), ElementsAre("direct_identifier"));
  EXPECT_THAT(Ids(BrokenByKey("x.acme.diagnosis")), ElementsAre("education_or_health_record"));
  EXPECT_THAT(Ids(BrokenByRole("x.acme.student")), ElementsAre("protected_person"));
}

TEST(Privacy, AcceptsOrdinaryTexts) {
  for (const char* text : {"", "p-17", "evt-0000100042", "We plan a week in two hours less.",
                           "student privacy", "2026-03-12", "00Q5f00000ABCDE", "patients first"}) {
    EXPECT_THAT(BrokenById(text), IsEmpty()) << text;
    EXPECT_THAT(BrokenByText(text), IsEmpty()) << text;
  }
  EXPECT_THAT(BrokenByKey("x.warehouse.job"), IsEmpty());
  EXPECT_THAT(BrokenByRole("x.acme.student_services"), IsEmpty());
}

TEST(Privacy, AsksNothingOfTheKeysTheCatalogLists) {
  for (const catalog::Kind& kind : catalog::Get().kinds) {
    for (const catalog::Attribute& attribute : kind.attributes) {
      EXPECT_THAT(BrokenByKey(attribute.key), IsEmpty()) << attribute.key;
    }
  }
  for (const catalog::Fact& fact : catalog::Get().facts) {
    EXPECT_THAT(BrokenByKey(fact.key), IsEmpty()) << fact.key;
  }
}

// Texts put together from what the patterns are made of, so that many of them match.
std::string Made(std::mt19937_64& random) {
  static const std::vector<std::string> pieces = {"student",
                                                  "Pupil",
                                                  "LEARNER",
                                                  "patient",
                                                  "s",
                                                  "medical record",
                                                  "mrn",
                                                  "tel",
                                                  "phone",
                                                  "mobile",
                                                  "id",
                                                  "no.",
                                                  "no",
                                                  "nr",
                                                  "number",
                                                  "#",
                                                  "a@b.co",
                                                  "@",
                                                  "x.org",
                                                  "(212)",
                                                  " ",
                                                  "-",
                                                  ".",
                                                  "_",
                                                  ":",
                                                  "/",
                                                  "=",
                                                  "+",
                                                  "1",
                                                  "12",
                                                  "212",
                                                  "555",
                                                  "2100",
                                                  "45",
                                                  "6789",
                                                  "123456",
                                                  "[",
                                                  "ab",
                                                  "Z",
                                                  "\xC5\xBFtudent",
                                                  "to\xE2\x84\xAA",
                                                  "\xC3\xA9",
                                                  "\n",
                                                  "(",
                                                  ")",
                                                  "9"};
  std::string text;
  for (std::size_t n = 1 + random() % 8; n > 0; --n) text += pieces[random() % pieces.size()];
  if (random() % 6 == 0) text[random() % text.size()] = static_cast<char>(random());
  return text;
}

TEST(Privacy, FindsExactlyWhatSearchingForEachPatternFinds) {
  const PlainSearch ids(catalog::Get().privacy_texts, &catalog::Pattern::ids);
  const PlainSearch texts(catalog::Get().privacy_texts, &catalog::Pattern::text);
  std::mt19937_64 random(21);
  int found = 0;
  for (int i = 0; i < 60'000; ++i) {
    const std::string text = Made(random);
    const auto expected = ids(text);
    found += !expected.empty();
    ASSERT_EQ(Ids(BrokenById(text)), expected) << text;
    ASSERT_EQ(Ids(BrokenByText(text)), texts(text)) << text;
  }
  EXPECT_GT(found, 3000);
}

TEST(Privacy, FindsInKeysExactlyWhatSearchingForEachPatternFinds) {
  const std::vector<std::string> pieces = {"x.",    "acme.", "student", "_id",   "user", "_name",
                                           "email", "_",     "phone",   ".",     "gpa",  "iep",
                                           "dob",   "icd",   "10",      "number"};
  const PlainSearch keys(catalog::Get().privacy_keys);
  std::mt19937_64 random(22);
  int found = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string key;
    for (std::size_t n = 1 + random() % 5; n > 0; --n) key += pieces[random() % pieces.size()];
    const auto expected = keys(key);
    found += !expected.empty();
    ASSERT_EQ(Ids(BrokenByKey(key)), expected) << key;
  }
  EXPECT_GT(found, 1000);
}

}  // namespace
}  // namespace parallax::privacy
