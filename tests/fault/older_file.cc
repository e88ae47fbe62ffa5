#include "tests/fault/older_file.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"

namespace parallax::fault {
namespace {

void Execute(sqlite3* database, const std::string& sql) {
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sql << ": " << sqlite3_errmsg(database);
}

// The first column of every row.
std::vector<std::string> Texts(sqlite3* database, const char* sql) {
  std::vector<std::string> texts;
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(database, sql, -1, &statement, nullptr), SQLITE_OK) << sql;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    texts.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
  }
  sqlite3_finalize(statement);
  return texts;
}

}  // namespace

void MakeVersion3(const std::string& database) {
  const std::string made = database + ".version-3";
  sqlite3* older = nullptr;
  ASSERT_EQ(sqlite3_open(made.c_str(), &older), SQLITE_OK);
  // The application id is that of schema.h.
  Execute(older,
          "PRAGMA page_size=8192;PRAGMA journal_mode=WAL;PRAGMA application_id=1347180627;"
          "PRAGMA user_version=3");
  Execute(older, absl::StrCat("ATTACH '", database, "' AS now"));
  for (const std::string& sql :
       Texts(older,
             "SELECT sql FROM now.sqlite_schema WHERE type = 'table' AND name <> "
             "'sqlite_sequence'")) {
    Execute(older, sql);
  }
  for (const std::string& table :
       Texts(older, "SELECT name FROM now.sqlite_schema WHERE type = 'table'")) {
    Execute(older, absl::StrCat("DELETE FROM main.", table));
    Execute(older, absl::StrCat("INSERT INTO main.", table, " SELECT * FROM now.", table));
  }
  for (const std::string& sql :
       Texts(older, "SELECT sql FROM now.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")) {
    Execute(older, sql);
  }
  Execute(older, "DETACH now");
  sqlite3_close(older);
  std::filesystem::rename(made, database);
}

}  // namespace parallax::fault
