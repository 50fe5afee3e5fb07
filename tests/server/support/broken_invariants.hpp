// Asks every invariant of docs/books.md of a database.
#pragma once

#include <stdexcept>
#include <string>

#include "db/mysql/connection.hpp"
#include "tests/server/support/books_document.hpp"

namespace fenrun::server::testing {

// The names of those that found something, each with a space behind it; empty: the books are sound.
inline std::string broken_invariants(db::Connection& connection) {
  connection.run_script_statement("SET SESSION group_concat_max_len = 16777216");
  connection.run_script_statement("CREATE TEMPORARY TABLE broken (name VARCHAR(64), found BIGINT)");
  const auto document = read_books_document();
  for (const auto& [name, sql] : document.invariants) {
    connection.run_script_statement("INSERT INTO broken SELECT '" + name + "', COUNT(*) FROM (\n" + sql +
                                    ") AS found");
  }
  const auto names = connection.transact([&](db::Tx& tx) -> Result<std::string> {
    if (tx.one("SELECT COUNT(*) FROM broken")->integer(0) != std::ssize(document.invariants))
      throw std::runtime_error("an invariant was not asked");
    std::string all;
    for (const db::Row& row : tx.all("SELECT name FROM broken WHERE found > 0")) all += row.text(0) + " ";
    return all;
  });
  connection.run_script_statement("DROP TEMPORARY TABLE broken");
  return names.value();
}

}  // namespace fenrun::server::testing
