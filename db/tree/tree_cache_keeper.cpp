#include "db/tree/tree_cache_keeper.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/mysql/loggable.hpp"

namespace fenrun::db {

namespace asio = boost::asio;

TreeCacheKeeper::TreeCacheKeeper(const RedisOptions& redis, const DealerTree& tree, const ChangeLog& log,
                                 Random& random, std::function<void()> ring,
                                 std::chrono::milliseconds interval)
    : interval_(interval),
      client_(context_, redis),
      subscriber_(context_, redis),
      writer_(client_, tree, log, random),
      timer_(context_) {
  subscriber_.subscribe(std::string(kTreeChangedChannel),
                        [ring = std::move(ring)](std::string_view) { ring(); });
  asio::co_spawn(context_, work(), [](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      log::error("tree.cache_stopped", {{"cause", loggable(error)}});
    }
  });
  thread_ = std::thread([this] { context_.run(); });
}

TreeCacheKeeper::~TreeCacheKeeper() {
  context_.stop();
  thread_.join();
}

asio::awaitable<void> TreeCacheKeeper::work() {
  while (true) {
    auto stepping = writer_.step();
    const Result<TreeCacheWriter::Step> stepped = co_await std::move(stepping);
    report(stepped);
    timer_.expires_after(interval_);
    boost::system::error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    auto waiting = timer_.async_wait(token);
    co_await std::move(waiting);
  }
}

void TreeCacheKeeper::report(const Result<TreeCacheWriter::Step>& stepped) {
  static const auto rebuilt =
      metrics::counter("fenrun_tree_cache_rebuilds_total", "New copies of the tree in Redis");
  static const auto is_behind =
      metrics::gauge("fenrun_tree_cache_failing", "1 while the copy cannot be written");
  is_behind.set(stepped ? 0 : 1);
  if (!stepped || *stepped != TreeCacheWriter::Step::rebuilt) return;
  rebuilt.add();
  log::info("tree.cache_rebuilt");
}

}  // namespace fenrun::db
