#include "db/mysql/script.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace fenrun::db {
namespace {

using ::testing::ElementsAreArray;
using Statements = std::vector<std::string>;

TEST(Script, splits_at_semicolons_outside_strings_names_and_comments) {
  const struct {
    const char* script;
    Statements expected;
  } table[] = {
      {"", {}},
      {" ; ;\n;", {}},
      {"SELECT 1", {"SELECT 1"}},
      {"SELECT 1; SELECT 2;", {"SELECT 1", "SELECT 2"}},
      {"SELECT ';'; SELECT \";\"", {"SELECT ';'", "SELECT \";\""}},
      {"SELECT 'it''s; one'", {"SELECT 'it''s; one'"}},
      {"SELECT 'a\\';b'; SELECT 2", {"SELECT 'a\\';b'", "SELECT 2"}},
      {"SELECT `a;b`", {"SELECT `a;b`"}},
      {"SELECT `a\\`; SELECT 2", {"SELECT `a\\`", "SELECT 2"}},
      {"-- one; two\nSELECT 1 -- three;\n;", {"SELECT 1"}},
      {"SELECT 1--1", {"SELECT 1--1"}},
      {"# one;\nSELECT 1", {"SELECT 1"}},
      {"SELECT /* a; 'b */ 1", {"SELECT   1"}},
      {"SELECT 1 --", {"SELECT 1"}},
      {"SELECT '-- no comment'", {"SELECT '-- no comment'"}},
      {"SELECT '/* no comment */'", {"SELECT '/* no comment */'"}},
      {"SELECT '中；文;'", {"SELECT '中；文;'"}},
  };
  for (const auto& row : table) {
    EXPECT_THAT(split_statements(row.script), ElementsAreArray(row.expected)) << row.script;
  }
}

TEST(Script, a_string_or_comment_without_its_end_is_refused) {
  for (const char* script : {"SELECT 'a", "SELECT \"a", "SELECT `a", "SELECT /* a", "/*/", "'\\"}) {
    EXPECT_THROW(split_statements(script), std::invalid_argument) << script;
  }
}

}  // namespace
}  // namespace fenrun::db
