// A day's reconciliation, row 17 of docs/performance.md: a fund bill of a million lines, our transfers and
// what the ledger settled for them, matched three ways; beside it one reading of the same file and the same
// tables.
//   reconciliation_bench [LINES [ROUNDS]]     default 1000000, 3. The rows are made with MariaDB's sequence
//   engine.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

#include "base/log.hpp"
#include "bench/harness/compare.hpp"
#include "bench/support.hpp"
#include "flows/reconciliation/reconcile_day.hpp"
#include "flows/reconciliation/store_bill.hpp"
#include "server/bill_lines.hpp"
#include "tests/wechat/pay/support/gzip.hpp"
#include "wechat/pay/bill/bills.hpp"
#include "wechat/pay/bill/gunzip.hpp"

namespace fenrun::bench {
namespace {

constexpr const char* kMerchant = "1900000001";
constexpr std::int64_t kSheets = 100'000;
constexpr std::int64_t kMegabyte = 1 << 20;

// Of transfer n: between 1 and 200 yuan.
constexpr std::int64_t fen_of(std::int64_t n) { return 100 + n % 19'901; }

std::string our_number(std::int64_t n) {
  char text[40];
  std::snprintf(text, sizeof text, "PBENCH%026lld", static_cast<long long>(n));
  return text;
}

std::string yuan(std::int64_t fen) {
  char text[40];
  std::snprintf(text, sizeof text, "%lld.%02lld", static_cast<long long>(fen / 100),
                static_cast<long long>(fen % 100));
  return text;
}

// The bill of the day: one transfer is missing, one has another amount, one line is nobody's.
std::string pack_bill(std::int64_t lines, const std::string& day) {
  std::string bill(
      "\xef\xbb\xbf记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余("
      "元),"
      "资金变更提交申请人,备注,业务凭证号\r\n");
  std::int64_t sum = 0;
  for (std::int64_t n = 1; n <= lines; ++n) {
    const std::int64_t fen = fen_of(n) + (n == 2 ? 1 : 0);
    sum += fen;
    char line[512];
    std::snprintf(
        line, sizeof line,
        "`%s "
        "12:%02d:%02d,`1330%020lld,`42%026lld,`商家转账,`商家转账,`支出,`%s,`1000000.00,`system,`,`%s\r\n",
        day.c_str(), static_cast<int>(n / 60 % 60), static_cast<int>(n % 60), static_cast<long long>(n),
        static_cast<long long>(n), yuan(fen).c_str(), (n == 1 ? our_number(0) : our_number(n)).c_str());
    std::string text = line;
    if (n == 1) text.replace(text.find("1330"), 4, "9999");
    bill += text;
  }
  const std::string count = std::to_string(lines) + ".0";
  bill += "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r\n`" + count + ",`0.0,`0.00,`" + count + ",`" +
          yuan(sum) + "\r\n";
  return wechat::testing::gzip_of(bill);
}

// Succeeded and settled to the fen. In bites: a connection waits for no statement as long as all of it
// takes.
void write_some(db::Connection& connection, std::int64_t from, std::int64_t to, const std::string& day) {
  const std::string rows = " FROM seq_" + std::to_string(from) + "_to_" + std::to_string(to);
  // Spread over the day, as transfers are.
  const std::string at = "DATE_ADD('" + day + " 00:00:00', INTERVAL seq * 50000 MICROSECOND)";
  const std::string number = "CONCAT('PBENCH', LPAD(seq, 26, '0'))";
  const std::string fen = "100 + seq % 19901";
  connection.run_script_statement(
      "INSERT INTO payout (withdrawal_id, reissue, number, channel_number, amount_fen, mchid, appid, "
      "openid_index, "
      "body_sealed, body_hash, sealing_serial, state, posts, created_at, state_at) SELECT seq, 0, " +
      number + ", CONCAT('1330', LPAD(seq, 20, '0')), " + fen + ", '" + kMerchant +
      "', 'wx', REPEAT('i', 32), REPEAT('b', 400), REPEAT('h', 32), '', 'succeeded', 1, " + at + ", " + at +
      rows);
  connection.run_script_statement(
      "INSERT INTO journal_txn (sheet, number, kind, reference, subject, amount_fen, at, pending_fen, "
      "available_fen, "
      "held_fen, disputed_fen, owed_fen, hash_previous, hash) SELECT 1 + seq % " +
      std::to_string(kSheets) + ", 1 + FLOOR(seq / " + std::to_string(kSheets) + "), 'settle', " + number +
      ", '', " + fen + ", " + at + ", 0, 0, 0, 0, 0, REPEAT('p', 32), REPEAT('q', 32)" + rows);
}

void write_transfers(db::Connection& connection, std::int64_t lines, const std::string& day) {
  constexpr std::int64_t kBite = 50'000;
  for (std::int64_t from = 1; from <= lines; from += kBite)
    write_some(connection, from, std::min(lines, from + kBite - 1), day);
  connection.run_script_statement("ANALYZE TABLE payout, journal_txn");
}

template <class T>
T must_be_done(Result<T> result) {
  if (!result) throw std::runtime_error("refused: " + std::string(result.error().code()));
  return std::move(result).value();
}

void store(db::Connection& connection, BillKind account, BillDay day, const std::string& packed,
           std::int64_t lines) {
  flows::StoreBill command;
  command.file.mchid = kMerchant;
  command.file.account = account;
  command.file.day = day;
  command.file.sha1 = packed.empty() ? "" : std::string(40, 'a');
  command.file.is_readable = true;
  command.file.lines = lines;
  command.packed = packed;
  (void)must_be_done(connection.transact([&](db::Tx& tx) -> Result<flows::BillStored> {
    return flows::store_bill(tx, command, SystemClock().now());
  }));
}

Sample reconcile(db::Connection& connection, BillDay day, std::int64_t lines) {
  const flows::ReconcileDay command{day, kMerchant, server::walk_stored_bill};
  ReconciliationDay found;
  Sample sample = measure(1, [&] {
    found = must_be_done(connection.transact(
        [&](db::Tx& tx) { return flows::reconcile_day(tx, command, SystemClock().now()); }));
  });
  if (found.operation.matched != lines - 2 || found.operation.differences != 3)
    throw std::runtime_error("the match came out otherwise");
  sample.operations = static_cast<std::uint64_t>(lines);
  return sample;
}

// The file unpacked and its lines counted, the tables read by the server.
Sample read_once(db::Connection& connection, const std::string& packed, std::int64_t lines) {
  Sample sample = measure(1, [&] {
    wechat::Gunzip pieces(packed, wechat::kBillBytesMax);
    std::int64_t ends = 0;
    for (auto piece = pieces.next(); !piece.empty(); piece = pieces.next())
      ends += std::count(piece.begin(), piece.end(), '\n');
    if (ends != lines + 3) throw std::runtime_error("the file has other lines");
    connection.run_script_statement(
        "SELECT SUM(p.amount_fen = j.amount_fen), SUM(LENGTH(p.number) + LENGTH(p.channel_number)) FROM "
        "payout p LEFT "
        "JOIN journal_txn j ON j.reference = p.number AND j.kind = 'settle' WHERE p.state = 'succeeded'");
  });
  sample.operations = static_cast<std::uint64_t>(lines);
  return sample;
}

double megabytes_of(const std::string& what) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kilobytes = 0;
    if (word == what && status >> kilobytes) return kilobytes / 1024;
  }
  throw std::runtime_error("no " + what);
}

// What was held before does not count as a peak of what follows.
double forget_peak() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
  return megabytes_of("VmRSS:");
}

void run_reconciliation(std::int64_t lines, int rounds) {
  log::set_level(log::Level::error);
  db::Connection connection(fresh_schema("fenrun_bench_reconciliation"));
  const BillDay day = newest_bill_day(SystemClock().now());
  const std::string packed = pack_bill(lines, bill_day_text(day));
  write_transfers(connection, lines, bill_day_text(day));
  store(connection, BillKind::operation, day, packed, lines);
  store(connection, BillKind::basic, day, "", 0);
  store(connection, BillKind::trade, day, "", 0);
  std::cout << lines << " lines, packed " << static_cast<std::int64_t>(packed.size()) / kMegabyte << " MB\n";
  const double before = forget_peak();
  Options few;
  few.repetitions = rounds;
  few.warm_ups = 0;
  std::vector<double> seconds;
  compare(17, "a day of " + std::to_string(lines) + " lines matched three ways",
          {"reconcile_day()",
           [&] {
             Sample sample = reconcile(connection, day, lines);
             seconds.push_back(sample.seconds);
             return sample;
           }},
          {"file and tables read once", [&] { return read_once(connection, packed, lines); }}, few);
  report(17, "reconcile_day()", "s", seconds);
  report(17, "peak memory of the process above what it held before", "MB", {megabytes_of("VmHWM:") - before});
}

}  // namespace
}  // namespace fenrun::bench

int main(int argc, char** argv) {
  try {
    fenrun::bench::run_reconciliation(argc > 1 ? std::atoll(argv[1]) : 1'000'000,
                                      argc > 2 ? std::atoi(argv[2]) : 3);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "reconciliation_bench: " << error.what() << "\n";
    return 1;
  }
}
