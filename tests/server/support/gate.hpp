// A place where handlers wait until the test lets them go.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <vector>

#include "server/await.hpp"
#include "server/http/server.hpp"

namespace fenrun::server::testing {

class Gate {
 public:
  // Suspends the caller until open().
  boost::asio::awaitable<Result<int>> pass() {
    std::function<void(std::function<void(Outcome<int>)>)> start =
        [this](std::function<void(Outcome<int>)> done) {
          const std::lock_guard lock(mutex_);
          waiting_.push_back(std::move(done));
          arrived_.notify_all();
        };
    Result<int> result = co_await on_callback<int>(start);
    co_return result;
  }

  // Blocks until `count` coroutines wait.
  void await_arrivals(std::size_t count) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return waiting_.size() >= count; });
  }

  void open() {
    const std::lock_guard lock(mutex_);
    for (auto& done : waiting_) done(Outcome<int>(Result<int>(1)));
    waiting_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<std::function<void(Outcome<int>)>> waiting_;
};

}  // namespace fenrun::server::testing
