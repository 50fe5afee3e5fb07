// Stops all payouts by hand, with the database alone: what a restored database is told before any worker
// starts.
#include <iostream>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "db/mysql/connection.hpp"
#include "domain/text.hpp"
#include "flows/payout/blow_payout_fuse.hpp"
#include "server/admin/command.hpp"

namespace fenrun::server::admin {
namespace {

int stop(const std::string& file, const std::string& reason) {
  if (!is_one_line(reason, 1, kFuseReasonMax)) {
    std::cerr << "the reason is one line of 1 to " << kFuseReasonMax << " characters\n";
    return 1;
  }
  const auto config = load_or_explain(file, config::Scope::database);
  if (!config) return 1;
  db::start_mysql_driver();
  db::Connection connection(config->mysql.mysql);
  const Instant now = SystemClock().now();
  (void)connection.transact([&](db::Tx& tx) -> Result<bool> {
    flows::blow_payout_fuse(tx, "fenrun-admin", reason, now);
    return true;
  });
  std::cout << "payouts are stopped; two people of finance let them go on, in the console\n";
  return 0;
}

}  // namespace

void add_payouts(CLI::App& app, Run& run) {
  auto* const payouts = app.add_subcommand("payouts", "All payouts to dealers");
  payouts->require_subcommand(1);
  auto* const command =
      payouts->add_subcommand("stop", "Blows the fuse: nothing is posted until two people close it");
  const auto file = std::make_shared<std::string>();
  const auto reason = std::make_shared<std::string>();
  command->add_option("FILE", *file, "A configuration; only [mysql] is needed")->required();
  command->add_option("REASON", *reason, "Why, for those who will close it")->required();
  command->callback([file, reason, &run] { run = [file, reason] { return stop(*file, *reason); }; });
}

}  // namespace fenrun::server::admin
