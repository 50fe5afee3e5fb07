// Our transfers of a day are read in pages, each row once, whatever lies before the day and however many
// ended in the same microsecond.
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>

#include "db/reconciliation/our_entry.hpp"
#include "domain/reconciliation/bill_day.hpp"
#include "tests/flows/withdrawal/withdrawal_world.hpp"

namespace fenrun::testing {
namespace {

constexpr std::int64_t kOfDay = 12'000;
constexpr std::int64_t kBefore = 20'000;

class EntryPagesTest : public WithdrawalWorld {
 protected:
  // `count` transfers from the number `first` on; `micros` says by n, from 0 on, when they ended after
  // `from`.
  static void write_ended(std::int64_t first, std::int64_t count, Instant from, const std::string& micros) {
    const std::string digits =
        "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION "
        "ALL "
        "SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
    const std::string numbers = "(SELECT a.d * 10000 + b.d * 1000 + c.d * 100 + e.d * 10 + f.d AS n FROM " +
                                digits + " a, " + digits + " b, " + digits + " c, " + digits + " e, " +
                                digits + " f) s WHERE n < " + std::to_string(count);
    const std::string number = "LPAD(n + " + std::to_string(first) + ", 32, '0')";
    const std::string at = "DATE_ADD('" + to_sql_text(from) + "', INTERVAL " + micros + " MICROSECOND)";
    connection().run_script_statement(
        "INSERT INTO payout (withdrawal_id, reissue, number, channel_number, amount_fen, mchid, appid, "
        "openid_index, body_sealed, body_hash, sealing_serial, state, posts, created_at, state_at) "
        "SELECT n + " +
        std::to_string(first) + ", 0, " + number +
        ", '', 100, '1900000001', 'wx', REPEAT('i', 32), 'b', REPEAT('h', 32), '', 'succeeded', 1, " + at +
        ", " + at + " FROM " + numbers);
  }
  static std::int64_t rows_read(db::Tx& tx) {
    return std::stoll(tx.one("SHOW SESSION STATUS LIKE 'Handler_read_next'")->text(1));
  }
};

TEST_F(EntryPagesTest, each_row_comes_once_and_little_else_is_read) {
  const Period day = hours_of(bill_day_of(kLedgerNow));
  write_ended(0, kBefore, day.from - std::chrono::hours(1), "n");
  // A page to the row, more than a page, and each by itself.
  write_ended(kBefore, kOfDay, day.from, "CASE WHEN n < 5000 THEN 0 WHEN n < 10001 THEN 1 ELSE n END");
  std::set<std::string> seen;
  std::int64_t visits = 0;
  const std::int64_t read = database().run([&](db::Tx& tx) -> Result<std::int64_t> {
    const std::int64_t before = rows_read(tx);
    db::visit_transfer_entries(tx, day, [&](const OurEntry& entry) {
      ++visits;
      seen.insert(entry.number);
      EXPECT_TRUE(entry.is_of_day);
    });
    return rows_read(tx) - before;
  });
  EXPECT_EQ(visits, kOfDay);
  EXPECT_EQ(std::ssize(seen), kOfDay);
  EXPECT_LT(read, 2 * kOfDay);
}

}  // namespace
}  // namespace fenrun::testing
