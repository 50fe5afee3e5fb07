#include "server/housekeeping.hpp"

#include <future>
#include <memory>

#include "base/log.hpp"
#include "flows/consumer/sweep.hpp"
#include "flows/staff/sweep_console.hpp"

namespace fenrun::server {
namespace {

// A first sweep after a long outage may find much; it goes on a minute later.
constexpr int kBitesMax = 100;

// Whether everything is clean; true as well when the database has no time for us.
Result<bool> sweep_once(db::Tx& tx, Instant now) {
  const auto logins = flows::sweep_logins(tx, {}, now);
  if (!logins) return logins.error();
  const auto console = flows::sweep_console(tx, {}, now);
  if (!console) return console.error();
  return logins->is_done && console->is_done;
}

}  // namespace

Housekeeping::Housekeeping(db::Database& database, const Clock& clock, std::chrono::seconds interval)
    : database_(database), clock_(clock), thread_([this, interval] { work(interval); }) {}

Housekeeping::~Housekeeping() { stop(); }

void Housekeeping::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Housekeeping::work(std::chrono::seconds interval) {
  while (wait(interval)) sweep();
}

void Housekeeping::sweep() {
  for (int bite = 0; bite < kBitesMax; ++bite) {
    const auto ended = std::make_shared<std::promise<bool>>();
    std::function<Result<bool>(db::Tx&)> story = [this](db::Tx& tx) { return sweep_once(tx, clock_.now()); };
    database_.run<bool>(db::Lane::pool, clock_.steady() + std::chrono::seconds(5), story,
                        [ended](db::Outcome<bool> outcome) {
                          const auto* result = std::get_if<Result<bool>>(&outcome);
                          if (result == nullptr) log::warning("housekeeping.failed");
                          ended->set_value(result == nullptr || !result->has_value() || **result);
                        });
    if (ended->get_future().get()) return;
  }
}

bool Housekeeping::wait(std::chrono::seconds interval) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, interval, [this] { return is_stopping_; });
}

}  // namespace fenrun::server
