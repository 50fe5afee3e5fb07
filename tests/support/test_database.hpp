// A schema of its own on the real MariaDB (or MySQL) that with_stores.sh started.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "db/mysql/connection.hpp"

namespace fenrun::testing {

class TestDatabase {
 public:
  enum class Schema { migrated, empty };

  // Creates fenrun_test_<pid>_<n> and runs every migration of db/schema in it.
  explicit TestDatabase(Schema schema = Schema::migrated);
  // Drops it.
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  [[nodiscard]] db::MysqlOptions options() const;
  [[nodiscard]] const std::string& name() const { return name_; }
  // One connection for the test's own thread.
  db::Connection& connection() { return *connection_; }

  // Deletes the rows of every table that the migrations left empty.
  void empty_tables();
  // From here on the connection may write what CHECK constraints forbid. MariaDB's session is told so; MySQL
  // can only change the tables, for every test to come.
  void overlook_checks();

  // Runs a story that cannot refuse; fails the test when it does.
  template <class Story>
  auto run(Story&& story) {
    auto result = connection_->transact(std::forward<Story>(story));
    if (!result) ADD_FAILURE() << "refused: " << result.error().code();
    return std::move(result).value();
  }

 private:
  std::string name_;
  std::unique_ptr<db::Connection> connection_;
  std::vector<std::string> emptied_tables_;
};

// One migrated schema for the whole test program (migrating takes longer than most tests), emptied before
// each test.
class DatabaseTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  void SetUp() override { database().empty_tables(); }

  static TestDatabase& database();
  static db::Connection& connection() { return database().connection(); }
};

}  // namespace fenrun::testing
