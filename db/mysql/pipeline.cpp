#include "db/mysql/pipeline.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"

namespace fenrun::db {

namespace {

struct Metrics {
  metrics::Gauge queue = metrics::gauge("fenrun_db_queue_depth", "Stories waiting", {{"lane", "pipeline"}});
  metrics::Histogram batch_size = metrics::histogram("fenrun_db_batch_stories", "Stories sharing one commit",
                                                     {}, {1, 2, 4, 8, 16, 32, 64, 128});
  metrics::Histogram batch_time =
      metrics::histogram("fenrun_db_batch_seconds", "From START TRANSACTION to COMMIT");
  metrics::Counter apart = metrics::counter("fenrun_db_batches_apart_total", "Batches run again one by one");
};

const Metrics& measured() {
  static const Metrics metrics;
  return metrics;
}

// Leaves the batch's transaction because it holds writes of a refused story.
struct Spoiled {};

}  // namespace

Pipeline::Pipeline(const DatabaseOptions& options, Prober& prober) : options_(options), prober_(prober) {
  FENRUN_ASSERT(options_.pipeline_writers > 0 && options_.pipeline_batch_max > 0);
  for (std::size_t i = 0; i < options_.pipeline_writers; ++i) writers_.emplace_back([this] { work(); });
}

Pipeline::Posted Pipeline::post(QueuedStory story) {
  {
    const std::lock_guard lock(mutex_);
    if (is_stopping_) return Posted::stopped;
    if (queue_.size() >= options_.pipeline_queue_max) return Posted::full;
    queue_.push_back(std::move(story));
  }
  wake_.notify_one();
  return Posted::accepted;
}

void Pipeline::stop_and_join() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& writer : writers_) {
    if (writer.joinable()) writer.join();
  }
}

void Pipeline::work() {
  Connection connection(options_.mysql);
  while (true) {
    const Batch batch = take();
    if (batch.empty()) return;
    run(connection, batch);
  }
}

// Empty only when stopping.
Pipeline::Batch Pipeline::take() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return is_stopping_ || !queue_.empty(); });
  const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), options_.pipeline_batch_max));
  Batch batch(std::make_move_iterator(queue_.begin()), std::make_move_iterator(queue_.begin() + count));
  queue_.erase(queue_.begin(), queue_.begin() + count);
  measured().queue.set(static_cast<double>(queue_.size()));
  return batch;
}

void Pipeline::run(Connection& connection, const Batch& batch) {
  const auto now = SystemClock{}.steady();
  Batch live;
  for (const QueuedStory& story : batch) {
    if (story.deadline < now) {
      finish(story, database_busy());
    } else if (!prober_.is_up()) {
      finish(story, database_down());
    } else {
      live.push_back(story);
    }
  }
  if (live.size() == 1) {
    run_alone(connection, prober_, live.front());
  } else if (!live.empty()) {
    run_together(connection, live);
  }
}

void Pipeline::run_together(Connection& connection, const Batch& batch) {
  const auto start = SystemClock{}.steady();
  try {
    connection.try_transaction([&batch](Tx& tx) {
      for (const QueuedStory& story : batch) {
        const std::uint64_t writes = tx.writes();
        if (!story.run(tx) && tx.writes() != writes) throw Spoiled{};
      }
      return true;
    });
  } catch (const CommitUnknown&) {
    for (const QueuedStory& story : batch) finish(story, std::nullopt, std::current_exception());
    return;
  } catch (...) {
    measured().apart.add();
    for (const QueuedStory& story : batch) run_alone(connection, prober_, story);
    return;
  }
  measured().batch_size.observe(static_cast<double>(batch.size()));
  measured().batch_time.observe(std::chrono::duration<double>(SystemClock{}.steady() - start).count());
  for (const QueuedStory& story : batch) finish(story, std::nullopt);
}

}  // namespace fenrun::db
