// From blocking work to `co_await`: a story on a database worker, a slow computation on a pool. The coroutine
// resumes on the context it started on, whatever thread did the work.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/result.hpp"
#include "base/worker_pool.hpp"
#include "db/mysql/database.hpp"

namespace fenrun::server {

template <class T>
using Outcome = std::variant<Result<T>, std::exception_ptr>;

// Suspends the calling coroutine until the callback that `start` receives has been called, once, from any
// thread or from inside `start` itself. Returns the Result or rethrows the exception. `start` may refer to
// the caller's locals.
template <class T>
boost::asio::awaitable<Result<T>> on_callback(std::function<void(std::function<void(Outcome<T>)>)> start) {
  const auto executor = co_await boost::asio::this_coro::executor;
  auto initiate = [&start, &executor](auto handler) {
    // std::function wants its target copyable, and the handler is not.
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto guard = boost::asio::make_work_guard(executor);
    start([shared, guard, executor](Outcome<T> outcome) {
      auto boxed = std::make_shared<Outcome<T>>(std::move(outcome));
      boost::asio::post(executor, [shared, boxed] { (*shared)(std::move(boxed)); });
    });
  };
  // A shared_ptr crosses the coroutine machinery because it is default constructible and cheap to move.
  auto token = boost::asio::use_awaitable;
  using Signature = void(std::shared_ptr<Outcome<T>>);
  auto pending = boost::asio::async_initiate<decltype(token), Signature>(initiate, token);
  const std::shared_ptr<Outcome<T>> outcome = co_await std::move(pending);
  if (const auto* thrown = std::get_if<std::exception_ptr>(outcome.get())) std::rethrow_exception(*thrown);
  co_return std::move(std::get<Result<T>>(*outcome));
}

// Runs `story` in a transaction (see Database::run for kBusy and kUnavailable) and rethrows what escapes it.
//   auto story = [&](db::Tx& tx) { return flows::bind_consumer(tx, command, now); };
//   const auto bound = co_await on_database<Binding>(database, db::Lane::pipeline, deadline, story);
template <class T>
boost::asio::awaitable<Result<T>> on_database(db::Database& database, db::Lane lane,
                                              std::chrono::steady_clock::time_point deadline,
                                              std::function<Result<T>(db::Tx&)> story) {
  std::function<void(std::function<void(Outcome<T>)>)> start = [&](std::function<void(Outcome<T>)> done) {
    database.run<T>(lane, deadline, std::move(story), std::move(done));
  };
  Result<T> result = co_await on_callback<T>(start);
  co_return result;
}

// Runs T `work(R&)` on the pool. Refuses with kBusy (Retry-After 1 s) when the queue is full, the pool has
// stopped or the deadline passes in the queue; rethrows what escapes `work`.
template <class T, class R>
boost::asio::awaitable<Result<T>> on_pool(WorkerPool<R>& pool, std::chrono::steady_clock::time_point deadline,
                                          std::function<T(R&)> work) {
  std::function<void(std::function<void(Outcome<T>)>)> start = [&](std::function<void(Outcome<T>)> done) {
    const auto refuse = [done] {
      done(Outcome<T>(Result<T>(Error(kBusy).retry_after(std::chrono::seconds(1)))));
    };
    typename WorkerPool<R>::Job job{deadline,
                                    [work = std::move(work), done](R& resource) {
                                      try {
                                        done(Outcome<T>(Result<T>(work(resource))));
                                      } catch (...) {
                                        done(Outcome<T>(std::current_exception()));
                                      }
                                    },
                                    refuse};
    if (pool.post(std::move(job)) != WorkerPool<R>::Posted::accepted) refuse();
  };
  Result<T> result = co_await on_callback<T>(start);
  co_return result;
}

}  // namespace fenrun::server
