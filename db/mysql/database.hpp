// MySQL for a process that must not block: stories run on worker threads and the outcome is handed to a
// callback. server/await.hpp turns that into `co_await`.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <variant>

#include "base/result.hpp"
#include "db/mysql/connection.hpp"

namespace fenrun::db {

struct DatabaseOptions {
  MysqlOptions mysql;
  std::size_t workers = 8;
  std::size_t queue_max = 256;
  std::size_t pipeline_writers = 2;
  std::size_t pipeline_batch_max = 128;
  std::size_t pipeline_queue_max = 4096;
};

// Where a story runs.
enum class Lane {
  pool,      // one transaction of its own on one of `workers` connections
  pipeline,  // small hot stories (bind, order paid, inbox): one durable commit shared with whatever else is
             // queued
  instant,   // as `pool`, but it only reads, everything as of one instant: long lists, page by page
};

// What a story ended with: its Result, or the exception that escaped it.
template <class T>
using Outcome = std::variant<Result<T>, std::exception_ptr>;

class Database {
 public:
  explicit Database(DatabaseOptions options);
  ~Database();

  // Queues `story` (Result<T>(Tx&)) and later calls `done` (void(Outcome<T>)) exactly once, on a worker
  // thread. While MySQL is down, the queue is full or the deadline passes in the queue, `done` gets
  // kUnavailable or kBusy with Retry-After; the first two are reported from inside this call.
  template <class T>
  void run(Lane lane, std::chrono::steady_clock::time_point deadline, std::function<Result<T>(Tx&)> story,
           std::function<void(Outcome<T>)> done) {
    auto result = std::make_shared<std::optional<Result<T>>>();
    submit(
        lane, deadline,
        [result, story = std::move(story)](Tx& tx) {
          result->emplace(story(tx));
          return (*result)->has_value();
        },
        [result, done = std::move(done)](std::optional<Error> refused, std::exception_ptr thrown) {
          if (thrown) return done(Outcome<T>(thrown));
          if (refused) return done(Outcome<T>(Result<T>(*refused)));
          done(Outcome<T>(std::move(**result)));
        });
  }

  // True while the last attempt to reach MySQL succeeded.
  [[nodiscard]] bool is_up() const;
  // Finishes what is queued and joins; later submissions get kUnavailable.
  void stop();

 private:
  using Erased = std::function<bool(Tx&)>;
  using Finish = std::function<void(std::optional<Error>, std::exception_ptr)>;
  void submit(Lane lane, std::chrono::steady_clock::time_point deadline, Erased story, Finish finish);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fenrun::db
