// Figures of sales against rows made by hand: the days of China, refunds of later days, and every dimension.
#include "db/statistics/sales_day.hpp"
#include "tests/flows/statistics/statistics_world.hpp"

namespace fenrun::testing {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;

constexpr DaySpan kAll{kDay1 - days(40), kDay1 + days(40)};

class SalesFigures : public StatisticsWorld {
 protected:
  static std::string subject(db::Sql sql) { return std::to_string(count(sql)); }
};

TEST_F(SalesFigures, a_day_begins_and_ends_at_midnight_in_china) {
  buy(china(kDay1, hours(0)));
  buy(china(kDay1, hours(24) - microseconds(1)));
  buy(china(kDay1 + days(1), hours(0)));
  draw(kAll, kNow);
  EXPECT_EQ(rows("sales", "total"), "20261121 2 26402 0 0; 20261122 1 13201 0 0");
}

TEST_F(SalesFigures, summer_days_are_no_shorter_and_no_longer) {
  const BillDay june{std::chrono::year{2027} / 6 / 30};
  buy(china(june, hours(0)));
  buy(china(june, hours(24) - microseconds(1)));
  draw({june - days(1), june + days(1)}, kNow);
  EXPECT_EQ(rows("sales", "total"), "20270630 2 26402 0 0");
}

TEST_F(SalesFigures, a_refund_counts_on_its_own_day_and_leaves_the_day_of_the_sale) {
  const auto sale = buy(china(kDay1, hours(12)));
  draw(kAll, kNow);
  give_back(sale.order, "r1", Fen{1'000}, china(kDay1 + days(2), hours(1)));
  EXPECT_EQ(due(kAll), std::vector<BillDay>{kDay1 + days(2)});
  draw(kAll, kNow);
  EXPECT_EQ(rows("sales", "total"), "20261121 1 13201 0 0; 20261123 0 0 1 1000");
  EXPECT_TRUE(due(kAll).empty());
}

TEST_F(SalesFigures, a_payment_that_is_heard_of_late_counts_on_the_day_it_was_made) {
  buy(china(kDay1, hours(12)));
  draw(kAll, kNow);
  buy(china(kDay1, hours(13)), "北京市朝阳区", china(kDay1 + days(3), hours(9)));
  EXPECT_EQ(due(kAll), std::vector<BillDay>{kDay1});
  draw(kAll, kNow);
  EXPECT_EQ(rows("sales", "total"), "20261121 2 26402 0 0");
}

TEST_F(SalesFigures, the_first_day_is_that_of_a_refund_when_another_shop_says_so) {
  const auto sale = buy(china(kDay1, hours(12)));
  give_back(sale.order, "r1", Fen{1'000}, china(kDay1 - days(3), hours(1)));
  const auto first =
      run([](db::Tx& tx) -> Result<std::optional<BillDay>> { return db::first_day_of_sales(tx); });
  EXPECT_EQ(first, kDay1 - days(3));
}

TEST_F(SalesFigures, who_looked_at_some_days_alone_does_not_say_that_all_is_drawn) {
  const auto note = [](flows::Looked looked, Instant now) {
    return run([&](db::Tx& tx) -> Result<std::optional<Instant>> {
      flows::note_sales_drawn(tx, now, looked);
      return db::find_statistic_place(tx).sales_as_of;
    });
  };
  EXPECT_EQ(note(flows::Looked::at_some_days, kNow), std::nullopt);
  EXPECT_EQ(note(flows::Looked::at_all_days, kNow), kNow);
  EXPECT_EQ(note(flows::Looked::at_some_days, kNow + hours(1)), kNow + hours(1));
}

TEST_F(SalesFigures, an_order_that_nobody_paid_is_no_sale) {
  place(china(kDay1, hours(12)));
  EXPECT_TRUE(due(kAll).empty());
}

TEST_F(SalesFigures, dealers_tiers_products_and_provinces) {
  const auto sale = buy(china(kDay1, hours(12)), "广东省深圳市南山区");
  buy(china(kDay1, hours(13)), "somewhere");
  give_back(sale.order, "r1", Fen{13'201}, china(kDay1, hours(14)));
  draw(kAll, kNow);
  const std::string both = " 2 26402 1 13201";
  EXPECT_EQ(rows("sales", "dealer"), "20261121 " + std::to_string(seller_.value) + both);
  EXPECT_EQ(rows("sales", "tier"), "20261121 1" + both);
  EXPECT_EQ(rows("sales", "region"), "20261121 0 1 13201 0 0; 20261121 44 1 13201 1 13201");
  const std::string product = subject("SELECT MAX(id) FROM product");
  EXPECT_EQ(rows("sales", "product"), "20261121 " + product + " 4 26402 2 13201") << "two lines an order";
}

TEST_F(SalesFigures, freight_is_no_product_and_still_adds_up) {
  connection().run_script_statement("UPDATE product SET freight_fen = 600");
  auto command = order_by(buyer_, basket(), Fen{13'801});
  const auto sale = run([&](db::Tx& tx) { return flows::place_order(tx, command, kNow); });
  ASSERT_EQ(pay(payment_of(sale.order)), flows::PaymentEffect::recorded);
  give_back(sale.order, "r1", Fen{13'801}, kNow + kDay);
  draw(kAll, kNow);
  EXPECT_EQ(rows("sales", "total"), "20261121 1 13801 0 0; 20261122 0 0 1 13801");
  const std::string product = subject("SELECT MAX(id) FROM product");
  EXPECT_EQ(rows("sales", "product"), "20261121 0 1 600 0 0; 20261121 " + product +
                                          " 2 13201 0 0; 20261122 0 0 0 1 600; 20261122 " + product +
                                          " 0 0 2 13201");
}

TEST_F(SalesFigures, every_dimension_adds_up_to_the_total_and_to_the_orders) {
  for (int i = 0; i < 6; ++i) {
    const auto sale = buy(china(kDay1 + days(i % 3), hours(i)), i % 2 == 0 ? "上海市" : "");
    if (i % 2 == 0)
      give_back(sale.order, "r" + std::to_string(i), Fen{1'000 + i}, china(kDay1 + days(4 + i), hours(1)));
  }
  draw(kAll, kNow);
  const auto paid = count("SELECT CAST(SUM(total_fen) AS SIGNED) FROM sale_order WHERE paid_at IS NOT NULL");
  const auto back = count("SELECT CAST(SUM(refunded_fen) AS SIGNED) FROM sale_order");
  for (const Dimension dimension : kDimensions) {
    Sums sums;
    const auto found = run([&](db::Tx& tx) -> Result<db::DaySums> {
      return db::read_statistic_days(tx, Figure::sales, dimension, kAll);
    });
    for (const auto& [day, one] : found) sums += one;
    EXPECT_EQ(sums.gross, Fen{paid}) << to_word(dimension);
    EXPECT_EQ(sums.reduced, Fen{back}) << to_word(dimension);
  }
}

TEST_F(SalesFigures, two_processes_do_not_draw_at_once) {
  buy(china(kDay1, hours(12)));
  db::Connection other(database().options());
  run([&](db::Tx& tx) -> Result<int> {
    EXPECT_TRUE(db::lock_statistic_place(tx));
    const auto drawn =
        other.transact([](db::Tx& second) -> Result<bool> { return flows::draw_sales_day(second, kDay1); });
    EXPECT_FALSE(*drawn);
    return 0;
  });
  EXPECT_EQ(rows("sales", "total"), "");
}

}  // namespace
}  // namespace fenrun::testing
