#include "db/tree/tree_poller.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/mysql/loggable.hpp"
#include "db/tree/tree_image.hpp"

namespace fenrun::db {
namespace {

struct TreeMetrics {
  metrics::Gauge dealers = metrics::gauge("fenrun_tree_dealers", "Dealers in the tree of this process");
  metrics::Counter changes = metrics::counter("fenrun_tree_changes_total", "Tree changes applied");
  metrics::Counter reloads = metrics::counter("fenrun_tree_reloads_total", "Times the whole tree was read");
  metrics::Gauge mismatches = metrics::gauge("fenrun_tree_mismatches",
                                             "Dealers found to differ from the table by the last comparison");
};

const TreeMetrics& tree_metrics() {
  static const TreeMetrics instance;
  return instance;
}

// What seed_tree() took from Redis was for the moments of one load, and nothing keeps it current.
void clear_seed(DealerTree& tree) {
  if (tree.dealers() == 0) return;
  TreeImage nobody;
  nobody.link();
  tree.replace(nobody);
}

}  // namespace

TreePoller::TreePoller(MysqlOptions mysql, TreeOptions options, const Clock& clock, DealerTree& tree,
                       ChangeLog& log)
    : mysql_(std::move(mysql)), options_(options), clock_(clock), tree_(tree), log_(log) {}

TreePoller::~TreePoller() { stop(); }

void TreePoller::start() {
  thread_ = std::thread([this] { work(); });
}

void TreePoller::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void TreePoller::ring() {
  {
    const std::lock_guard lock(mutex_);
    is_rung_ = true;
  }
  wake_.notify_one();
}

void TreePoller::work() {
  Connection connection(mysql_);
  TreeFollower follower(tree_);
  bool was_good = true;
  verify_due_ = clock_.steady() + options_.verify_interval;
  do {
    try {
      catch_up(follower, connection);
      verify_when_due(follower, connection);
      was_good = true;
    } catch (const std::exception& error) {
      // Once for each outage: the interval is short.
      if (was_good) log::error("tree.not_current", {{"seq", follower.seq()}, {"cause", loggable(error)}});
      was_good = false;
      connection.close();
      if (!is_loaded()) clear_seed(tree_);
    }
  } while (wait_for_ring());
}

void TreePoller::catch_up(TreeFollower& follower, Connection& connection) {
  const TreeFollower::Progress progress = follower.catch_up(connection);
  if (!progress.is_reloaded && progress.changes.empty()) return;
  log_.append(progress, follower.seq());
  is_loaded_.store(true, std::memory_order_release);
  if (progress.is_reloaded) tree_metrics().reloads.add();
  tree_metrics().dealers.set(tree_.dealers());
  tree_metrics().changes.add(static_cast<std::uint32_t>(progress.changes.size()));
}

void TreePoller::verify_when_due(TreeFollower& follower, Connection& connection) {
  if (clock_.steady() < verify_due_) return;
  verify_due_ = clock_.steady() + options_.verify_interval;
  const std::vector<DealerId> wrong = follower.verify(connection);
  tree_metrics().mismatches.set(static_cast<std::uint32_t>(wrong.size()));
  if (wrong.empty()) return;
  log::error("tree.mismatch", {{"dealers", wrong.size()}, {"first", wrong.front().value}});
  follower.forget();
  catch_up(follower, connection);
}

bool TreePoller::wait_for_ring() {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, options_.poll_interval, [this] { return is_rung_ || is_stopping_; });
  is_rung_ = false;
  return !is_stopping_;
}

}  // namespace fenrun::db
