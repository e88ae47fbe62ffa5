#include "clients/cli/import/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace parallax::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Every record of a text, and the message of every error in between.
struct ReadOutcome {
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> errors;
};

ReadOutcome ReadAll(const std::string& text, CsvReader::Options options = {}) {
  std::istringstream in(text);
  CsvReader reader(in, "t.csv", options);
  ReadOutcome out;
  CsvRow row;
  for (;;) {
    const absl::StatusOr<bool> read = reader.Read(row);
    if (!read.ok()) {
      out.errors.emplace_back(read.status().message());
    } else if (!*read) {
      return out;
    } else {
      out.records.push_back(row.fields);
    }
  }
}

TEST(CsvReader, ReadsQuotesCommasAndLineEndsInsideFields) {
  const ReadOutcome out = ReadAll("a,\"b,1\",\"say \"\"hi\"\"\",\"two\r\nlines\"\nlast,,,\n");
  EXPECT_THAT(out.records, ElementsAre(ElementsAre("a", "b,1", "say \"hi\"", "two\r\nlines"),
                                       ElementsAre("last", "", "", "")));
  EXPECT_TRUE(out.errors.empty());
}

TEST(CsvReader, TakesCrlfLfAndAFileWithoutALastLineEnd) {
  EXPECT_THAT(ReadAll("a,b\r\nc,d\ne,f").records,
              ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d"), ElementsAre("e", "f")));
}

TEST(CsvReader, SkipsTheByteOrderMarkAndBlankLines) {
  EXPECT_THAT(ReadAll("\xEF\xBB\xBFid\n\n\r\nx\n\n").records,
              ElementsAre(ElementsAre("id"), ElementsAre("x")));
}

TEST(CsvReader, ReadsAnEmptyFile) { EXPECT_TRUE(ReadAll("").records.empty()); }

TEST(CsvReader, SaysWhereAQuoteIsWrongAndGoesOn) {
  const ReadOutcome out = ReadAll("a,b\nx,y\"z\nok,1\n\"q\"w,2\nok,2\n");
  EXPECT_THAT(out.records,
              ElementsAre(ElementsAre("a", "b"), ElementsAre("ok", "1"), ElementsAre("ok", "2")));
  EXPECT_THAT(out.errors, ElementsAre(HasSubstr("t.csv:2:4: a quote inside a field"),
                                      HasSubstr("t.csv:4:4: text after the quote")));
}

TEST(CsvReader, NamesTheQuoteThatIsNeverClosed) {
  const ReadOutcome out = ReadAll("a\n\"open\nx\ny\n");
  EXPECT_THAT(out.errors,
              ElementsAre(HasSubstr("t.csv:2:1: the quote that opens here is never closed")));
}

TEST(CsvReader, RefusesZeroBytesAndBrokenUtf8) {
  EXPECT_THAT(ReadAll(std::string("a\0b\n", 4)).errors, ElementsAre(HasSubstr("zero byte")));
  EXPECT_THAT(ReadAll("a\nfine\n\xFF\xFE\nafter\n").errors,
              ElementsAre(HasSubstr("t.csv:3:1: the record is not UTF-8")));
  EXPECT_THAT(ReadAll("\xC0\xAF\n").errors, ElementsAre(HasSubstr("not UTF-8")));
  EXPECT_THAT(ReadAll("\xE2\x82").errors, ElementsAre(HasSubstr("not UTF-8")));
}

TEST(CsvReader, RefusesACarriageReturnOnItsOwn) {
  const ReadOutcome out = ReadAll("a\rb\nnext\n\rlead\nend\n");
  EXPECT_THAT(out.records, ElementsAre(ElementsAre("next"), ElementsAre("end")));
  EXPECT_THAT(out.errors, ElementsAre(HasSubstr("carriage return"), HasSubstr("carriage return")));
}

TEST(CsvReader, BoundsFieldsAndColumns) {
  CsvReader::Options options;
  options.max_field_bytes = 8;
  options.max_fields = 3;
  EXPECT_THAT(ReadAll("123456789\nok\n", options).errors,
              ElementsAre(HasSubstr("more than 8 bytes")));
  const ReadOutcome out = ReadAll("a,b,c,d\nok\n", options);
  EXPECT_THAT(out.errors, ElementsAre(HasSubstr("more than 3 fields")));
  EXPECT_THAT(out.records, ElementsAre(ElementsAre("ok")));
}

TEST(CsvReader, ReadsAcrossItsBuffer) {
  std::string text;
  for (int i = 0; i < 30000; ++i) text += "\"q\"\"" + std::to_string(i) + "\",x\r\n";
  const ReadOutcome out = ReadAll(text);
  ASSERT_EQ(out.records.size(), 30000u);
  EXPECT_THAT(out.records.back(), ElementsAre("q\"29999", "x"));
}

TEST(CsvReader, KeepsTheRecordAsItStood) {
  std::istringstream in("h\r\n\"a\nb\",c\r\n");
  CsvReader reader(in, "t.csv", {});
  CsvRow row;
  ASSERT_TRUE(reader.Read(row).value());
  ASSERT_TRUE(reader.Read(row).value());
  EXPECT_EQ(row.raw, "\"a\nb\",c");
  EXPECT_EQ(row.line, 2u);
}

TEST(CsvReader, TakesAnotherDelimiter) {
  CsvReader::Options options;
  options.delimiter = ';';
  EXPECT_THAT(ReadAll("a,1;b\n", options).records, ElementsAre(ElementsAre("a,1", "b")));
}

}  // namespace
}  // namespace parallax::cli
