// The ledger read from end to end, and its trial balance.
#include <chrono>
#include <iostream>
#include <optional>

#include "db/mysql/connection.hpp"
#include "flows/ledger/verify_commissions.hpp"
#include "flows/ledger/verify_ledger.hpp"
#include "flows/withdrawal/verify_offline.hpp"
#include "server/admin/command.hpp"
#include "server/ledger_keeper.hpp"

namespace fenrun::server::admin {
namespace {

constexpr int kSheetsPerPage = 100;
constexpr int kSealsPerPage = 100;
constexpr int kCommissionsPerPage = 1000;
constexpr int kOfflinePayoutsPerPage = 100;

using Fault = std::optional<flows::LedgerFault>;

// Reads the books page by page, one short transaction a page: dealers go on earning meanwhile.
class LedgerReading {
 public:
  LedgerReading(db::Connection& connection, const crypto::Key256& key,
                const flows::WithdrawalKeys& withdrawal_keys)
      : connection_(connection), key_(key), withdrawal_keys_(withdrawal_keys) {}

  Fault read() {
    if (Fault fault = read_sheets()) return fault;
    if (Fault fault = read_seals()) return fault;
    if (Fault fault = read_commissions()) return fault;
    if (Fault fault = read_offline_payouts()) return fault;
    if (Fault fault = page([](db::Tx& tx) { return flows::verify_offline_movements(tx); })) return fault;
    return page([](db::Tx& tx) { return flows::verify_rest(tx); });
  }

  void print_counts() const {
    std::cout << "checked " << sheets_ << " sheets, " << movements_ << " movements, " << seals_ << " seals, "
              << commissions_ << " commissions\n";
  }

 private:
  template <class Read>
  Fault page(Read read) {
    return connection_.transact([&](db::Tx& tx) -> Result<Fault> { return read(tx); }).value();
  }

  Fault read_sheets() {
    SheetId after{-kCompanySheets - 1};
    for (;;) {
      std::vector<SheetId> sheets;
      std::int64_t movements = 0;
      const Fault fault = page([&](db::Tx& tx) -> Fault {
        sheets = flows::sheets_after(tx, after, kSheetsPerPage);
        movements = 0;
        return flows::verify_sheets(tx, sheets, movements);
      });
      movements_ += movements;
      if (fault || sheets.empty()) return fault;
      if (Fault money = page([&](db::Tx& tx) { return flows::verify_money(tx, after, sheets.back()); }))
        return money;
      sheets_ += std::ssize(sheets);
      after = sheets.back();
    }
  }

  Fault read_seals() {
    std::string mac(32, '\0');
    for (std::int64_t before = -1; before != seals_;) {
      before = seals_;
      const std::string mac_before = mac;
      const Fault fault = page([&](db::Tx& tx) {
        seals_ = before;
        mac = mac_before;
        return flows::verify_seals(tx, key_, seals_, mac, kSealsPerPage);
      });
      if (fault) return fault;
    }
    return std::nullopt;
  }

  Fault read_commissions() {
    CommissionId last;
    for (std::int64_t before = -1; before != commissions_;) {
      before = commissions_;
      const CommissionId after = last;
      const Fault fault = page([&](db::Tx& tx) {
        commissions_ = before;
        last = after;
        return flows::verify_commissions(tx, last, kCommissionsPerPage, commissions_);
      });
      if (fault) return fault;
    }
    return std::nullopt;
  }

  Fault read_offline_payouts() {
    OfflinePayoutId last;
    std::int64_t count = 0;
    for (std::int64_t before = -1; before != count;) {
      before = count;
      const OfflinePayoutId after = last;
      const Fault fault = page([&](db::Tx& tx) {
        count = before;
        last = after;
        return flows::verify_offline_payouts(tx, withdrawal_keys_, last, kOfflinePayoutsPerPage, count);
      });
      if (fault) return fault;
    }
    return std::nullopt;
  }

  db::Connection& connection_;
  const crypto::Key256 key_;
  const flows::WithdrawalKeys withdrawal_keys_;
  std::int64_t sheets_ = 0;
  std::int64_t movements_ = 0;
  std::int64_t seals_ = 0;
  std::int64_t commissions_ = 0;
};

std::string place_of(const flows::LedgerFault& fault) {
  if (!fault.sheet.is_set()) return "seal " + std::to_string(fault.number);
  return "movement " + std::to_string(fault.number) + " of sheet " + std::to_string(fault.sheet.value);
}

// Some questions of the verification are of a whole table.
constexpr std::chrono::hours kWholeTableTimeout{6};

int run_verify_ledger(const std::string& file) {
  const auto config = load_or_explain(file, config::Scope::everything);
  if (!config) return 1;
  db::start_mysql_driver();
  db::MysqlOptions options = config->mysql.mysql;
  options.read_timeout = kWholeTableTimeout;
  db::Connection connection(options);
  LedgerReading reading(connection, ledger_seal_key(config->security.index),
                        flows::derive_withdrawal_keys(config->security.index));
  const Fault fault = reading.read();
  reading.print_counts();
  if (!fault) return 0;
  std::cout << place_of(*fault) << ' ' << fault->what << '\n';
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
      "verify",
      "Checks every movement, balance, seal, closed month and commission and names the first "
      "that is wrong");
  run_on_file(*verify, "The server's configuration: the seals need its keys", run_verify_ledger, run);
  auto* const balance = ledger->add_subcommand("trial-balance", "Adds up every posting by account");
  run_on_file(*balance, "A configuration; only [mysql] is needed", run_trial_balance, run);
}

}  // namespace fenrun::server::admin
