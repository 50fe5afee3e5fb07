#include "db/mysql/migrate.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/test_database.hpp"

namespace fenrun::db {
namespace {

using fenrun::testing::TestDatabase;
constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};

constexpr Migration kFirst{1, "first",
                           "CREATE TABLE IF NOT EXISTS a (id BIGINT NOT NULL, PRIMARY KEY (id));\n"
                           "INSERT IGNORE INTO a (id) VALUES (1), (2);"};
constexpr Migration kSecond{2, "second",
                            "CREATE TABLE IF NOT EXISTS b (id BIGINT NOT NULL, PRIMARY KEY (id));\n"
                            "INSERT IGNORE INTO b (id) VALUES (7);\n"
                            "CREATE TABLE IF NOT EXISTS c (id BIGINT NOT NULL, PRIMARY KEY (id));"};
constexpr Migration kBoth[] = {kFirst, kSecond};
constexpr std::size_t kStatements = 5;

// Every column and every key of the schema, and what the small tables hold.
std::string describe(TestDatabase& database) {
  return database.run([](Tx& tx) -> Result<std::string> {
    std::string text;
    for (const Row& row :
         tx.all("SELECT table_name, column_name, column_type, is_nullable FROM information_schema.columns "
                "WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position")) {
      text += row.text(0) + '.' + row.text(1) + ' ' + row.text(2) + ' ' + row.text(3) + '\n';
    }
    for (const Row& row :
         tx.all("SELECT table_name, index_name, column_name FROM information_schema.statistics "
                "WHERE table_schema = DATABASE() ORDER BY table_name, index_name, seq_in_index")) {
      text += row.text(0) + ':' + row.text(1) + ' ' + row.text(2) + '\n';
    }
    for (const Row& row :
         tx.all("SELECT version, name, checksum, statements_done, finished_at FROM schema_migration "
                "ORDER BY version")) {
      text += std::to_string(row.integer(0)) + row.text(1) + row.text(2) + std::to_string(row.integer(3)) +
              to_sql_text(row.time(4)) + '\n';
    }
    return text;
  });
}

std::string refusal_of(Connection& connection, std::span<const Migration> migrations) {
  try {
    migrate(connection, kNow, migrations);
  } catch (const MigrationRefused& refused) {
    return refused.what();
  }
  return "nothing was refused";
}

TEST(Migrate, compiled_migrations_run_once_and_then_there_is_nothing_left) {
  TestDatabase database(TestDatabase::Schema::empty);
  const auto planned = plan_migrations(database.connection());
  ASSERT_GE(planned.size(), 3U);
  EXPECT_EQ(planned.front().version, 1);
  EXPECT_EQ(planned.front().name, "identity");
  EXPECT_EQ(migrate(database.connection(), kNow).size(), planned.size());
  EXPECT_TRUE(plan_migrations(database.connection()).empty());
  EXPECT_TRUE(migrate(database.connection(), kNow).empty());
}

TEST(Migrate, every_statement_of_the_compiled_migrations_can_be_repeated) {
  TestDatabase once;
  TestDatabase twice;
  twice.connection().run_script_statement(
      "UPDATE schema_migration SET statements_done = 0, finished_at = NULL");
  twice.connection().run_script_statement("DELETE FROM schema_migration WHERE version > 1");
  migrate(twice.connection(), kNow);
  once.connection().run_script_statement("UPDATE schema_migration SET finished_at = '2026-11-21 00:00:00'");
  EXPECT_EQ(describe(once), describe(twice));
}

TEST(Migrate, a_runner_that_dies_after_any_statement_is_finished_by_the_next_one) {
  TestDatabase whole(TestDatabase::Schema::empty);
  migrate(whole.connection(), kNow, kBoth);
  const std::string expected = describe(whole);
  for (std::size_t died_after = 1; died_after < kStatements; ++died_after) {
    for (const bool record_was_lost : {false, true}) {
      TestDatabase database(TestDatabase::Schema::empty);
      migrate(database.connection(), kNow, kBoth, died_after);
      database.connection().close();
      if (record_was_lost) {
        database.connection().run_script_statement(
            "UPDATE schema_migration SET statements_done = statements_done - 1 WHERE finished_at IS NULL AND "
            "statements_done > 0");
      }
      EXPECT_FALSE(plan_migrations(database.connection(), kBoth).empty());
      migrate(database.connection(), kNow, kBoth);
      EXPECT_EQ(describe(database), expected) << "died after " << died_after;
    }
  }
}

TEST(Migrate, two_runners_at_once_do_it_once) {
  TestDatabase database(TestDatabase::Schema::empty);
  std::vector<std::thread> runners;
  for (int i = 0; i < 4; ++i) {
    runners.emplace_back([&database] {
      Connection connection(database.options());
      migrate(connection, kNow, kBoth);
    });
  }
  for (std::thread& runner : runners) runner.join();
  TestDatabase alone(TestDatabase::Schema::empty);
  migrate(alone.connection(), kNow, kBoth);
  EXPECT_EQ(describe(database), describe(alone));
}

TEST(Migrate, a_file_changed_after_it_ran_is_refused_and_named) {
  TestDatabase database(TestDatabase::Schema::empty);
  migrate(database.connection(), kNow, kBoth);
  const Migration changed[] = {kFirst, {2, "second", "SELECT 1"}};
  EXPECT_EQ(refusal_of(database.connection(), changed),
            "V2 (second) was changed after it ran; restore the file and write a new version instead");
  EXPECT_THROW(plan_migrations(database.connection(), changed), MigrationRefused);
}

TEST(Migrate, a_file_changed_while_half_done_is_refused) {
  TestDatabase database(TestDatabase::Schema::empty);
  migrate(database.connection(), kNow, kBoth, 3);
  const Migration changed[] = {kFirst, {2, "second", "SELECT 1"}};
  EXPECT_THROW(migrate(database.connection(), kNow, changed), MigrationRefused);
}

TEST(Migrate, a_database_of_a_newer_program_is_refused) {
  TestDatabase database(TestDatabase::Schema::empty);
  migrate(database.connection(), kNow, kBoth);
  EXPECT_EQ(refusal_of(database.connection(), std::span(kBoth).first(1)),
            "the database is at V2, which this program does not know; start a newer program");
}

TEST(Migrate, a_database_has_every_migration_when_each_is_finished_and_unchanged) {
  TestDatabase database(TestDatabase::Schema::empty);
  Connection& connection = database.connection();
  EXPECT_FALSE(has_every_migration(connection, kBoth));
  migrate(connection, kNow, kBoth, kStatements - 1);
  EXPECT_FALSE(has_every_migration(connection, kBoth));
  migrate(connection, kNow, kBoth);
  EXPECT_TRUE(has_every_migration(connection, kBoth));
  EXPECT_TRUE(has_every_migration(connection, std::span(kBoth).first(1))) << "a newer program has been here";
  const Migration changed[] = {kFirst, {2, "second", "SELECT 1"}};
  EXPECT_FALSE(has_every_migration(connection, changed));
}

TEST(Migrate, columns_and_keys_that_are_there_or_gone_already_are_no_failure) {
  static constexpr Migration kAltered[] = {kFirst,
                                           {2, "altered",
                                            "ALTER TABLE a ADD COLUMN n BIGINT NOT NULL DEFAULT 0;\n"
                                            "ALTER TABLE a ADD KEY by_n (n);\n"
                                            "ALTER TABLE a DROP KEY by_n;\n"
                                            "ALTER TABLE a ADD CONSTRAINT not_negative CHECK (n >= 0);\n"
                                            "ALTER TABLE a DROP CONSTRAINT not_negative;\n"
                                            "ALTER TABLE a ADD CONSTRAINT small CHECK (n < 9)"}};
  TestDatabase database(TestDatabase::Schema::empty);
  migrate(database.connection(), kNow, kAltered);
  const std::string expected = describe(database);
  for (int statement = 0; statement < 6; ++statement) {
    database.connection().run_script_statement(
        "UPDATE schema_migration SET statements_done = statements_done - 1, finished_at = NULL WHERE version "
        "= 2");
  }
  migrate(database.connection(), kNow, kAltered);
  EXPECT_EQ(describe(database), expected);
  database.connection().run_script_statement(
      "UPDATE schema_migration SET statements_done = 0, finished_at = NULL WHERE version = 2");
  database.connection().run_script_statement("DROP TABLE a");
  EXPECT_THROW(migrate(database.connection(), kNow, kAltered), DatabaseError) << "any other failure is one";
}

TEST(Migrate, a_version_slipped_in_below_the_newest_is_refused) {
  TestDatabase database(TestDatabase::Schema::empty);
  migrate(database.connection(), kNow, std::span(kBoth).subspan(1));
  EXPECT_EQ(refusal_of(database.connection(), kBoth), "the database has V2 (second) but lacks one before it");
}

TEST(Migrate, a_statement_that_fails_leaves_the_ones_before_it_recorded) {
  TestDatabase database(TestDatabase::Schema::empty);
  const Migration broken[] = {
      {1, "broken", "CREATE TABLE a (id BIGINT NOT NULL PRIMARY KEY); SELECT * FROM nowhere"}};
  EXPECT_THROW(migrate(database.connection(), kNow, broken), DatabaseError);
  const auto planned = plan_migrations(database.connection(), broken);
  ASSERT_EQ(planned.size(), 1U);
  EXPECT_EQ(planned.front().statements, 2U);
  EXPECT_EQ(planned.front().statements_done, 1U);
}

}  // namespace
}  // namespace fenrun::db
