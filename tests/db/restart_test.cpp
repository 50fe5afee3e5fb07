// MySQL killed and started again while stories run.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "db/mysql/database.hpp"
#include "tests/db/collector.hpp"
#include "tests/support/private_store.hpp"

namespace fenrun::db {
namespace {

using fenrun::testing::PrivateStore;
constexpr auto kNoDeadline = std::chrono::steady_clock::time_point::max();

class RestartTest : public ::testing::Test {
 protected:
  // Making a data folder takes longer than the tests.
  static void SetUpTestSuite() {
    shared_server() = std::make_unique<PrivateStore>(PrivateStore::Kind::mariadb);
  }
  static void TearDownTestSuite() { shared_server().reset(); }
  static std::unique_ptr<PrivateStore>& shared_server() {
    static std::unique_ptr<PrivateStore> shared;
    return shared;
  }

  RestartTest() {
    Connection root(server.mysql_options());
    root.run_script_statement("DROP DATABASE IF EXISTS fenrun");
    root.run_script_statement("CREATE DATABASE fenrun");
    root.run_script_statement(
        "CREATE TABLE fenrun.item (id BIGINT NOT NULL, PRIMARY KEY (id)) ENGINE = InnoDB");
    options.mysql = server.mysql_options();
    options.mysql.schema = "fenrun";
  }

  void wait_until(const std::function<bool()>& is_so) {
    while (!is_so()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }

  std::set<std::int64_t> stored() {
    Connection reader(options.mysql);
    using Ids = std::set<std::int64_t>;
    const Result<Ids> ids = reader.transact([](Tx& tx) -> Result<Ids> {
      Ids found;
      for (const Row& row : tx.all("SELECT id FROM item")) found.insert(row.integer(0));
      return found;
    });
    return *ids;
  }

  PrivateStore& server = *shared_server();
  DatabaseOptions options;
};

TEST_F(RestartTest, killing_mysql_under_load_loses_no_acknowledged_commit_and_everything_heals) {
  Database database(options);
  Collector<std::int64_t> outcomes;
  std::atomic<std::int64_t> next{0};
  std::atomic<std::int64_t> committed{0};
  std::atomic<bool> is_over{false};
  const auto submit = [&](Lane lane) {
    while (!is_over) {
      const std::int64_t id = next.fetch_add(1);
      auto report = outcomes.expect();
      database.run<std::int64_t>(
          lane, kNoDeadline,
          [id](Tx& tx) -> Result<std::int64_t> {
            // A story that runs twice finds its own row: the unique key is what makes it safe to repeat.
            static_cast<void>(tx.insert_new("INSERT INTO item (id) VALUES (?)", {id}));
            return id;
          },
          [report, id, &committed](Outcome<std::int64_t> outcome) {
            const auto* result = std::get_if<Result<std::int64_t>>(&outcome);
            if (result && result->has_value() && result->value() == id) committed.fetch_add(1);
            report(std::move(outcome));
          });
      std::this_thread::sleep_for(std::chrono::microseconds(300));
    }
  };
  std::thread pool_user(submit, Lane::pool);
  std::thread pipeline_user(submit, Lane::pipeline);
  for (int round = 0; round < 2; ++round) {
    const std::int64_t before = committed;
    wait_until([&] { return committed > before + 200; });
    server.kill();
    wait_until([&] { return !database.is_up(); });
    server.start();
    wait_until([&] { return database.is_up(); });
  }
  const std::int64_t before = committed;
  wait_until([&] { return committed > before + 200; });
  is_over = true;
  pool_user.join();
  pipeline_user.join();
  outcomes.wait();
  database.stop();

  const std::set<std::int64_t> ids = stored();
  std::size_t acknowledged = 0;
  std::size_t refused = 0;
  std::size_t unknown = 0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    ASSERT_EQ(outcomes.reports(i), 1U);
    if (outcomes.has_thrown(i)) {
      EXPECT_THROW(static_cast<void>(outcomes.result(i)), CommitUnknown);
      ++unknown;
      continue;
    }
    const Result<std::int64_t> result = outcomes.result(i);
    if (result) {
      ++acknowledged;
      EXPECT_TRUE(ids.contains(*result)) << "acknowledged and lost: " << *result;
    } else {
      ++refused;
      EXPECT_TRUE(result.refused_with(kUnavailable) || result.refused_with(kBusy)) << result.error().code();
    }
  }
  RecordProperty("acknowledged", static_cast<int>(acknowledged));
  std::printf("acknowledged %zu, refused %zu, unknown %zu, stored %zu\n", acknowledged, refused, unknown,
              ids.size());
  EXPECT_LE(ids.size(), acknowledged + unknown) << "refused and stored";
}

TEST_F(RestartTest, while_mysql_is_down_stories_are_refused_at_once_and_it_heals_without_traffic) {
  Database database(options);
  server.kill();
  wait_until([&] { return !database.is_up(); });
  Collector<std::int64_t> outcomes;
  for (const Lane lane : {Lane::pool, Lane::pipeline}) {
    database.run<std::int64_t>(
        lane, kNoDeadline, [](Tx&) -> Result<std::int64_t> { return 1; }, outcomes.expect());
  }
  EXPECT_EQ(outcomes.reports(0), 1U);
  EXPECT_EQ(outcomes.reports(1), 1U);
  EXPECT_TRUE(outcomes.result(0).refused_with(kUnavailable));
  server.start();
  wait_until([&] { return database.is_up(); });
  for (const Lane lane : {Lane::pool, Lane::pipeline}) {
    database.run<std::int64_t>(
        lane, kNoDeadline, [](Tx&) -> Result<std::int64_t> { return 1; }, outcomes.expect());
  }
  outcomes.wait();
  EXPECT_TRUE(outcomes.result(2));
  EXPECT_TRUE(outcomes.result(3));
}

TEST_F(RestartTest, a_server_that_stopped_answering_is_down_after_the_read_time_out) {
  options.mysql.read_timeout = std::chrono::seconds(2);
  options.mysql.connect_timeout = std::chrono::seconds(1);
  Database database(options);
  server.freeze();
  wait_until([&] { return !database.is_up(); });
  server.thaw();
  wait_until([&] { return database.is_up(); });
}

}  // namespace
}  // namespace fenrun::db
