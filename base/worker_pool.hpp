// M threads, each owning one Resource (a MySQL connection, a password hasher), behind one bounded queue.
// A full queue refuses at once; a job whose deadline has passed while queued is dropped unrun.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/assert.hpp"

namespace fenrun {

template <class Resource>
class WorkerPool {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  enum class Posted { accepted, full, stopped };

  struct Job {
    Deadline deadline;
    std::function<void(Resource&)> run;  // must not throw
    std::function<void()> expired;       // called instead of run, on a worker, when the deadline has passed
  };

  // `make` runs once on each worker's own thread, and the resource dies on that thread too. It must not
  // throw.
  WorkerPool(std::size_t threads, std::size_t queue_max, std::function<std::unique_ptr<Resource>()> make)
      : queue_max_(queue_max), make_(std::move(make)) {
    FENRUN_ASSERT(threads > 0 && queue_max > 0);
    workers_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i) workers_.emplace_back([this] { work(); });
  }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool() { stop_and_join(); }

  [[nodiscard]] Posted post(Job job) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return Posted::stopped;
      if (queue_.size() >= queue_max_) return Posted::full;
      queue_.push_back(std::move(job));
    }
    wake_.notify_one();
    return Posted::accepted;
  }

  // Runs what is queued, then joins. Safe to call twice, not from a worker.
  void stop_and_join() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (auto& worker : workers_) {
      if (worker.joinable()) worker.join();
    }
  }

  [[nodiscard]] std::size_t queued() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
  }

 private:
  void work() {
    const std::unique_ptr<Resource> resource = make_();
    while (true) {
      Job job;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        job = std::move(queue_.front());
        queue_.pop_front();
      }
      if (std::chrono::steady_clock::now() > job.deadline) {
        job.expired();
      } else {
        job.run(*resource);
      }
    }
  }

  const std::size_t queue_max_;
  const std::function<std::unique_ptr<Resource>()> make_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace fenrun
