// The ledger read from end to end, and its trial balance.
#include <chrono>
#include <iostream>
#include <optional>

#include "db/mysql/connection.hpp"
#include "flows/ledger/verify_ledger.hpp"
#include "flows/ledger/walk_books.hpp"
#include "flows/withdrawal/verify_offline.hpp"
#include "server/admin/command.hpp"
#include "server/ledger_keeper.hpp"

namespace fenrun::server::admin {
namespace {

constexpr int kOfflinePayoutsPerPage = 100;

using Fault = std::optional<flows::BooksFault>;

// Reads the books page by page, one short transaction a page: dealers go on earning meanwhile.
class LedgerReading {
 public:
  LedgerReading(db::Connection& connection, const crypto::Key256& key,
                const flows::WithdrawalKeys& withdrawal_keys)
      : connection_(connection), key_(key), withdrawal_keys_(withdrawal_keys) {}

  Fault read() {
    if (Fault fault = walk()) return fault;
    if (Fault fault = read_offline_payouts()) return fault;
    if (Fault fault = page([](db::Tx& tx) { return flows::verify_offline_movements(tx); })) return fault;
    return page([](db::Tx& tx) { return flows::verify_rest(tx); });
  }

  void print_counts() const {
    std::cout << "checked " << walk_.sheets << " sheets, " << walk_.movements << " movements, " << walk_.seals
              << " seals, " << walk_.commissions << " commissions\n";
  }

 private:
  template <class Read>
  Fault page(Read read) {
    using Found = std::optional<flows::LedgerFault>;
    const Found found = connection_.transact([&](db::Tx& tx) -> Result<Found> { return read(tx); }).value();
    if (!found) return std::nullopt;
    return flows::to_books_fault(*found);
  }

  // From the first sheet on: the log of what staff did has a command of its own.
  Fault walk() {
    walk_.part = flows::BooksPart::sheets;
    walk_.after = flows::kBeforeAllSheets.value;
    while (walk_.part != flows::BooksPart::none) {
      walk_ = connection_
                  .transact([&](db::Tx& tx) -> Result<flows::BooksWalk> {
                    flows::BooksWalk bitten = walk_;
                    flows::walk_books(tx, key_, bitten);
                    return bitten;
                  })
                  .value();
    }
    return walk_.fault;
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
  flows::BooksWalk walk_;
};

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
  std::cout << flows::place_of(*fault) << ' ' << fault->what << '\n';
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
