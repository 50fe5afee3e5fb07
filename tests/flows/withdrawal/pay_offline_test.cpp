// Withdrawals that are paid outside WeChat, on a real database: by two people, once, and never where WeChat
// may still pay.
#include "flows/withdrawal/pay_offline.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "db/payout/transfer_notice.hpp"
#include "flows/withdrawal/resolve_withdrawal.hpp"
#include "flows/withdrawal/verify_offline.hpp"
#include "tests/flows/withdrawal/offline_world.hpp"

namespace fenrun::testing {
namespace {

class PayOfflineTest : public OfflineWorld {
 protected:
  static void put_transfer_in(PayoutState state) {
    database().run([&](db::Tx& tx) -> Result<bool> {
      tx.execute("UPDATE payout SET state = ?, is_open = IF(?, NULL, 1)",
                 {to_word(state), is_terminal(state)});
      return true;
    });
  }
  static void tell_paid(const Withdrawal& withdrawal) {
    const Payout payout = payout_of(withdrawal);
    const db::TransferNotice told{payout.number, "1330000",           payout.mchid, ChannelState::success,
                                  payout.amount, payout.openid_index, "",           kOfflineNow};
    database().run(
        [&](db::Tx& tx) -> Result<bool> { return db::insert_transfer_notice(tx, told, kOfflineNow); });
  }
};

TEST_F(PayOfflineTest, paid_by_two_people_it_is_posted_once_with_tax_and_fee) {
  rules_.tax = {{Instant{}, TaxMethod::ordinary}};
  rules_.terms.fee_ppm = 10'000;
  const DealerId dealer = dealer_with(Fen{120'000});
  const Withdrawal withdrawal = closed_unpaid(dealer, Fen{100'000});
  const auto proposed = propose_offline(withdrawal, "B2026112900001");
  EXPECT_EQ(balance_of("bank"), 0);
  EXPECT_EQ(state_of(withdrawal), "paying");
  EXPECT_EQ(confirm_offline(proposed, kFinanceOne), "offline_payout.same_person");
  EXPECT_EQ(confirm_offline(proposed, kFinanceTwo), "paid");
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(balance_of("bank"), -95'000);
  EXPECT_EQ(balance_of("tax"), -4'000);
  EXPECT_EQ(balance_of("fees"), -1'000);
  EXPECT_EQ(balance_of("wechat"), 0);
  EXPECT_EQ(balance_of("in_flight"), 0);
  EXPECT_EQ(balance(dealer).held, Fen{0});
  EXPECT_EQ(balance(dealer).available, Fen{20'000});
  EXPECT_EQ(payout_contradictions(), 0);

  EXPECT_EQ(confirm_offline(proposed, kFinanceTwo), "offline_payout.decided");
  EXPECT_EQ(refuse_offline(proposed, kFinanceTwo), "offline_payout.decided");
  EXPECT_EQ(propose_offline(withdrawal, "B2"), "withdrawal.state_conflict");
  EXPECT_EQ(judge(withdrawal, true), "withdrawal.state_conflict");
  EXPECT_EQ(judge(withdrawal, false), "withdrawal.state_conflict");
  EXPECT_FALSE(claim(kOfflineNow).claimed);
  EXPECT_EQ(balance_of("bank"), -95'000);
}

// The invariant: whatever state the transfer is in, only a closed and unpaid one lets another way be taken,
// when it is proposed and again when it is confirmed.
TEST_F(PayOfflineTest, never_while_wechat_may_still_pay) {
  const DealerId dealer = dealer_with(Fen{1'000});
  const Withdrawal withdrawal = closed_unpaid(dealer, Fen{1'000});
  const auto proposed = propose_offline(withdrawal, "B1");
  int open = 0;
  for (std::size_t i = 0; i < kPayoutStateCount; ++i) {
    const auto state = static_cast<PayoutState>(i);
    if (is_terminal(state) && state != PayoutState::succeeded) continue;
    ++open;
    connection().run_script_statement("UPDATE payout SET posts = 0");  // what `created` demands
    put_transfer_in(state);
    EXPECT_EQ(confirm_offline(proposed, kFinanceTwo), "withdrawal.transfer_open") << to_word(state);
    EXPECT_EQ(propose_offline(withdrawal, "B2"), "withdrawal.transfer_open") << to_word(state);
    EXPECT_EQ(state_of(withdrawal), "paying") << to_word(state);
    EXPECT_EQ(balance_of("bank"), 0) << to_word(state);
  }
  EXPECT_EQ(open, 10);
  for (const auto state : {PayoutState::cancelled, PayoutState::failed}) {
    put_transfer_in(state);
    EXPECT_EQ(propose_offline(withdrawal, "B2"), "offline_payout.open") << to_word(state);
  }
  EXPECT_EQ(confirm_offline(proposed, kFinanceTwo), "paid");
}

TEST_F(PayOfflineTest, not_before_it_was_tried_and_not_after_it_went_back) {
  const Withdrawal asked = request(dealer_with(Fen{1'000}), Fen{1'000});
  EXPECT_EQ(propose_offline(asked, "B1"), "withdrawal.state_conflict");
  EXPECT_EQ(propose_offline(prepared(dealer_with(Fen{1'000}), Fen{1'000}), "B1"), "withdrawal.transfer_open");
  connection().run_script_statement("UPDATE payout SET due_at = NULL");
  const Withdrawal returned = closed_unpaid(dealer_with(Fen{1'000}), Fen{1'000});
  EXPECT_EQ(judge(returned, false), "returned");
  EXPECT_EQ(propose_offline(returned, "B1"), "withdrawal.state_conflict");
}

// The notice may lie in the inbox still.
TEST_F(PayOfflineTest, not_where_wechat_has_ever_told_that_it_paid) {
  const Withdrawal withdrawal = closed_unpaid(dealer_with(Fen{1'000}), Fen{1'000});
  const auto proposed = propose_offline(withdrawal, "B1");
  tell_paid(withdrawal);
  EXPECT_EQ(confirm_offline(proposed, kFinanceTwo), "withdrawal.contradicted");
  EXPECT_EQ(refuse_offline(proposed, kFinanceTwo), "refused");
  EXPECT_EQ(propose_offline(withdrawal, "B1"), "withdrawal.contradicted");
  EXPECT_EQ(judge(withdrawal, true), "withdrawal.contradicted");
  EXPECT_EQ(judge(withdrawal, false), "withdrawal.contradicted");
  connection().run_script_statement("DELETE FROM transfer_notice");
  connection().run_script_statement("UPDATE payout SET needs_human = 1, human_reason = 'contradiction'");
  EXPECT_EQ(propose_offline(withdrawal, "B1"), "withdrawal.contradicted");
  EXPECT_EQ(judge(withdrawal, true), "withdrawal.contradicted");
  EXPECT_EQ(judge(withdrawal, false), "withdrawal.contradicted");
  EXPECT_EQ(balance_of("bank"), 0);
  EXPECT_EQ(state_of(withdrawal), "paying");
}

TEST_F(PayOfflineTest, while_somebody_says_that_it_was_paid_it_is_neither_tried_again_nor_given_back) {
  const Withdrawal withdrawal = closed_unpaid(dealer_with(Fen{1'000}), Fen{1'000});
  const auto proposed = propose_offline(withdrawal, "B1");
  EXPECT_EQ(propose_offline(withdrawal, "B2"), "offline_payout.open");
  EXPECT_EQ(judge(withdrawal, true), "offline_payout.open");
  EXPECT_EQ(judge(withdrawal, false), "offline_payout.open");
  EXPECT_EQ(refuse_offline(proposed, kFinanceTwo, ""), kWithdrawalReasonInvalid.code);
  EXPECT_EQ(refuse_offline(proposed, kFinanceTwo), "refused");
  EXPECT_EQ(count("SELECT COUNT(*) FROM offline_payout WHERE reason = '未付款'"), 1);
  EXPECT_EQ(confirm_offline(proposed, kFinanceTwo), "offline_payout.decided");
  EXPECT_EQ(judge(withdrawal, true), "requested");
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(PayOfflineTest, one_payment_is_evidence_for_one_withdrawal) {
  const Withdrawal first = closed_unpaid(dealer_with(Fen{1'000}), Fen{1'000});
  const Withdrawal second = closed_unpaid(dealer_with(Fen{1'000}), Fen{1'000});
  const auto proposed = propose_offline(first, "B1");
  EXPECT_EQ(propose_offline(second, "B1"), "offline_payout.reference_used");
  EXPECT_EQ(confirm_offline(proposed, kFinanceTwo), "paid");
  EXPECT_EQ(propose_offline(second, "B1"), "offline_payout.reference_used");
  const auto other = propose_offline(second, "B2");
  EXPECT_EQ(confirm_offline(other, kFinanceTwo), "paid");
}

TEST_F(PayOfflineTest, evidence_and_time_have_to_make_sense) {
  const Withdrawal withdrawal = closed_unpaid(dealer_with(Fen{1'000}), Fen{1'000});
  auto early = wish(withdrawal, "B1");
  early.paid_at = withdrawal.requested_at - std::chrono::seconds(1);
  auto late = wish(withdrawal, "B1");
  late.paid_at = kOfflineNow + std::chrono::seconds(1);
  auto silent = wish(withdrawal, "B1");
  silent.evidence.clear();
  for (const auto& command : {early, late, silent, wish(withdrawal, ""), wish(withdrawal, "two\nlines")}) {
    EXPECT_EQ(propose_offline(command), "offline_payout.invalid");
  }
}

TEST_F(PayOfflineTest, without_a_one_time_code_for_just_this_nothing_is_posted) {
  const Withdrawal withdrawal = closed_unpaid(dealer_with(Fen{1'000}), Fen{1'000});
  const auto proposed = propose_offline(withdrawal, "B1");
  const auto done = connection().transact([&](db::Tx& tx) {
    return flows::confirm_offline_payout(tx, keys(), {proposed, kFinanceTwo, {}, ""}, kOfflineNow);
  });
  EXPECT_EQ(done.error().code(), "step_up.needed");
  // The code was given for what stood there before.
  const std::string token = "given " + fresh_id();
  database().run([&](db::Tx& tx) -> Result<bool> {
    db::StepUp given;
    given.confirmation = crypto::sha256(token);
    given.staff = kFinanceTwo;
    given.digest = flows::offline_payout_digest(*db::find_offline_payout(tx, proposed));
    given.confirmed_at = kOfflineNow;
    db::insert_step_up(tx, given);
    return true;
  });
  const auto confirm_by_it = [&] {
    const auto tried = connection().transact([&](db::Tx& tx) {
      return flows::confirm_offline_payout(tx, keys(), {proposed, kFinanceTwo, {}, token}, kOfflineNow);
    });
    return tried ? std::string(to_word(tried->state)) : std::string(tried.error().code());
  };
  for (const char* const change :
       {"reference = 'B9'", "evidence = '另一张'", "amount_fen = amount_fen + 1"}) {
    connection().run_script_statement("CREATE TEMPORARY TABLE kept AS SELECT * FROM offline_payout");
    connection().run_script_statement(std::string("UPDATE offline_payout SET ") + change);
    EXPECT_EQ(confirm_by_it(), "step_up.other") << change;
    connection().run_script_statement(
        "UPDATE offline_payout o JOIN kept k ON k.id = o.id SET o.reference = k.reference, "
        "o.evidence = k.evidence, o.amount_fen = k.amount_fen");
    connection().run_script_statement("DROP TEMPORARY TABLE kept");
  }
  EXPECT_EQ(balance_of("bank"), 0);
  EXPECT_EQ(state_of(withdrawal), "paying");
  EXPECT_EQ(confirm_by_it(), "paid");
}

TEST_F(PayOfflineTest, what_two_people_confirmed_is_found_out_when_it_is_changed) {
  const auto fault = [] {
    return database().run([](db::Tx& tx) -> Result<std::string> {
      OfflinePayoutId last;
      std::int64_t checked = 0;
      auto found = flows::verify_offline_payouts(tx, keys(), last, 100, checked);
      if (!found) found = flows::verify_offline_movements(tx);
      return found ? found->what : "none of " + std::to_string(checked);
    });
  };
  const Withdrawal one = closed_unpaid(dealer_with(Fen{1'000}), Fen{1'000});
  const Withdrawal two = closed_unpaid(dealer_with(Fen{2'000}), Fen{2'000});
  EXPECT_EQ(confirm_offline(propose_offline(one, "B1"), kFinanceTwo), "paid");
  const auto paid = propose_offline(two, "B2");
  EXPECT_EQ(fault(), "none of 1");  // what is only proposed is no payment
  EXPECT_EQ(confirm_offline(paid, kFinanceTwo), "paid");
  EXPECT_EQ(fault(), "none of 2");
  connection().run_script_statement("CREATE TABLE offline_kept AS SELECT * FROM offline_payout");
  for (const std::string change : {"reference = 'B9'", "amount_fen = amount_fen + 1", "evidence = '另一张'",
                                   "decided_by = 3", "mac = REPEAT('x', 32)"}) {
    connection().run_script_statement("UPDATE offline_payout SET " + change + " WHERE reference = 'B2'");
    EXPECT_EQ(fault(), "is the offline payout " + paid + ", which is not what was confirmed") << change;
    connection().run_script_statement("DELETE FROM offline_payout");
    connection().run_script_statement("INSERT INTO offline_payout SELECT * FROM offline_kept");
    EXPECT_EQ(fault(), "none of 2") << change;
  }
  connection().run_script_statement("DELETE FROM offline_payout WHERE reference = 'B2'");
  EXPECT_EQ(fault(), "pays offline what nobody has registered");
  connection().run_script_statement("DROP TABLE offline_kept");
}

TEST_F(PayOfflineTest, confirmed_by_two_at_the_same_moment_it_is_posted_once) {
  const DealerId dealer = dealer_with(Fen{1'000});
  const Withdrawal withdrawal = closed_unpaid(dealer, Fen{1'000});
  const auto proposed = propose_offline(withdrawal, "B1");
  const auto confirm_as = [&](StaffId staff, bool& is_paid) {
    db::Connection own(database().options());
    const std::string token = "given by " + std::to_string(staff.value);
    const auto done = own.transact([&](db::Tx& tx) -> Result<OfflinePayout> {
      db::StepUp given;
      given.confirmation = crypto::sha256(token);
      given.staff = staff;
      given.digest = flows::offline_payout_digest(*db::find_offline_payout(tx, proposed));
      given.confirmed_at = kOfflineNow;
      db::insert_step_up(tx, given);
      return flows::confirm_offline_payout(tx, keys(), {proposed, staff, {}, token}, kOfflineNow);
    });
    is_paid = done.has_value();
  };
  bool is_paid_by_two = false;
  bool is_paid_by_three = false;
  std::thread two([&] { confirm_as(kFinanceTwo, is_paid_by_two); });
  std::thread three([&] { confirm_as(StaffId{3}, is_paid_by_three); });
  two.join();
  three.join();
  EXPECT_NE(is_paid_by_two, is_paid_by_three);
  EXPECT_EQ(balance_of("bank"), -1'000);
  EXPECT_EQ(payout_contradictions(), 0);
}

}  // namespace
}  // namespace fenrun::testing
