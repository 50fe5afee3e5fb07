#include "tests/support/test_database.hpp"

#include <unistd.h>

#include <atomic>

#include "db/mysql/migrate.hpp"
#include "tests/support/environment.hpp"

namespace fenrun::testing {

namespace {

constexpr Instant kMigratedAt{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

db::MysqlOptions server_options() {
  db::MysqlOptions options;
  options.socket = mysql_socket();
  options.user = "root";
  return options;
}

std::string unique_name() {
  static std::atomic<int> counter{0};
  return "fenrun_test_" + std::to_string(getpid()) + "_" + std::to_string(counter.fetch_add(1));
}

// The one database that outlives its tests; dropped when the program's tests have run.
std::unique_ptr<TestDatabase>& shared_database() {
  static std::unique_ptr<TestDatabase> database;
  return database;
}

class DropSharedDatabase : public ::testing::Environment {
  void TearDown() override { shared_database().reset(); }
};

}  // namespace

TestDatabase::TestDatabase(Schema schema) : name_(unique_name()) {
  db::start_mysql_driver();
  db::Connection server(server_options());
  server.run_script_statement("DROP DATABASE IF EXISTS " + name_);
  server.run_script_statement("CREATE DATABASE " + name_ + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  connection_ = std::make_unique<db::Connection>(options());
  if (schema == Schema::empty) return;
  db::migrate(*connection_, kMigratedAt);
  using Rows = std::vector<db::Row>;
  const auto tables = run([](db::Tx& tx) -> Result<Rows> {
    return tx.all("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()");
  });
  for (const db::Row& row : tables) {
    db::Connection& connection = *connection_;
    const std::string quoted = "`" + row.text(0) + "`";
    connection.run_script_statement("CREATE TEMPORARY TABLE probe SELECT 1 AS one FROM " + quoted +
                                    " LIMIT 1");
    const auto rows = run([](db::Tx& tx) -> Result<Rows> { return tx.all("SELECT one FROM probe"); });
    connection.run_script_statement("DROP TEMPORARY TABLE probe");
    if (rows.empty()) emptied_tables_.push_back(quoted);
  }
}

TestDatabase::~TestDatabase() {
  try {
    connection_->run_script_statement("DROP DATABASE IF EXISTS " + name_);
  } catch (const db::DatabaseError& error) {
    ADD_FAILURE() << "could not drop " << name_ << ": " << error.what();
  }
}

db::MysqlOptions TestDatabase::options() const {
  db::MysqlOptions options = server_options();
  options.schema = name_;
  return options;
}

void TestDatabase::empty_tables() {
  for (const std::string& table : emptied_tables_) connection_->run_script_statement("DELETE FROM " + table);
}

void TestDatabase::overlook_checks() {
  using Rows = std::vector<db::Row>;
  const auto version =
      run([](db::Tx& tx) -> Result<std::string> { return tx.one("SELECT VERSION()")->text(0); });
  if (version.find("MariaDB") != std::string::npos) {
    connection_->run_script_statement("SET SESSION check_constraint_checks = 0");
    return;
  }
  const auto checks = run([](db::Tx& tx) -> Result<Rows> {
    return tx.all(
        "SELECT CAST(table_name AS CHAR), CAST(constraint_name AS CHAR) FROM "
        "information_schema.table_constraints "
        "WHERE constraint_schema = DATABASE() AND constraint_type = 'CHECK' AND enforced = 'YES'");
  });
  for (const db::Row& check : checks) {
    connection_->run_script_statement("ALTER TABLE `" + check.text(0) + "` ALTER CHECK `" + check.text(1) +
                                      "` NOT ENFORCED");
  }
}

void DatabaseTest::SetUpTestSuite() { database(); }

TestDatabase& DatabaseTest::database() {
  std::unique_ptr<TestDatabase>& shared = shared_database();
  if (!shared) {
    shared = std::make_unique<TestDatabase>();
    ::testing::AddGlobalTestEnvironment(new DropSharedDatabase);  // gtest owns it
  }
  return *shared;
}

}  // namespace fenrun::testing
