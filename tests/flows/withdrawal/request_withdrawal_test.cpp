#include "flows/withdrawal/request_withdrawal.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "db/dealer/dealer.hpp"
#include "tests/flows/withdrawal/withdrawal_world.hpp"

namespace fenrun::testing {
namespace {

class RequestWithdrawalTest : public WithdrawalWorld {
 protected:
  std::string asked(DealerId dealer, std::int64_t fen, const std::string& key = fresh_id(),
                    Instant now = kLedgerNow) const {
    const auto withdrawal = try_request(dealer, Fen{fen}, key, now);
    return withdrawal ? std::string(to_word(withdrawal->state)) : std::string(withdrawal.error().code());
  }
  static std::string cancel(const Withdrawal& withdrawal, DealerId dealer) {
    const flows::CancelWithdrawal command{withdrawal.public_id, dealer};
    const auto done =
        connection().transact([&](db::Tx& tx) { return flows::cancel_withdrawal(tx, command, kLedgerNow); });
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }
};

TEST_F(RequestWithdrawalTest, a_request_holds_its_fen_and_the_withdrawal_keeps_who_gets_it) {
  const DealerId dealer = dealer_with(Fen{10'000});
  const Withdrawal withdrawal = request(dealer, Fen{6'000});
  EXPECT_EQ(balance(dealer).available, Fen{4'000});
  EXPECT_EQ(balance(dealer).held, Fen{6'000});
  const Withdrawal stored = reload(withdrawal);
  EXPECT_EQ(stored.amounts, (WithdrawalAmounts{Fen{6'000}, Fen{0}, Fen{0}, Fen{6'000}}));
  EXPECT_EQ(stored.payee, withdrawal.payee);
  EXPECT_EQ(stored.payee.openid_index.size(), 32U);
  EXPECT_EQ(stored.approvals_needed, 1);
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(RequestWithdrawalTest, the_same_key_gives_the_same_withdrawal_and_another_amount_is_refused) {
  const DealerId dealer = dealer_with(Fen{10'000});
  const auto first = try_request(dealer, Fen{6'000}, "tap-1");
  const auto again = try_request(dealer, Fen{6'000}, "tap-1");
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->public_id, again->public_id);
  EXPECT_EQ(asked(dealer, 6'001, "tap-1"), "withdrawal.key_reused");
  EXPECT_EQ(asked(dealer, 1'000, "tap-2"), "withdrawal.already_open");
  EXPECT_EQ(balance(dealer).held, Fen{6'000});
  EXPECT_EQ(cancel(*first, dealer), "cancelled");
  // What has ended stays what the key stands for.
  EXPECT_EQ(asked(dealer, 6'000, "tap-1"), "cancelled");
  EXPECT_EQ(balance(dealer).held, Fen{0});
}

TEST_F(RequestWithdrawalTest, refusals_leave_nothing_behind) {
  const DealerId dealer = dealer_with(Fen{10'000});
  rules_.terms.max = Fen{9'000};
  EXPECT_EQ(asked(DealerId{99'999}, 6'000), "dealer.not_found");
  EXPECT_EQ(asked(dealer, 99), "withdrawal.amount_low");
  EXPECT_EQ(asked(dealer, 9'001), "withdrawal.amount_high");
  rules_.terms.max = Fen{1'000'000};
  EXPECT_EQ(asked(dealer, 10'001), "ledger.available_short");
  rules_.terms.name_required_from = Fen{5'000};
  EXPECT_EQ(asked(dealer, 6'000), "withdrawal.name_needed");
  database().run([&](db::Tx& tx) -> Result<bool> {
    db::update_dealer_state(tx, dealer, DealerState::suspended, "停用", kLedgerNow);
    return true;
  });
  EXPECT_EQ(asked(dealer, 1'000), "dealer.suspended");
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal"), 0);
  EXPECT_EQ(balance(dealer).available, Fen{10'000});
}

TEST_F(RequestWithdrawalTest, a_day_of_china_has_its_own_amount_and_number) {
  const DealerId dealer = dealer_with(Fen{100'000});
  rules_.terms.day_max = Fen{10'000};
  rules_.terms.day_count_max = 2;
  const Instant evening{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + std::chrono::hours(15)};
  EXPECT_EQ(asked(dealer, 10'001, "a", evening), "withdrawal.day_full");
  const Withdrawal first = request(dealer, Fen{6'000}, evening);
  EXPECT_EQ(cancel(first, dealer), "cancelled");  // what came to nothing does not count
  EXPECT_EQ(asked(dealer, 10'000, "b", evening), "requested");
  connection().run_script_statement("UPDATE withdrawal SET state = 'paid', is_open = NULL WHERE is_open = 1");
  EXPECT_EQ(asked(dealer, 100, "c", evening), "withdrawal.day_full");
  EXPECT_EQ(asked(dealer, 100, "d", evening + std::chrono::hours(1)), "requested");  // midnight in China
}

TEST_F(RequestWithdrawalTest,
       a_dealer_cancels_their_own_before_it_is_approved_and_the_money_comes_back_once) {
  const DealerId dealer = dealer_with(Fen{10'000});
  const DealerId other = dealer_with(Fen{0});
  const Withdrawal withdrawal = request(dealer, Fen{6'000});
  EXPECT_EQ(cancel(withdrawal, other), "withdrawal.not_found");
  EXPECT_EQ(cancel(withdrawal, dealer), "cancelled");
  EXPECT_EQ(cancel(withdrawal, dealer), "withdrawal.state_conflict");
  EXPECT_EQ(balance(dealer).available, Fen{10'000});
  const Withdrawal approved = request(dealer, Fen{6'000});
  EXPECT_EQ(approve(approved, kFinanceOne), "approved");
  EXPECT_EQ(cancel(approved, dealer), "withdrawal.state_conflict");
  EXPECT_EQ(balance(dealer).held, Fen{6'000});
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(RequestWithdrawalTest, tax_counts_what_was_paid_in_the_period_and_nothing_that_failed) {
  rules_.tax = {{Instant{}, TaxMethod::ordinary}};
  rules_.terms.fee_ppm = 10'000;
  const DealerId dealer = dealer_with(Fen{500'000});
  const Withdrawal first = request(dealer, Fen{100'000});
  EXPECT_EQ(first.amounts, (WithdrawalAmounts{Fen{100'000}, Fen{1'000}, Fen{4'000}, Fen{95'000}}));
  EXPECT_EQ(cancel(first, dealer), "cancelled");
  const Withdrawal second = request(dealer, Fen{50'000});
  EXPECT_EQ(second.amounts.tax, Fen{0});
  connection().run_script_statement("UPDATE withdrawal SET state = 'paid', is_open = NULL WHERE is_open = 1");
  const Withdrawal third = reload(request(dealer, Fen{50'000}));
  EXPECT_EQ(third.tax, (TaxRecord{TaxMethod::ordinary, "2026-11", {Fen{50'000}, Fen{0}, 1}, Fen{4'000}}));
  connection().run_script_statement("UPDATE withdrawal SET state = 'paid', is_open = NULL WHERE is_open = 1");
  const Withdrawal december = request(dealer, Fen{50'000}, kLedgerNow + std::chrono::days(15));
  EXPECT_EQ(december.amounts.tax, Fen{0});
}

TEST_F(RequestWithdrawalTest, the_cumulative_method_counts_the_months_of_the_year) {
  rules_.tax = {{Instant{}, TaxMethod::cumulative}};
  rules_.terms.max = Fen{10'000'000};
  rules_.terms.name_required_from = Fen{100'000'000};
  rules_.terms.day_max = Fen{100'000'000};
  const DealerId dealer = dealer_with(Fen{5'000'000});
  const Instant october = kLedgerNow - std::chrono::days(30);
  const Withdrawal first = request(dealer, Fen{1'000'000}, october);
  EXPECT_EQ(first.amounts.tax, Fen{9'000});  // 10 000 yuan: 3 000 taxable at 3 %
  connection().run_script_statement("UPDATE withdrawal SET state = 'paid', is_open = NULL WHERE is_open = 1");
  const Withdrawal second = request(dealer, Fen{1'000'000});
  EXPECT_EQ(second.tax,
            (TaxRecord{TaxMethod::cumulative, "2026", {Fen{1'000'000}, Fen{9'000}, 2}, Fen{9'000}}));
}

// D-01, D-04, D-10 and row 1: sixteen at once for most of the balance.
TEST_F(RequestWithdrawalTest, a_tier_has_limits_of_its_own_and_others_keep_those_of_everybody) {
  rules_.tiers["junior"] = {Fen{500}, Fen{2'000}, Fen{3'000}, 2};
  rules_.tiers["gold"].max = Fen{50'000};
  const DealerId junior = dealer_with(Fen{100'000});
  EXPECT_EQ(asked(junior, 499, "a"), "withdrawal.amount_low");
  EXPECT_EQ(asked(junior, 2'001, "b"), "withdrawal.amount_high");
  EXPECT_EQ(asked(junior, 2'000, "c"), "requested");
  connection().run_script_statement("UPDATE withdrawal SET state = 'paid', is_open = NULL WHERE is_open = 1");
  EXPECT_EQ(asked(junior, 1'001, "d"), "withdrawal.day_full");
  EXPECT_EQ(asked(junior, 1'000, "e"), "requested");
  connection().run_script_statement("UPDATE withdrawal SET state = 'paid', is_open = NULL WHERE is_open = 1");
  rules_.tiers["junior"].day_max = Fen{100'000};
  EXPECT_EQ(asked(junior, 500, "f"), "withdrawal.day_full");  // two a day
  connection().run_script_statement("UPDATE dealer SET tier_id = 4");
  EXPECT_EQ(asked(junior, 50'001, "g"), "withdrawal.amount_high");
  EXPECT_EQ(asked(junior, 50'000, "h"), "requested");
}

// Row 11: fifty at once, and a worker that pays each at once, so that the next may follow: the day's number
// holds.
TEST_F(RequestWithdrawalTest, fifty_requests_at_once_leave_as_many_as_a_day_allows) {
  rules_.terms.day_count_max = 3;
  const DealerId dealer = dealer_with(Fen{100'000});
  std::atomic<int> accepted{0};
  std::vector<std::thread> taps;
  for (int i = 0; i < 50; ++i) {
    taps.emplace_back([&, id = fresh_id(), key = fresh_id()] {
      db::Connection own(database().options());
      const flows::RequestWithdrawal command{id, dealer, Fen{1'000}, key, ""};
      const auto done = own.transact([&](db::Tx& tx) -> Result<Withdrawal> {
        auto made = flows::request_withdrawal(tx, rules_, command, kLedgerNow);
        if (made)
          tx.execute_one("UPDATE withdrawal SET state = 'paid', is_open = NULL WHERE id = ?", {made->id});
        return made;
      });
      if (done) ++accepted;
    });
  }
  for (auto& tap : taps) tap.join();
  EXPECT_EQ(accepted, 3);
  EXPECT_EQ(balance(dealer).held, Fen{3'000});
}

TEST_F(RequestWithdrawalTest, sixteen_requests_at_once_leave_one) {
  for (int round = 0; round < 3; ++round) {
    const DealerId dealer = dealer_with(Fen{10'000});
    std::atomic<int> accepted{0};
    std::vector<std::thread> taps;
    for (int i = 0; i < 16; ++i) {
      taps.emplace_back([&, id = fresh_id(), key = fresh_id()] {
        db::Connection own(database().options());
        const flows::RequestWithdrawal command{id, dealer, Fen{8'000}, key, ""};
        const auto done = own.transact(
            [&](db::Tx& tx) { return flows::request_withdrawal(tx, rules_, command, kLedgerNow); });
        if (done) ++accepted;
      });
    }
    for (auto& tap : taps) tap.join();
    EXPECT_EQ(accepted, 1);
    EXPECT_EQ(balance(dealer).available, Fen{2'000});
    EXPECT_EQ(balance(dealer).held, Fen{8'000});
  }
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(RequestWithdrawalTest, a_withdrawal_and_a_clawback_at_once_leave_no_fen_out) {
  for (int round = 0; round < 8; ++round) {
    const DealerId dealer = dealer_with(Fen{0});
    const std::string commission = "x" + fresh_id();
    ASSERT_EQ(post({flows::accrue(commission, dealer, Fen{10'000}),
                    {MovementKind::release, commission, dealer, Fen{10'000}, commission}}),
              "posted");
    std::string withdrawn;
    std::string clawed;
    std::thread withdraw([&, id = fresh_id(), key = fresh_id()] {
      db::Connection own(database().options());
      const flows::RequestWithdrawal command{id, dealer, Fen{8'000}, key, ""};
      const auto done = own.transact(
          [&](db::Tx& tx) { return flows::request_withdrawal(tx, rules_, command, kLedgerNow); });
      withdrawn = done ? "requested" : std::string(done.error().code());
    });
    std::thread claw_back([&] {
      db::Connection own(database().options());
      clawed = post_on(own, {flows::claw_back("r" + commission, commission, dealer, Fen{9'000})});
    });
    withdraw.join();
    claw_back.join();
    EXPECT_EQ(clawed, "posted");
    const Balance after = balance(dealer);
    if (withdrawn == "requested") {
      EXPECT_EQ(after.held, Fen{8'000});
      EXPECT_EQ(after.owed, Fen{7'000});
      EXPECT_EQ(after.available, Fen{0});
    } else {
      EXPECT_EQ(withdrawn, "ledger.available_short");
      EXPECT_EQ(after.available, Fen{1'000});
    }
  }
  EXPECT_EQ(payout_contradictions(), 0);
}

}  // namespace
}  // namespace fenrun::testing
