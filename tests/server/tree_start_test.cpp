// What a server knows of its dealers before it has read their table.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <thread>

#include "server/backend.hpp"
#include "tests/db/tree/tree_rows_fixture.hpp"
#include "tests/support/test_redis.hpp"

namespace fenrun::server {
namespace {

class TreeStart : public fenrun::testing::TreeRowsTest {
 protected:
  void SetUp() override {
    TreeRowsTest::SetUp();
    write({place(1, 0), place(2, 1), place(3, 2)});
    // Somebody's server was here before, and has left a copy.
    const Backend before(options(), clock_, random_);
    ASSERT_TRUE(in_time([&] { return before.has_tree() && redis({"GET", "tree:seq"}) == "3"; }));
  }

  BackendOptions options() {
    BackendOptions options;
    options.mysql.mysql = database().options();
    options.mysql.workers = 1;
    options.redis = redis_.options();
    options.mini_program.appid = "wx0123456789abcdef";
    options.mini_program.app_secret = SecretText("0123456789abcdef0123456789abcdef");
    options.mini_program.http.base_url = "https://127.0.0.1:9";
    options.sealing_keys.emplace(1, Secret<crypto::Key256>(crypto::Key256{7}));
    options.index_key = Secret<crypto::Key256>(crypto::Key256{8});
    options.password_pepper = SecretText("pepper of the tests");
    options.api.password_cost.n = 1U << 10U;
    return options;
  }
  std::string redis(const std::vector<std::string>& arguments) {
    return fenrun::testing::redis_command(redis_.options(), arguments);
  }
  static bool in_time(const std::function<bool()>& is_so) {
    for (int tries = 0; tries < 1000 && !is_so(); ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return is_so();
  }
  // Nobody can read the table until the lock is given back.
  static void lock_table() { connection().run_script_statement("LOCK TABLES dealer WRITE"); }
  static void unlock_table() { connection().run_script_statement("UNLOCK TABLES"); }

  fenrun::testing::TestRedis redis_;
  SystemClock clock_;
  SystemRandom random_;
};

TEST_F(TreeStart, a_server_knows_its_teams_while_it_still_reads_the_table) {
  write({place(4, 2)});  // the copy has not heard of it
  lock_table();
  const Backend backend(options(), clock_, random_);
  const db::DealerTree& tree = backend.app().tree;
  EXPECT_EQ(tree.dealers(), 4U);
  ASSERT_TRUE(tree.member({1}));
  EXPECT_EQ(tree.member({1})->team_size, 3U);
  EXPECT_TRUE(tree.is_in_branch({4}, {1}));
  EXPECT_FALSE(tree.is_in_branch({1}, {4}));
  EXPECT_FALSE(backend.has_tree());  // /readyz waits for the table
  unlock_table();
  EXPECT_TRUE(in_time([&] { return backend.has_tree(); }));
  EXPECT_EQ(tree.dealers(), 4U);
}

// No member: the handlers answer 503.
TEST_F(TreeStart, with_redis_flushed_it_knows_nobody_until_then) {
  redis({"FLUSHDB"});
  lock_table();
  const Backend backend(options(), clock_, random_);
  EXPECT_FALSE(backend.app().tree.member({1}));
  EXPECT_FALSE(backend.has_tree());
  unlock_table();
  EXPECT_TRUE(in_time([&] { return backend.has_tree(); }));
  EXPECT_EQ(backend.app().tree.member({1})->team_size, 2U);
}

}  // namespace
}  // namespace fenrun::server
