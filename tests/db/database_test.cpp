#include "db/mysql/database.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "tests/db/collector.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::db {
namespace {

using fenrun::testing::TestDatabase;
inline constexpr ErrorCode kTestRefused{ErrorKind::refused, "test.refused", "测试", "Test"};
constexpr auto kNoDeadline = std::chrono::steady_clock::time_point::max();
using Story = std::function<Result<std::int64_t>(Tx&)>;

// Both lanes promise the same; they differ in what a commit costs.
class DatabaseLane : public ::testing::TestWithParam<Lane> {
 protected:
  DatabaseLane() {
    schema.connection().run_script_statement(
        "CREATE TABLE item (id BIGINT NOT NULL, PRIMARY KEY (id)) ENGINE = InnoDB");
  }

  DatabaseOptions options() {
    DatabaseOptions made;
    made.mysql = schema.options();
    made.workers = 2;
    return made;
  }
  static Story insert(std::int64_t id) {
    return [id](Tx& tx) -> Result<std::int64_t> {
      tx.execute_one("INSERT INTO item (id) VALUES (?)", {id});
      return id;
    };
  }
  std::int64_t count() {
    return schema.run(
        [](Tx& tx) -> Result<std::int64_t> { return tx.one("SELECT COUNT(*) FROM item")->integer(0); });
  }
  void run(Database& database, Story story, std::chrono::steady_clock::time_point deadline = kNoDeadline) {
    database.run<std::int64_t>(GetParam(), deadline, std::move(story), outcomes.expect());
  }
  // Occupies one worker until the promise is kept, so that what follows is queued behind it.
  Story blocked_by(std::shared_future<void> gate) {
    return [this, gate](Tx&) -> Result<std::int64_t> {
      running.fetch_add(1);
      gate.wait();
      return 0;
    };
  }
  void wait_until_running(int stories) {
    while (running.load() < stories) std::this_thread::yield();
  }

  TestDatabase schema{TestDatabase::Schema::empty};
  Collector<std::int64_t> outcomes;
  std::atomic<int> running{0};
};

INSTANTIATE_TEST_SUITE_P(Both, DatabaseLane, ::testing::Values(Lane::pool, Lane::pipeline),
                         [](const auto& lane) { return lane.param == Lane::pool ? "pool" : "pipeline"; });

TEST_P(DatabaseLane, a_thousand_stories_are_each_answered_once) {
  DatabaseOptions roomy = options();
  roomy.queue_max = 1000;
  Database database(roomy);
  EXPECT_TRUE(database.is_up());
  for (std::int64_t id = 0; id < 1000; ++id) run(database, insert(id));
  outcomes.wait();
  database.stop();
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(outcomes.reports(i), 1U);
    EXPECT_EQ(outcomes.result(i).value(), static_cast<std::int64_t>(i));
  }
  EXPECT_EQ(count(), 1000);
}

TEST_P(DatabaseLane, one_bad_story_among_good_ones_fails_alone) {
  DatabaseOptions one_at_a_time = options();
  one_at_a_time.workers = 1;
  one_at_a_time.pipeline_writers = 1;
  Database database(one_at_a_time);
  std::promise<void> gate;
  run(database, blocked_by(gate.get_future().share()));
  wait_until_running(1);
  for (std::int64_t id = 1; id <= 9; ++id) {
    if (id == 3) {
      run(database, [](Tx& tx) -> Result<std::int64_t> {
        tx.execute_one("INSERT INTO item (id) VALUES (3)");
        return kTestRefused;
      });
    } else if (id == 5) {
      run(database, [](Tx& tx) -> Result<std::int64_t> {
        tx.execute_one("INSERT INTO item (id) VALUES (5)");
        throw std::runtime_error("broken");
      });
    } else if (id == 7) {
      run(database, [](Tx&) -> Result<std::int64_t> { return kTestRefused; });
    } else {
      run(database, insert(id));
    }
  }
  gate.set_value();
  outcomes.wait();
  for (std::size_t id = 1; id <= 9; ++id) {
    EXPECT_EQ(outcomes.reports(id), 1U);
    if (id == 5) {
      EXPECT_THROW(static_cast<void>(outcomes.result(id)), std::runtime_error);
    } else if (id == 3 || id == 7) {
      EXPECT_TRUE(outcomes.result(id).refused_with(kTestRefused));
    } else {
      EXPECT_TRUE(outcomes.result(id));
    }
  }
  EXPECT_EQ(count(), 6);
}

TEST_P(DatabaseLane, a_full_queue_refuses_at_once_with_retry_after) {
  DatabaseOptions small = options();
  small.workers = 1;
  small.queue_max = 2;
  small.pipeline_writers = 1;
  small.pipeline_queue_max = 2;
  Database database(small);
  std::promise<void> gate;
  run(database, blocked_by(gate.get_future().share()));
  wait_until_running(1);
  for (std::int64_t id = 1; id <= 3; ++id) run(database, insert(id));
  EXPECT_EQ(outcomes.reports(3), 1U) << "reported from inside run()";
  const Result<std::int64_t> refused = outcomes.result(3);
  ASSERT_TRUE(refused.refused_with(kBusy));
  EXPECT_EQ(refused.error().retry_after(), std::chrono::seconds(1));
  gate.set_value();
  outcomes.wait();
  EXPECT_EQ(count(), 2);
}

TEST_P(DatabaseLane, a_story_whose_deadline_passed_in_the_queue_is_not_run) {
  DatabaseOptions one_at_a_time = options();
  one_at_a_time.workers = 1;
  one_at_a_time.pipeline_writers = 1;
  Database database(one_at_a_time);
  std::promise<void> gate;
  run(database, blocked_by(gate.get_future().share()));
  wait_until_running(1);
  run(database, insert(1), std::chrono::steady_clock::time_point{});
  run(database, insert(2));
  gate.set_value();
  outcomes.wait();
  EXPECT_TRUE(outcomes.result(1).refused_with(kBusy));
  EXPECT_TRUE(outcomes.result(2));
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseLane, stop_finishes_what_is_queued_and_refuses_what_comes_later) {
  Database database(options());
  for (std::int64_t id = 0; id < 100; ++id) run(database, insert(id));
  database.stop();
  EXPECT_EQ(count(), 100);
  run(database, insert(100));
  EXPECT_TRUE(outcomes.result(100).refused_with(kUnavailable));
}

TEST_P(DatabaseLane, a_conflict_that_outlasts_the_tries_becomes_busy) {
  Database database(options());
  run(database, insert(1));
  outcomes.wait();
  const Done done = schema.connection().transact([this, &database](Tx& tx) -> Done {
    tx.one("SELECT id FROM item WHERE id = 1 FOR UPDATE");
    run(database, [](Tx& other) -> Result<std::int64_t> {
      return other.one("SELECT id FROM item WHERE id = 1 FOR UPDATE NOWAIT")->integer(0);
    });
    outcomes.wait();
    return {};
  });
  EXPECT_TRUE(done);
  EXPECT_TRUE(outcomes.result(1).refused_with(kBusy));
}

TEST_P(DatabaseLane, a_callback_that_throws_harms_nobody_else) {
  Database database(options());
  database.run<std::int64_t>(GetParam(), kNoDeadline, insert(1),
                             [](const Outcome<std::int64_t>&) { throw std::runtime_error("careless"); });
  run(database, insert(2));
  outcomes.wait();
  EXPECT_TRUE(outcomes.result(0));
  database.stop();
  EXPECT_EQ(count(), 2);
}

TEST_P(DatabaseLane, a_server_that_never_was_there_refuses_at_once) {
  DatabaseOptions nobody = options();
  nobody.mysql.socket += ".nobody";
  Database database(nobody);
  EXPECT_FALSE(database.is_up());
  run(database, insert(1));
  const Result<std::int64_t> refused = outcomes.result(0);
  ASSERT_TRUE(refused.refused_with(kUnavailable));
  EXPECT_EQ(refused.error().retry_after(), std::chrono::seconds(2));
}

class DatabaseInstant : public DatabaseLane {
 protected:
  static std::int64_t seen_by(Tx& tx) { return tx.one("SELECT COUNT(*) FROM item")->integer(0); }
  void insert_elsewhere(std::int64_t id) { schema.run(insert(id)); }
};

INSTANTIATE_TEST_SUITE_P(Alone, DatabaseInstant, ::testing::Values(Lane::instant));

TEST_P(DatabaseInstant, what_is_committed_meanwhile_is_not_seen_until_the_next_story) {
  Database database(options());
  insert_elsewhere(1);
  run(database, [this](Tx& tx) -> Result<std::int64_t> {
    insert_elsewhere(2);  // after it began, before it reads anything
    const auto first = seen_by(tx);
    insert_elsewhere(3);
    EXPECT_EQ(seen_by(tx), first);
    return first;
  });
  outcomes.wait();
  EXPECT_EQ(outcomes.result(0).value(), 1);
  run(database, [](Tx& tx) -> Result<std::int64_t> { return seen_by(tx); });
  outcomes.wait();
  database.run<std::int64_t>(
      Lane::pool, kNoDeadline,
      [this](Tx& tx) -> Result<std::int64_t> {
        const auto first = seen_by(tx);
        insert_elsewhere(4);
        return seen_by(tx) - first;  // the session reads what is committed again, as before
      },
      outcomes.expect());
  outcomes.wait();
  EXPECT_EQ(outcomes.result(1).value(), 3);
  EXPECT_EQ(outcomes.result(2).value(), 1);
}

TEST_P(DatabaseInstant, nothing_is_written_in_it) {
  Database database(options());
  run(database, insert(1));
  outcomes.wait();
  EXPECT_THROW((void)outcomes.result(0), DatabaseError);
  EXPECT_EQ(count(), 0);
  run(database, [](Tx& tx) -> Result<std::int64_t> { return seen_by(tx); });
  outcomes.wait();
  EXPECT_EQ(outcomes.result(1).value(), 0);
}

}  // namespace
}  // namespace fenrun::db
