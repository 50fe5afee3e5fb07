#include "db/mysql/connection.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/environment.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::db {
namespace {

using fenrun::testing::TestDatabase;
inline constexpr ErrorCode kTestRefused{ErrorKind::refused, "test.refused", "测试", "Test"};

class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest() {
    connection.run_script_statement(
        "CREATE TABLE item (id BIGINT NOT NULL AUTO_INCREMENT, name VARCHAR(64) NULL, amount BIGINT NULL, "
        "PRIMARY KEY (id), "
        "UNIQUE KEY by_name (name)) ENGINE = InnoDB");
  }

  Done add(Connection& target, std::string_view name) {
    return target.transact([name](Tx& tx) -> Done {
      tx.execute_one("INSERT INTO item (name, amount) VALUES (?, 1)", {name});
      return {};
    });
  }
  std::int64_t count() {
    return database.run(
        [](Tx& tx) -> Result<std::int64_t> { return tx.one("SELECT COUNT(*) FROM item")->integer(0); });
  }
  // Ends the session of `victim` on the server, as a restart or an administrator would.
  void kill_session(Tx& victim) {
    const std::int64_t id = victim.one("SELECT CONNECTION_ID()")->integer(0);
    Connection killer(database.options());
    killer.run_script_statement("KILL " + std::to_string(id));
  }

  TestDatabase database{TestDatabase::Schema::empty};
  Connection& connection = database.connection();
};

TEST_F(ConnectionTest, a_value_commits) {
  EXPECT_TRUE(add(connection, "a"));
  EXPECT_EQ(count(), 1);
}

TEST_F(ConnectionTest, a_refusal_rolls_back) {
  const Done done = connection.transact([](Tx& tx) -> Done {
    tx.execute_one("INSERT INTO item (name) VALUES ('a')");
    return kTestRefused;
  });
  EXPECT_TRUE(done.refused_with(kTestRefused));
  EXPECT_EQ(count(), 0);
}

// The server's own list of transactions, which it refreshes every 100 ms at most.
TEST_F(ConnectionTest, a_transaction_starts_with_the_first_statement_that_writes_or_locks) {
  ASSERT_TRUE(add(connection, "a"));
  const auto is_started = [this](Tx& tx) {
    const std::int64_t id = tx.one("SELECT CONNECTION_ID()")->integer(0);
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    Connection observer(database.options());
    const auto found = observer.transact([id](Tx& other) -> Result<bool> {
      return other.one("SELECT 1 FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = ?", {id})
          .has_value();
    });
    return found.value();
  };
  const auto started_by = [&](const std::function<void(Tx&)>& statement) {
    const Result<bool> started = connection.transact([&](Tx& tx) -> Result<bool> {
      EXPECT_EQ(tx.one("SELECT COUNT(*) FROM item")->integer(0), 1);
      statement(tx);
      return is_started(tx);
    });
    return started.value();
  };
  EXPECT_FALSE(started_by([](Tx& tx) { (void)tx.all("SELECT name FROM item WHERE name = ?", {"a"}); }));
  EXPECT_TRUE(started_by([](Tx& tx) { (void)tx.all("SELECT name FROM item WHERE name = 'a' FOR UPDATE"); }));
  EXPECT_TRUE(
      started_by([](Tx& tx) { (void)tx.all("SELECT name FROM item WHERE name = 'a' LOCK IN SHARE MODE"); }));
  EXPECT_TRUE(started_by([](Tx& tx) { tx.execute_one("UPDATE item SET amount = amount + 1"); }));
  EXPECT_EQ(database.run(
                [](Tx& tx) -> Result<std::int64_t> { return tx.one("SELECT amount FROM item")->integer(0); }),
            2);
}

TEST_F(ConnectionTest, an_exception_rolls_back_and_is_rethrown) {
  EXPECT_THROW(static_cast<void>(connection.transact([](Tx& tx) -> Done {
                 tx.execute_one("INSERT INTO item (name) VALUES ('a')");
                 throw std::runtime_error("broken");
               })),
               std::runtime_error);
  EXPECT_EQ(count(), 0);
}

TEST_F(ConnectionTest, a_duplicate_key_is_reported_as_false_and_the_transaction_goes_on) {
  const Result<std::uint64_t> writes = connection.transact([](Tx& tx) -> Result<std::uint64_t> {
    EXPECT_TRUE(tx.insert_new("INSERT INTO item (name) VALUES (?)", {"a"}));
    EXPECT_FALSE(tx.insert_new("INSERT INTO item (name) VALUES (?)", {"a"}));
    EXPECT_TRUE(tx.insert_new("INSERT INTO item (name) VALUES (?)", {"b"}));
    return tx.writes();
  });
  EXPECT_EQ(*writes, 2U);
  EXPECT_EQ(count(), 2);
}

TEST_F(ConnectionTest, only_a_duplicate_key_is_swallowed_by_insert_new) {
  EXPECT_THROW(static_cast<void>(connection.transact([](Tx& tx) -> Done {
                 static_cast<void>(tx.insert_new("INSERT INTO nowhere (name) VALUES (?)", {"a"}));
                 return {};
               })),
               DatabaseError);
}

TEST_F(ConnectionTest, insert_id_returns_the_generated_key) {
  const Result<std::int64_t> difference = connection.transact([](Tx& tx) -> Result<std::int64_t> {
    const std::int64_t first = tx.insert_id("INSERT INTO item (name) VALUES (?)", {"a"});
    const std::int64_t second = tx.insert_id("INSERT INTO item (name) VALUES (?)", {"b"});
    EXPECT_EQ(tx.one("SELECT name FROM item WHERE id = ?", {second})->text(0), "b");
    return second - first;
  });
  EXPECT_GT(*difference, 0);
}

TEST_F(ConnectionTest, more_than_one_row_is_our_bug_when_one_was_asked_for) {
  ASSERT_TRUE(add(connection, "a"));
  ASSERT_TRUE(add(connection, "b"));
  EXPECT_THROW(static_cast<void>(connection.transact([](Tx& tx) -> Done {
                 tx.one("SELECT id FROM item");
                 return {};
               })),
               std::logic_error);
}

TEST_F(ConnectionTest, many_rows_go_in_by_few_statements) {
  for (const std::int64_t rows :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{1000}, std::int64_t{1001}, std::int64_t{2500}}) {
    const Done done = connection.transact([rows](Tx& tx) -> Done {
      std::vector<Param> params;
      for (std::int64_t i = 0; i < rows; ++i) {
        params.emplace_back("row " + std::to_string(rows) + " " + std::to_string(i));
        params.emplace_back(i);
      }
      // Param views text, so what is bound must outlive the call.
      std::vector<std::string> names;
      names.reserve(static_cast<std::size_t>(rows));
      for (std::size_t i = 0; i < params.size(); i += 2) {
        names.push_back("row " + std::to_string(rows) + " " + std::to_string(i));
        params[i] = Param(names.back());
      }
      EXPECT_EQ(tx.execute_rows("INSERT INTO item (name, amount) VALUES", "(?, ?)", params,
                                "ON DUPLICATE KEY UPDATE amount = VALUES(amount)"),
                static_cast<std::uint64_t>(rows));
      EXPECT_EQ(tx.writes(), static_cast<std::uint64_t>((rows + 999) / 1000));
      return {};
    });
    ASSERT_TRUE(done);
  }
  EXPECT_EQ(count(), 0 + 1 + 1000 + 1001 + 2500);
}

TEST_F(ConnectionTest, a_deadlock_is_run_again_until_both_stories_have_happened) {
  ASSERT_TRUE(add(connection, "a"));
  ASSERT_TRUE(add(connection, "b"));
  // Each thread locks one row, waits until the other has locked its own, then asks for the other's.
  std::atomic<int> locked{0};
  std::atomic<int> runs{0};
  const auto cross = [&](std::string_view first, std::string_view second) {
    Connection own(database.options());
    const Done done = own.transact([&](Tx& tx) -> Done {
      runs.fetch_add(1);
      tx.execute("UPDATE item SET amount = amount + 1 WHERE name = ?", {first});
      locked.fetch_add(1);
      while (locked.load() < 2) std::this_thread::yield();
      tx.execute("UPDATE item SET amount = amount + 1 WHERE name = ?", {second});
      return {};
    });
    EXPECT_TRUE(done);
  };
  std::thread one(cross, "a", "b");
  std::thread other(cross, "b", "a");
  one.join();
  other.join();
  EXPECT_GE(runs.load(), 3);
  EXPECT_EQ(database.run([](Tx& tx) -> Result<std::int64_t> {
    return tx.one("SELECT CAST(SUM(amount) AS SIGNED) FROM item")->integer(0);
  }),
            2 + 4);
}

TEST_F(ConnectionTest, the_number_of_tries_is_bounded) {
  ASSERT_TRUE(add(connection, "a"));
  MysqlOptions impatient = database.options();
  impatient.read_timeout = std::chrono::seconds(2);  // lock waits end after half of it
  Connection waiting(impatient);
  int runs = 0;
  const Done done = connection.transact([&](Tx& tx) -> Done {
    tx.one("SELECT id FROM item WHERE name = 'a' FOR UPDATE");
    EXPECT_THROW(static_cast<void>(waiting.transact([&](Tx& blocked) -> Done {
                   ++runs;
                   blocked.one("SELECT id FROM item WHERE name = 'a' FOR UPDATE NOWAIT");
                   return {};
                 })),
                 DatabaseError);
    return {};
  });
  EXPECT_TRUE(done);
  EXPECT_EQ(runs, 5);
}

TEST_F(ConnectionTest, a_session_lost_before_commit_is_replaced_and_the_story_runs_again) {
  int runs = 0;
  const Done done = connection.transact([&](Tx& tx) -> Done {
    tx.execute_one("INSERT INTO item (name) VALUES (?)", {"a"});
    if (++runs == 1) {
      kill_session(tx);
      // Either this statement or one of the next sees the dead session.
      for (int i = 0; i < 1000; ++i) tx.one("SELECT 1");
    }
    return {};
  });
  EXPECT_TRUE(done);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(count(), 1);
}

TEST_F(ConnectionTest, a_refusal_stands_when_the_session_is_lost_in_its_roll_back) {
  int runs = 0;
  const Done done = connection.transact([&](Tx& tx) -> Done {
    ++runs;
    tx.execute_one("INSERT INTO item (name) VALUES ('a')");
    kill_session(tx);
    return kTestRefused;
  });
  EXPECT_TRUE(done.refused_with(kTestRefused));
  EXPECT_EQ(runs, 1);
}

TEST_F(ConnectionTest, a_session_lost_while_idle_is_replaced_unnoticed) {
  const std::int64_t id = database.run(
      [](Tx& tx) -> Result<std::int64_t> { return tx.one("SELECT CONNECTION_ID()")->integer(0); });
  Connection killer(database.options());
  killer.run_script_statement("KILL " + std::to_string(id));
  EXPECT_TRUE(add(connection, "a"));
  EXPECT_EQ(count(), 1);
}

TEST_F(ConnectionTest, a_session_lost_in_commit_leaves_an_unknown_outcome) {
  int runs = 0;
  EXPECT_THROW(static_cast<void>(connection.transact([&](Tx& tx) -> Done {
                 ++runs;
                 tx.execute_one("INSERT INTO item (name) VALUES (?)", {"a"});
                 kill_session(tx);
                 return {};
               })),
               CommitUnknown);
  EXPECT_EQ(runs, 1);
  EXPECT_FALSE(connection.is_open());
}

TEST_F(ConnectionTest, a_session_lost_in_the_commit_of_a_story_that_only_locked_is_run_again) {
  int runs = 0;
  const Done done = connection.transact([&](Tx& tx) -> Done {
    tx.all("SELECT id FROM item FOR UPDATE");
    if (++runs == 1) kill_session(tx);
    return {};
  });
  EXPECT_TRUE(done);
  EXPECT_EQ(runs, 2);
}

TEST_F(ConnectionTest, what_was_read_stands_when_the_session_is_lost_after_it) {
  int runs = 0;
  Connection reading(database.options());
  const Result<std::int64_t> read = reading.transact([&](Tx& tx) -> Result<std::int64_t> {
    ++runs;
    const std::int64_t found = tx.one("SELECT COUNT(*) FROM item")->integer(0);
    kill_session(tx);
    return found;
  });
  EXPECT_EQ(read.value(), 0);
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(add(reading, "a"));
}

TEST_F(ConnectionTest, connecting_to_nobody_is_a_lost_connection_whatever_the_reason) {
  const auto code_of = [](MysqlOptions options) {
    Connection stranger(std::move(options));
    try {
      stranger.connect();
    } catch (const LostConnection& lost) {
      return lost.code();
    }
    return 0;
  };
  MysqlOptions nobody = database.options();
  nobody.socket += ".nobody";
  EXPECT_EQ(code_of(nobody), 2002);
  MysqlOptions no_schema = database.options();
  no_schema.schema = "fenrun_no_such_schema";
  EXPECT_EQ(code_of(no_schema), 1049);
  MysqlOptions wrong_password = database.options();
  wrong_password.password = SecretText("wrong");
  EXPECT_EQ(code_of(wrong_password), 1045);
}

}  // namespace
}  // namespace fenrun::db
