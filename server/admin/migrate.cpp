#include <iostream>

#include "base/clock.hpp"
#include "db/mysql/migrate.hpp"
#include "server/admin/command.hpp"

namespace fenrun::server::admin {
namespace {

struct Arguments {
  std::string file;
  bool is_plan = false;
};

// Changing a big table takes longer than any statement of a request.
constexpr std::chrono::hours kStatementTimeout{6};

void print(const db::PlannedMigration& migration, std::string_view verb) {
  std::cout << verb << " V" << migration.version << " " << migration.name << " (" << migration.statements
            << " statements";
  if (migration.statements_done > 0) std::cout << ", " << migration.statements_done << " done before";
  std::cout << ")\n";
}

int run_migrate(const Arguments& arguments) {
  const auto config = load_or_explain(arguments.file, config::Scope::database);
  if (!config) return 1;
  db::start_mysql_driver();
  db::MysqlOptions options = config->mysql.mysql;
  options.read_timeout = kStatementTimeout;
  db::Connection connection(options);
  if (arguments.is_plan) {
    for (const auto& migration : db::plan_migrations(connection)) print(migration, "would run");
  } else {
    for (const auto& migration : db::migrate(connection, SystemClock{}.now())) print(migration, "ran");
  }
  return 0;
}

}  // namespace

void add_migrate(CLI::App& app, Run& run) {
  auto* const command =
      app.add_subcommand("migrate", "Brings the database's schema up to this program's version");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("FILE", arguments->file, "A configuration; only [mysql] is needed")->required();
  command->add_flag("--plan", arguments->is_plan, "Only say what would run");
  command->callback([arguments, &run] { run = [arguments] { return run_migrate(*arguments); }; });
}

}  // namespace fenrun::server::admin
