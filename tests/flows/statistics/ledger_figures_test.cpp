// Figures of commissions and payouts: each sealed movement once, the same as the journal and the statements
// say, and the same again when everything is drawn anew.
#include "flows/ledger/post.hpp"
#include "flows/ledger/statement.hpp"
#include "tests/flows/statistics/statistics_world.hpp"

namespace fenrun::testing {
namespace {

using std::chrono::hours;

constexpr DaySpan kMonth{kDay1 - days(20), kDay1 + days(9)};  // November

class LedgerFigures : public StatisticsWorld {
 protected:
  // 13201 fen: 10 %, 5 % and 2 % of each line.
  static constexpr std::int64_t kSeller = 990 + 330;
  static constexpr std::int64_t kMiddle = 495 + 165;
  static constexpr std::int64_t kTop = 198 + 66;

  static std::string post(const std::vector<Movement>& movements, Instant now) {
    const auto outcome = transact([&](db::Tx& tx) { return flows::post(tx, movements, now); });
    return outcome ? "posted" : std::string(outcome.error().code());
  }
  // Gross and reduced of the journal by rows alone.
  static std::string journal_sums() {
    const auto earned = count(
        "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM posting WHERE debit = 'commission' AND "
        "credit = 'pending'");
    const auto taken = count(
        "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM posting WHERE credit = 'commission' AND "
        "sheet > 0");
    return std::to_string(earned) + " " + std::to_string(taken);
  }
  static std::string figure_sums(Figure figure, Dimension dimension) {
    Sums sums;
    const auto found = run([&](db::Tx& tx) -> Result<db::DaySums> {
      return db::read_statistic_days(tx, figure, dimension, kMonth);
    });
    for (const auto& [day, one] : found) sums += one;
    return std::to_string(sums.gross.value) + " " + std::to_string(sums.reduced.value);
  }
};

TEST_F(LedgerFigures, commissions_count_when_they_are_sealed_and_once) {
  buy(kNow);
  EXPECT_EQ(fold(kNow), 1);
  EXPECT_EQ(rows("commissions", "total"), "");
  seal(kNow);
  fold(kNow);
  const std::string once = rows("commissions", "total");
  EXPECT_EQ(once, "20261121 6 " + std::to_string(kSeller + kMiddle + kTop) + " 0 0");
  fold(kNow);
  seal(kNow);
  fold(kNow);
  EXPECT_EQ(rows("commissions", "total"), once);
}

TEST_F(LedgerFigures, how_far_they_are_never_goes_back_and_is_not_known_before_the_first_seal) {
  const auto as_of = [] {
    return run([](db::Tx& tx) -> Result<std::optional<Instant>> {
      return db::find_statistic_place(tx).ledger_as_of;
    });
  };
  buy(kNow);
  fold(kNow);
  EXPECT_EQ(as_of(), std::nullopt);
  seal(kNow);
  fold(kNow + hours(4));
  EXPECT_EQ(as_of(), kNow + hours(4)) << "nothing waits";
  buy(kNow + hours(5));
  fold(kNow + hours(5));
  EXPECT_EQ(as_of(), kNow + hours(4)) << "the last seal is older than that";
  seal(kNow + hours(6));
  fold(kNow + hours(6));
  EXPECT_EQ(as_of(), kNow + hours(6));
}

TEST_F(LedgerFigures, by_dealer_tier_product_and_province) {
  const auto sale = buy(kNow, "浙江省杭州市");
  give_back(sale.order, "r1", Fen{13'201}, kNow + kDay);
  seal(kNow + kDay);
  fold(kNow + kDay);
  const auto both = [](std::int64_t fen, int items) {
    const std::string text = std::to_string(items) + " " + std::to_string(fen);
    return std::pair(" " + text + " 0 0", " 0 0 " + text);
  };
  const auto all = both(kSeller + kMiddle + kTop, 6);
  EXPECT_EQ(rows("commissions", "region"), "20261121 33" + all.first + "; 20261122 33" + all.second);
  EXPECT_EQ(rows("commissions", "tier"), "20261121 1" + all.first + "; 20261122 1" + all.second);
  const std::string product = std::to_string(count("SELECT MAX(id) FROM product"));
  EXPECT_EQ(rows("commissions", "product"),
            "20261121 " + product + all.first + "; 20261122 " + product + all.second);
  const auto dealers = rows("commissions", "dealer");
  EXPECT_NE(dealers.find("20261121 " + std::to_string(top_.value) + both(kTop, 2).first), std::string::npos)
      << dealers;
  EXPECT_NE(dealers.find("20261122 " + std::to_string(seller_.value) + both(kSeller, 2).second),
            std::string::npos)
      << dealers;
}

TEST_F(LedgerFigures, payouts_count_what_arrived_and_not_what_was_asked_for) {
  ASSERT_EQ(post({flows::accrue("x1", seller_, Fen{1'000}),
                  {MovementKind::release, "x1", seller_, Fen{1'000}, "x1"},
                  flows::hold("w1", seller_, Fen{900})},
                 kNow),
            "posted");
  seal(kNow);
  fold(kNow);
  EXPECT_EQ(rows("payouts", "total"), "");
  ASSERT_EQ(post({{MovementKind::lock, "b1", seller_, Fen{700}, ""},
                  {MovementKind::settle, "b1", seller_, Fen{700}, "w1"},
                  {MovementKind::pay_offline, "w1", seller_, Fen{200}, "w1"}},
                 kNow + kDay),
            "posted");
  seal(kNow + kDay);
  fold(kNow + kDay);
  EXPECT_EQ(rows("payouts", "total"), "20261122 2 900 0 0");
  EXPECT_EQ(rows("payouts", "dealer"), "20261122 " + std::to_string(seller_.value) + " 2 900 0 0");
  EXPECT_EQ(rows("payouts", "tier"), "");
}

TEST_F(LedgerFigures, drawing_everything_anew_gives_the_rows_that_small_steps_gave) {
  for (int i = 0; i < 8; ++i) {
    const Instant at = kNow + hours(7 * i);
    const auto sale = buy(at, i % 2 == 0 ? "四川省成都市" : "");
    if (i % 3 != 0) give_back(sale.order, "a" + std::to_string(i), Fen{2'000 + i}, at + hours(1));
    if (i % 3 == 2) give_back(sale.order, "b" + std::to_string(i), Fen{3'001}, at + hours(30));
    if (i % 2 == 1) seal(at + hours(1), 1);
    fold(at, 1);
    draw(kMonth, at);
  }
  const Instant end = kNow + hours(200);
  seal(end, 1);
  fold(end, 1);
  draw(kMonth, end);
  const auto in_steps = all_rows();
  EXPECT_EQ(figure_sums(Figure::commissions, Dimension::total), journal_sums());
  forget();
  EXPECT_TRUE(all_rows().empty());
  EXPECT_GT(fold(end, 20), 1) << "more than one bite";
  draw(kMonth, end);
  EXPECT_EQ(all_rows(), in_steps);
  for (const Dimension dimension : kDimensions)
    EXPECT_EQ(figure_sums(Figure::commissions, dimension), journal_sums()) << to_word(dimension);
}

TEST_F(LedgerFigures, a_dealer_s_month_is_what_its_statement_says) {
  const auto sale = buy(kNow);
  give_back(sale.order, "r1", Fen{5'000}, kNow + kDay);
  seal(kNow + kDay);
  fold(kNow + kDay);
  const Dealer dealer = find_dealer(seller_);
  const auto month = month_of(kNow);
  const auto statement =
      run([&](db::Tx& tx) { return flows::statement_of(tx, dealer, month, kNow + kDay * 20); }).statement;
  const std::vector<std::int64_t> subjects{seller_.value};
  const auto found = run([&](db::Tx& tx) -> Result<std::map<std::int64_t, db::DaySums>> {
    return db::read_statistic_subjects(tx, Figure::commissions, Dimension::dealer, kMonth, subjects);
  });
  Sums sums;
  for (const auto& [day, one] : found.at(seller_.value)) sums += one;
  EXPECT_GT(sums.reduced, Fen{0});
  EXPECT_EQ(sums.gross, statement.flows.earned);
  EXPECT_EQ(sums.reduced, statement.flows.clawed_back);
}

}  // namespace
}  // namespace fenrun::testing
