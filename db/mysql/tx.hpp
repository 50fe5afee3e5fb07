// An open transaction: what every story receives. Blocking; use it only on a database worker.
//
// All calls throw DatabaseError when the server refuses the statement and LostConnection when it is gone; a
// story lets both pass. Duplicate keys are the one refusal that stories expect: insert_new() reports them as
// false. Comparing an ASCII column with a parameter that is not ASCII is refused by the server: check codes
// from outside first.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "db/mysql/sql.hpp"

namespace fenrun::db {

// The server refused a statement; `code` is MySQL's error number.
class DatabaseError : public std::runtime_error {
 public:
  DatabaseError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
  [[nodiscard]] int code() const { return code_; }

 private:
  int code_;
};

// The connection is gone or could not be made; nothing of the open transaction was committed.
class LostConnection : public DatabaseError {
  using DatabaseError::DatabaseError;
};

// The connection was lost while COMMIT was under way: the outcome is unknown. Re-read by a unique key, never
// guess.
class CommitUnknown : public DatabaseError {
  using DatabaseError::DatabaseError;
};

// One result row, copied out of the connector. Columns are counted from 0 in the order of the SELECT. Reading
// a NULL without `maybe_`, or a column as the wrong type, is our bug and throws std::logic_error; so does
// selecting a column that is neither integer, text, bytes nor DATETIME. SUM() of integers is a DECIMAL: write
// CAST(SUM(x) AS SIGNED).
class Row {
 public:
  using Cell = std::variant<std::monostate, std::int64_t, std::string, Instant>;
  explicit Row(std::vector<Cell> cells) : cells_(std::move(cells)) {}

  [[nodiscard]] bool is_null(std::size_t column) const;
  [[nodiscard]] std::int64_t integer(std::size_t column) const;
  [[nodiscard]] bool boolean(std::size_t column) const { return integer(column) != 0; }
  [[nodiscard]] const std::string& text(std::size_t column) const;  // text and binary columns
  [[nodiscard]] Instant time(std::size_t column) const;             // DATETIME(6) in UTC
  template <class IdType>
  [[nodiscard]] IdType id(std::size_t column) const {
    return IdType{integer(column)};
  }
  [[nodiscard]] Fen fen(std::size_t column) const { return Fen{integer(column)}; }

  [[nodiscard]] std::optional<std::int64_t> maybe_integer(std::size_t column) const;
  [[nodiscard]] std::optional<std::string> maybe_text(std::size_t column) const;
  [[nodiscard]] std::optional<Instant> maybe_time(std::size_t column) const;
  template <class IdType>
  [[nodiscard]] std::optional<IdType> maybe_id(std::size_t column) const {
    if (is_null(column)) return std::nullopt;
    return id<IdType>(column);
  }

 private:
  std::vector<Cell> cells_;
};

class Session;

class Tx {
 public:
  explicit Tx(Session& session) : session_(session) {}
  Tx(const Tx&) = delete;
  Tx& operator=(const Tx&) = delete;

  // At most one row: throws std::logic_error when the query returns more.
  std::optional<Row> one(Sql sql, std::initializer_list<Param> params = {});
  std::vector<Row> all(Sql sql, std::initializer_list<Param> params = {});
  // A list of keys: `head` ends in "IN (", `row` is "?" or "(?,?)", `tail` begins with ")". At most 1,000
  // rows of keys; asserts that. No keys: no rows, and the server is not asked.
  std::vector<Row> all_of(Sql head, Sql row, std::span<const Param> params, Sql tail);

  // Affected rows count changed rows, not matched ones.
  std::uint64_t execute(Sql sql, std::initializer_list<Param> params = {});
  // For a write that must hit exactly one row; throws std::logic_error otherwise.
  void execute_one(Sql sql, std::initializer_list<Param> params = {});
  // False when a unique key says the row exists already; any other failure throws. (MySQL rolls back only the
  // statement.)
  [[nodiscard]] bool insert_new(Sql sql, std::initializer_list<Param> params = {});
  // Inserts and returns the AUTO_INCREMENT id.
  std::int64_t insert_id(Sql sql, std::initializer_list<Param> params = {});
  // Many rows by one statement: `head` ends in VALUES, `row` is "(?,?,?)", `params` holds rows × columns
  // values in order. Chunked below the placeholder limit. Returns affected rows.
  std::uint64_t execute_rows(Sql head, Sql row, std::span<const Param> params, Sql tail = "");

  // The same with `before` for the placeholders of `head`: reads, and one write of all those rows.
  std::vector<Row> all_of(Sql head, std::initializer_list<Param> before, Sql row, std::span<const Param> keys,
                          Sql tail);
  std::uint64_t execute_of(Sql head, std::initializer_list<Param> before, Sql row,
                           std::span<const Param> keys, Sql tail);

  // Number of statements that changed a row in this transaction so far.
  [[nodiscard]] std::uint64_t writes() const { return writes_; }

 private:
  std::uint64_t write(std::string_view sql, std::span<const Param> params);

  Session& session_;
  std::uint64_t writes_ = 0;
};

}  // namespace fenrun::db
