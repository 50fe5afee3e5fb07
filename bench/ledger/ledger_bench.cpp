// The ledger, rows 20, 25 and 26 of docs/performance.md: durable postings against the same rows copied by the
// database, trial balance and verification against one scan of the same rows, and a month closed for
// everybody.
//   ledger_bench [POSTINGS [DEALERS]]     postings in the ledger; default 2000000 of 100000 dealers
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "bench/harness/compare.hpp"
#include "bench/support.hpp"
#include "domain/ledger/month.hpp"
#include "flows/ledger/post.hpp"
#include "flows/ledger/statement.hpp"
#include "flows/ledger/verify_ledger.hpp"

#include <mysql.h>

namespace fenrun::bench {
namespace {

constexpr std::uint64_t kLedgerSeed = 20261128;
constexpr std::size_t kPostingsEach = 50'000;  // of one measured run
constexpr int kSheetsPerPage = 500;
constexpr int kStatementsPerBite = 500;
constexpr const char* kLedgerTables[] = {"journal_txn", "posting", "commission_money"};

template <class T>
T must_be_done(Result<T> result) {
  if (!result) throw std::runtime_error("refused: " + std::string(result.error().code()));
  return std::move(result).value();
}

// What dealers earn, dealer by dealer in a random order.
class Earnings {
 public:
  Earnings(db::Connection& connection, std::uint32_t dealers, Instant at)
      : connection_(connection), dealers_(dealers), at_(at) {}

  Sample post(std::size_t count) {
    return measure(1, [&] {
      for (std::size_t done = 0; done < count; done += kMovementsPerPostMax)
        post_together(std::min(kMovementsPerPostMax, count - done));
    });
  }

 private:
  void post_together(std::size_t count) {
    std::vector<Movement> movements;
    movements.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const DealerId dealer{static_cast<std::int64_t>(random_() % dealers_) + 1};
      movements.push_back(flows::accrue("b" + std::to_string(++number_), dealer, Fen{1'234}));
    }
    const auto posted = connection_.transact([&](db::Tx& tx) { return flows::post(tx, movements, at_); });
    if (must_be_done(posted).posted != static_cast<int>(count))
      throw std::runtime_error("movements were not posted");
  }

  db::Connection& connection_;
  std::uint32_t dealers_;
  Instant at_;
  std::int64_t number_ = 0;
  std::mt19937_64 random_{kLedgerSeed};
};

std::int64_t number_of_rows(db::Connection& connection, db::Sql query) {
  return must_be_done(
      connection.transact([&](db::Tx& tx) -> Result<std::int64_t> { return tx.one(query)->integer(0); }));
}

// The rows of the newest commissions and their journal, in one statement for each table.
Sample copy_newest(db::Connection& connection, std::size_t count) {
  for (const std::string table : kLedgerTables) connection.run_script_statement("TRUNCATE copy_" + table);
  const std::string newest =
      " WHERE m.id > " + std::to_string(number_of_rows(connection, "SELECT MAX(id) FROM commission_money") -
                                        static_cast<std::int64_t>(count));
  const std::string theirs =
      " FROM commission_money m JOIN journal_txn j ON j.reference = m.reference AND j.kind = 'accrue'";
  Sample sample = measure(1, [&] {
    connection.run_script_statement("INSERT INTO copy_commission_money SELECT * FROM commission_money m" +
                                    newest);
    connection.run_script_statement("INSERT INTO copy_journal_txn SELECT j.*" + theirs + newest);
    connection.run_script_statement("INSERT INTO copy_posting SELECT p.*" + theirs +
                                    " JOIN posting p ON p.sheet = j.sheet AND p.number = j.number" + newest);
  });
  sample.operations = count;
  return sample;
}

Sample verify_everything(db::Connection& connection, std::int64_t postings) {
  std::int64_t movements = 0;
  Sample sample = measure(1, [&] {
    SheetId after{-kCompanySheets - 1};
    for (bool is_done = false; !is_done;) {
      const auto fault = connection.transact([&](db::Tx& tx) -> Result<std::optional<flows::LedgerFault>> {
        const auto page = flows::sheets_after(tx, after, kSheetsPerPage);
        is_done = page.empty();
        if (!page.empty()) after = page.back();
        return flows::verify_sheets(tx, page, movements);
      });
      if (must_be_done(fault)) throw std::runtime_error("the ledger is broken");
    }
  });
  if (movements != postings) throw std::runtime_error("not every movement was verified");
  sample.operations = static_cast<std::uint64_t>(postings);
  return sample;
}

Sample add_everything_up(db::Connection& connection, std::int64_t postings) {
  Sample sample = measure(1, [&] {
    const auto balance = must_be_done(connection.transact(
        [](db::Tx& tx) -> Result<flows::TrialBalance> { return flows::trial_balance(tx); }));
    if (balance.sum() != 0 || balance.difference() != 0) throw std::runtime_error("the books do not balance");
  });
  sample.operations = static_cast<std::uint64_t>(postings);
  return sample;
}

// Every row and column of journal and postings through the C client, thrown away as it comes.
Sample scan_raw(const db::MysqlOptions& options, std::int64_t postings) {
  Sample sample = measure(1, [&] {
    MYSQL* const session = mysql_init(nullptr);
    if (mysql_real_connect(session, nullptr, options.user.c_str(), nullptr, options.schema.c_str(), 0,
                           options.socket.c_str(), 0) == nullptr) {
      throw std::runtime_error(mysql_error(session));
    }
    for (const char* const query : {"SELECT * FROM journal_txn", "SELECT * FROM posting"}) {
      if (mysql_query(session, query) != 0) throw std::runtime_error(mysql_error(session));
      MYSQL_RES* const rows = mysql_use_result(session);
      std::int64_t seen = 0;
      while (mysql_fetch_row(rows) != nullptr) ++seen;
      mysql_free_result(rows);
      if (seen != postings) throw std::runtime_error("the scan saw other rows");
    }
    mysql_close(session);
  });
  sample.operations = static_cast<std::uint64_t>(postings);
  return sample;
}

// The month after the postings has begun: their month is closed for every dealer.
Sample close_month(db::Connection& connection, Instant now) {
  connection.run_script_statement("TRUNCATE statement");
  std::uint64_t closed = 0;
  Sample sample = measure(1, [&] {
    for (int bite = kStatementsPerBite; bite == kStatementsPerBite;) {
      bite = must_be_done(connection.transact(
          [&](db::Tx& tx) { return flows::close_due_statements(tx, now, kStatementsPerBite); }));
      closed += static_cast<std::uint64_t>(bite);
    }
  });
  sample.operations = closed;
  return sample;
}

void run_ledger(std::int64_t postings, std::uint32_t dealers) {
  log::set_level(log::Level::error);
  const auto options = fresh_schema("fenrun_bench_ledger");
  db::Connection connection(options);
  write_dealers(connection, sample_parents(dealers, kLedgerSeed));
  for (const std::string table : kLedgerTables)
    connection.run_script_statement("CREATE TABLE copy_" + table + " LIKE " + table);

  const Instant now = SystemClock().now();
  const Period this_month = month_of(now);
  const Instant last_month = this_month.from - std::chrono::hours(48);
  Earnings earnings(connection, dealers, last_month);
  compare(25, "accruals posted, 500 in a transaction",
          {"post()",
           [&] {
             Sample sample = earnings.post(kPostingsEach);
             sample.operations = kPostingsEach;
             return sample;
           }},
          {"INSERT..SELECT of the same rows", [&] { return copy_newest(connection, kPostingsEach); }});

  const auto there = number_of_rows(connection, "SELECT COUNT(*) FROM posting");
  if (there < postings) (void)earnings.post(static_cast<std::size_t>(postings - there));
  const auto all = number_of_rows(connection, "SELECT COUNT(*) FROM posting");
  connection.run_script_statement("ANALYZE TABLE journal_txn, posting, commission_money");
  const std::string of_all = " of " + std::to_string(all) + " postings";
  const Contender scan{"raw scan of journal and postings", [&] { return scan_raw(options, all); }};
  Options few;
  few.repetitions = 3;
  compare(26, "trial balance" + of_all,
          {"trial_balance()", [&] { return add_everything_up(connection, all); }}, scan, few);
  compare(26, "verification" + of_all,
          {"verify_sheets()", [&] { return verify_everything(connection, all); }}, scan, few);

  const Sample closed = close_month(connection, now);
  report(20, "a month closed for " + std::to_string(closed.operations) + " dealers" + of_all, "s",
         {closed.seconds});
  report(20, "one scan of the same postings", "s", {scan.run().seconds});
}

}  // namespace
}  // namespace fenrun::bench

int main(int argc, char** argv) {
  try {
    const std::int64_t postings = argc > 1 ? std::atoll(argv[1]) : 2'000'000;
    const auto dealers = static_cast<std::uint32_t>(argc > 2 ? std::atoll(argv[2]) : 100'000);
    fenrun::bench::run_ledger(postings, dealers);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "ledger_bench: " << error.what() << "\n";
    return 1;
  }
}
