#include "base/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace fenrun {
namespace {

using Pool = WorkerPool<int>;

constexpr auto kNever = std::chrono::steady_clock::time_point::max();
constexpr auto kLongAgo = std::chrono::steady_clock::time_point::min();

std::unique_ptr<int> make_zero() { return std::make_unique<int>(0); }

// Keeps the only worker of a pool busy until it is let go, so that what is posted meanwhile stays queued.
class Gate {
 public:
  explicit Gate(Pool& pool) {
    const auto wait = [this](int&) {
      entered_.set_value();
      open_.get_future().wait();
    };
    EXPECT_EQ(pool.post({kNever, wait, [] {}}), Pool::Posted::accepted);
    entered_.get_future().wait();
  }
  void open() { open_.set_value(); }

 private:
  std::promise<void> entered_;
  std::promise<void> open_;
};

TEST(WorkerPoolTest, full_queue_refuses_at_once) {
  Pool pool(1, 2, make_zero);
  Gate gate(pool);
  std::atomic<int> ran{0};
  const auto job = [&] { return Pool::Job{kNever, [&](int&) { ++ran; }, [] {}}; };
  EXPECT_EQ(pool.post(job()), Pool::Posted::accepted);
  EXPECT_EQ(pool.post(job()), Pool::Posted::accepted);
  EXPECT_EQ(pool.post(job()), Pool::Posted::full);
  EXPECT_EQ(pool.queued(), 2U);
  gate.open();
  pool.stop_and_join();
  EXPECT_EQ(ran, 2);
}

TEST(WorkerPoolTest, job_whose_deadline_passed_in_the_queue_is_dropped_unrun) {
  Pool pool(1, 8, make_zero);
  Gate gate(pool);
  std::atomic<int> ran{0};
  std::atomic<int> expired{0};
  const auto job = [&](Pool::Deadline deadline) {
    return Pool::Job{deadline, [&](int&) { ++ran; }, [&] { ++expired; }};
  };
  EXPECT_EQ(pool.post(job(kLongAgo)), Pool::Posted::accepted);
  EXPECT_EQ(pool.post(job(kNever)), Pool::Posted::accepted);
  gate.open();
  pool.stop_and_join();
  EXPECT_EQ(ran, 1);
  EXPECT_EQ(expired, 1);
}

TEST(WorkerPoolTest, stop_runs_what_is_queued_and_then_refuses) {
  Pool pool(2, 1000, make_zero);
  std::atomic<int> ran{0};
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(pool.post({kNever, [&](int&) { ++ran; }, [] {}}), Pool::Posted::accepted);
  }
  pool.stop_and_join();
  EXPECT_EQ(ran, 1000);
  EXPECT_EQ(pool.post({kNever, [](int&) {}, [] {}}), Pool::Posted::stopped);
  pool.stop_and_join();
}

TEST(WorkerPoolTest, each_worker_owns_its_resource) {
  std::mutex mutex;
  std::vector<int> totals;
  struct Tally {
    explicit Tally(std::function<void(int)> on_end) : done(std::move(on_end)) {}
    ~Tally() { done(count); }
    int count = 0;
    std::function<void(int)> done;
  };
  {
    WorkerPool<Tally> pool(3, 100, [&] {
      return std::make_unique<Tally>([&](int count) {
        const std::lock_guard lock(mutex);
        totals.push_back(count);
      });
    });
    for (int i = 0; i < 90; ++i) {
      EXPECT_EQ(pool.post({kNever, [](Tally& tally) { ++tally.count; }, [] {}}),
                WorkerPool<Tally>::Posted::accepted);
    }
  }
  EXPECT_EQ(totals.size(), 3U);
  EXPECT_EQ(totals[0] + totals[1] + totals[2], 90);
}

}  // namespace
}  // namespace fenrun
