#include "db/mysql/connection.hpp"

#include <atomic>
#include <thread>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/mysql/codes.hpp"
#include "db/mysql/session.hpp"

namespace fenrun::db {

namespace {

constexpr int kTriesMax = 5;

// Up to 4, 8, 16 ... ms. Threads that collided must not meet again, so each wait is another fraction of the
// limit; the fractions come from a shared counter, because nothing here needs to be unpredictable.
void wait_before_retry(int tries) {
  static std::atomic<std::uint64_t> counter{0};
  const std::uint64_t scattered = (counter.fetch_add(1) + 1) * 0x9E3779B97F4A7C15ULL >> 32;
  const auto limit_us = std::uint64_t{2000} << tries;
  std::this_thread::sleep_for(std::chrono::microseconds(limit_us / 4 + scattered % limit_us));
}

void count_retry(int code) {
  static const metrics::Counter counter = metrics::counter(
      "fenrun_db_retries_total", "Transactions run again after a conflict or a lost connection");
  counter.add();
  log::debug("db.retry", {{"code", code}});
}

// A transaction that changed nothing has no outcome to be unsure of.
void commit(Session& session, bool changed_rows) {
  try {
    session.commit();
  } catch (const LostConnection& error) {
    if (!changed_rows) throw;
    throw CommitUnknown(error.code(), error.what());
  }
}

}  // namespace

Connection::Connection(MysqlOptions options) : options_(std::move(options)) {}
Connection::~Connection() = default;

void Connection::connect() { open_session(); }

bool Connection::is_open() const { return session_ != nullptr; }

void Connection::close() noexcept { session_.reset(); }

Session& Connection::open_session() {
  if (!session_) session_ = std::make_unique<Session>(options_);
  return *session_;
}

void Connection::run_script_statement(std::string_view statement) {
  try {
    open_session().run(statement);
  } catch (const LostConnection&) {
    close();
    throw;
  }
}

void Connection::try_transaction(const std::function<bool(Tx&)>& story, View view) {
  try {
    Session& session = open_session();
    session.begin();
    if (view == View::one_instant) session.hold_instant();
    Tx tx(session);
    if (story(tx)) {
      commit(session, tx.writes() > 0);
    } else {
      roll_back_or_close();  // a refusal stands, however the session ends
    }
  } catch (const LostConnection&) {
    close();
    throw;
  } catch (const CommitUnknown&) {
    close();
    throw;
  } catch (...) {
    roll_back_or_close();
    throw;
  }
}

// A session whose transaction might still be open must not live: the next START TRANSACTION would commit it.
void Connection::roll_back_or_close() noexcept {
  try {
    if (session_) session_->roll_back();
  } catch (const DatabaseError&) {
    close();
  }
}

void Connection::run_transaction(const std::function<bool(Tx&)>& story, View view) {
  bool may_reconnect = is_open();  // once: a server that answers nothing costs a time-out each time
  for (int tries = 1;; ++tries) {
    try {
      return try_transaction(story, view);
    } catch (const LostConnection& error) {
      // Nothing was committed, and the session may just have grown stale.
      if (tries == kTriesMax || !std::exchange(may_reconnect, false)) throw;
      connect();
      count_retry(error.code());
    } catch (const CommitUnknown&) {
      throw;
    } catch (const DatabaseError& error) {
      if (tries == kTriesMax || !is_worth_retrying(error.code())) throw;
      count_retry(error.code());
      wait_before_retry(tries);
    }
  }
}

}  // namespace fenrun::db
