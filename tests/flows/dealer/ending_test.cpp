// A dealership ends, and everybody who had to do with it goes on.
#include <gtest/gtest.h>

#include <string>

#include "db/binding/binding.hpp"
#include "db/consumer/consumer.hpp"
#include "db/journal/sheet.hpp"
#include "flows/binding/reattribute.hpp"
#include "flows/consumer/delete_account.hpp"
#include "flows/dealer/find_upline.hpp"
#include "flows/dealer/list_dealers.hpp"
#include "flows/dealer/preview_moves.hpp"
#include "flows/dealer/resume_dealer.hpp"
#include "flows/dealer/set_tier.hpp"
#include "flows/dealer/suspend_dealer.hpp"
#include "flows/ledger/dispute_commission.hpp"
#include "flows/ledger/write_off_debt.hpp"
#include "flows/push/record_push.hpp"
#include "flows/withdrawal/request_withdrawal.hpp"
#include "tests/flows/dealer/ending_world.hpp"

namespace fenrun::testing {
namespace {

class EndingFlowTest : public EndingWorld {
 protected:
  // "done", or the code of the refusal.
  template <class Story>
  static std::string outcome_of(Story&& story) {
    const auto result = transact(std::forward<Story>(story));
    return result ? "done" : std::string(result.error().code());
  }
  static std::string post_one(const Movement& movement) {
    return outcome_of([&](db::Tx& tx) { return flows::post(tx, movement, kNow); });
  }
  static std::string commission_of(DealerId dealer) {
    return run([&](db::Tx& tx) -> Result<std::string> {
      return tx
          .one("SELECT reference FROM commission_money WHERE dealer_id = ? ORDER BY id LIMIT 1", {dealer})
          ->text(0);
    });
  }
  static Fen owed_by(DealerId dealer) {
    return run([&](db::Tx& tx) -> Result<Fen> { return db::find_sheet(tx, sheet_of(dealer)).balance.owed; });
  }
  static std::string write_off(DealerId dealer, Fen amount) {
    const std::string id = fresh_ulid();
    run([&](db::Tx& tx) {
      return flows::request_write_off(tx, {id, StaffId{1}, dealer, amount, "已终止"}, kNow);
    });
    return outcome_of([&](db::Tx& tx) { return flows::decide_write_off(tx, {id, StaffId{2}, true}, kNow); });
  }
  static flows::PushEffect close_at_wechat(DealerId dealer, Instant now) {
    return run([&](db::Tx& tx) {
             const auto person = db::find_consumer(tx, db::find_dealer(tx, dealer)->consumer_id);
             const flows::RecordPush command{fresh_hash(), "user_authorization_cancellation", now,
                                             flows::CancelledAccount{person->appid, person->openid_index}};
             return flows::record_push(tx, command, now);
           })
        .effect;
  }
  static ConsumerState person_of(DealerId dealer) {
    const ConsumerId consumer = consumer_of(dealer);
    return run([&](db::Tx& tx) -> Result<ConsumerState> { return db::find_consumer(tx, consumer)->state; });
  }
};

// From a sale to the last fen: each state of the money has its own refusal.
TEST_F(EndingFlowTest, it_is_refused_until_nobody_stands_below_and_no_fen_is_left) {
  EXPECT_EQ(end(middle_), "dealer_ending.has_downline");
  const auto sale = place_paid();
  EXPECT_EQ(end(seller_), "dealer_ending.money_pending");
  finish(sale);
  EXPECT_EQ(books_of(seller_), "0 1320 0");
  EXPECT_EQ(end(seller_), "dealer_ending.money_available");
  const std::string tea = commission_of(seller_);
  const Fen earned = run([&](db::Tx& tx) -> Result<Fen> {
    return tx.one("SELECT earned_fen FROM commission_money WHERE reference = ?", {tea})->fen(0);
  });
  spend(seller_, Fen{1'320 - earned.value});
  EXPECT_EQ(post_one({MovementKind::freeze, "d1", seller_, earned, tea}), "done");
  EXPECT_EQ(end(seller_), "dealer_ending.money_disputed");
  EXPECT_EQ(post_one({MovementKind::unfreeze, "d1", seller_, earned, tea}), "done");
  EXPECT_EQ(post_one(flows::hold("w1", seller_, earned)), "done");
  EXPECT_EQ(end(seller_), "dealer_ending.withdrawal_open");
  EXPECT_EQ(post_one(flows::settle("b1", "w1", seller_, earned)), "done");
  EXPECT_EQ(refund(refund_report(sale.order, "half", Fen{6'600})), flows::RefundEffect::recorded);
  EXPECT_EQ(end(seller_), "dealer_ending.debt_owed");
  EXPECT_EQ(write_off(seller_, owed_by(seller_)), "done");
  EXPECT_EQ(end(seller_), "ended");
  EXPECT_EQ(remains(), 0);
  EXPECT_EQ(end(seller_), "dealer.ended");
  EXPECT_TRUE(try_end_on(connection(), middle_, kNow, "").refused_with(kReasonInvalid));
  EXPECT_TRUE(transact([&](db::Tx& tx) {
                return flows::end_dealership(tx, {kOperator, fresh_ulid(), "不再合作"}, kNow);
              }).refused_with(kDealerNotFound));
}

TEST_F(EndingFlowTest, customers_are_free_and_codes_and_invites_are_dead) {
  const auto touch = touch_of(seller_);
  const Invite leaf = invite_by(middle_);
  const auto waiting = apply(leaf.code);
  ASSERT_TRUE(waiting);
  // The middle dealer can end once the seller has.
  ASSERT_EQ(end(seller_), "ended");
  const auto ending = run([&](db::Tx& tx) -> Result<DealerEnding> { return *db::find_ending(tx, seller_); });
  EXPECT_EQ(ending.customers, 1);
  EXPECT_EQ(ending.referral_codes, 1);
  EXPECT_EQ(ending.reason, "不再合作");
  EXPECT_EQ(ending.staff, kOperator);

  const Instant later = kNow + 2 * kDay;
  EXPECT_EQ(referrer_of(buyer_, kNow), seller_);
  EXPECT_FALSE(referrer_of(buyer_, later).is_set());
  const auto history =
      run([&](db::Tx& tx) -> Result<Page<db::Binding>> { return db::binding_history(tx, buyer_, {}); });
  ASSERT_EQ(history.items.size(), 1U);
  EXPECT_EQ(history.items[0].ended_reason, "dealership_ended");
  const auto again = [&](const flows::ReferralTouch& code) {
    const flows::BindConsumer command{buyer_, code, kFirstTouch, false};
    return outcome_of([&](db::Tx& tx) { return flows::bind_consumer(tx, command, later); });
  };
  EXPECT_EQ(again(touch), "referral.revoked");
  // The first touch for ever had been the seller's; with its end another may come.
  EXPECT_EQ(again(touch_of(top_)), "done");
  EXPECT_EQ(referrer_of(buyer_, later), top_);

  ASSERT_EQ(end(middle_), "ended");
  EXPECT_TRUE(apply(leaf.code).refused_with(kInviteRevoked));
  const flows::ApproveApplicationCommand approval{kOperator, waiting->public_id, fresh_ulid(), ""};
  EXPECT_EQ(outcome_of([&](db::Tx& tx) { return flows::approve_application(tx, approval, later); }),
            "invite.revoked");
  EXPECT_EQ(remains(), 0);
}

TEST_F(EndingFlowTest, whatever_is_done_for_a_dealer_is_refused_to_an_ended_one) {
  const std::string id = public_id_of(seller_);
  const ConsumerId person = consumer_of(seller_);
  run([&](db::Tx& tx) { return flows::suspend_dealer(tx, {kOperator, id, "核查中"}, kNow); });
  ASSERT_EQ(end(seller_), "ended") << "a suspended dealership can end";
  EXPECT_EQ(outcome_of([&](db::Tx& tx) {
              return flows::suspend_dealer(tx, {kOperator, id, "x"}, kNow);
            }),
            "dealer.ended");
  EXPECT_EQ(outcome_of([&](db::Tx& tx) {
              return flows::resume_dealer(tx, {kOperator, id, "x"}, kNow);
            }),
            "dealer.ended");
  EXPECT_EQ(outcome_of([&](db::Tx& tx) {
              return flows::set_tier(tx, {kOperator, id, "gold", "x"}, kNow);
            }),
            "dealer.ended");
  const flows::CreateInviteCommand invite{person, fresh_ulid().substr(6), {1, kNow + kDay}};
  EXPECT_EQ(outcome_of([&](db::Tx& tx) { return flows::create_invite(tx, invite, kNow); }), "dealer.ended");
  const flows::EnsureReferralCode code{seller_, "", fresh_code()};
  EXPECT_EQ(outcome_of([&](db::Tx& tx) { return flows::ensure_referral_code(tx, code, kNow); }),
            "referral.dealer_suspended");
  const flows::RequestWithdrawal withdrawal{fresh_ulid(), seller_, Fen{100}, "key", ""};
  EXPECT_EQ(outcome_of([&](db::Tx& tx) { return flows::request_withdrawal(tx, {}, withdrawal, kNow); }),
            "dealer.ended");
  EXPECT_EQ(apply("", person).error().code(), "dealer.ended");
  const flows::PreviewReattribution wish{
      {run([&](db::Tx& tx) -> Result<std::string> { return db::find_consumer(tx, buyer_)->public_id; })}, id};
  EXPECT_EQ(outcome_of([&](db::Tx& tx) { return flows::preview_reattribution(tx, wish, kNow); }),
            "dealer.ended");
  const flows::PreviewMovesQuery moves{{{public_id_of(dealer()), id}}};
  const auto plan = run([&](db::Tx& tx) { return flows::preview_moves(tx, moves, kNow); });
  EXPECT_EQ(plan.rows.at(0).refusal, &kMoveParentSuspended);
  const auto listed =
      run([&](db::Tx& tx) { return flows::list_dealers(tx, {.state = DealerState::ended}, kNow); });
  ASSERT_EQ(listed.items.size(), 1U);
  EXPECT_EQ(listed.items[0].id, seller_);
}

// The past is asked for by statements, orders that are told late, and courts.
// As after an upgrade during which a server of the older version let dealers join.
TEST_F(EndingFlowTest, a_dealer_without_a_gate_is_given_one) {
  connection().run_script_statement("DELETE FROM dealer_gate");
  EXPECT_TRUE(bind(person(), seller_));
  EXPECT_EQ(count("SELECT COUNT(*) FROM dealer_gate WHERE is_open = 1"), 1);
  (void)place_paid();
  EXPECT_EQ(count("SELECT COUNT(*) FROM dealer_gate WHERE is_open = 1"), 3);
  const DealerId lone = dealer();
  connection().run_script_statement("DELETE FROM dealer_gate WHERE dealer_id = " +
                                    std::to_string(lone.value));
  EXPECT_EQ(end(lone), "ended");
  EXPECT_EQ(count("SELECT COUNT(*) FROM dealer_gate WHERE is_open = 0"), 1);
}

TEST_F(EndingFlowTest, the_place_in_the_tree_stays_and_every_past_upline_is_known) {
  const flows::Upline above{middle_, top_};
  ASSERT_EQ(end(seller_), "ended");
  EXPECT_EQ(run([&](db::Tx& tx) { return flows::find_upline(tx, seller_, kNow); }), above);
  EXPECT_EQ(run([&](db::Tx& tx) { return flows::find_upline_as_of(tx, {seller_, kNow}, kNow); }), above);
  EXPECT_EQ(count("SELECT COUNT(*) FROM dealer_place WHERE valid_to IS NOT NULL"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM tree_change"), 0) << "followers have nothing to learn";
}

// The payment was made before the end, and we heard of it afterwards.
TEST_F(EndingFlowTest, a_payment_heard_of_too_late_pays_those_above_and_leaves_the_ended_sheet_alone) {
  const auto sale = place();
  ASSERT_EQ(end(seller_), "ended");
  EXPECT_EQ(pay(payment_of(sale.order, kNow), kNow + 2 * kDay), flows::PaymentEffect::recorded);
  EXPECT_EQ(find(sale.order.id).order.stamp.upline.size(), 3U) << "the line as it was when it was paid";
  EXPECT_EQ(all_books(), "none | 660 0 0 | 264 0 0");
  EXPECT_EQ(count("SELECT CAST(SUM(amount_fen) AS SIGNED) FROM commission_unclaimed"
                  " WHERE reason = 'dealer_suspended'"),
            1'320);
  EXPECT_EQ(refund(refund_report(sale.order, "all", kBasket)), flows::RefundEffect::recorded);
  EXPECT_EQ(all_books(), "none | 0 0 0 | 0 0 0");
  EXPECT_EQ(remains(), 0);
  expect_balanced();
}

TEST_F(EndingFlowTest, a_sale_after_the_end_has_no_referrer) {
  ASSERT_EQ(end(seller_), "ended");
  const auto sale = place(kNow + 2 * kDay);
  EXPECT_EQ(pay(payment_of(sale.order, kNow + 2 * kDay), kNow + 2 * kDay), flows::PaymentEffect::recorded);
  EXPECT_EQ(all_books(), "none | none | none");
  EXPECT_EQ(count("SELECT COUNT(*) FROM commission_zero_line WHERE reason = 'no_referrer'"), 2);
}

TEST_F(EndingFlowTest, a_refund_after_the_end_is_a_debt_that_two_people_can_write_off) {
  const auto sale = place_paid();
  finish(sale);
  spend(seller_, Fen{1'320});
  ASSERT_EQ(end(seller_), "ended");
  EXPECT_EQ(refund(refund_report(sale.order, "all", kBasket)), flows::RefundEffect::recorded);
  EXPECT_EQ(books_of(seller_), "0 0 1320");
  EXPECT_EQ(write_off(seller_, Fen{1'320}), "done");
  EXPECT_EQ(books_of(seller_), "0 0 0");
  EXPECT_EQ(remains(), 0);
}

// docs/operations.md sends staff this way.
TEST_F(EndingFlowTest, a_remainder_too_small_to_withdraw_is_given_up_through_a_dispute_by_two_people) {
  finish(place_paid());
  spend(seller_, Fen{1'320 - 7});
  const flows::OpenDispute claim{
      fresh_ulid(),
      StaffId{1},
      run([&](db::Tx& tx) -> Result<CommissionId> {
        return tx.one("SELECT id FROM commission WHERE dealer_id = ? LIMIT 1", {seller_})
            ->id<CommissionId>(0);
      }),
      Fen{7},
      "余额低于最低提现额",
      "书面放弃声明"};
  EXPECT_EQ(outcome_of([&](db::Tx& tx) { return flows::open_dispute(tx, claim, kNow); }), "done");
  const flows::ResolveDispute resolution{claim.public_id, StaffId{2}, false, "已确认放弃"};
  EXPECT_EQ(outcome_of([&](db::Tx& tx) { return flows::resolve_dispute(tx, resolution, kNow); }), "done");
  EXPECT_EQ(end(seller_), "ended");
}

TEST_F(EndingFlowTest, the_account_of_a_former_dealer_can_be_deleted_and_the_name_goes_with_it) {
  const ConsumerId person = consumer_of(seller_);
  const auto remove = [&] {
    return outcome_of([&](db::Tx& tx) { return flows::delete_account(tx, {person}, kNow + 2 * kDay); });
  };
  EXPECT_EQ(remove(), "consumer.is_dealer");
  ASSERT_EQ(end(seller_), "ended");
  EXPECT_EQ(person_of(seller_), ConsumerState::active) << "nobody asked for the account to go";
  EXPECT_EQ(remove(), "done");
  EXPECT_EQ(find_dealer(seller_).name, kErasedDealerName);
  EXPECT_EQ(find_dealer(seller_).state, DealerState::ended);
}

TEST_F(EndingFlowTest, an_account_that_was_closed_at_wechat_goes_with_the_dealership) {
  EXPECT_EQ(close_at_wechat(seller_, kNow + kDay), flows::PushEffect::is_dealer);
  EXPECT_EQ(person_of(seller_), ConsumerState::active);
  const auto ended = try_end_on(connection(), seller_, kNow + 2 * kDay);
  ASSERT_TRUE(ended);
  EXPECT_TRUE(ended->is_account_deleted);
  EXPECT_EQ(ended->sessions.token_hashes.size(), 1U) << "whoever holds the session is signed out";
  EXPECT_EQ(ended->dealer.name, kErasedDealerName);
  EXPECT_EQ(person_of(seller_), ConsumerState::deleted);
}

TEST_F(EndingFlowTest, a_dealer_who_came_back_after_closing_the_account_at_wechat_keeps_it) {
  const std::string name = "wang";
  const DealerId dealer = OrderWorld::dealer(top_, person(name));
  EXPECT_EQ(close_at_wechat(dealer, kNow + kDay), flows::PushEffect::is_dealer);
  log_in(login_of(name), kNow + 2 * kDay);
  const auto ended = try_end_on(connection(), dealer, kNow + 3 * kDay);
  ASSERT_TRUE(ended);
  EXPECT_FALSE(ended->is_account_deleted);
  EXPECT_EQ(person_of(dealer), ConsumerState::active);
}

TEST_F(EndingFlowTest, wechats_word_about_a_former_dealer_deletes_the_account_at_once) {
  ASSERT_EQ(end(seller_), "ended");
  EXPECT_EQ(close_at_wechat(seller_, kNow + 2 * kDay), flows::PushEffect::erased);
  EXPECT_EQ(person_of(seller_), ConsumerState::deleted);
}

}  // namespace
}  // namespace fenrun::testing
