// One open MySQL session on the connector, for db/mysql only: statements in, copied rows out, errors as ours.
// The connector's own types stay in session.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "db/mysql/connection.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::db {

class Session {
 public:
  // Connects and makes the session ours: READ COMMITTED, strict SQL mode, UTC, utf8mb4, encrypted unless
  // allowed otherwise. Throws LostConnection.
  explicit Session(const MysqlOptions& options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Opens a transaction, which really starts with the first statement below that writes or locks: under READ
  // COMMITTED the reads before it see what they would see inside, and who only reads asks the server twice
  // less. commit() and roll_back() end it and ask nothing when it never started.
  void begin();
  void commit();
  void roll_back();
  // Starts the open transaction as one that writes nothing and reads everything as of this instant
  // (REPEATABLE READ).
  void hold_instant();

  // Prepared, cached by text. All throw DatabaseError or LostConnection.
  std::vector<Row> query(std::string_view sql, std::span<const Param> params);
  std::uint64_t update(std::string_view sql, std::span<const Param> params);

  // Unprepared, results discarded.
  void run(std::string_view statement);

  [[nodiscard]] std::size_t cached_statements() const;

 private:
  struct Impl;
  enum class State : std::uint8_t { none, open, started };

  void end(std::string_view statement);

  std::unique_ptr<Impl> impl_;
  State state_ = State::none;
};

}  // namespace fenrun::db
