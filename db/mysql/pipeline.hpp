// The commit pipeline: a durable commit costs far more than the statements of a small story, so one or two
// writer threads take whatever is queued and run it in one transaction. Nobody waits for a batch to fill.
//
// A story does not know whether it shared a transaction. A refusal before any write costs the others nothing;
// a refusal after a write, or any exception, rolls the batch back and its members run one by one, so one bad
// item fails alone. When COMMIT's outcome is unknown, it is unknown for every member: a refusal may have
// rested on another's lost write.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "db/mysql/database.hpp"
#include "db/mysql/prober.hpp"
#include "db/mysql/story.hpp"

namespace fenrun::db {

class Pipeline {
 public:
  enum class Posted { accepted, full, stopped };

  // `prober` must outlive it.
  Pipeline(const DatabaseOptions& options, Prober& prober);
  ~Pipeline() { stop_and_join(); }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  [[nodiscard]] Posted post(QueuedStory story);
  // Runs what is queued, then joins. Safe to call twice, not from a writer.
  void stop_and_join();

 private:
  using Batch = std::vector<QueuedStory>;
  void work();
  Batch take();
  void run(Connection& connection, const Batch& batch);
  void run_together(Connection& connection, const Batch& batch);

  const DatabaseOptions options_;
  Prober& prober_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<QueuedStory> queue_;
  bool is_stopping_ = false;
  std::vector<std::thread> writers_;
};

}  // namespace fenrun::db
