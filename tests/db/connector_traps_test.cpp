// Each trap of MySQL Connector/C++ 1.1.12 and the behaviour that our rule against it gives. Traps of the
// network are in connector_network_test.cpp.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <regex>
#include <thread>

#include "db/mysql/connection.hpp"
#include "db/mysql/migrate.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::db {
namespace {

using fenrun::testing::TestDatabase;
constexpr std::int64_t kSmallest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

class ConnectorTraps : public ::testing::Test {
 protected:
  ConnectorTraps() {
    connection.run_script_statement(
        "CREATE TABLE cell (id BIGINT NOT NULL, number BIGINT NULL, unsigned_number BIGINT UNSIGNED NULL, "
        "code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL, text VARCHAR(64) NULL, "
        "hash BINARY(16) NULL, sealed VARBINARY(255) NULL, large MEDIUMBLOB NULL, price DECIMAL(12,2) NULL, "
        "ratio DOUBLE NULL, at DATETIME(6) NULL, kind ENUM('a', 'b') NULL, PRIMARY KEY (id)) ENGINE = InnoDB "
        "DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin");
  }

  // One row in, whatever the story needs; the transaction commits.
  template <class Story>
  void story(Story&& story) {
    database.run([&](Tx& tx) -> Result<bool> {
      story(tx);
      return true;
    });
  }
  // What the server refuses the statement with.
  int refusal_of(Connection& target, Sql sql, std::initializer_list<Param> params = {}) {
    try {
      static_cast<void>(target.transact([&](Tx& tx) -> Done {
        tx.execute(sql, params);
        return {};
      }));
    } catch (const DatabaseError& error) {
      return error.code();
    }
    return 0;
  }

  TestDatabase database{TestDatabase::Schema::empty};
  Connection& connection = database.connection();
};

// Trap 2: with automatic reconnects the second half of a transaction would stay, committed, without its
// first.
TEST_F(ConnectorTraps, a_session_lost_in_the_middle_keeps_neither_half) {
  int runs = 0;
  EXPECT_THROW(static_cast<void>(connection.transact([&](Tx& tx) -> Done {
                 tx.execute_one("INSERT INTO cell (id) VALUES (1)");
                 if (++runs > 1) throw std::runtime_error("the second run is not the point here");
                 const std::int64_t id = tx.one("SELECT CONNECTION_ID()")->integer(0);
                 Connection killer(database.options());
                 killer.run_script_statement("KILL " + std::to_string(id));
                 for (std::int64_t i = 0; i < 1000; ++i)
                   tx.execute_one("INSERT INTO cell (id) VALUES (?)", {2 + i});
                 return {};
               })),
               std::runtime_error);
  EXPECT_EQ(runs, 2);
  story([](Tx& tx) { EXPECT_EQ(tx.one("SELECT COUNT(*) FROM cell")->integer(0), 0); });
}

// Trap 3: a flag left behind by an unsigned parameter would turn -7 into 18446744073709551609.
TEST_F(ConnectorTraps, one_statement_takes_any_value_after_any_other) {
  const std::string text = "text";
  const std::vector<Param> values{Param(kLargest), Param(-7), Param(std::nullopt), Param(kSmallest),
                                  Param(text),     Param(0),  Param("17"),         Param(std::nullopt),
                                  Param(true),     Param(-1)};
  const std::vector<std::string> expected{
      "9223372036854775807", "-7", "", "-9223372036854775808", "text", "0", "17", "", "1", "-1"};
  story([&](Tx& tx) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::optional<Row> row = tx.one("SELECT CAST(? AS CHAR)", {values[i]});
      EXPECT_EQ(row->maybe_text(0).value_or(""), expected[i]) << i;
    }
    for (const std::int64_t number : {kLargest, std::int64_t{-7}, kSmallest, std::int64_t{0}}) {
      tx.execute("REPLACE INTO cell (id, number) VALUES (1, ?)", {number});
      EXPECT_EQ(tx.one("SELECT number FROM cell WHERE number = ?", {number})->integer(0), number);
    }
  });
}

// Trap 4: a JSON column cannot be read from a real MySQL, and MariaDB would never tell.
TEST_F(ConnectorTraps, no_migration_makes_a_json_column_and_a_cast_reads_json) {
  const std::regex json_column("[a-z_]+\\s+JSON\\b", std::regex::icase);
  for (const Migration& migration : compiled_migrations()) {
    EXPECT_FALSE(std::regex_search(std::string(migration.script), json_column)) << migration.name;
  }
  story([](Tx& tx) {
    EXPECT_EQ(tx.one("SELECT CAST(JSON_EXTRACT('{\"a\": 7}', '$.a') AS CHAR)")->text(0), "7");
  });
}

// Trap 5: the getters read NULL as 0, "2026-…" as 2026 and cut decimals.
TEST_F(ConnectorTraps, a_cell_read_as_what_it_is_not_throws) {
  story([](Tx& tx) {
    tx.execute(
        "INSERT INTO cell (id, text, at, price, kind) VALUES (1, '2026', '2026-11-21 10:00:00', 9.99, 'b')");
    const std::optional<Row> row = tx.one("SELECT id, number, text, at, kind FROM cell");
    EXPECT_THROW(static_cast<void>(row->integer(1)), std::logic_error);  // NULL
    EXPECT_EQ(row->maybe_integer(1), std::nullopt);
    EXPECT_THROW(static_cast<void>(row->integer(2)), std::logic_error);  // text
    EXPECT_THROW(static_cast<void>(row->integer(3)), std::logic_error);  // time
    EXPECT_THROW(static_cast<void>(row->text(3)), std::logic_error);
    EXPECT_THROW(static_cast<void>(row->text(0)), std::logic_error);
    EXPECT_THROW(static_cast<void>(row->time(2)), std::logic_error);
    EXPECT_THROW(static_cast<void>(row->integer(5)), std::logic_error);  // no such column
    EXPECT_EQ(row->text(4), "b");
    EXPECT_THROW(static_cast<void>(tx.one("SELECT price FROM cell")), std::logic_error);
    EXPECT_EQ(tx.one("SELECT CAST(price AS CHAR) FROM cell")->text(0), "9.99");
    EXPECT_THROW(static_cast<void>(tx.one("SELECT SUM(id) FROM cell")), std::logic_error);  // a DECIMAL
    EXPECT_EQ(tx.one("SELECT CAST(SUM(id) AS SIGNED) FROM cell")->integer(0), 1);
  });
}

// Trap 6: unsigned values that do not fit come back negative.
TEST_F(ConnectorTraps, an_unsigned_value_is_read_when_it_fits_and_refused_when_not) {
  story([](Tx& tx) {
    tx.execute(
        "INSERT INTO cell (id, unsigned_number) VALUES (1, 9223372036854775807), (2, 9223372036854775808), "
        "(3, 18446744073709551615)");
    EXPECT_EQ(tx.one("SELECT unsigned_number FROM cell WHERE id = 1")->integer(0), kLargest);
    EXPECT_THROW(static_cast<void>(tx.one("SELECT unsigned_number FROM cell WHERE id = 2")),
                 std::logic_error);
    EXPECT_THROW(static_cast<void>(tx.one("SELECT unsigned_number FROM cell WHERE id = 3")),
                 std::logic_error);
  });
}

// Trap 7: floating point is rounded to six digits on the way.
TEST_F(ConnectorTraps, a_floating_point_column_is_never_read) {
  story([](Tx& tx) {
    tx.execute("INSERT INTO cell (id, ratio) VALUES (1, 0.123456789)");
    EXPECT_THROW(static_cast<void>(tx.one("SELECT ratio FROM cell")), std::logic_error);
  });
}

// Trap 8: the connector asks for REPEATABLE READ on each connect.
TEST_F(ConnectorTraps, every_session_is_read_committed_also_after_a_reconnect) {
  Connection other(database.options());
  for (int round = 0; round < 2; ++round) {
    story([&](Tx& tx) {
      const std::int64_t before = tx.one("SELECT COUNT(*) FROM cell")->integer(0);
      const Done done = other.transact([round](Tx& writer) -> Done {
        writer.execute_one("INSERT INTO cell (id) VALUES (?)", {round});
        return {};
      });
      EXPECT_TRUE(done);
      EXPECT_EQ(tx.one("SELECT COUNT(*) FROM cell")->integer(0), before + 1);
    });
    connection.close();
  }
}

// Trap 9: with autocommit off, a closed connection loses its writes in silence; an UPDATE that hits nothing
// is silent too.
TEST_F(ConnectorTraps, what_a_story_wrote_survives_the_session_and_a_miss_is_loud) {
  story([](Tx& tx) { tx.execute_one("INSERT INTO cell (id) VALUES (1)"); });
  connection.run_script_statement("INSERT INTO cell (id) VALUES (2)");
  connection.close();
  story([](Tx& tx) {
    EXPECT_EQ(tx.one("SELECT COUNT(*) FROM cell")->integer(0), 2);
    EXPECT_THROW(tx.execute_one("UPDATE cell SET number = 1 WHERE id = 99"), std::logic_error);
    EXPECT_THROW(tx.execute_one("UPDATE cell SET number = 1"), std::logic_error);
  });
}

// Trap 10: affected rows are changed rows.
TEST_F(ConnectorTraps, writing_the_same_value_again_changes_no_row) {
  story([](Tx& tx) {
    tx.execute_one("INSERT INTO cell (id, number) VALUES (1, 5)");
    const std::uint64_t writes = tx.writes();
    EXPECT_EQ(tx.execute("UPDATE cell SET number = 5 WHERE id = 1"), 0U);
    EXPECT_EQ(tx.writes(), writes);
    EXPECT_EQ(tx.execute("UPDATE cell SET number = 6 WHERE id = 1"), 1U);
    EXPECT_EQ(tx.writes(), writes + 1);
  });
}

// Trap 11: there is no batch call, and a statement takes 65,535 placeholders at most.
TEST_F(ConnectorTraps, rows_are_cut_into_statements_below_the_placeholder_limit) {
  static constexpr char kRow[] =
      "(?, ?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+"
      "?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?+?)";
  constexpr std::int64_t kRows = 1000;
  const auto terms = std::count(std::begin(kRow), std::end(kRow), '?') - 1;
  ASSERT_GT(kRows * (terms + 1), 65'535);
  std::vector<Param> params;
  for (std::int64_t i = 0; i < kRows; ++i) {
    params.emplace_back(i);
    for (std::int64_t term = 0; term < terms; ++term) params.emplace_back(1);
  }
  story([&](Tx& tx) {
    EXPECT_EQ(tx.execute_rows("INSERT INTO cell (id, number) VALUES", kRow, params),
              static_cast<std::uint64_t>(kRows));
    EXPECT_EQ(tx.writes(), 2U);
    EXPECT_EQ(tx.one("SELECT CAST(SUM(number) AS SIGNED) FROM cell")->integer(0), kRows * terms);
  });
}

TEST_F(ConnectorTraps, bytes_and_text_of_any_size_come_back_as_they_went) {
  std::string every_byte;
  for (int i = 0; i < 255; ++i) every_byte += static_cast<char>(i);
  const std::string hash("\0\1\2\xff\0\0\0\0\0\0\0\0\0\0\0\0", 16);
  std::string large(1'000'000, '\0');  // above the 256 KiB from which the connector sends in pieces
  large[500'000] = '\xfe';
  const std::string text = "\xF0\x9F\x98\x80 分润 ' \" \\ % _";
  story([&](Tx& tx) {
    tx.execute_one("INSERT INTO cell (id, hash, sealed, large, text) VALUES (1, ?, ?, ?, ?)",
                   {hash, every_byte, large, text});
    tx.execute_one("INSERT INTO cell (id, hash, sealed, large, text) VALUES (2, ?, ?, ?, ?)",
                   {std::nullopt, "", "", ""});
    const std::optional<Row> row =
        tx.one("SELECT hash, sealed, large, text FROM cell WHERE hash = ?", {hash});
    ASSERT_TRUE(row);
    EXPECT_EQ(row->text(0), hash);
    EXPECT_EQ(row->text(1), every_byte);
    EXPECT_TRUE(row->text(2) == large);
    EXPECT_EQ(row->text(3), text);
    EXPECT_EQ(tx.one("SELECT CHAR_LENGTH(text) FROM cell WHERE id = 1")->integer(0), 14);
    const std::optional<Row> empty = tx.one("SELECT hash, sealed, large, text FROM cell WHERE id = 2");
    EXPECT_TRUE(empty->is_null(0));
    EXPECT_EQ(empty->text(1), "");
    EXPECT_EQ(empty->text(2), "");
    EXPECT_EQ(empty->text(3), "");
  });
}

TEST_F(ConnectorTraps, times_keep_their_microseconds) {
  using std::chrono::microseconds;
  const Instant whole{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + std::chrono::hours(10)};
  story([&](Tx& tx) {
    for (const Instant at :
         {whole, whole + microseconds(1), whole + microseconds(999'999), whole + microseconds(120'000)}) {
      tx.execute("REPLACE INTO cell (id, at) VALUES (1, ?)", {at});
      EXPECT_EQ(tx.one("SELECT at FROM cell WHERE at = ?", {at})->time(0), at);
    }
    tx.execute("REPLACE INTO cell (id, at) VALUES (1, ?)", {std::optional<Instant>()});
    EXPECT_EQ(tx.one("SELECT at FROM cell")->maybe_time(0), std::nullopt);
    // The session's zone is UTC, so what the server itself says agrees with us.
    EXPECT_EQ(tx.one("SELECT CAST(FROM_UNIXTIME(0) AS CHAR)")->text(0).substr(0, 19), "1970-01-01 00:00:00");
  });
}

// Trap 12: the driver is set up and used by many threads at once.
TEST_F(ConnectorTraps, sixteen_threads_connect_and_work_at_once) {
  std::vector<std::thread> threads;
  for (std::int64_t number = 0; number < 16; ++number) {
    threads.emplace_back([this, number] {
      start_mysql_driver();
      for (std::int64_t round = 0; round < 5; ++round) {
        Connection own(database.options());
        const Done done = own.transact([&](Tx& tx) -> Done {
          tx.execute_one("INSERT INTO cell (id) VALUES (?)", {number * 100 + round});
          return {};
        });
        EXPECT_TRUE(done);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  story([](Tx& tx) { EXPECT_EQ(tx.one("SELECT COUNT(*) FROM cell")->integer(0), 80); });
}

// Trap 13: the connector prepares anew each time, and the server bounds all prepared statements together.
TEST_F(ConnectorTraps, statements_are_prepared_once_and_kept_within_the_limit) {
  MysqlOptions few = database.options();
  few.statements_max = 4;
  Connection bounded(few);
  const auto statistic = [](Tx& tx, Sql sql) { return std::stoll(tx.one(sql)->text(1)); };
  const Done done = bounded.transact([&](Tx& tx) -> Done {
    const auto prepared = [&] { return statistic(tx, "SHOW SESSION STATUS LIKE 'Com_stmt_prepare'"); };
    const auto closed = [&] { return statistic(tx, "SHOW SESSION STATUS LIKE 'Com_stmt_close'"); };
    tx.one("SELECT 0");
    const auto before = prepared();
    for (int i = 0; i < 50; ++i) tx.one("SELECT 0");
    EXPECT_EQ(prepared(), before);
    for (int i = 0; i < 5; ++i) {
      tx.one("SELECT 1");
      tx.one("SELECT 2");
      tx.one("SELECT 3");
      tx.one("SELECT 4");
      tx.one("SELECT 5");
      EXPECT_LE(prepared() - closed(), 4);
    }
    EXPECT_EQ(tx.one("SELECT 5")->integer(0), 5);
    return {};
  });
  EXPECT_TRUE(done);
}

// Trap 15: the servers' defaults differ; ours are set on each connect.
TEST_F(ConnectorTraps, the_sql_mode_is_ours_on_every_server) {
  EXPECT_EQ(refusal_of(connection, "SELECT text, COUNT(*) FROM cell"), 1140) << "ONLY_FULL_GROUP_BY";
  EXPECT_EQ(refusal_of(connection, "INSERT INTO cell (id, code) VALUES (1, ?)", {std::string(33, 'x')}),
            1406);
  EXPECT_NE(refusal_of(connection, "INSERT INTO cell (id, at) VALUES (1, '0000-00-00')"), 0);
  EXPECT_NE(refusal_of(connection, "INSERT INTO cell (id, number) VALUES (1, 'x')"), 0);
  EXPECT_NE(refusal_of(connection, "INSERT INTO cell (id, code) VALUES (1, '分')"), 0);
  story([](Tx& tx) {
    for (int i = 0; i < 2; ++i) {
      tx.execute(
          "INSERT INTO cell (id, number) VALUES (1, 1) ON DUPLICATE KEY UPDATE number = number + "
          "VALUES(number)");
    }
    EXPECT_EQ(tx.one("SELECT number FROM cell")->integer(0), 2);
    EXPECT_EQ(tx.one("SELECT COUNT(*) FROM cell WHERE text = 'A' OR text = 'a'")->integer(0), 0);
  });
}

TEST_F(ConnectorTraps, a_code_column_compares_with_ascii_only) {
  story([](Tx& tx) {
    tx.execute_one("INSERT INTO cell (id, code) VALUES (1, 'abc')");
    EXPECT_TRUE(tx.one("SELECT id FROM cell WHERE code = ?", {"abc"}));
    EXPECT_FALSE(tx.one("SELECT id FROM cell WHERE code = ?", {"ABC"}));
  });
  const int refused = refusal_of(connection, "UPDATE cell SET number = 1 WHERE code = ?", {"分润"});
  EXPECT_TRUE(refused == 1267 || refused == 3988) << refused;  // MariaDB, MySQL;
}

}  // namespace
}  // namespace fenrun::db
