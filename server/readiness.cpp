#include "server/readiness.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/mysql/migrate.hpp"
#include "db/mysql/server_time.hpp"

namespace fenrun::server {
namespace {

// One look must not hold up the end of the process.
db::MysqlOptions short_of_breath(db::MysqlOptions options) {
  options.read_timeout = std::min(options.read_timeout, std::chrono::seconds(2));
  return options;
}

// Ours minus the database's. The question took some time: half of it is counted to either side.
std::chrono::microseconds clock_offset(db::Connection& connection, const Clock& clock) {
  const Instant before = clock.now();
  const Instant theirs = db::server_time(connection);
  const Instant after = clock.now();
  return before + (after - before) / 2 - theirs;
}

double in_seconds(std::chrono::microseconds offset) { return std::chrono::duration<double>(offset).count(); }

metrics::Gauge clock_offset_gauge() {
  static const metrics::Gauge gauge =
      metrics::gauge("fenrun_clock_offset_seconds", "How far this machine's clock is ahead of MySQL's");
  return gauge;
}

}  // namespace

Readiness::Readiness(db::MysqlOptions mysql, const Clock& clock, std::chrono::milliseconds interval)
    : clock_(clock), interval_(interval), connection_(short_of_breath(std::move(mysql))) {
  look();
  thread_ = std::thread([this] { work(); });
}

Readiness::~Readiness() { stop(); }

void Readiness::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Readiness::work() {
  while (wait()) look();
}

// A database that does not answer is somebody else's finding (db/mysql/prober.hpp).
void Readiness::look() {
  try {
    is_migrated_ = db::has_every_migration(connection_);
    if (std::exchange(was_migrated_, is_migrated_) && !is_migrated_) {
      log::error("ready.not_migrated", {{"to_do", "run: fenrun-admin migrate"}});
    }
    const auto offset = clock_offset(connection_, clock_);
    clock_offset_gauge().set(in_seconds(offset));
    is_clock_right_ = std::chrono::abs(offset) <= kClockOffsetMax;
    if (std::exchange(was_clock_right_, is_clock_right_) && !is_clock_right_) {
      log::error("ready.clock_wrong", {{"offset_s", in_seconds(offset)}});
    }
  } catch (const db::DatabaseError&) {
    connection_.close();
  }
}

bool Readiness::wait() {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, interval_, [this] { return is_stopping_; });
}

}  // namespace fenrun::server
