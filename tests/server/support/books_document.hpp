// docs/books.md, taken apart: the contract tables, the invariants and the calls of the emulator that it
// names.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fenrun::server::testing {

struct DocumentedColumn {
  std::string name;
  std::string type;  // "bigint", "varchar(20) null"

  friend bool operator==(const DocumentedColumn&, const DocumentedColumn&) = default;
};

struct DocumentedTable {
  std::string name;
  std::string key;      // "sheet, number"
  std::string server;   // rights: "SELECT, INSERT"
  std::string worker;   // likewise, or "none"
  std::string section;  // all that is said of it
  std::vector<DocumentedColumn> columns;
};

// "-- name: what it is about", then SQL up to the next such line or the end of the block.
struct NamedQuery {
  std::string name;
  std::string sql;
};

struct DocumentedCall {
  std::string path;  // "books/funds"
  std::vector<std::string> members;
};

struct BooksDocument {
  std::vector<DocumentedTable> tables;
  std::vector<NamedQuery> invariants;
  std::vector<DocumentedCall> emulator_calls;
};

// All throw std::runtime_error where the text is not in the format.
BooksDocument read_books_document();
// What tests/server/books_plants.sql does to the books, each under the name of the invariant that finds it.
std::vector<NamedQuery> read_books_plants();
// What stands between backquotes.
std::vector<std::string> quoted_words(const std::string& text);

}  // namespace fenrun::server::testing
