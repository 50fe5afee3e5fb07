#include "payout/worker.hpp"

#include "base/log.hpp"
#include "db/mysql/loggable.hpp"
#include "payout/vitals.hpp"

namespace fenrun::payout {
namespace {

constexpr std::chrono::seconds kUpkeepEvery{30};
constexpr std::chrono::seconds kAfterFailure{1};

}  // namespace

Worker::Worker(PayoutTools tools, const db::MysqlOptions& mysql) : tools_(std::move(tools)) {
  for (std::size_t i = 0; i < tools_.options.lanes; ++i)
    lanes_.push_back(std::make_unique<Lane>(tools_, mysql));
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    threads_.emplace_back([this, i] { run(i); });
  }
}

Worker::~Worker() { stop(); }

void Worker::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Worker::run(std::size_t place) {
  std::chrono::milliseconds wait{0};
  while (rest(wait)) {
    try {
      const bool has_worked = try_round(place);
      count_round(has_worked ? RoundEnd::worked : RoundEnd::idle);
      wait = has_worked ? std::chrono::milliseconds{0} : tools_.options.idle_wait;
    } catch (const std::exception& failure) {
      count_round(RoundEnd::failed);
      log::error("payout.round_failed", {{"what", db::loggable(failure)}});
      wait = kAfterFailure;
    }
  }
}

// Intents, notices and upkeep are the first lane's; the others only take steps. Receipts are the last one's,
// so that no file keeps paying from going on.
bool Worker::try_round(std::size_t place) {
  Lane& lane = *lanes_[place];
  if (place > 0 && !has_looked_back_) return false;
  const bool is_last = place + 1 == lanes_.size();
  if (place > 0) return lane.take_step() || (is_last && lane.take_receipt());
  const auto now = tools_.clock.steady();
  if (now >= next_upkeep_) {
    look_back(lane);
    next_upkeep_ = now + kUpkeepEvery;
    lane.show_vitals();  // first: what fails behind it must not leave the old figures standing
    lane.keep_keys();
    lane.expire();
  }
  return is_last ? lane.work_once() : lane.pay_once();
}

// Before anything is done on a database that may have been restored. After that a file that cannot be written
// is an alarm, and keeps nobody from being paid.
void Worker::look_back(Lane& lane) {
  try {
    lane.look_back();
    has_looked_back_ = true;
  } catch (const std::exception& failure) {
    log::error("payout.not_looked_back", {{"what", db::loggable(failure)}});
    if (!has_looked_back_) throw;
  }
}

bool Worker::rest(std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, wait, [this] { return is_stopping_; });
}

}  // namespace fenrun::payout
