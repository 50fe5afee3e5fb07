// Gathers the outcomes that Database reports from its workers, and waits for them.
#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "db/mysql/database.hpp"

namespace fenrun::db {

template <class T>
class Collector {
 public:
  // The callback of one story; may be called from any thread.
  std::function<void(Outcome<T>)> expect() {
    const std::lock_guard lock(mutex_);
    const std::size_t slot = outcomes_.size();
    outcomes_.emplace_back();
    return [this, slot](Outcome<T> outcome) {
      const std::lock_guard inner(mutex_);
      outcomes_[slot].push_back(std::move(outcome));
      ++arrived_;
      changed_.notify_all();
    };
  }

  // Waits until each story has reported.
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return arrived_ >= outcomes_.size(); });
  }

  // How often story `slot` has reported: 1, if all is well.
  std::size_t reports(std::size_t slot) {
    const std::lock_guard lock(mutex_);
    return outcomes_[slot].size();
  }
  std::size_t size() {
    const std::lock_guard lock(mutex_);
    return outcomes_.size();
  }
  bool has_thrown(std::size_t slot) { return std::holds_alternative<std::exception_ptr>(first(slot)); }
  // Rethrows what the story threw.
  Result<T> result(std::size_t slot) {
    Outcome<T>& outcome = first(slot);
    if (auto* thrown = std::get_if<std::exception_ptr>(&outcome)) std::rethrow_exception(*thrown);
    return std::get<Result<T>>(outcome);
  }

 private:
  Outcome<T>& first(std::size_t slot) {
    const std::lock_guard lock(mutex_);
    return outcomes_.at(slot).at(0);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::vector<Outcome<T>>> outcomes_;
  std::size_t arrived_ = 0;
};

}  // namespace fenrun::db
