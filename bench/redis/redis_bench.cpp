// Redis through our client, and the upline from its copy of the tree: rows 8 and 12 of docs/performance.md.
// The limit is hiredis' blocking API with 200 commands in each round trip, in this process over the same
// socket.
#include <hiredis/hiredis.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "base/random.hpp"
#include "bench/harness/compare.hpp"
#include "bench/support.hpp"
#include "db/redis/client.hpp"
#include "db/tree/change_log.hpp"
#include "db/tree/dealer_tree.hpp"
#include "db/tree/tree_cache.hpp"
#include "db/tree/tree_cache_writer.hpp"
#include "db/tree/tree_image.hpp"

namespace fenrun::bench {
namespace {

constexpr std::uint64_t kCommands = 400'000;
constexpr int kInFlight = 256;
constexpr int kPipeline = 200;
constexpr std::uint32_t kDealers = 1'000'000;

void rethrow(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

// Runs `one(i)` kCommands times from kInFlight coroutines on one thread.
template <class One>
Sample in_flight(boost::asio::io_context& context, One one) {
  std::uint64_t issued = 0;
  std::uint64_t answered = 0;  // all of them before the run ends: none is left to time out meanwhile
  const auto coroutine = [&]() -> boost::asio::awaitable<void> {
    while (issued < kCommands) {
      const std::uint64_t number = issued++;
      co_await one(number);
      ++answered;
    }
  };
  Sample sample = measure(1, [&] {
    for (int i = 0; i < kInFlight; ++i) boost::asio::co_spawn(context, coroutine(), rethrow);
    context.restart();
    while (answered < kCommands && context.run_one() > 0) {
    }
    context.poll();
  });
  sample.operations = kCommands;
  return sample;
}

class Pipelined {
 public:
  explicit Pipelined(const std::string& socket) : context_(redisConnectUnix(socket.c_str())) {
    if (context_ == nullptr || context_->err != 0) throw std::runtime_error("cannot reach Redis");
  }
  ~Pipelined() { redisFree(context_); }
  Pipelined(const Pipelined&) = delete;
  Pipelined& operator=(const Pipelined&) = delete;

  template <class Append>
  Sample run(Append append) {
    Sample sample = measure(kCommands / kPipeline, [&] {
      for (int i = 0; i < kPipeline; ++i) append(context_);
      for (int i = 0; i < kPipeline; ++i) {
        void* reply = nullptr;
        if (redisGetReply(context_, &reply) != REDIS_OK) throw std::runtime_error("Redis has gone");
        freeReplyObject(reply);
      }
    });
    sample.operations = kCommands;
    return sample;
  }

 private:
  redisContext* context_;
};

void wait_until_up(boost::asio::io_context& context, const db::RedisClient& client) {
  while (!client.is_up()) context.run_one();
}

// Writes the whole copy of the tree and says how many bytes Redis took for it.
double publish_tree(boost::asio::io_context& context, db::RedisClient& client, const db::DealerTree& tree) {
  db::ChangeLog log;
  log.append({{}, true}, 1);
  SeededRandom random(1);
  db::TreeCacheWriter writer(client, tree, log, random);
  double bytes = 0;
  bool is_done = false;
  const auto coroutine = [&]() -> boost::asio::awaitable<void> {
    std::vector<std::string> info{"INFO", "memory"};
    const auto before = co_await client.command(info);
    const auto stepped = co_await writer.step();
    if (!stepped) throw std::runtime_error("the copy was not written");
    const auto after = co_await client.command(info);
    const auto used = [](const std::string& text) {
      return std::strtod(text.c_str() + text.find("used_memory:") + 12, nullptr);
    };
    bytes = used(after->text()) - used(before->text());
    is_done = true;
  };
  boost::asio::co_spawn(context, coroutine(), rethrow);
  while (!is_done) context.run_one();
  return bytes;
}

int run() {
  const db::RedisOptions options = redis_options();
  boost::asio::io_context context(1);
  db::RedisClient client(context, options);
  wait_until_up(context, client);
  Pipelined pipelined(options.socket);
  pipelined.run([](redisContext* redis) { redisAppendCommand(redis, "SET bench value"); });

  const Contender ours{"RedisClient GET, 256 in flight", [&] {
                         return in_flight(context, [&](std::uint64_t) -> boost::asio::awaitable<void> {
                           std::vector<std::string> command{"GET", "bench"};
                           const auto reply = co_await client.command(command);
                           if (!reply) throw std::runtime_error("GET was refused");
                         });
                       }};
  compare(12, "Redis client", ours,
          {"hiredis sync, pipeline 200", [&] {
             return pipelined.run([](redisContext* redis) { redisAppendCommand(redis, "GET bench"); });
           }});

  db::DealerTree tree;
  db::TreeImage image;
  const auto parents = sample_parents(kDealers, 20261121);
  for (std::uint32_t dealer = 1; dealer <= kDealers; ++dealer) image.put(dealer, parents[dealer], 1);
  image.link();
  tree.replace(image);
  report(9, "Redis memory of the copy of 1 M dealers", "MB", {publish_tree(context, client, tree) / 1e6});

  db::TreeCache cache(client);
  const Contender upline{"TreeCache::upline, 256 in flight", [&] {
                           return in_flight(
                               context, [&](std::uint64_t number) -> boost::asio::awaitable<void> {
                                 const DealerId dealer{static_cast<std::int64_t>(number % kDealers) + 1};
                                 const auto found = co_await cache.upline(dealer);
                                 if (!found || !*found) throw std::runtime_error("no upline");
                               });
                         }};
  compare(8, "upline from Redis", upline,
          {"hiredis sync GET, pipeline 200", [&] {
             return pipelined.run([](redisContext* redis) { redisAppendCommand(redis, "GET bench"); });
           }});
  return 0;
}

}  // namespace
}  // namespace fenrun::bench

int main() { return fenrun::bench::run(); }
