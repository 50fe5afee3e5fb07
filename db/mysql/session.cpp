#include "db/mysql/session.hpp"

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <mysql_driver.h>

#include <list>
#include <mutex>
#include <unordered_map>

#include "base/assert.hpp"
#include "db/mysql/cells.hpp"
#include "db/mysql/codes.hpp"
#include "db/mysql/loggable.hpp"

namespace fenrun::db {

namespace {

// get_driver_instance() fills a static map without a lock.
sql::Driver& driver() {
  static std::once_flag once;
  static sql::Driver* instance = nullptr;
  std::call_once(once, [] { instance = sql::mysql::get_driver_instance(); });
  return *instance;
}

// The client library keeps state for each thread that uses it.
struct ThreadState {
  ThreadState() { driver().threadInit(); }
  ~ThreadState() { driver().threadEnd(); }
};

[[noreturn]] void rethrow(const sql::SQLException& error) {
  const int code = error.getErrorCode();
  const std::string what = without_values(code, error.what());
  if (is_lost_connection(code)) throw LostConnection(code, what);
  throw DatabaseError(code, what);
}

// Runs one call into the connector; its exceptions leave as ours.
template <class Call>
auto guarded(Call&& call) {
  try {
    return call();
  } catch (const sql::SQLException& error) {
    rethrow(error);
  }
}

int seconds(std::chrono::seconds time) { return static_cast<int>(time.count()); }

// The connector ignores names it does not know, so each one here is covered by a test of its effect.
sql::ConnectOptionsMap connect_options(const MysqlOptions& options) {
  sql::ConnectOptionsMap map;
  map["userName"] = sql::SQLString(options.user);
  map["password"] = sql::SQLString(options.password.reveal());
  if (!options.schema.empty()) map["schema"] = sql::SQLString(options.schema);
  if (options.socket.empty()) {
    map["hostName"] = sql::SQLString("tcp://" + options.host);
    map["port"] = options.port;
  } else {
    map["hostName"] = sql::SQLString("unix://" + options.socket);
  }
  if (!options.tls_ca_file.empty()) {
    map["sslCA"] = sql::SQLString(options.tls_ca_file);
    map["sslVerify"] = true;
  }
  map["OPT_CONNECT_TIMEOUT"] = seconds(options.connect_timeout);
  map["OPT_READ_TIMEOUT"] = seconds(options.read_timeout);
  map["OPT_WRITE_TIMEOUT"] = seconds(options.write_timeout);
  map["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
  return map;
}

void bind(sql::PreparedStatement& statement, unsigned position, const Param::Value& value) {
  struct Binder {
    sql::PreparedStatement& statement;
    unsigned position;
    void operator()(std::monostate) const { statement.setNull(position, sql::DataType::VARCHAR); }
    // The only integer setter in use: an unsigned one leaves a flag behind that corrupts later negative
    // values.
    void operator()(std::int64_t number) const { statement.setInt64(position, number); }
    void operator()(std::string_view text) const {
      statement.setString(position, sql::SQLString(text.data(), text.size()));
    }
    void operator()(const std::string& text) const { statement.setString(position, sql::SQLString(text)); }
  };
  std::visit(Binder{statement, position}, value);
}

// Only a plain SELECT leaves nothing behind: no row, no lock.
bool only_reads(std::string_view text) {
  return text.starts_with("SELECT ") && text.find("FOR UPDATE") == std::string_view::npos &&
         text.find("IN SHARE MODE") == std::string_view::npos;
}

}  // namespace

void start_mysql_driver() { driver(); }

struct Session::Impl {
  struct Cached {
    std::string text;
    std::unique_ptr<sql::PreparedStatement> statement;
    bool reads;
  };

  explicit Impl(const MysqlOptions& options) : statements_max(options.statements_max) {
    thread_local const ThreadState thread_state;
    sql::ConnectOptionsMap map = connect_options(options);
    connection.reset(driver().connect(map));
  }

  // Least recently used first out: the server bounds the prepared statements of all sessions together.
  Cached& prepare(std::string_view text) {
    if (const auto found = by_text.find(text); found != by_text.end()) {
      order.splice(order.begin(), order, found->second);
      return *found->second;
    }
    std::unique_ptr<sql::PreparedStatement> made(
        connection->prepareStatement(sql::SQLString(text.data(), text.size())));
    while (!order.empty() && order.size() >= statements_max) {
      by_text.erase(order.back().text);
      order.pop_back();
    }
    order.push_front(Cached{std::string(text), std::move(made), only_reads(text)});
    by_text.emplace(order.front().text, order.begin());
    return order.front();
  }

  void run(std::string_view text) const {
    const std::unique_ptr<sql::Statement> statement(connection->createStatement());
    if (statement->execute(sql::SQLString(text.data(), text.size()))) {
      const std::unique_ptr<sql::ResultSet> discarded(statement->getResultSet());
    }
  }

  // Starts the open transaction first if the statement needs it.
  sql::PreparedStatement& bound(std::string_view text, std::span<const Param> params, State& state) {
    const Cached& cached = prepare(text);
    if (state == State::open && !cached.reads) {
      run("START TRANSACTION");
      state = State::started;
    }
    unsigned position = 0;
    for (const Param& param : params) bind(*cached.statement, ++position, param.value());
    return *cached.statement;
  }

  const std::size_t statements_max;
  // Members die in reverse order: statements before their connection.
  std::unique_ptr<sql::Connection> connection;
  std::list<Cached> order;
  std::unordered_map<std::string_view, std::list<Cached>::iterator> by_text;
};

Session::Session(const MysqlOptions& options) {
  if (options.socket.empty() && options.tls_ca_file.empty() && !options.allow_plaintext) {
    throw LostConnection(kTlsError, "refused to connect over TCP without a CA to check the server against");
  }
  try {
    impl_ = guarded([&] { return std::make_unique<Impl>(options); });
    // The connector forces REPEATABLE READ on connect, and the servers' defaults differ: say everything.
    run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    run("SET NAMES utf8mb4 COLLATE utf8mb4_bin");
    // A lock wait must end before the read time-out does, else it would look like a dead server.
    run("SET SESSION sql_mode = 'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_ENGINE_SUBSTITUTION,"
        "ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE', time_zone = '+00:00', autocommit = 1, "
        "innodb_lock_wait_timeout = " +
        std::to_string(std::max<std::int64_t>(1, options.read_timeout.count() / 2)));
    // Without a TLS server the connector falls back to plaintext in silence; only the session's own word
    // counts.
    const std::vector<Row> cipher = query("SHOW SESSION STATUS LIKE 'Ssl_cipher'", {});
    const bool is_encrypted = cipher.size() == 1 && !cipher.front().text(1).empty();
    if (!is_encrypted && options.socket.empty() && !options.allow_plaintext) {
      throw LostConnection(kTlsError, "the server did not encrypt the connection");
    }
  } catch (const LostConnection&) {
    throw;
  } catch (const DatabaseError& error) {
    throw LostConnection(error.code(), error.what());
  }
}

Session::~Session() = default;

void Session::begin() {
  FENRUN_ASSERT(state_ == State::none);
  state_ = State::open;
}

void Session::commit() { end("COMMIT"); }

void Session::roll_back() { end("ROLLBACK"); }

void Session::hold_instant() {
  FENRUN_ASSERT(state_ == State::open);
  run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
  state_ = State::started;
}

void Session::end(std::string_view statement) {
  if (state_ == State::started) run(statement);
  state_ = State::none;
}

std::vector<Row> Session::query(std::string_view sql, std::span<const Param> params) {
  return guarded([&] {
    const std::unique_ptr<sql::ResultSet> result(impl_->bound(sql, params, state_).executeQuery());
    return read_rows(*result);
  });
}

std::uint64_t Session::update(std::string_view sql, std::span<const Param> params) {
  return guarded(
      [&] { return static_cast<std::uint64_t>(impl_->bound(sql, params, state_).executeUpdate()); });
}

void Session::run(std::string_view text) {
  guarded([&] { impl_->run(text); });
}

std::size_t Session::cached_statements() const { return impl_->order.size(); }

}  // namespace fenrun::db
