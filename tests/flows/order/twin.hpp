// Two schemas with the same rows, to do the same in two ways.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/support/test_database.hpp"

namespace fenrun::testing {

// The migrations' own record holds times of its making.
inline std::map<std::string, bool> tables_of(TestDatabase& database) {
  return database.run([](db::Tx& tx) -> Result<std::map<std::string, bool>> {
    std::map<std::string, bool> tables;  // and whether they number their rows
    for (const db::Row& row :
         tx.all("SELECT table_name, auto_increment IS NOT NULL FROM information_schema.tables "
                "WHERE table_schema = DATABASE() AND table_name <> 'schema_migration'")) {
      tables.emplace(row.text(0), row.boolean(1));
    }
    return tables;
  });
}

inline std::string quoted_columns(TestDatabase& database, const std::string& table) {
  return database.run([&](db::Tx& tx) -> Result<std::string> {
    std::string columns;
    for (const db::Row& row :
         tx.all("SELECT CAST(column_name AS CHAR), data_type LIKE '%binary' FROM information_schema.columns "
                "WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position",
                {table})) {
      columns += row.integer(1) == 1 ? ", QUOTE(HEX(" + row.text(0) + "))" : ", QUOTE(" + row.text(0) + ")";
    }
    return columns;
  });
}

// Every row of the table, as text.
inline std::vector<std::string> dump(TestDatabase& database, const std::string& table) {
  db::Connection& connection = database.connection();
  connection.run_script_statement("CREATE TEMPORARY TABLE dumped AS SELECT CONCAT_WS('|'" +
                                  quoted_columns(database, table) + ") AS line FROM " + table);
  auto lines = database.run([](db::Tx& tx) -> Result<std::vector<std::string>> {
    std::vector<std::string> found;
    for (const db::Row& row : tx.all("SELECT line FROM dumped ORDER BY line")) found.push_back(row.text(0));
    return found;
  });
  connection.run_script_statement("DROP TEMPORARY TABLE dumped");
  return lines;
}

inline constexpr std::int64_t kNextId = 1'000'000;

// Both give the same ids from here on.
inline void copy_rows(TestDatabase& from, TestDatabase& to) {
  for (const auto& [table, is_numbered] : tables_of(from)) {
    const std::string next = "ALTER TABLE " + table + " AUTO_INCREMENT = " + std::to_string(kNextId);
    if (is_numbered) {
      from.connection().run_script_statement(next);
      to.connection().run_script_statement(next);
    }
    to.connection().run_script_statement("DELETE FROM " + table);
    to.connection().run_script_statement("INSERT INTO " + table + " SELECT * FROM " + from.name() + "." +
                                         table);
  }
}

inline void expect_twins(TestDatabase& one, TestDatabase& other) {
  for (const auto& [table, is_numbered] : tables_of(other))
    EXPECT_EQ(dump(one, table), dump(other, table)) << table;
}

}  // namespace fenrun::testing
