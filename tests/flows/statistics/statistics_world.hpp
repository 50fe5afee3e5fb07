// A shop whose figures are kept: orders at any instant of China's calendar, seals, and the rows of figures
// as text.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/crypto/cipher.hpp"
#include "db/statistics/statistic_day.hpp"
#include "domain/order/province.hpp"
#include "flows/ledger/seal_ledger.hpp"
#include "flows/statistics/keep_statistics.hpp"
#include "flows/statistics/show_statistics.hpp"
#include "tests/flows/order/order_books.hpp"
#include "tests/support/forget_statistics.hpp"

namespace fenrun::testing {

using std::chrono::days;

inline constexpr BillDay kDay1{std::chrono::year{2026} / 11 / 21};  // kNow is 08:00 of it in China

// An instant of the calendar in China.
constexpr Instant china(BillDay day, std::chrono::microseconds time) {
  return day + time - std::chrono::hours(8);
}

class StatisticsWorld : public OrderBooksTest {
 protected:
  void SetUp() override {
    OrderBooksTest::SetUp();
    for (const char* row :
         {"REPLACE INTO ledger_seal_place (id, last_seal, last_mac) VALUES (1, 0, REPEAT(CHAR(0), 32))",
          "REPLACE INTO statistic_cohort_place (id, generation, after_consumer) VALUES (1, 0, 0)"}) {
      connection().run_script_statement(row);
    }
    forget();
  }

  static void forget() {
    run([](db::Tx& tx) -> Result<int> {
      forget_statistics(tx);
      return 0;
    });
  }

  OrderWithLines buy(Instant at, const std::string& address = "广东省深圳市", Instant heard_at = {}) {
    auto command = order_by(buyer_, basket(), kBasket);
    command.province = province_of_address(address);
    const auto sale = run([&](db::Tx& tx) { return flows::place_order(tx, command, at); });
    const Instant recorded = heard_at == Instant{} ? at : heard_at;
    EXPECT_EQ(pay(payment_of(sale.order, at), recorded), flows::PaymentEffect::recorded);
    return find(sale.order.id);
  }
  static void give_back(const Order& order, const std::string& number, Fen amount, Instant at) {
    auto report = refund_report(order, number, amount);
    report.happened_at = at;
    EXPECT_EQ(refund(report, at), flows::RefundEffect::recorded);
  }

  static std::vector<BillDay> due(const DaySpan& span) {
    return run([&](db::Tx& tx) -> Result<std::vector<BillDay>> { return flows::days_to_draw(tx, span); });
  }
  static void draw(const DaySpan& span, Instant now) {
    for (const BillDay day : due(span)) {
      EXPECT_TRUE(run([&](db::Tx& tx) -> Result<bool> { return flows::draw_sales_day(tx, day); }));
    }
    run([&](db::Tx& tx) -> Result<int> {
      flows::note_sales_drawn(tx, now, flows::Looked::at_all_days);
      return 0;
    });
  }
  static void seal(Instant now, int sheets = 100) {
    crypto::Key256 key{};
    key.fill(9);
    while (!run([&](db::Tx& tx) { return flows::seal_ledger(tx, key, now, sheets); }).is_done) {
    }
  }
  // Returns how many bites it took.
  static int fold(Instant now, int movements_max = 1000) {
    for (int bites = 1;; ++bites) {
      const bool goes_on = run(
          [&](db::Tx& tx) -> Result<bool> { return flows::fold_sealed_movements(tx, now, movements_max); });
      if (!goes_on) return bites;
    }
  }

  static flows::Statistics show(flows::StatisticQuery query) {
    return run([&](db::Tx& tx) { return flows::show_statistics(tx, query); });
  }
  static std::string shown_code(flows::StatisticQuery query) {
    const auto shown = transact([&](db::Tx& tx) { return flows::show_statistics(tx, query); });
    return shown ? "shown" : std::string(shown.error().code());
  }

  // "20261121 2 26402 1 9900" for each row of the figure and dimension; with the subject where it is grouped.
  static std::string rows(const char* figure, const char* dimension) {
    return run([&](db::Tx& tx) -> Result<std::string> {
      std::string text;
      for (const db::Row& row :
           tx.all("SELECT CONCAT_WS(' ', day, IF(dimension = 'total', NULL, subject_id), items, gross_fen, "
                  "reductions, reduced_fen) FROM statistic_day WHERE figure = ? AND dimension = ? "
                  "ORDER BY day, subject_id",
                  {figure, dimension})) {
        text += (text.empty() ? "" : "; ") + row.text(0);
      }
      return text;
    });
  }
  static std::vector<std::string> all_rows() {
    return run([](db::Tx& tx) -> Result<std::vector<std::string>> {
      std::vector<std::string> text;
      for (const db::Row& row :
           tx.all("SELECT CONCAT_WS(' ', figure, dimension, day, subject_id, items, gross_fen, reductions, "
                  "reduced_fen) FROM statistic_day ORDER BY figure, dimension, day, subject_id")) {
        text.push_back(row.text(0));
      }
      return text;
    });
  }
};

}  // namespace fenrun::testing
