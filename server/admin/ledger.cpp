// The ledger read from end to end, and its trial balance.
#include <iostream>
#include <optional>

#include "db/mysql/connection.hpp"
#include "flows/ledger/verify_ledger.hpp"
#include "server/admin/command.hpp"
#include "server/ledger_keeper.hpp"

namespace fenrun::server::admin {
namespace {

constexpr int kSheetsPerPage = 100;
constexpr int kSealsPerPage = 100;

struct Read {
  std::int64_t sheets = 0;
  std::int64_t movements = 0;
  std::int64_t seals = 0;
  std::optional<flows::LedgerFault> fault;
};

// One short transaction a page: dealers go on earning meanwhile.
void read_sheets(db::Connection& connection, Read& read) {
  SheetId after{-kCompanySheets - 1};
  for (;;) {
    const auto page = connection
                          .transact([&](db::Tx& tx) -> Result<std::vector<SheetId>> {
                            return flows::sheets_after(tx, after, kSheetsPerPage);
                          })
                          .value();
    if (page.empty()) return;
    std::int64_t movements = 0;
    read.fault = connection
                     .transact([&](db::Tx& tx) -> Result<std::optional<flows::LedgerFault>> {
                       movements = 0;
                       return flows::verify_sheets(tx, page, movements);
                     })
                     .value();
    read.movements += movements;
    if (read.fault) return;
    read.sheets += std::ssize(page);
    after = page.back();
  }
}

void read_seals(db::Connection& connection, const crypto::Key256& key, Read& read) {
  std::string mac(32, '\0');
  for (std::int64_t before = -1; before != read.seals && !read.fault;) {
    before = read.seals;
    const std::string mac_before = mac;
    read.fault = connection
                     .transact([&](db::Tx& tx) -> Result<std::optional<flows::LedgerFault>> {
                       read.seals = before;
                       mac = mac_before;
                       return flows::verify_seals(tx, key, read.seals, mac, kSealsPerPage);
                     })
                     .value();
  }
}

Read read_ledger(db::Connection& connection, const crypto::Key256& key) {
  Read read;
  read_sheets(connection, read);
  if (!read.fault) read_seals(connection, key, read);
  if (read.fault) return read;
  read.fault = connection
                   .transact([&](db::Tx& tx) -> Result<std::optional<flows::LedgerFault>> {
                     return flows::verify_rest(tx, read.seals);
                   })
                   .value();
  return read;
}

std::string place_of(const flows::LedgerFault& fault) {
  if (!fault.sheet.is_set()) return "seal " + std::to_string(fault.number);
  return "movement " + std::to_string(fault.number) + " of sheet " + std::to_string(fault.sheet.value);
}

int run_verify_ledger(const std::string& file) {
  const auto config = load_or_explain(file, config::Scope::everything);
  if (!config) return 1;
  db::start_mysql_driver();
  db::Connection connection(config->mysql.mysql);
  const Read read = read_ledger(connection, ledger_seal_key(config->security.index));
  std::cout << "checked " << read.sheets << " sheets, " << read.movements << " movements, " << read.seals
            << " seals\n";
  if (!read.fault) return 0;
  std::cout << place_of(*read.fault) << ' ' << read.fault->what << '\n';
  return 1;
}

int run_trial_balance(const std::string& file) {
  const auto config = load_or_explain(file, config::Scope::database);
  if (!config) return 1;
  db::start_mysql_driver();
  db::Connection connection(config->mysql.mysql);
  const auto balance =
      connection.transact([](db::Tx& tx) -> Result<flows::TrialBalance> { return flows::trial_balance(tx); });
  for (const auto& [account, fen] : balance->journal) {
    std::cout << to_word(account) << ' ' << fen << '\n';
  }
  std::cout << "sum " << balance->sum() << "\nsheets differ by " << balance->difference() << '\n';
  return balance->sum() == 0 && balance->difference() == 0 ? 0 : 1;
}

void run_on_file(CLI::App& added, const char* file_help, int (*command)(const std::string&), Run& run) {
  const auto file = std::make_shared<std::string>();
  added.add_option("FILE", *file, file_help)->required();
  added.callback([file, command, &run] { run = [file, command] { return command(*file); }; });
}

}  // namespace

void add_ledger(CLI::App& app, Run& run) {
  auto* const ledger = app.add_subcommand("ledger", "The books");
  ledger->require_subcommand(1);
  auto* const verify = ledger->add_subcommand(
      "verify", "Checks every movement, balance and seal and names the first that is wrong");
  run_on_file(*verify, "The server's configuration: the seals need its keys", run_verify_ledger, run);
  auto* const balance = ledger->add_subcommand("trial-balance", "Adds up every posting by account");
  run_on_file(*balance, "A configuration; only [mysql] is needed", run_trial_balance, run);
}

}  // namespace fenrun::server::admin
