// One MySQL session. Not thread-safe: one thread at a time.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::db {

struct MysqlOptions {
  std::string host = "127.0.0.1";
  int port = 3306;
  std::string socket;  // a Unix socket path; wins over host and port
  std::string user;
  SecretText password;
  std::string schema;
  std::string tls_ca_file;       // empty only with a Unix socket or allow_plaintext
  bool allow_plaintext = false;  // TCP without TLS, for loopback development only
  std::chrono::seconds connect_timeout{3};
  std::chrono::seconds read_timeout{10};
  std::chrono::seconds write_timeout{10};
  std::size_t statements_max = 256;  // cached prepared statements per connection
};

// Call once from main before threads start, so that the client library is set up by one thread.
void start_mysql_driver();

class Session;

// What the SELECTs of a transaction see: each what is committed when it runs; or all of them what was
// committed when the transaction began, and then nothing can be written in it.
enum class View { latest, one_instant };

class Connection {
 public:
  // Does not connect; the first use does.
  explicit Connection(MysqlOptions options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Runs `story` in one READ COMMITTED transaction on the calling thread. A value commits; a refusal rolls
  // back; an exception rolls back and is rethrown, after up to five tries (with jitter) for deadlock (1213),
  // lock wait (1205), 1020, 1467 and other passing conflicts (codes.hpp), and one more try on a new
  // connection when the old one was lost before COMMIT was sent. The story may therefore run more than once.
  // Throws CommitUnknown when the connection was lost during COMMIT.
  template <class Story>
  std::invoke_result_t<Story&, Tx&> transact(Story&& story) {
    std::optional<std::invoke_result_t<Story&, Tx&>> result;
    run_transaction([&](Tx& tx) {
      result.emplace(story(tx));
      return result->has_value();
    });
    return std::move(*result);
  }

  // transact() for stories that keep their result to themselves and say whether to commit.
  void run_transaction(const std::function<bool(Tx&)>& story, View view = View::latest);
  // One try of it: every exception comes out, with the transaction rolled back or the session dropped.
  void try_transaction(const std::function<bool(Tx&)>& story, View view = View::latest);

  // One statement outside any transaction, unprepared, results discarded: migrations and session
  // administration. DDL commits implicitly.
  void run_script_statement(std::string_view statement);

  // Opens the session now if it is not open. Throws LostConnection whatever the reason (its code tells: 1045
  // bad login, 1049 no such schema, 2002 nobody there, 2026 TLS demanded and not given).
  void connect();
  [[nodiscard]] bool is_open() const;
  // Drops the session and its statement cache; the next use opens a new one.
  void close() noexcept;

 private:
  void roll_back_or_close() noexcept;
  Session& open_session();

  MysqlOptions options_;
  std::unique_ptr<Session> session_;
};

}  // namespace fenrun::db
