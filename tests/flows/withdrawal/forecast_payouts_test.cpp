// What is owed is counted and aged over real sheets, and the payouts to come are foreseen from it.
#include "flows/withdrawal/forecast_payouts.hpp"

#include "tests/flows/withdrawal/withdrawal_world.hpp"

namespace fenrun::testing {
namespace {

using std::chrono::days;

class ForecastPayouts : public WithdrawalWorld {
 protected:
  void SetUp() override {
    WithdrawalWorld::SetUp();
    for (const char* table : {"liability_day", "payout_forecast", "payout_forecast_day"}) {
      connection().run_script_statement(std::string("DELETE FROM ") + table);
    }
  }

  static void open_day(Instant now) {
    database().run([&](db::Tx& tx) -> Result<bool> {
      flows::open_liability_day(tx, now);
      return true;
    });
  }
  // In pages of `limit` sheets; returns how many it took.
  static int age(Instant now, int limit) {
    for (int pages = 1;; ++pages) {
      const bool goes_on =
          database().run([&](db::Tx& tx) -> Result<bool> { return flows::age_liability(tx, now, limit); });
      if (!goes_on) return pages;
    }
  }
  static db::Liability counted() {
    return database().run([](db::Tx& tx) -> Result<db::Liability> { return *db::find_liability(tx); });
  }
  // Of a day that is opened and aged anew.
  db::Liability count_anew(int limit = 1000) const {
    connection().run_script_statement("DELETE FROM liability_day");
    open_day(kLedgerNow);
    age(kLedgerNow, limit);
    return counted();
  }
  static db::ForecastRow make(Instant now) {
    return database().run(
        [&](db::Tx& tx) -> Result<db::ForecastRow> { return flows::make_payout_forecast(tx, now); });
  }
  static std::string shown_code() {
    const auto shown = connection().transact([](db::Tx& tx) { return flows::show_payout_forecast(tx); });
    return shown ? "shown" : std::string(shown.error().code());
  }
  static void earn_before(DealerId dealer, Fen amount, int age_days) {
    const std::string commission = "c" + fresh_id();
    EXPECT_EQ(post({flows::accrue(commission, dealer, amount),
                    {MovementKind::release, commission, dealer, amount, commission}},
                   kLedgerNow - days(age_days)),
              "posted");
  }
};

Fen less(Fen more, Fen than) { return Fen{more.value - than.value}; }

TEST_F(ForecastPayouts, what_is_owed_is_aged_by_the_newest_earnings) {
  const db::Liability before = count_anew();
  const DealerId dealer = dealer_with(Fen{0});
  earn_before(dealer, Fen{500}, 100);
  earn_before(dealer, Fen{300}, 45);
  earn_before(dealer, Fen{200}, 10);
  (void)request(dealer, Fen{100});
  const db::Liability after = count_anew();
  EXPECT_EQ(after.dealers, before.dealers + 1);
  EXPECT_EQ(less(after.available, before.available), Fen{900});
  EXPECT_EQ(less(after.held, before.held), Fen{100});
  EXPECT_EQ(less(after.ages.up_to_30_days, before.ages.up_to_30_days), Fen{200});
  EXPECT_EQ(less(after.ages.up_to_60_days, before.ages.up_to_60_days), Fen{300});
  EXPECT_EQ(less(after.ages.up_to_90_days, before.ages.up_to_90_days), Fen{0});
  EXPECT_EQ(less(after.ages.older, before.ages.older), Fen{500});
}

TEST_F(ForecastPayouts, pages_of_sheets_add_up_to_the_ledger) {
  for (int i = 0; i < 7; ++i) dealer_with(Fen{1'000 + i});
  const db::Liability whole = count_anew();
  connection().run_script_statement("DELETE FROM liability_day");
  open_day(kLedgerNow);
  EXPECT_GT(age(kLedgerNow, 3), 2);
  const db::Liability paged = counted();
  EXPECT_EQ(paged.dealers, whole.dealers);
  EXPECT_EQ(paged.available, whole.available);
  EXPECT_EQ(paged.ages, whole.ages);
  const Fen available = database().run([](db::Tx& tx) -> Result<Fen> { return db::sum_available(tx); });
  EXPECT_EQ(paged.available, available);
  EXPECT_EQ(paged.aged_at, kLedgerNow);
  EXPECT_EQ(age(kLedgerNow, 3), 1);  // nothing is left to count
}

TEST_F(ForecastPayouts, a_day_that_was_not_counted_is_never_said_to_have_owed_what_is_owed_later) {
  dealer_with(Fen{1'000});
  open_day(kLedgerNow);
  open_day(kLedgerNow + days(1));
  age(kLedgerNow + days(1), 1000);
  age(kLedgerNow + days(1), 1000);
  EXPECT_EQ(counted().day, bill_day_of(kLedgerNow + days(1)));
  const auto counted_days = database().run([](db::Tx& tx) -> Result<std::int64_t> {
    return tx.one("SELECT COUNT(*) FROM liability_day WHERE aged_at IS NOT NULL")->integer(0);
  });
  EXPECT_EQ(counted_days, 1);
}

TEST_F(ForecastPayouts, money_that_is_locked_for_a_transfer_is_still_in_the_account) {
  connection().run_script_statement("DELETE FROM ledger_total");
  EXPECT_EQ(make(kLedgerNow).at_wechat, Fen{0});
  connection().run_script_statement(
      "INSERT INTO ledger_total (account, amount_fen) VALUES ('wechat', 500), ('in_flight', 70), ('bank', "
      "9)");
  EXPECT_EQ(make(kLedgerNow).at_wechat, Fen{570});
  connection().run_script_statement("DELETE FROM ledger_total");
}

TEST_F(ForecastPayouts, a_day_is_completed_when_it_is_over) {
  open_day(kLedgerNow);
  open_day(kLedgerNow);  // again: it is there
  const DealerId dealer = dealer_with(Fen{1'000});
  const Fen asked_before = database().run(
      [](db::Tx& tx) -> Result<Fen> { return db::sum_asked(tx, hours_of(bill_day_of(kLedgerNow))); });
  (void)request(dealer, Fen{700});
  const auto past = [] {
    return database().run([](db::Tx& tx) -> Result<std::vector<PayoutPast>> {
      const BillDay today = bill_day_of(kLedgerNow);
      return db::list_payout_past(tx, today - days(28), today + days(2));
    });
  };
  EXPECT_TRUE(past().empty());
  open_day(kLedgerNow + days(1));
  ASSERT_EQ(past().size(), 1U);
  EXPECT_EQ(less(past().front().asked, asked_before), Fen{700});
}

TEST_F(ForecastPayouts, the_forecast_of_a_day_is_made_anew_and_checked_a_week_later) {
  EXPECT_EQ(shown_code(), "payout_forecast.not_made");
  const DealerId dealer = dealer_with(Fen{10'000});
  const db::ForecastRow first = make(kLedgerNow);
  EXPECT_EQ(first.past_days, 0);
  EXPECT_EQ(first.forecast.asking_ppm, kAskingUnknownPpm);
  (void)request(dealer, Fen{4'000});
  const db::ForecastRow second = make(kLedgerNow + std::chrono::minutes(15));
  EXPECT_EQ(less(second.under_way, first.under_way), Fen{4'000});
  EXPECT_EQ(less(first.available, second.available), Fen{4'000});

  make(kLedgerNow + days(7));
  const auto shown = database().run([](db::Tx& tx) { return flows::show_payout_forecast(tx); });
  EXPECT_EQ(shown.made.made_on, bill_day_of(kLedgerNow + days(7)));
  EXPECT_EQ(shown.made.forecast.paid, make(kLedgerNow + days(7)).forecast.paid);
  ASSERT_TRUE(shown.check);
  EXPECT_EQ(shown.check->made_on, bill_day_of(kLedgerNow));
  EXPECT_EQ(shown.check->expected, second.forecast.within(7));
}

}  // namespace
}  // namespace fenrun::testing
