#include "db/mysql/loggable.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "db/mysql/codes.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::db {
namespace {

using fenrun::testing::DatabaseTest;

constexpr std::string_view kPlanted = "oPlanted'13800138000";

class LoggableTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    connection().run_script_statement(
        "CREATE TABLE IF NOT EXISTS planted (name VARCHAR(32) NOT NULL, number BIGINT NULL, PRIMARY KEY "
        "(name))"
        " ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin");
    connection().run_script_statement("DELETE FROM planted");
  }
  // What the server's refusal of the statement looks like in a log.
  static std::string logged(Sql sql, std::initializer_list<Param> params) {
    try {
      static_cast<void>(connection().transact([&](Tx& tx) -> Done {
        tx.execute(sql, params);
        return {};
      }));
    } catch (const DatabaseError& error) {
      EXPECT_EQ(loggable(error), std::to_string(error.code()) + ": " + error.what());
      return loggable(error);
    }
    return "accepted";
  }
};

TEST_F(LoggableTest, a_refusal_of_the_server_is_told_without_the_value_that_it_quotes) {
  EXPECT_EQ(logged("INSERT INTO planted (name) VALUES (?)", {kPlanted}), "accepted");
  const std::string twice = logged("INSERT INTO planted (name) VALUES (?)", {kPlanted});
  EXPECT_TRUE(twice.starts_with("1062: Duplicate entry '…'")) << twice;
  const std::string no_number =
      logged("INSERT INTO planted (name, number) VALUES ('x', ?)", {std::string_view("oPlanted")});
  EXPECT_TRUE(no_number.starts_with("1366: Incorrect integer value: '…'")) << no_number;
  for (const std::string& line : {twice, no_number}) {
    EXPECT_EQ(line.find("Planted"), std::string::npos) << line;
    EXPECT_EQ(line.find("138"), std::string::npos) << line;
  }
}

TEST_F(LoggableTest, the_names_of_our_own_tables_and_columns_stay) {
  const std::string long_name(33, 'n');
  EXPECT_NE(logged("INSERT INTO planted (name) VALUES (?)", {long_name}).find("'name'"), std::string::npos);
  EXPECT_NE(logged("INSERT INTO nowhere (name) VALUES (?)", {kPlanted}).find("nowhere"), std::string::npos);
}

TEST(LoggableWords, what_quotes_nothing_is_left_whole) {
  EXPECT_EQ(without_values(1213, "Deadlock found; try again"), "Deadlock found; try again");
  EXPECT_EQ(without_values(2002, "Can't connect through socket '/run/x' (2)"),
            "Can't connect through socket '/run/x' (2)");
  EXPECT_EQ(without_values(9999, "one 'a' and 'b' here"), "one '…' here");
  EXPECT_EQ(without_values(9999, "an open 'quote"), "an open '…'");
}

TEST(LoggableWords, our_own_exceptions_are_quoted_and_those_of_others_only_named) {
  EXPECT_EQ(loggable(std::logic_error("a leg is missing")), "a leg is missing");
  EXPECT_EQ(loggable(std::runtime_error("the file of an import is gone")), "the file of an import is gone");
  const std::regex_error foreign(std::regex_constants::error_brack);
  EXPECT_EQ(loggable(foreign).find(foreign.what()), std::string::npos);
  EXPECT_NE(loggable(foreign), "");
}

}  // namespace
}  // namespace fenrun::db
