// The log of what staff did, read from end to end: whether each entry still follows from the one before it.
#include "db/audit/audit.hpp"

#include <iostream>
#include <optional>

#include "db/mysql/connection.hpp"
#include "server/admin/command.hpp"

namespace fenrun::server::admin {
namespace {

constexpr int kPageEntries = 1000;

struct Verdict {
  std::int64_t checked = 0;            // entries that follow, from the first
  std::optional<std::int64_t> broken;  // the first that does not, or that is missing
};

// One short transaction a page: staff go on working meanwhile. What they add after the first look at the head
// is read when it is there, and not missed when it is not.
Verdict verify(db::Connection& connection) {
  Verdict verdict;
  const auto last =
      connection.transact([](db::Tx& tx) -> Result<std::int64_t> { return db::last_audit_id(tx); });
  for (std::int64_t before = -1; before != verdict.checked && !verdict.broken;) {
    before = verdict.checked;
    const auto page = connection.transact([&](db::Tx& tx) -> Result<Verdict> {
      Verdict read{before, std::nullopt};
      read.broken = db::verify_audit(tx, read.checked, kPageEntries);
      return read;
    });
    verdict = page.value();
  }
  if (!verdict.broken && verdict.checked < last.value()) verdict.broken = verdict.checked + 1;
  return verdict;
}

int run_verify(const std::string& file) {
  const auto config = load_or_explain(file, config::Scope::database);
  if (!config) return 1;
  db::start_mysql_driver();
  db::Connection connection(config->mysql.mysql);
  const Verdict verdict = verify(connection);
  std::cout << "checked " << verdict.checked << " entries\n";
  if (!verdict.broken) return 0;
  std::cout << "entry " << *verdict.broken << " was changed, removed or slipped in\n";
  return 1;
}

}  // namespace

void add_audit(CLI::App& app, Run& run) {
  auto* const audit = app.add_subcommand("audit", "The log of what staff did");
  audit->require_subcommand(1);
  auto* const command =
      audit->add_subcommand("verify", "Checks that no entry was changed, removed or slipped in");
  const auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "A configuration; only [mysql] is needed")->required();
  command->callback([file, &run] { run = [file] { return run_verify(*file); }; });
}

}  // namespace fenrun::server::admin
