#include "payout/worker.hpp"

#include "base/log.hpp"
#include "db/mysql/loggable.hpp"

namespace fenrun::payout {
namespace {

constexpr std::chrono::seconds kUpkeepEvery{30};
constexpr std::chrono::seconds kAfterFailure{1};

}  // namespace

Worker::Worker(PayoutTools tools, const db::MysqlOptions& mysql) : tools_(std::move(tools)) {
  for (std::size_t i = 0; i < tools_.options.lanes; ++i)
    lanes_.push_back(std::make_unique<Lane>(tools_, mysql));
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    threads_.emplace_back([this, i] { run(*lanes_[i], i == 0); });
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

void Worker::run(Lane& lane, bool is_first) {
  std::chrono::milliseconds wait{0};
  while (rest(wait)) {
    try {
      wait = try_round(lane, is_first) ? std::chrono::milliseconds{0} : tools_.options.idle_wait;
    } catch (const std::exception& failure) {
      log::error("payout.round_failed", {{"what", db::loggable(failure)}});
      wait = kAfterFailure;
    }
  }
}

// Intents, notices and upkeep are the first lane's; the others only take steps.
bool Worker::try_round(Lane& lane, bool is_first) {
  if (!is_first) return lane.take_step() || lane.take_receipt();
  const auto now = tools_.clock.steady();
  if (now >= next_upkeep_) {
    next_upkeep_ = now + kUpkeepEvery;
    lane.keep_keys();
    lane.expire();
  }
  return lane.work_once();
}

bool Worker::rest(std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, wait, [this] { return is_stopping_; });
}

}  // namespace fenrun::payout
