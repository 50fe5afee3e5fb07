// The copy in a real Redis against the table in a real MariaDB: taken when they agree, and never otherwise.
#include "db/tree/tree_seed.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "db/tree/tree_cache_keeper.hpp"
#include "db/tree/tree_poller.hpp"
#include "db/tree/tree_rows.hpp"
#include "tests/db/tree/tree_rows_fixture.hpp"
#include "tests/support/test_redis.hpp"

namespace fenrun::testing {
namespace {

using std::chrono::milliseconds;

// A process that holds the tree and keeps the copy.
struct CopyKeeping {
  CopyKeeping(db::Connection& mysql, db::RedisOptions redis_options)
      : connection(mysql), redis(std::move(redis_options)) {
    catch_up();
  }

  // Returns when the copy is in step.
  void catch_up() {
    const auto progress = follower.catch_up(connection);
    log.append(progress, follower.seq());
    for (int tries = 0; tries < 5000; ++tries) {
      if (redis_command(redis, {"GET", "tree:seq"}) == std::to_string(follower.seq())) return;
      std::this_thread::sleep_for(milliseconds(1));
    }
    ADD_FAILURE() << "the copy does not follow";
  }

  db::Connection& connection;
  const db::RedisOptions redis;
  db::DealerTree tree;
  db::TreeFollower follower{tree};
  db::ChangeLog log;
  SeededRandom random{1};
  db::TreeCacheKeeper keeper{redis, tree, log, random, [] {}, milliseconds(1)};
};

class TreeSeedTest : public TreeRowsTest {
 protected:
  void SetUp() override {
    TreeRowsTest::SetUp();
    write({place(1, 0), place(2, 1, 2), place(3, 2), place(4, 0), place(5, 4, 3)});
  }

  void write_copy() const { const CopyKeeping process(connection(), redis_.options()); }
  bool seed() { return db::seed_tree(redis_.options(), database().options(), tree_); }
  std::string redis(const std::vector<std::string>& arguments) {
    return redis_command(redis_.options(), arguments);
  }
  bool is_copy_there() { return redis({"EXISTS", "tree:epoch"}) == "1"; }

  void expect_as_the_table() const {
    const auto table = db::load_tree(connection()).image;
    EXPECT_TRUE(tree_.differences(table).empty());
    EXPECT_EQ(tree_.dealers(), table.size() - 1);
  }
  // Refused, left empty, and a new copy made at once.
  void expect_refused_and_dropped() {
    EXPECT_FALSE(seed());
    EXPECT_EQ(tree_.dealers(), 0U);
    EXPECT_FALSE(is_copy_there());
    write_copy();
    EXPECT_TRUE(seed());
    expect_as_the_table();
  }

  TestRedis redis_;
  db::DealerTree tree_;
};

TEST_F(TreeSeedTest, a_copy_in_step_is_taken) {
  write_copy();
  ASSERT_TRUE(seed());
  expect_as_the_table();
  ASSERT_TRUE(tree_.member({1}));
  EXPECT_EQ(tree_.member({1})->team_size, 2U);
  EXPECT_TRUE(tree_.is_in_branch({3}, {1}));
  EXPECT_EQ(tree_.upline({5}), (db::Upline{{DealerId{4}}, {3}}));
}

TEST_F(TreeSeedTest, what_the_copy_lacks_comes_from_the_stream) {
  write_copy();
  write({place(6, 4), place(3, 1)});
  write({place(6, 2, 4), place(7, 6)});
  EXPECT_TRUE(seed());
  expect_as_the_table();
}

TEST_F(TreeSeedTest, a_copy_that_was_changed_record_by_record_is_as_good) {
  CopyKeeping process(connection(), redis_.options());
  for (std::int64_t dealer = 6; dealer < 20; ++dealer) {
    write({place(dealer, dealer - 3), place(2, dealer % 2 == 0 ? 1 : 4, 1 + dealer % 4)});
    process.catch_up();
  }
  EXPECT_EQ(redis({"GET", "tree:epoch"}), "1");
  EXPECT_TRUE(seed());
  expect_as_the_table();
}

TEST_F(TreeSeedTest, a_tree_of_several_chunks_is_taken_whole_or_not_at_all) {
  Changes many;
  for (std::int64_t dealer = 6; dealer <= 4100; ++dealer) many.push_back(place(dealer, 1 + dealer % 5));
  write(many);
  write_copy();
  EXPECT_TRUE(seed());
  expect_as_the_table();
  redis({"DEL", "tree:1:1"});  // as an eviction does
  db::DealerTree other;
  EXPECT_FALSE(db::seed_tree(redis_.options(), database().options(), other));
  EXPECT_EQ(other.dealers(), 0U);
  EXPECT_FALSE(is_copy_there());
}

TEST_F(TreeSeedTest, an_empty_redis_gives_nothing) {
  EXPECT_FALSE(seed());
  write_copy();
  redis({"FLUSHDB"});
  EXPECT_FALSE(seed());
  EXPECT_EQ(tree_.dealers(), 0U);
}

TEST_F(TreeSeedTest, a_system_without_dealers_has_a_copy_too) {
  database().empty_tables();
  TreeRowsTest::SetUp();
  write_copy();
  EXPECT_TRUE(seed());
  EXPECT_EQ(tree_.dealers(), 0U);
}

TEST_F(TreeSeedTest, a_copy_that_somebody_has_touched_is_dropped) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
      {"a chunk is evicted", {"DEL", "tree:1:0"}},
      {"a parent is another", {"SETRANGE", "tree:1:0", "48", "\x01"}},
      {"a tier is another", {"SETRANGE", "tree:1:0", "60", "\x04"}},
      {"a dealer more", {"SETRANGE", "tree:1:0", "108", "\x01"}},
      {"the sum is another", {"SETRANGE", "tree:1:0", "65280", "0000"}},
      {"a chunk is cut", {"SET", "tree:1:0", "short"}},
      {"a chunk without a sum", {"SET", "tree:1:0", std::string(65280, '\0')}},
      {"a chunk is longer", {"APPEND", "tree:1:0", "x"}},
      {"the number is ahead", {"SET", "tree:seq", "99"}},
      {"the number is none", {"SET", "tree:seq", "five"}},
      {"the number is below all", {"SET", "tree:seq", "-1"}},
      {"the number is gone", {"DEL", "tree:seq"}},
      {"another epoch", {"SET", "tree:epoch", "7"}},
  };
  for (const auto& [what, command] : cases) {
    SCOPED_TRACE(what);
    redis({"FLUSHDB"});
    write_copy();
    redis(command);
    db::DealerTree tree;
    EXPECT_FALSE(db::seed_tree(redis_.options(), database().options(), tree));
    EXPECT_EQ(tree.dealers(), 0U);
    EXPECT_FALSE(is_copy_there());
  }
  expect_refused_and_dropped();
}

// Whoever wrote it had a tree that was not the table.
TEST_F(TreeSeedTest, a_copy_without_a_dealer_of_the_table_is_dropped) {
  write_copy();
  write_behind_the_stream({place(6, 5)});
  expect_refused_and_dropped();
}

TEST_F(TreeSeedTest, a_copy_from_before_the_stream_begins_is_dropped) {
  write_copy();
  write({place(6, 5)});
  write({place(7, 5)});
  delete_changes_up_to(6);
  expect_refused_and_dropped();
}

// The database was restored to after change 4, and went on differently under the number of the copy.
TEST_F(TreeSeedTest, a_copy_of_another_history_is_dropped) {
  write_copy();
  database().run([](db::Tx& tx) -> Result<int> {
    tx.execute("DELETE FROM tree_change WHERE seq > 4");
    tx.execute("DELETE FROM dealer WHERE id = 5");
    tx.execute("UPDATE sequence_counter SET next_value = 5 WHERE name IN ('tree_change', 'dealer')");
    return 0;
  });
  db::DealerTree tree;
  EXPECT_FALSE(db::seed_tree(redis_.options(), database().options(), tree));  // ahead
  redis({"SET", "tree:epoch", "1"});
  redis({"SET", "tree:seq", "5"});
  write({place(5, 1)});
  expect_refused_and_dropped();
}

TEST_F(TreeSeedTest, without_a_store_there_is_nothing_and_the_copy_stays) {
  write_copy();
  db::RedisOptions nobody = redis_.options();
  nobody.socket = "/nonexistent/redis.sock";
  const auto began = std::chrono::steady_clock::now();
  EXPECT_FALSE(db::seed_tree(nobody, database().options(), tree_));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(1));
  db::MysqlOptions nowhere = database().options();
  nowhere.socket = "/nonexistent/mysql.sock";
  EXPECT_FALSE(db::seed_tree(redis_.options(), nowhere, tree_));
  EXPECT_EQ(tree_.dealers(), 0U);
  EXPECT_TRUE(is_copy_there());
}

// Nothing would keep it current.
TEST_F(TreeSeedTest, a_poller_that_cannot_read_the_table_forgets_what_was_taken) {
  write_copy();
  ASSERT_TRUE(seed());
  db::MysqlOptions nowhere = database().options();
  nowhere.socket = "/nonexistent/mysql.sock";
  const SystemClock clock;
  db::ChangeLog log;
  db::TreePoller poller(nowhere, {}, clock, tree_, log);
  poller.start();
  for (int tries = 0; tries < 5000 && tree_.dealers() > 0; ++tries)
    std::this_thread::sleep_for(milliseconds(1));
  EXPECT_EQ(tree_.dealers(), 0U);
  EXPECT_FALSE(poller.is_loaded());
}

}  // namespace
}  // namespace fenrun::testing
