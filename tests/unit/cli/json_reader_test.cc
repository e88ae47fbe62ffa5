#include "clients/cli/import/json_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/escaping.h"
#include "clients/cli/import/cloud_event.h"

namespace parallax::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct JsonOutcome {
  std::vector<std::string> ids;
  std::vector<std::uint64_t> lines;
  std::vector<std::string> errors;
};

// The "id" of every object of a text, and every error in between.
JsonOutcome ReadJson(const std::string& text) {
  std::istringstream in(text);
  JsonReader reader(in, "t.json");
  JsonReader::Item item;
  JsonOutcome out;
  for (;;) {
    const absl::StatusOr<bool> read = reader.Read(item);
    if (!read.ok()) {
      out.errors.emplace_back(read.status().message());
    } else if (!*read) {
      return out;
    } else {
      out.ids.push_back(TextAtPath(item.object, "id"));
      out.lines.push_back(item.line);
    }
  }
}

TEST(JsonReader, ReadsAnObjectALine) {
  const JsonOutcome out = ReadJson("\xEF\xBB\xBF{\"id\":1}\r\n\n  {\"id\":\"b\"}\n{\"id\":2.5}");
  EXPECT_THAT(out.ids, ElementsAre("1", "b", "2.5"));
  EXPECT_THAT(out.lines, ElementsAre(1, 3, 4));
  EXPECT_TRUE(out.errors.empty());
}

TEST(JsonReader, ReadsTheElementsOfAnArray) {
  const JsonOutcome out = ReadJson("[ {\"id\":\"a]\\\"}\"},\n {\"id\":2,\n  \"in\":[{}, []]}\n]\n");
  EXPECT_THAT(out.ids, ElementsAre("a]\"}", "2"));
  EXPECT_THAT(out.lines, ElementsAre(1, 2));
  EXPECT_TRUE(ReadJson("[]").errors.empty());
}

TEST(JsonReader, GoesOnBehindABadLine) {
  const JsonOutcome out = ReadJson("{\"id\":1}\n{\"id\":}\n[3]\n{\"id\":4}\n");
  EXPECT_THAT(out.ids, ElementsAre("1", "4"));
  EXPECT_THAT(out.errors,
              ElementsAre("t.json:2:7: is not JSON", "t.json:3:1: is no JSON object {...}"));
}

TEST(JsonReader, GoesOnBehindABadElementAndStopsAtABrokenArray) {
  const JsonOutcome bad = ReadJson("[{\"id\":1},{\"id\":},{\"id\":3}]");
  EXPECT_THAT(bad.ids, ElementsAre("1", "3"));
  EXPECT_THAT(bad.errors, ElementsAre(HasSubstr("is not JSON")));
  const JsonOutcome broken = ReadJson("[{\"id\":1},{\"id\":2");
  EXPECT_THAT(broken.ids, ElementsAre("1"));
  EXPECT_THAT(broken.errors, ElementsAre(HasSubstr("the array never ends")));
}

TEST(JsonReader, RefusesDeepNestingAndWhatIsNotUtf8) {
  const std::string deep = "{\"id\":" + std::string(100, '[') + std::string(100, ']') + "}";
  EXPECT_THAT(ReadJson(deep).errors, ElementsAre(HasSubstr("nested deeper")));
  EXPECT_THAT(ReadJson("{\"id\":\"\xff\"}").errors, ElementsAre(HasSubstr("UTF-8")));
}

TEST(JsonReader, RefusesANumberTooGreatToHold) {
  const JsonOutcome out = ReadJson("{\"id\":1}\n{\"id\":1e32026}\n{\"id\":-1e400}\n{\"id\":4}\n");
  EXPECT_THAT(out.ids, ElementsAre("1", "4"));
  EXPECT_THAT(out.errors,
              ElementsAre(AllOf(HasSubstr("t.json:2:1: holds a number"), HasSubstr("1.8e308")),
                          HasSubstr("t.json:3:1: holds a number")));
}

TEST(TextAtPath, WalksObjectsListsAndKeysWithDots) {
  const auto object = nlohmann::json::parse(
      R"({"a":{"b":[{"c":"x"},{"c":7}]},"a.d":"dotted","n":null,"t":true,"l":["p","q",1],"o":{"k":1}})");
  EXPECT_EQ(TextAtPath(object, "a.b.0.c"), "x");
  EXPECT_EQ(TextAtPath(object, "a.b.1.c"), "7");
  EXPECT_EQ(TextAtPath(object, "a.b.2.c"), "");
  EXPECT_EQ(TextAtPath(object, "a.d"), "dotted");
  EXPECT_EQ(TextAtPath(object, "n"), "");
  EXPECT_EQ(TextAtPath(object, "t"), "true");
  EXPECT_EQ(TextAtPath(object, "l"), "p,q,1");
  EXPECT_EQ(TextAtPath(object, "o"), "{\"k\":1}");
  EXPECT_EQ(TextAtPath(object, "missing"), "");
}

absl::Status Unpack(const std::string& text, nlohmann::json& event) {
  event = nlohmann::json::parse(text);
  return UnpackCloudEvent(event);
}

TEST(CloudEvent, NeedsWhatTheSpecificationRequires) {
  nlohmann::json event;
  EXPECT_TRUE(Unpack(R"({"specversion":"1.0","id":"1","source":"/s","type":"t"})", event).ok());
  EXPECT_EQ(Unpack(R"({"specversion":"1.0","source":"/s","type":"t"})", event).message(),
            "id: a CloudEvent needs it, as text");
  EXPECT_THAT(
      std::string(
          Unpack(R"({"specversion":"0.3","id":"1","source":"/s","type":"t"})", event).message()),
      HasSubstr("accepted: 1.0"));
}

TEST(CloudEvent, UnpacksBase64ThatHoldsJson) {
  nlohmann::json event;
  ASSERT_TRUE(Unpack(R"({"specversion":"1.0","id":"1","source":"/s","type":"t",)"
                     R"("data_base64":"eyJhIjoxfQ=="})",
                     event)
                  .ok());
  EXPECT_EQ(event["data"]["a"], 1);
  EXPECT_FALSE(Unpack(R"({"specversion":"1.0","id":"1","source":"/s","type":"t",)"
                      R"("data_base64":"%%"})",
                      event)
                   .ok());
}

TEST(CloudEvent, RefusesPackedJsonWithANumberTooGreatToHold) {
  nlohmann::json event;
  const std::string packed = absl::Base64Escape("{\"n\":1e32026}");
  EXPECT_THAT(std::string(Unpack(R"({"specversion":"1.0","id":"1","source":"/s","type":"t",)"
                                 R"("data_base64":")" +
                                     packed + "\"}",
                                 event)
                              .message()),
              HasSubstr("holds no JSON"));
}

TEST(CloudEvent, RefusesPackedJsonThatIsNestedTooDeep) {
  nlohmann::json event;
  const std::string data =
      absl::Base64Escape(std::string(kMostNested + 1, '[') + std::string(kMostNested + 1, ']'));
  EXPECT_EQ(Unpack(R"({"specversion":"1.0","id":"1","source":"/s","type":"t","data_base64":")" +
                       data + "\"}",
                   event)
                .message(),
            "data_base64: is nested deeper than 64");
}

}  // namespace
}  // namespace parallax::cli
