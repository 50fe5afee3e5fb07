#include "db/mysql/prober.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/metrics.hpp"

namespace fenrun::db {

namespace {

constexpr std::chrono::milliseconds kWhileUp{1000};
constexpr std::chrono::milliseconds kWhileDownMin{50};
constexpr std::chrono::milliseconds kWhileDownMax{1000};

MysqlOptions impatient(MysqlOptions options) {
  options.read_timeout = std::min(options.read_timeout, std::chrono::seconds(2));
  return options;
}

metrics::Gauge up_gauge() {
  static const metrics::Gauge gauge = metrics::gauge("fenrun_db_up", "1 while MySQL can be reached");
  return gauge;
}

}  // namespace

Prober::Prober(MysqlOptions options) : connection_(impatient(std::move(options))) {
  probe();
  thread_ = std::thread([this] { watch(); });
}

void Prober::suspect(std::uint64_t times_reached) {
  {
    const std::lock_guard lock(mutex_);
    if (times_reached != this->times_reached()) return;
    if (is_up_.exchange(false)) log::error("db.down", {{"seen_by", "worker"}});
    is_suspected_ = true;
  }
  wake_.notify_all();
}

void Prober::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Prober::probe() {
  bool is_reached = false;
  int code = 0;
  try {
    const Done done = connection_.transact([](Tx& tx) -> Done {
      tx.one("SELECT 1");
      return {};
    });
    is_reached = done.has_value();
  } catch (const DatabaseError& error) {
    code = error.code();
    connection_.close();
  }
  bool was_up = false;
  {
    const std::lock_guard lock(mutex_);
    if (is_reached) ++times_reached_;
    was_up = is_up_.exchange(is_reached);
  }
  if (is_reached && !was_up) log::info("db.up");
  // Once for each reason: a wrong password must be seen, and not once a second.
  if (!is_reached && code != last_code_) log::error("db.down", {{"seen_by", "prober"}, {"code", code}});
  last_code_ = code;
  up_gauge().set(is_reached ? 1 : 0);
}

void Prober::watch() {
  std::chrono::milliseconds pause = is_up() ? kWhileUp : kWhileDownMin;
  while (true) {
    bool is_first_failure = is_up();
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, pause, [this] { return is_stopping_ || is_suspected_; });
      if (is_stopping_) return;
      if (std::exchange(is_suspected_, false)) is_first_failure = true;
    }
    probe();
    if (is_up()) {
      pause = kWhileUp;
    } else {
      pause = is_first_failure ? kWhileDownMin : std::min(pause * 2, kWhileDownMax);
    }
  }
}

}  // namespace fenrun::db
