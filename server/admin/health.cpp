// Whether this machine could serve: the same checks as the server's readiness, made by hand before or beside
// it.
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "db/mysql/migrate.hpp"
#include "db/mysql/server_time.hpp"
#include "db/redis/client.hpp"
#include "server/admin/command.hpp"
#include "server/readiness.hpp"

namespace fenrun::server::admin {
namespace {

bool check_clock(db::Connection& connection) {
  const auto offset = std::chrono::abs(SystemClock().now() - db::server_time(connection));
  if (offset <= kClockOffsetMax) {
    std::cout << "clock: ok\n";
    return true;
  }
  std::cout << "clock: " << std::chrono::floor<std::chrono::seconds>(offset).count()
            << " s away from MySQL's; set this machine's clock right\n";
  return false;
}

bool check_mysql(const db::MysqlOptions& options) {
  try {
    db::Connection connection(options);
    connection.connect();
    const std::size_t missing = db::plan_migrations(connection).size();
    if (missing == 0) {
      std::cout << "mysql: ok\n";
      return check_clock(connection);
    }
    std::cout << "mysql: " << missing << " migrations have not run; run: fenrun-admin migrate FILE\n";
  } catch (const std::exception& error) {
    std::cout << "mysql: " << error.what() << '\n';
  }
  return false;
}

// Redis is a cache: its absence is said, and is no failure.
void check_redis(const db::RedisOptions& options) {
  static constexpr std::chrono::milliseconds kStep{10};
  boost::asio::io_context context{1};
  const db::RedisClient client(context, options);
  for (auto waited = kStep; !client.is_up() && waited < options.connect_timeout; waited += kStep) {
    context.run_one_for(kStep);
  }
  std::cout << (client.is_up() ? "redis: ok\n" : "redis: does not answer; everything works, only slower\n");
}

int run_health(const std::string& file) {
  const auto config = load_or_explain(file, config::Scope::everything);
  if (!config) return 1;
  db::start_mysql_driver();
  check_redis(config->redis);
  return check_mysql(config->mysql.mysql) ? 0 : 1;
}

}  // namespace

void add_health(CLI::App& app, Run& run) {
  auto* const command = app.add_subcommand("health", "Checks the configuration and what it points to");
  const auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "The server's configuration")->required();
  command->callback([file, &run] { run = [file] { return run_health(*file); }; });
}

}  // namespace fenrun::server::admin
