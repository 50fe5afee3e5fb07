#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>
#include <thread>

#include "server/await.hpp"
#include "tests/server/support/gate.hpp"

namespace fenrun::server {
namespace {

using Deadline = WorkerPool<int>::Deadline;

// Runs the coroutine on a context of its own and gives what it returned.
template <class T>
Result<T> run(boost::asio::awaitable<Result<T>> coroutine, std::exception_ptr* thrown = nullptr) {
  boost::asio::io_context context;
  std::optional<Result<T>> out;
  boost::asio::co_spawn(context, std::move(coroutine), [&](std::exception_ptr error, Result<T> result) {
    if (thrown != nullptr) *thrown = error;
    out = std::move(result);
  });
  context.run();
  return std::move(*out);
}

boost::asio::awaitable<Result<int>> double_on(WorkerPool<int>& pool, Deadline deadline,
                                              std::thread::id* worker, bool* is_back) {
  const auto here = std::this_thread::get_id();
  std::function<int(int&)> work = [&](int& resource) {
    *worker = std::this_thread::get_id();
    return resource * 2;
  };
  Result<int> result = co_await on_pool<int, int>(pool, deadline, work);
  *is_back = std::this_thread::get_id() == here;
  co_return result;
}

std::unique_ptr<int> twenty_one() { return std::make_unique<int>(21); }

TEST(OnPool, runs_the_work_elsewhere_and_resumes_here) {
  WorkerPool<int> pool(1, 1, twenty_one);
  std::thread::id worker;
  bool is_back = false;
  const auto result = run<int>(double_on(pool, Deadline::max(), &worker, &is_back));
  EXPECT_EQ(result.value(), 42);
  EXPECT_NE(worker, std::this_thread::get_id());
  EXPECT_TRUE(is_back);
}

TEST(OnPool, refuses_as_busy_when_the_pool_has_stopped_or_the_deadline_is_over) {
  WorkerPool<int> pool(1, 1, twenty_one);
  std::thread::id worker;
  bool is_back = false;
  const auto late = run<int>(double_on(pool, Deadline::min(), &worker, &is_back));
  EXPECT_TRUE(late.refused_with(kBusy));
  EXPECT_EQ(late.error().retry_after(), std::chrono::seconds(1));
  pool.stop_and_join();
  const auto stopped = run<int>(double_on(pool, Deadline::max(), &worker, &is_back));
  EXPECT_TRUE(stopped.refused_with(kBusy));
}

boost::asio::awaitable<Result<int>> fail_on(WorkerPool<int>& pool) {
  std::function<int(int&)> work = [](int&) -> int { throw std::runtime_error("broken"); };
  Result<int> result = co_await on_pool<int, int>(pool, Deadline::max(), work);
  co_return result;
}

TEST(OnPool, rethrows_what_escapes_the_work) {
  WorkerPool<int> pool(1, 1, twenty_one);
  std::exception_ptr thrown;
  (void)run<int>(fail_on(pool), &thrown);
  ASSERT_TRUE(thrown != nullptr);
  EXPECT_THROW(std::rethrow_exception(thrown), std::runtime_error);
}

TEST(OnCallback, a_callback_from_inside_the_call_is_as_good_as_a_later_one) {
  const auto at_once = []() -> boost::asio::awaitable<Result<int>> {
    std::function<void(std::function<void(Outcome<int>)>)> start =
        [](std::function<void(Outcome<int>)> done) { done(Outcome<int>(Result<int>(7))); };
    Result<int> result = co_await on_callback<int>(start);
    co_return result;
  };
  EXPECT_EQ(run<int>(at_once()).value(), 7);
}

TEST(OnCallback, the_context_stays_alive_while_a_coroutine_waits) {
  testing::Gate gate;
  std::thread opener([&gate] {
    gate.await_arrivals(1);
    gate.open();
  });
  EXPECT_EQ(run<int>(gate.pass()).value(), 1);
  opener.join();
}

}  // namespace
}  // namespace fenrun::server
