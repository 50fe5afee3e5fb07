// Transfers that are stuck, on a real database: two people decide, the worker does it, the ledger follows.
#include "flows/payout/resolve_payout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "db/payout/payout_resolution.hpp"
#include "db/staff/step_up.hpp"
#include "tests/flows/withdrawal/withdrawal_world.hpp"

namespace fenrun::testing {
namespace {

using namespace std::chrono_literals;

class ResolvePayoutTest : public WithdrawalWorld {
 protected:
  // Sent, not heard of, and a person's by now.
  Withdrawal stuck(DealerId dealer) const {
    const Withdrawal withdrawal = prepared(dealer, Fen{1'000});
    const auto claimed = claim();
    EXPECT_TRUE(claimed.claimed.has_value());
    reply(*claimed.claimed, {PayoutEvent::no_answer});
    connection().run_script_statement("UPDATE payout SET needs_human = 1, human_reason = 'never_known'");
    return withdrawal;
  }
  static std::string propose(const Withdrawal& withdrawal, ResolutionAction action, StaffId staff,
                             Instant now = kLedgerNow) {
    const flows::ProposeResolution command{fresh_id(),   withdrawal.public_id, action,
                                           "4200001234", "资金账单有此笔",     staff};
    const auto done =
        connection().transact([&](db::Tx& tx) { return flows::propose_resolution(tx, command, now); });
    return done ? done->public_id : std::string(done.error().code());
  }
  // With a confirmation of exactly this, as a step-up makes it.
  static std::string confirm(const std::string& public_id, StaffId staff, Instant now = kLedgerNow) {
    const auto done = connection().transact([&](db::Tx& tx) -> Result<PayoutResolution> {
      db::StepUp given;
      given.confirmation = crypto::sha256("given " + public_id);
      given.staff = staff;
      given.digest = flows::resolution_digest(*db::find_resolution(tx, public_id));
      given.confirmed_at = now;
      db::insert_step_up(tx, given);
      return flows::confirm_resolution(tx, keys(), {public_id, staff, {}, "given " + public_id}, now);
    });
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }
  static std::string apply(Instant now = kLedgerNow) {
    const auto applied = database().run([&](db::Tx& tx) { return flows::apply_resolution(tx, keys(), now); });
    return applied ? std::string(to_word(applied->state)) + " " + applied->outcome : "none";
  }
};

TEST_F(ResolvePayoutTest, closed_as_paid_by_two_people_settles_once) {
  rules_.terms.fee_ppm = 10'000;
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal withdrawal = stuck(dealer);
  EXPECT_EQ(propose(withdrawal, ResolutionAction::close_unpaid, kFinanceOne), "payout_resolution.too_early");
  const auto proposed = propose(withdrawal, ResolutionAction::close_paid, kFinanceOne);
  EXPECT_EQ(propose(withdrawal, ResolutionAction::cancel, kFinanceTwo), "payout_resolution.open");
  EXPECT_EQ(apply(), "none");
  EXPECT_EQ(confirm(proposed, kFinanceOne), "payout_resolution.same_person");
  EXPECT_EQ(payout_state(withdrawal), "unknown");
  EXPECT_EQ(confirm(proposed, kFinanceTwo), "confirmed");
  EXPECT_EQ(apply(), "applied succeeded");
  EXPECT_EQ(apply(), "none");
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(balance(dealer).available, Fen{4'000});
  EXPECT_EQ(balance(dealer).held, Fen{0});
  EXPECT_EQ(payout_contradictions(), 0);
  EXPECT_EQ(propose(withdrawal, ResolutionAction::cancel, kFinanceOne), "payout_resolution.no_transfer");
}

TEST_F(ResolvePayoutTest, closed_as_unpaid_gives_back_once_and_what_wechat_says_later_stops_everything) {
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal withdrawal = stuck(dealer);
  const Instant late = kLedgerNow + std::chrono::days(32);
  const auto proposed = propose(withdrawal, ResolutionAction::close_unpaid, kFinanceOne, late);
  EXPECT_EQ(confirm(proposed, kFinanceTwo, late), "confirmed");
  const Payout before = payout_of(withdrawal);
  EXPECT_EQ(apply(late), "applied failed");
  EXPECT_EQ(state_of(withdrawal), "returned");
  EXPECT_EQ(balance(dealer).available, Fen{5'000});
  EXPECT_EQ(payout_contradictions(), 0);
  // A reply that was under way, under the same fence.
  PayoutNews news{query_says(ChannelState::success)};
  const flows::RecordReply command{before.id, before.fence, news, "", "told", "", 500};
  connection().run_script_statement("UPDATE payout_attempt SET finished_at = NULL, outcome = NULL");
  const auto told = database().run([&](db::Tx& tx) { return flows::record_reply(tx, command, late); });
  EXPECT_EQ(told.verdict, PayoutVerdict::contradict);
  EXPECT_TRUE(is_fuse_blown());
  EXPECT_EQ(balance(dealer).available, Fen{5'000});
}

TEST_F(ResolvePayoutTest, a_cancel_by_two_people_lets_the_worker_go_on) {
  const Withdrawal withdrawal = stuck(dealer_with(Fen{5'000}));
  const auto proposed = propose(withdrawal, ResolutionAction::cancel, kFinanceOne);
  EXPECT_EQ(confirm(proposed, kFinanceTwo), "confirmed");
  EXPECT_EQ(apply(), "applied unknown");
  const Payout payout = payout_of(withdrawal);
  EXPECT_TRUE(payout.is_cancel_wanted);
  EXPECT_FALSE(payout.needs_human);
  EXPECT_EQ(payout.cancel_reason, "manual");
  EXPECT_EQ(state_of(withdrawal), "paying");
  // What WeChat does not know is asked about, posted again by the same number, and cancelled once it is
  // known.
  const auto asked = claim(kLedgerNow);
  ASSERT_TRUE(asked.claimed.has_value());
  EXPECT_EQ(db::to_word(asked.claimed->step), "query");
  reply(*asked.claimed, {query_says(ChannelState::wait)});
  const auto next = claim(kLedgerNow + 1s);
  ASSERT_TRUE(next.claimed.has_value());
  EXPECT_EQ(db::to_word(next.claimed->step), "cancel");
}

TEST_F(ResolvePayoutTest, what_ends_before_the_worker_comes_is_left_alone) {
  const Withdrawal withdrawal = stuck(dealer_with(Fen{5'000}));
  const auto proposed = propose(withdrawal, ResolutionAction::close_paid, kFinanceOne);
  EXPECT_EQ(confirm(proposed, kFinanceTwo), "confirmed");
  const auto asked = claim(kLedgerNow + 1h);
  ASSERT_TRUE(asked.claimed.has_value());
  reply(*asked.claimed, {query_says(ChannelState::cancelled)}, kLedgerNow + 1h);
  EXPECT_EQ(apply(kLedgerNow + 1h), "void payout_resolution.no_transfer");
  EXPECT_EQ(state_of(withdrawal), "returned");
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(ResolvePayoutTest, a_forged_one_changes_nothing_and_blows_the_fuse) {
  for (const std::string statement :
       {"UPDATE payout_resolution SET action = 'close_unpaid' WHERE is_open = 1",
        "UPDATE payout_resolution SET decided_by = 77 WHERE is_open = 1",
        "UPDATE payout_resolution SET evidence = '别的' WHERE is_open = 1"}) {
    const Withdrawal withdrawal = stuck(dealer_with(Fen{5'000}));
    const Instant late = kLedgerNow + std::chrono::days(32);
    const auto proposed = propose(withdrawal, ResolutionAction::close_paid, kFinanceOne, late);
    EXPECT_EQ(confirm(proposed, kFinanceTwo, late), "confirmed");
    connection().run_script_statement(statement);
    EXPECT_EQ(apply(late), "void forged") << statement;
    EXPECT_TRUE(is_fuse_blown());
    EXPECT_EQ(payout_state(withdrawal), "unknown");
    connection().run_script_statement("UPDATE payout_fuse SET is_blown = 0, reason = '', blown_at = NULL");
    // Out of the way of the next.
    connection().run_script_statement("UPDATE payout SET due_at = '2099-01-01'");
  }
}

// What WeChat has acknowledged and does not know an hour later never ends by itself.
TEST_F(ResolvePayoutTest, what_wechat_has_lost_is_decided_by_two_people) {
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal withdrawal = prepared(dealer, Fen{1'000});
  PayoutNews created{create_says(ChannelState::wait), "1330000"};
  created.has_package = true;
  reply(*claim().claimed, created);
  const auto not_found = [&](Instant at) { reply(*claim(at).claimed, {PayoutEvent::query_not_found}, at); };
  not_found(kLedgerNow + 10min);
  EXPECT_FALSE(payout_of(withdrawal).needs_human);  // its books may lag behind
  EXPECT_EQ(propose(withdrawal, ResolutionAction::close_paid, kFinanceOne), "payout_resolution.not_stuck");
  not_found(kLedgerNow + 2h);
  EXPECT_EQ(payout_of(withdrawal).human_reason, "lost");
  EXPECT_EQ(payout_state(withdrawal), "await_user");
  EXPECT_EQ(balance(dealer).held, Fen{1'000});
  // Called off by two people: asked for once, and it is lost again.
  const Instant cancelled = kLedgerNow + 3h;
  EXPECT_EQ(confirm(propose(withdrawal, ResolutionAction::cancel, kFinanceOne), kFinanceTwo), "confirmed");
  EXPECT_EQ(apply(cancelled), "applied await_user");
  const auto step = claim(cancelled);
  ASSERT_TRUE(step.claimed.has_value());
  EXPECT_EQ(db::to_word(step.claimed->step), "cancel");
  const flows::RecordReply refused{
      step.claimed->payout.id, step.claimed->payout.fence, {}, "", "NOT_FOUND", "", 0};
  database().run([&](db::Tx& tx) { return flows::record_reply(tx, refused, cancelled); });
  not_found(cancelled + 1min);
  EXPECT_EQ(payout_of(withdrawal).human_reason, "lost");

  const Instant late = kLedgerNow + std::chrono::days(32);
  const auto proposed = propose(withdrawal, ResolutionAction::close_unpaid, kFinanceOne, late);
  EXPECT_EQ(confirm(proposed, kFinanceTwo, late), "confirmed");
  EXPECT_EQ(apply(late), "applied failed");
  EXPECT_EQ(state_of(withdrawal), "returned");
  EXPECT_EQ(balance(dealer).available, Fen{5'000});
  EXPECT_EQ(payout_contradictions(), 0);
}

// The merchant in the configuration was changed. A worker that has the old one again goes on with them.
TEST_F(ResolvePayoutTest, a_transfer_of_another_merchant_is_never_called_for_and_people_can_end_it) {
  const Withdrawal sent = prepared(dealer_with(Fen{5'000}), Fen{1'000});
  reply(*claim().claimed, {PayoutEvent::no_answer});
  const Withdrawal unsent = prepared(dealer_with(Fen{5'000}), Fen{1'000});
  const auto fences = [] { return count("SELECT CAST(SUM(fence) AS SIGNED) FROM payout"); };
  const std::int64_t before = fences();
  const PayoutMerchant other = merchant("1900000002");
  Instant now = kLedgerNow + 5min;
  for (int i = 0; i < 4; ++i, now += 15min) {
    EXPECT_TRUE(claim(now, true, other).is_busy);
    EXPECT_TRUE(claim(now, true, other).is_busy);
    EXPECT_FALSE(claim(now, true, other).is_busy) << "not without a pause";
  }
  EXPECT_EQ(fences(), before);
  EXPECT_EQ(count("SELECT COUNT(*) FROM payout_attempt"), 1);
  for (const Withdrawal& one : {sent, unsent}) EXPECT_EQ(payout_of(one).human_reason, "other_merchant");

  // Nobody has to prove anything of what was never sent.
  EXPECT_EQ(propose(unsent, ResolutionAction::close_paid, kFinanceOne, now), "payout_resolution.no_transfer");
  EXPECT_EQ(confirm(propose(unsent, ResolutionAction::cancel, kFinanceOne, now), kFinanceTwo, now),
            "confirmed");
  EXPECT_EQ(apply(now), "applied created");
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(claim(now, true, other).is_busy);  // the other one is due as well
  EXPECT_EQ(payout_state(unsent), "voided");
  EXPECT_EQ(state_of(unsent), "returned");

  const auto again = claim(now + 15min);
  ASSERT_TRUE(again.claimed.has_value());
  EXPECT_FALSE(payout_of(sent).needs_human);
  reply(*again.claimed, {query_says(ChannelState::success)}, now + 15min);
  EXPECT_EQ(state_of(sent), "paid");
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(ResolvePayoutTest, one_may_be_refused_or_taken_back_and_another_proposed) {
  const Withdrawal withdrawal = stuck(dealer_with(Fen{5'000}));
  const auto proposed = propose(withdrawal, ResolutionAction::cancel, kFinanceOne);
  const auto refused = connection().transact([&](db::Tx& tx) {
    return flows::refuse_resolution(tx, {proposed, kFinanceOne}, kLedgerNow);
  });
  EXPECT_EQ(refused->state, ResolutionState::refused);
  EXPECT_EQ(confirm(proposed, kFinanceTwo), "payout_resolution.decided");
  EXPECT_EQ(propose(withdrawal, ResolutionAction::cancel, kFinanceTwo).size(), 26U);
}

}  // namespace
}  // namespace fenrun::testing
