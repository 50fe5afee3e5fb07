#include "db/mysql/database.hpp"

#include "base/metrics.hpp"
#include "base/worker_pool.hpp"
#include "db/mysql/pipeline.hpp"
#include "db/mysql/prober.hpp"
#include "db/mysql/story.hpp"

namespace fenrun::db {

struct Database::Impl {
  explicit Impl(const DatabaseOptions& options)
      : prober(options.mysql),
        pool(options.workers, options.queue_max,
             [mysql = options.mysql] { return std::make_unique<Connection>(mysql); }),
        pipeline(options, prober) {}

  // What kept the story from being queued.
  std::optional<Error> queue_in_pool(const std::shared_ptr<const QueuedStory>& story) {
    using Posted = WorkerPool<Connection>::Posted;
    queue_depth.set(static_cast<double>(pool.queued()));
    const Posted posted = pool.post(
        {story->deadline, [this, story](Connection& connection) { run_alone(connection, prober, *story); },
         [story] { finish(*story, database_busy()); }});
    switch (posted) {
      case Posted::accepted:
        return std::nullopt;
      case Posted::full:
        return database_busy();
      case Posted::stopped:
        return database_down();
    }
    return database_down();
  }

  std::optional<Error> queue_in_pipeline(const QueuedStory& story) {
    switch (pipeline.post(story)) {
      case Pipeline::Posted::accepted:
        return std::nullopt;
      case Pipeline::Posted::full:
        return database_busy();
      case Pipeline::Posted::stopped:
        return database_down();
    }
    return database_down();
  }

  metrics::Gauge queue_depth = metrics::gauge("fenrun_db_queue_depth", "Stories waiting", {{"lane", "pool"}});
  // Dies last: the workers of both lanes report to it.
  Prober prober;
  WorkerPool<Connection> pool;
  Pipeline pipeline;
};

Database::Database(DatabaseOptions options) : impl_(std::make_unique<Impl>(options)) {}

Database::~Database() { stop(); }

bool Database::is_up() const { return impl_->prober.is_up(); }

void Database::stop() {
  impl_->pool.stop_and_join();
  impl_->pipeline.stop_and_join();
  impl_->prober.stop();
}

void Database::submit(Lane lane, std::chrono::steady_clock::time_point deadline, Erased story, Finish done) {
  const View view = lane == Lane::instant ? View::one_instant : View::latest;
  const auto queued =
      std::make_shared<const QueuedStory>(QueuedStory{deadline, std::move(story), std::move(done), view});
  if (!is_up()) return finish(*queued, database_down());
  const std::optional<Error> refused =
      lane == Lane::pipeline ? impl_->queue_in_pipeline(*queued) : impl_->queue_in_pool(queued);
  if (refused) finish(*queued, refused);
}

}  // namespace fenrun::db
