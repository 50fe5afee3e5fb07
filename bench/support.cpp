#include "bench/support.hpp"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "db/mysql/migrate.hpp"

namespace fenrun::bench {
namespace {

std::string from_environment(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string(name) + " is not set: run bench/run.sh");
  return value;
}

int level_of(std::uint32_t dealer, const std::vector<std::uint32_t>& parents) {
  int level = 1;
  for (std::uint32_t above = parents[dealer]; above != 0; above = parents[above]) ++level;
  return level;
}

std::string ulid_of(std::uint32_t dealer) {
  char text[32];
  std::snprintf(text, sizeof text, "01BENCH%019u", dealer);
  return text;
}

}  // namespace

db::MysqlOptions fresh_schema(const std::string& name) {
  db::start_mysql_driver();
  db::MysqlOptions options;
  options.socket = from_environment("FENRUN_TEST_MYSQL_SOCKET");
  options.user = "root";
  db::Connection maker(options);
  maker.run_script_statement("DROP DATABASE IF EXISTS " + name);
  maker.run_script_statement("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  options.schema = name;
  db::Connection connection(options);
  (void)db::migrate(connection, SystemClock().now());
  return options;
}

db::RedisOptions redis_options() {
  db::RedisOptions options;
  options.socket = from_environment("FENRUN_TEST_REDIS_SOCKET");
  return options;
}

void write_dealers(db::Connection& connection, const std::vector<std::uint32_t>& parents) {
  constexpr std::uint32_t kRows = 5000;
  const Instant joined{};
  for (std::uint32_t from = 1; from < parents.size(); from += kRows) {
    const auto written = connection.transact([&](db::Tx& tx) -> Result<std::uint64_t> {
      std::vector<db::Param> values;
      std::vector<std::string> ulids;
      ulids.reserve(kRows);
      for (std::uint32_t dealer = from; dealer < from + kRows && dealer < parents.size(); ++dealer) {
        ulids.push_back(ulid_of(dealer));
        const auto parent = std::int64_t{parents[dealer]};
        values.insert(values.end(), {std::int64_t{dealer}, ulids.back(), std::int64_t{dealer}, parent, parent,
                                     level_of(dealer, parents), 1, "dealer", "active", joined});
      }
      std::vector<db::Param> gates;
      for (std::uint32_t dealer = from; dealer < from + kRows && dealer < parents.size(); ++dealer) {
        gates.emplace_back(std::int64_t{dealer});
      }
      tx.execute_rows("INSERT INTO dealer_gate (dealer_id, is_open) VALUES", "(?,1)", gates);
      tx.execute_rows("INSERT INTO dealer_standing (dealer_id, valid_from, tier_id, is_suspended) VALUES",
                      "(?,'1970-01-01 00:00:00',1,0)", gates);
      return tx.execute_rows(
          "INSERT INTO dealer (id, public_id, consumer_id, parent_id, sponsor_id, level, tier_id, name, "
          "state, joined_at) VALUES ",
          "(?,?,?,?,?,?,?,?,?,?)", values);
    });
    if (!written) throw std::runtime_error("writing dealers was refused");
  }
}

}  // namespace fenrun::bench
