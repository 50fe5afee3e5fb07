// The tree's copy in a real Redis.
#include "db/tree/tree_cache.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <functional>
#include <optional>

#include "db/tree/tree_cache_keeper.hpp"
#include "db/tree/tree_cache_writer.hpp"
#include "tests/support/test_redis.hpp"

namespace fenrun::testing {
namespace {

namespace asio = boost::asio;
using Step = db::TreeCacheWriter::Step;

// What a poller would have fed: a tree and the log of its changes.
struct Fed {
  db::DealerTree tree;
  db::ChangeLog log;
  std::int64_t seq = 0;

  Fed() { log.append({{}, true}, 0); }

  void change(std::int64_t dealer, std::int64_t parent, std::int64_t tier = 1) {
    const db::TreeChange changed{{dealer}, {parent}, {tier}};
    ASSERT_TRUE(tree.apply({&changed, 1}));
    ++seq;
    log.append({{{seq, changed}}, false}, seq);
  }
};

class TreeCacheTest : public ::testing::Test {
 protected:
  TreeCacheTest() {
    run_until([&] { return client_.is_up(); });
  }

  void run_until(const std::function<bool()>& is_so) {
    context_.restart();
    while (!is_so()) context_.run_one_for(std::chrono::milliseconds(10));
  }

  // Boxed, because co_spawn wants what a coroutine returns to be default constructible.
  template <class T>
  static asio::awaitable<std::shared_ptr<T>> boxed(asio::awaitable<T> inner) {
    T value = co_await std::move(inner);
    co_return std::make_shared<T>(std::move(value));
  }

  template <class T>
  T await(asio::awaitable<T> coroutine) {
    std::shared_ptr<T> result;
    std::exception_ptr thrown;
    asio::co_spawn(context_, boxed(std::move(coroutine)),
                   [&](std::exception_ptr error, std::shared_ptr<T> value) {
                     thrown = error;
                     result = std::move(value);
                   });
    run_until([&] { return result || thrown; });
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*result);
  }

  Step step(const Fed& fed) {
    db::TreeCacheWriter writer(client_, fed.tree, fed.log, random_);
    return await(writer.step()).value();
  }

  std::optional<db::Upline> upline(std::int64_t dealer) { return await(cache_.upline({dealer})).value(); }
  std::string redis(const std::vector<std::string>& arguments) {
    return redis_command(redis_.options(), arguments);
  }

  TestRedis redis_;
  asio::io_context context_{1};
  db::RedisClient client_{context_, redis_.options()};
  db::TreeCache cache_{client_};
  SeededRandom random_{1};
  Fed fed_;
};

TEST_F(TreeCacheTest, records_keep_ancestors_and_tier) {
  const db::Upline upline{{DealerId{1}, DealerId{70'000}, DealerId{66'000'000}}, {4}};
  const std::string record = db::tree_record(upline);
  EXPECT_EQ(record, std::string("\x01\x00\x00\x00\x70\x11\x01\x00\x80\x14\xEF\x03\x04\x00\x00\x00", 16));
  EXPECT_EQ(db::read_tree_record(record), upline);
  EXPECT_EQ(db::read_tree_record(db::tree_record(std::nullopt)), std::nullopt);
  EXPECT_EQ(db::read_tree_record(record.substr(1)), std::nullopt);
  EXPECT_EQ(db::record_place({4079}).offset, 65264);
  EXPECT_EQ(db::record_place({4080}).chunk, 1);
}

TEST_F(TreeCacheTest, without_a_copy_there_is_no_answer_and_the_first_writer_makes_one) {
  fed_.change(1, 0, 4);
  fed_.change(2, 1, 3);
  EXPECT_EQ(upline(2), std::nullopt);
  EXPECT_EQ(step(fed_), Step::rebuilt);
  EXPECT_EQ(upline(2), fed_.tree.upline({2}));
  EXPECT_EQ(upline(3), std::nullopt);
  EXPECT_EQ(step(fed_), Step::in_step);
}

TEST_F(TreeCacheTest, a_tree_that_is_not_loaded_writes_nothing) {
  const db::DealerTree tree;
  const db::ChangeLog log;
  db::TreeCacheWriter writer(client_, tree, log, random_);
  EXPECT_EQ(await(writer.step()).value(), Step::in_step);
  EXPECT_EQ(redis({"GET", "tree:epoch"}), "");
}

TEST_F(TreeCacheTest, joins_and_moves_rewrite_the_records_they_touch) {
  for (std::int64_t dealer = 1; dealer <= 6; ++dealer) fed_.change(dealer, dealer - 1);
  ASSERT_EQ(step(fed_), Step::rebuilt);
  fed_.change(7, 6, 2);
  fed_.change(3, 1);
  EXPECT_EQ(step(fed_), Step::advanced);
  EXPECT_EQ(redis({"GET", "tree:seq"}), "8");
  EXPECT_EQ(redis({"GET", "tree:epoch"}), "1");
  for (std::int64_t dealer = 1; dealer <= 7; ++dealer)
    EXPECT_EQ(upline(dealer), fed_.tree.upline({dealer})) << dealer;
}

TEST_F(TreeCacheTest, a_join_beyond_the_last_chunk_makes_a_whole_one) {
  fed_.change(1, 0);
  ASSERT_EQ(step(fed_), Step::rebuilt);
  fed_.change(5000, 1);
  ASSERT_EQ(step(fed_), Step::advanced);
  EXPECT_EQ(redis({"STRLEN", "tree:1:1"}), "65320");
  EXPECT_EQ(upline(5000)->ancestors[0], DealerId{1});
  EXPECT_EQ(upline(5001), std::nullopt);
}

TEST_F(TreeCacheTest, many_readers_at_once_all_find_a_copy_that_none_of_them_knew) {
  Fed fed;
  fed.change(1, 0);
  fed.change(2, 1);
  ASSERT_EQ(step(fed), Step::rebuilt);
  int found = 0;
  int answered = 0;
  for (int reader = 0; reader < 64; ++reader) {
    asio::co_spawn(context_, boxed(cache_.upline({2})), [&](std::exception_ptr, auto upline) {
      ++answered;
      if (upline && *upline && (*upline)->has_value()) ++found;
    });
  }
  run_until([&] { return answered == 64; });
  EXPECT_EQ(found, 64);
}

TEST_F(TreeCacheTest, a_flushed_redis_is_rebuilt) {
  fed_.change(1, 0);
  fed_.change(2, 1);
  ASSERT_EQ(step(fed_), Step::rebuilt);
  ASSERT_TRUE(upline(2).has_value());
  redis({"FLUSHDB"});
  EXPECT_EQ(upline(2), std::nullopt);
  EXPECT_EQ(step(fed_), Step::rebuilt);
  EXPECT_EQ(upline(2), fed_.tree.upline({2}));
}

TEST_F(TreeCacheTest, a_copy_that_is_too_far_behind_is_replaced_and_readers_follow) {
  fed_.change(1, 0);
  fed_.change(2, 1);
  ASSERT_EQ(step(fed_), Step::rebuilt);
  ASSERT_TRUE(upline(2).has_value());
  fed_.change(2, 0);
  fed_.log.append({{}, true}, fed_.seq);  // the changes themselves are not known any more
  EXPECT_EQ(step(fed_), Step::rebuilt);
  EXPECT_EQ(redis({"GET", "tree:epoch"}), "2");
  EXPECT_EQ(redis({"TTL", "tree:2:0"}), "-1");
  EXPECT_NE(redis({"TTL", "tree:1:0"}), "-1");
  redis({"DEL", "tree:1:0"});  // as its expiry does
  EXPECT_EQ(upline(2)->ancestors[0], DealerId{});
}

TEST_F(TreeCacheTest, of_two_writers_one_advances_and_the_slower_never_goes_back) {
  Fed slow;
  fed_.change(1, 0, 1);
  slow.change(1, 0, 1);
  ASSERT_EQ(step(fed_), Step::rebuilt);
  fed_.change(1, 0, 2);
  fed_.change(1, 0, 3);
  slow.change(1, 0, 2);
  EXPECT_EQ(step(fed_), Step::advanced);
  EXPECT_EQ(step(slow), Step::in_step);
  EXPECT_EQ(upline(1)->tier, TierId{3});
}

TEST_F(TreeCacheTest, a_tree_that_was_found_wrong_and_read_again_replaces_the_copy) {
  fed_.change(1, 0, 1);
  db::TreeCacheWriter writer(client_, fed_.tree, fed_.log, random_);
  ASSERT_EQ(await(writer.step()).value(), Step::rebuilt);
  db::TreeImage image;
  image.put(1, 0, 2);
  image.link();
  fed_.tree.replace(image);
  fed_.log.append({{}, true}, fed_.seq);
  EXPECT_EQ(await(writer.step()).value(), Step::rebuilt);
  EXPECT_EQ(redis({"GET", "tree:epoch"}), "2");
  EXPECT_EQ(await(writer.step()).value(), Step::in_step);
}

TEST_F(TreeCacheTest, while_another_process_rebuilds_nobody_else_does) {
  fed_.change(1, 0);
  redis({"SET", "tree:rebuild", "another"});
  EXPECT_EQ(step(fed_), Step::overtaken);
  redis({"DEL", "tree:rebuild"});
  EXPECT_EQ(step(fed_), Step::rebuilt);
  EXPECT_EQ(redis({"EXISTS", "tree:rebuild"}), "0");
}

TEST_F(TreeCacheTest, a_keeper_does_it_all_by_itself_and_rings) {
  fed_.change(1, 0);
  std::atomic<int> rings{0};
  db::TreeCacheKeeper keeper(
      redis_.options(), fed_.tree, fed_.log, random_, [&] { ++rings; }, std::chrono::milliseconds{1});
  while (!upline(1)) std::this_thread::yield();
  // The subscription may begin after the first copy was published, so changes go on until one has rung.
  for (std::int64_t dealer = 2; rings == 0; ++dealer) {
    fed_.change(dealer, 1);
    while (upline(dealer) != fed_.tree.upline({dealer})) std::this_thread::yield();
  }
}

}  // namespace
}  // namespace fenrun::testing
