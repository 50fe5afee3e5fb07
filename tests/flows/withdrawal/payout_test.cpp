// The life of a transfer on a real database, with WeChat's words said by the test.
#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "db/dealer/dealer.hpp"
#include "db/payout/transfer_notice.hpp"
#include "flows/payout/apply_transfer_notice.hpp"
#include "flows/withdrawal/resolve_withdrawal.hpp"
#include "tests/flows/withdrawal/withdrawal_world.hpp"

namespace fenrun::testing {
namespace {

using namespace std::chrono_literals;

PayoutNews says(ChannelState state) {
  PayoutNews news{query_says(state), "1330000", "", FailBlame::dealer, false, 0s};
  if (state == ChannelState::fail) news.fail_reason = "ACCOUNT_FROZEN";
  return news;
}
PayoutNews created() { return {create_says(ChannelState::wait), "1330000", "", FailBlame::ours, true, 0s}; }

class PayoutTest : public WithdrawalWorld {
 protected:
  // Claims what is due, which must be this step.
  flows::ClaimedPayout claimed(PayoutStep step, Instant now = kLedgerNow) const {
    auto found = claim(now);
    if (!found.claimed) {
      ADD_FAILURE() << "nothing to claim";
      return {};
    }
    EXPECT_EQ(db::to_word(found.claimed->step), db::to_word(step));
    return *found.claimed;
  }
  static std::string notice(const Payout& payout, ChannelState state, Fen amount, Instant now = kLedgerNow) {
    const db::TransferNotice told{payout.number, "1330000",           payout.mchid,    state,
                                  amount,        payout.openid_index, "OVERDUE_CLOSE", now};
    return database().run([&](db::Tx& tx) -> Result<std::string> {
      if (!db::insert_transfer_notice(tx, told, now)) return std::string("repeated");
      const auto applied = flows::apply_transfer_notice(tx, 500, now);
      return std::string((*applied)->outcome);
    });
  }
  static std::string resolve(const Withdrawal& withdrawal, StaffId staff, bool is_reissue) {
    const flows::JudgeWithdrawal command{withdrawal.public_id, staff, "处理"};
    const auto done = connection().transact([&](db::Tx& tx) {
      return is_reissue ? flows::reissue_withdrawal(tx, command, kLedgerNow)
                        : flows::return_withdrawal(tx, command, kLedgerNow);
    });
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }
};

TEST_F(PayoutTest, from_the_first_post_to_arrival_the_ledger_follows_every_step) {
  rules_.tax = {{Instant{}, TaxMethod::ordinary}};
  rules_.terms.fee_ppm = 10'000;
  const DealerId dealer = dealer_with(Fen{100'000});
  const Withdrawal withdrawal = prepared(dealer, Fen{100'000});
  const auto post_step = claimed(PayoutStep::post);
  EXPECT_EQ(payout_state(withdrawal), "submitting");
  EXPECT_FALSE(claim().claimed);  // leased
  EXPECT_EQ(balance_of("in_flight"), 0);
  reply(post_step, created());
  EXPECT_EQ(payout_state(withdrawal), "await_user");
  EXPECT_EQ(balance_of("in_flight"), 95'000);
  EXPECT_EQ(balance_of("wechat"), -95'000);
  reply(claimed(PayoutStep::query, kLedgerNow + 2min), says(ChannelState::success), kLedgerNow + 2min);
  EXPECT_EQ(payout_state(withdrawal), "succeeded");
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(balance_of("in_flight"), 0);
  EXPECT_EQ(balance_of("wechat"), -95'000);
  EXPECT_EQ(balance_of("tax"), -4'000);
  EXPECT_EQ(balance_of("fees"), -1'000);
  EXPECT_EQ(balance(dealer).held, Fen{0});
  EXPECT_FALSE(claim(kLedgerNow + 100h).claimed);
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(PayoutTest, the_number_is_made_from_the_withdrawal_and_a_lost_row_leads_to_it_again) {
  const Withdrawal withdrawal = request(dealer_with(Fen{5'000}), Fen{5'000});
  EXPECT_EQ(prepare(withdrawal), "not_approved");
  EXPECT_EQ(approve(withdrawal, kFinanceOne), "approved");
  std::set<std::string> numbers;
  for (int i = 0; i < 3; ++i) {
    const auto plan = database().run([&](db::Tx& tx) {
      return flows::plan_payout(tx, rules_.approval, keys(), withdrawal.id, kLedgerNow);
    });
    ASSERT_TRUE(plan.plan);
    numbers.insert(plan.plan->number);
  }
  EXPECT_EQ(numbers.size(), 1U);
  EXPECT_EQ(prepare(withdrawal), "none");
  EXPECT_EQ(payout_of(withdrawal).number, *numbers.begin());
  EXPECT_EQ(prepare(withdrawal), "not_approved");  // it is being paid
  EXPECT_EQ(count("SELECT COUNT(*) FROM payout"), 1);
}

TEST_F(PayoutTest, what_was_approved_is_what_is_paid_or_nothing_is) {
  for (const std::string& tampering :
       {std::string("UPDATE withdrawal SET gross_fen = 6000, net_fen = 6000"),
        std::string("UPDATE withdrawal SET openid_index = REPEAT('x', 32)"),
        std::string("UPDATE withdrawal SET consumer_id = consumer_id + 1"),
        std::string("UPDATE withdrawal_approval SET staff_id = 9"),
        std::string("INSERT INTO withdrawal_approval SELECT withdrawal_id, round, 8, at, mac FROM "
                    "withdrawal_approval")}) {
    SetUp();
    const Withdrawal withdrawal = request(dealer_with(Fen{5'000}), Fen{5'000});
    EXPECT_EQ(approve(withdrawal, kFinanceOne), "approved");
    connection().run_script_statement(tampering);
    EXPECT_EQ(prepare(withdrawal), "forged_approval") << tampering;
    EXPECT_TRUE(is_fuse_blown());
    EXPECT_EQ(state_of(withdrawal), "requested");
    EXPECT_EQ(count("SELECT COUNT(*) FROM payout"), 0);
  }
}

TEST_F(PayoutTest, lapsed_approvals_and_suspended_dealers_take_a_transfer_back_that_was_never_sent) {
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal lapsed = prepared(dealer, Fen{5'000});
  EXPECT_TRUE(claim(kLedgerNow + 24h).is_busy);
  EXPECT_EQ(payout_state(lapsed), "voided");
  EXPECT_EQ(state_of(lapsed), "returned");
  EXPECT_EQ(balance(dealer).available, Fen{5'000});

  const Withdrawal suspended = prepared(dealer, Fen{5'000});
  database().run([&](db::Tx& tx) -> Result<bool> {
    db::update_dealer_state(tx, dealer, DealerState::suspended, "停用", kLedgerNow);
    return true;
  });
  EXPECT_TRUE(claim().is_busy);
  EXPECT_EQ(payout_state(suspended), "voided");
  EXPECT_EQ(balance(dealer).available, Fen{5'000});
  EXPECT_EQ(payout_contradictions(), 0);
}

// Between the intent and the first post: nothing is sent, and somebody writes into our tables.
TEST_F(PayoutTest, an_approval_forged_after_the_intent_takes_the_transfer_back_and_blows_the_fuse) {
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal withdrawal = prepared(dealer, Fen{5'000});
  connection().run_script_statement("UPDATE withdrawal_approval SET mac = REPEAT('x', 32)");
  EXPECT_TRUE(claim().is_busy);
  EXPECT_EQ(payout_state(withdrawal), "voided");
  EXPECT_EQ(payout_of(withdrawal).cancel_reason, "forged_approval");
  EXPECT_EQ(balance(dealer).available, Fen{5'000});
  EXPECT_TRUE(is_fuse_blown());
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(PayoutTest, a_contradiction_is_not_forgotten_for_what_comes_after_it) {
  const Withdrawal withdrawal = prepared(dealer_with(Fen{5'000}), Fen{5'000});
  reply(claimed(PayoutStep::post), {PayoutEvent::no_answer});
  reply(claimed(PayoutStep::query, kLedgerNow + 1min), {PayoutEvent::query_differs}, kLedgerNow + 1min);
  EXPECT_EQ(payout_of(withdrawal).human_reason, "contradiction");
  // WeChat does not know it, a day later.
  reply(claimed(PayoutStep::query, kLedgerNow + 25h), {PayoutEvent::query_not_found}, kLedgerNow + 25h);
  EXPECT_EQ(payout_of(withdrawal).human_reason, "contradiction");
  PayoutNews failed = says(ChannelState::fail);
  failed.fail_reason = "PAYER_ACCOUNT_ABNORMAL";
  failed.blame = FailBlame::ours;
  reply(claimed(PayoutStep::query, kLedgerNow + 30h), failed, kLedgerNow + 30h);
  EXPECT_EQ(payout_state(withdrawal), "failed");
  EXPECT_EQ(payout_of(withdrawal).human_reason, "contradiction");
  EXPECT_EQ(resolve(withdrawal, kFinanceOne, true), "withdrawal.contradicted");
  EXPECT_EQ(resolve(withdrawal, kFinanceOne, false), "withdrawal.contradicted");
}

TEST_F(PayoutTest, a_dealer_suspended_while_waiting_is_cancelled_at_wechat_and_asked_about) {
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal withdrawal = prepared(dealer, Fen{5'000});
  reply(claimed(PayoutStep::post), created());
  database().run([&](db::Tx& tx) -> Result<bool> {
    db::update_dealer_state(tx, dealer, DealerState::suspended, "停用", kLedgerNow);
    return true;
  });
  const auto cancel = claimed(PayoutStep::cancel, kLedgerNow + 2min);
  const flows::RecordReply accepted{cancel.payout.id, cancel.payout.fence, {}, "", "done", "", 0};
  database().run([&](db::Tx& tx) { return flows::record_reply(tx, accepted, kLedgerNow + 2min); });
  EXPECT_EQ(payout_state(withdrawal), "await_user");  // a 200 to a cancel proves nothing
  const Instant soon = kLedgerNow + 2min + 3s;
  reply(claimed(PayoutStep::query, soon), says(ChannelState::canceling), soon);
  reply(claimed(PayoutStep::query, soon + 1min), says(ChannelState::cancelled), soon + 1min);
  EXPECT_EQ(state_of(withdrawal), "returned");
  EXPECT_EQ(balance(dealer).available, Fen{5'000});
  EXPECT_EQ(balance_of("wechat"), 0);
  EXPECT_EQ(payout_contradictions(), 0);
}

// D-02 and D-03: whatever is not known is asked for by the same number, and sent again by it.
TEST_F(PayoutTest, an_unknown_outcome_is_asked_for_and_sent_again_by_the_same_number) {
  const Withdrawal withdrawal = prepared(dealer_with(Fen{5'000}), Fen{5'000});
  const auto first = claimed(PayoutStep::post);
  reply(first, {PayoutEvent::no_answer});
  EXPECT_EQ(payout_state(withdrawal), "unknown");
  Instant now = kLedgerNow + 6s;
  reply(claimed(PayoutStep::query, now), {PayoutEvent::query_not_found}, now);
  EXPECT_FALSE(claim(now + 30s).claimed);  // not within a minute of the post
  now = kLedgerNow + 61s;
  const auto second = claimed(PayoutStep::post, now);
  EXPECT_EQ(second.payout.number, first.payout.number);
  EXPECT_EQ(second.body.hash, first.body.hash);
  reply(second, created(), now);
  EXPECT_EQ(payout_state(withdrawal), "await_user");
  EXPECT_EQ(count("SELECT COUNT(*) FROM payout"), 1);
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(PayoutTest, a_worker_that_died_leaves_a_lease_and_the_next_asks_first) {
  const Withdrawal withdrawal = prepared(dealer_with(Fen{5'000}), Fen{5'000});
  const auto dead = claimed(PayoutStep::post);
  EXPECT_FALSE(claim(kLedgerNow + 10h).claimed);  // leases end by the database's clock, not by ours
  end_leases();
  const auto heir = claimed(PayoutStep::query);
  EXPECT_EQ(heir.payout.fence, dead.payout.fence + 1);
  // The dead one wakes up: its word changes nothing any more.
  EXPECT_TRUE(reply(dead, created()).is_stale);
  EXPECT_EQ(payout_state(withdrawal), "submitting");
  reply(heir, says(ChannelState::wait));
  EXPECT_EQ(payout_state(withdrawal), "await_user");
  // The page cannot be opened yet: the same bytes once more tell how.
  EXPECT_FALSE(payout_of(withdrawal).has_package);
  const auto resend = claimed(PayoutStep::post);
  EXPECT_EQ(payout_state(withdrawal), "await_user");
  reply(resend, created());
  EXPECT_TRUE(payout_of(withdrawal).has_package);
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(PayoutTest, what_wechat_never_learns_of_ends_with_a_person_and_not_as_failed) {
  const Withdrawal withdrawal = prepared(dealer_with(Fen{5'000}), Fen{5'000});
  Instant now = kLedgerNow;
  int posts = 0;
  while (!payout_of(withdrawal).needs_human && now < kLedgerNow + 48h) {
    now += 10min;
    const auto found = claim(now);
    if (!found.claimed) continue;
    const bool is_post = found.claimed->step == PayoutStep::post;
    if (is_post) ++posts;
    reply(*found.claimed, {is_post ? PayoutEvent::no_answer : PayoutEvent::query_not_found}, now);
  }
  EXPECT_GT(posts, 5);
  EXPECT_LE(posts, kResendsMax + 1);
  EXPECT_EQ(payout_state(withdrawal), "unknown");
  EXPECT_EQ(payout_of(withdrawal).human_reason, "never_known");
  EXPECT_EQ(state_of(withdrawal), "paying");
  EXPECT_EQ(resolve(withdrawal, kFinanceOne, true), "withdrawal.transfer_open");
  EXPECT_EQ(resolve(withdrawal, kFinanceOne, false), "withdrawal.transfer_open");
  // It is still asked for, and a terminal answer ends it.
  reply(claimed(PayoutStep::query, now + 2h), says(ChannelState::success), now + 2h);
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_FALSE(payout_of(withdrawal).needs_human);
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(PayoutTest, expiry_gives_the_money_back_once_and_only_by_query) {
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal withdrawal = prepared(dealer, Fen{5'000});
  reply(claimed(PayoutStep::post), created());
  const Payout waiting = payout_of(withdrawal);
  EXPECT_EQ(notice(waiting, ChannelState::fail, Fen{5'000}), "asked");
  EXPECT_EQ(balance(dealer).held, Fen{5'000});
  EXPECT_EQ(notice(waiting, ChannelState::fail, Fen{5'000}), "repeated");
  PayoutNews closed = says(ChannelState::fail);
  closed.fail_reason = "OVERDUE_CLOSE";
  reply(claimed(PayoutStep::query), closed);
  EXPECT_EQ(state_of(withdrawal), "returned");
  EXPECT_EQ(reload(withdrawal).reason, "OVERDUE_CLOSE");
  EXPECT_EQ(notice(waiting, ChannelState::fail, Fen{5'000}, kLedgerNow + 1s), "repeated");
  EXPECT_EQ(balance(dealer).available, Fen{5'000});
  EXPECT_EQ(balance_of("in_flight"), 0);
  EXPECT_EQ(balance_of("wechat"), 0);
  EXPECT_FALSE(is_fuse_blown());
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(PayoutTest, a_notice_of_success_pays_at_once_and_a_failure_after_it_stops_everything) {
  const Withdrawal withdrawal = prepared(dealer_with(Fen{5'000}), Fen{5'000});
  const Withdrawal other = prepared(dealer_with(Fen{5'000}), Fen{5'000});
  const auto post_step = claimed(PayoutStep::post);
  const Withdrawal& first = post_step.payout.withdrawal == withdrawal.id ? withdrawal : other;
  EXPECT_EQ(notice(post_step.payout, ChannelState::success, Fen{5'000}), "applied");
  EXPECT_EQ(state_of(first), "paid");
  reply(post_step, created());  // the answer to the post comes late
  EXPECT_EQ(payout_state(first), "succeeded");
  EXPECT_EQ(notice(post_step.payout, ChannelState::cancelled, Fen{5'000}), "contradiction");
  EXPECT_EQ(state_of(first), "paid");
  EXPECT_TRUE(is_fuse_blown());
  EXPECT_FALSE(claim(kLedgerNow + 1h).claimed);  // nothing is posted any more
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(PayoutTest, a_notice_about_another_amount_or_number_changes_no_money) {
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal withdrawal = prepared(dealer, Fen{5'000});
  reply(claimed(PayoutStep::post), created());
  Payout payout = payout_of(withdrawal);
  EXPECT_EQ(notice(payout, ChannelState::success, Fen{4'999}), "differs");
  EXPECT_TRUE(is_fuse_blown());
  payout.openid_index = std::string(32, 'x');
  EXPECT_EQ(notice(payout, ChannelState::success, Fen{5'000}), "differs");
  payout.number = "P" + std::string(31, '0');
  EXPECT_EQ(notice(payout, ChannelState::success, Fen{5'000}), "unknown_number");
  EXPECT_EQ(payout_state(withdrawal), "await_user");
  EXPECT_EQ(balance(dealer).held, Fen{5'000});
}

TEST_F(PayoutTest, while_money_is_short_one_transfer_tries_at_a_time) {
  std::vector<Withdrawal> three;
  for (int i = 0; i < 3; ++i) three.push_back(prepared(dealer_with(Fen{5'000}), Fen{5'000}));
  reply(claimed(PayoutStep::post), {PayoutEvent::short_of_funds});
  EXPECT_EQ(count("SELECT COUNT(*) FROM payout WHERE state = 'parked_funds'"), 1);
  EXPECT_FALSE(claim(kLedgerNow + 4min).claimed);  // the others wait too
  const Instant probe = kLedgerNow + 6min;
  const auto trial = claimed(PayoutStep::post, probe);
  EXPECT_FALSE(claim(probe).claimed);
  reply(trial, {PayoutEvent::short_of_funds}, probe);
  EXPECT_FALSE(claim(probe + 4min).claimed);
  reply(claimed(PayoutStep::post, probe + 6min), created(), probe + 6min);
  EXPECT_TRUE(claim(probe + 12min).claimed);
  EXPECT_TRUE(claim(probe + 12min).claimed);
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(PayoutTest, a_failure_on_our_side_keeps_the_money_until_a_person_decides) {
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal withdrawal = prepared(dealer, Fen{5'000});
  reply(claimed(PayoutStep::post), created());
  PayoutNews failed = says(ChannelState::fail);
  failed.fail_reason = "PAYER_ACCOUNT_ABNORMAL";
  failed.blame = FailBlame::ours;
  reply(claimed(PayoutStep::query, kLedgerNow + 2min), failed);
  EXPECT_EQ(payout_state(withdrawal), "failed");
  EXPECT_TRUE(payout_of(withdrawal).needs_human);
  EXPECT_EQ(state_of(withdrawal), "paying");
  EXPECT_EQ(balance(dealer).held, Fen{5'000});
  EXPECT_EQ(balance_of("in_flight"), 0);

  // A new number only now, by two people and not by who asked for it.
  const std::string old_number = payout_of(withdrawal).number;
  EXPECT_EQ(resolve(withdrawal, kFinanceOne, true), "requested");
  EXPECT_EQ(approve(withdrawal, kFinanceOne), "withdrawal.own");
  EXPECT_EQ(approve(withdrawal, kFinanceTwo), "approved_1");
  EXPECT_EQ(approve(withdrawal, StaffId{3}), "approved");
  EXPECT_EQ(prepare(withdrawal), "none");
  EXPECT_NE(payout_of(withdrawal).number, old_number);
  reply(claimed(PayoutStep::post), created());
  reply(claimed(PayoutStep::query, kLedgerNow + 2min), failed);
  EXPECT_EQ(resolve(withdrawal, kFinanceOne, false), "returned");
  EXPECT_EQ(resolve(withdrawal, kFinanceOne, false), "withdrawal.state_conflict");
  EXPECT_EQ(balance(dealer).available, Fen{5'000});
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(PayoutTest, what_nobody_confirms_is_cancelled_after_a_day) {
  const Withdrawal withdrawal = prepared(dealer_with(Fen{5'000}), Fen{5'000});
  reply(claimed(PayoutStep::post), created());
  const Instant late = kLedgerNow + kAutomaticCancelAfter;
  reply(claimed(PayoutStep::query, late), says(ChannelState::wait), late);
  EXPECT_TRUE(payout_of(withdrawal).is_cancel_wanted);
  const auto cancel = claimed(PayoutStep::cancel, late);
  const flows::RecordReply accepted{cancel.payout.id, cancel.payout.fence, {}, "", "done", "", 0};
  database().run([&](db::Tx& tx) { return flows::record_reply(tx, accepted, late); });
  // The user was faster: WeChat's word counts.
  reply(claimed(PayoutStep::query, late + 3s), says(ChannelState::success), late + 3s);
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(PayoutTest, fields_that_are_not_ours_stop_everything) {
  const Withdrawal withdrawal = prepared(dealer_with(Fen{5'000}), Fen{5'000});
  reply(claimed(PayoutStep::post), {PayoutEvent::exists_already});
  reply(claimed(PayoutStep::query), {PayoutEvent::query_differs});
  EXPECT_TRUE(payout_of(withdrawal).needs_human);
  EXPECT_TRUE(is_fuse_blown());
  EXPECT_EQ(state_of(withdrawal), "paying");
}

TEST_F(PayoutTest, eight_workers_claim_each_transfer_once) {
  constexpr int kTransfers = 40;
  for (int i = 0; i < kTransfers; ++i) static_cast<void>(prepared(dealer_with(Fen{1'000}), Fen{1'000}));
  std::atomic<int> claims{0};
  std::vector<std::thread> workers;
  for (int i = 0; i < 8; ++i) {
    workers.emplace_back([&] {
      db::Connection own(database().options());
      for (;;) {
        const auto found = own.transact([&](db::Tx& tx) {
          const flows::ClaimOptions options{true, kPayoutLease, merchant()};
          return flows::claim_payout(tx, rules_.approval, keys(), options, kLedgerNow);
        });
        if (!found->claimed) return;
        ++claims;
      }
    });
  }
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(claims, kTransfers);
  EXPECT_EQ(count("SELECT COUNT(*) FROM payout WHERE fence = 1 AND posts = 1"), kTransfers);
  EXPECT_EQ(payout_contradictions(), 0);
}

}  // namespace
}  // namespace fenrun::testing
