#include "clients/cli/import/rejects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/cli/scratch_folder.h"

namespace parallax::cli {
namespace {

using ::testing::HasSubstr;

TEST(Rejects, KeepsRowsInTheFormatOfTheirFiles) {
  const ScratchFolder folder;
  std::ostringstream err;
  Rejects rejects;
  ASSERT_TRUE(Rejects::Open(folder.path("out"), err, rejects).ok());
  rejects.SetHead("a.csv", "id,x");
  rejects.SetHead("b.json", "");
  rejects.Add({"a.csv", 3, "1,\"two\nlines\"", "x"}, "is wrong");
  rejects.Add({"a.csv", 3, "1,\"two\nlines\""}, "is wrong twice");
  rejects.Add({"b.json", 1, "{\"id\":\n1}"}, "is wrong too");
  ASSERT_TRUE(rejects.Close().ok());
  EXPECT_EQ(folder.Read("out/a.csv"), "id,x\n1,\"two\nlines\"\n");
  EXPECT_EQ(folder.Read("out/b.json"), "{\"id\": 1}\n");
  EXPECT_EQ(folder.Read("out/errors.csv"),
            "file,line,column,reason\na.csv,3,x,is wrong\na.csv,3,,is wrong twice\n"
            "b.json,1,,is wrong too\n");
  EXPECT_EQ(rejects.count(), 3u);
  EXPECT_THAT(err.str(), HasSubstr("a.csv:3:x: is wrong\n"));
}

TEST(Rejects, RefusesAFolderThatHoldsSomething) {
  const ScratchFolder folder;
  folder.Write("old.csv", "x\n");
  std::ostringstream err;
  Rejects rejects;
  EXPECT_THAT(std::string(Rejects::Open(folder.path(), err, rejects).message()),
              HasSubstr("holds something"));
}

}  // namespace
}  // namespace parallax::cli
