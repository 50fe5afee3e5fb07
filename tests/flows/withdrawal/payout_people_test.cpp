// What waits for a person, and what stops waiting when people have decided.
#include <gtest/gtest.h>

#include "db/dealer/dealer.hpp"
#include "db/payout/payout_attention.hpp"
#include "db/payout/payout_backlog.hpp"
#include "db/payout/transfer_notice.hpp"
#include "flows/payout/apply_transfer_notice.hpp"
#include "flows/withdrawal/resolve_withdrawal.hpp"
#include "tests/flows/withdrawal/withdrawal_world.hpp"

namespace fenrun::testing {
namespace {

using namespace std::chrono_literals;

class PayoutPeopleTest : public WithdrawalWorld {
 protected:
  [[nodiscard]] flows::ClaimedPayout next_step(Instant now) const {
    auto found = claim(now);
    if (!found.claimed) {
      ADD_FAILURE() << "nothing to claim";
      return {};
    }
    return *found.claimed;
  }
  // WeChat takes it, and says two minutes later that it failed for a reason on our side.
  void fail_on_our_side(Instant now = kLedgerNow) const {
    PayoutNews created{create_says(ChannelState::wait), "1330000"};
    created.has_package = true;
    reply(next_step(now), created, now);
    reply(next_step(now + 2min), {PayoutEvent::query_fail, "1330000", "PAYER_ACCOUNT_ABNORMAL"}, now + 2min);
  }
  [[nodiscard]] Withdrawal failed_on_our_side() const {
    const Withdrawal withdrawal = prepared(dealer_with(Fen{5'000}), Fen{5'000});
    fail_on_our_side();
    EXPECT_EQ(payout_state(withdrawal), "failed");
    return withdrawal;
  }
  static std::string judge(const Withdrawal& withdrawal, bool is_reissue) {
    const flows::JudgeWithdrawal command{withdrawal.public_id, kFinanceOne, "处理"};
    const auto done = connection().transact([&](db::Tx& tx) {
      return is_reissue ? flows::reissue_withdrawal(tx, command, kLedgerNow)
                        : flows::return_withdrawal(tx, command, kLedgerNow);
    });
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }
  static db::PayoutBacklog backlog() {
    return database().run(
        [](db::Tx& tx) -> Result<db::PayoutBacklog> { return db::count_payout_backlog(tx); });
  }
  // By the gauge, which must be by the list.
  static std::int64_t waiting() {
    const auto listed = database().run([](db::Tx& tx) -> Result<std::int64_t> {
      return static_cast<std::int64_t>(db::list_payout_attention(tx, {}, {0, 50}).items.size());
    });
    const db::Waiting counted = backlog().need_human;
    EXPECT_EQ(counted.count, listed);
    EXPECT_EQ(counted.oldest.has_value(), listed > 0);
    return listed;
  }
};

TEST_F(PayoutPeopleTest, a_transfer_that_failed_waits_for_people_until_they_have_decided) {
  EXPECT_EQ(waiting(), 0);
  const Withdrawal returned = failed_on_our_side();
  EXPECT_EQ(waiting(), 1);
  EXPECT_EQ(backlog().need_human.oldest, kLedgerNow + 2min);
  EXPECT_EQ(judge(returned, false), "returned");
  EXPECT_EQ(waiting(), 0);

  const Withdrawal reissued = failed_on_our_side();
  EXPECT_EQ(waiting(), 1);
  EXPECT_EQ(judge(reissued, true), "requested");
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(approve(reissued, kFinanceTwo), "approved_1");
  EXPECT_EQ(approve(reissued, StaffId{3}), "approved");
  EXPECT_EQ(prepare(reissued), "none");
  EXPECT_EQ(waiting(), 0) << "it is being paid by another transfer";
  fail_on_our_side();
  EXPECT_EQ(waiting(), 1) << "and that one has failed as well";
}

TEST_F(PayoutPeopleTest, what_is_open_and_stuck_waits_and_a_contradiction_does_for_good) {
  const Withdrawal withdrawal = prepared(dealer_with(Fen{5'000}), Fen{5'000});
  PayoutNews created{create_says(ChannelState::wait), "1330000"};
  created.has_package = true;
  reply(next_step(kLedgerNow), created);
  reply(next_step(kLedgerNow + 2min), {PayoutEvent::query_differs}, kLedgerNow + 2min);
  EXPECT_EQ(waiting(), 1);
  reply(next_step(kLedgerNow + 1h), {query_says(ChannelState::success)}, kLedgerNow + 1h);
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(waiting(), 0);
  const Payout paid = payout_of(withdrawal);
  const db::TransferNotice told{paid.number, "1330000",         paid.mchid,      ChannelState::fail,
                                paid.amount, paid.openid_index, "OVERDUE_CLOSE", kLedgerNow};
  database().run([&](db::Tx& tx) -> Result<bool> {
    EXPECT_TRUE(db::insert_transfer_notice(tx, told, kLedgerNow));
    return flows::apply_transfer_notice(tx, 500, kLedgerNow).has_value();
  });
  EXPECT_EQ(payout_of(withdrawal).human_reason, "contradiction");
  EXPECT_EQ(waiting(), 1);
}

TEST_F(PayoutPeopleTest, the_age_of_what_is_open_and_of_what_is_not_begun_is_known) {
  EXPECT_FALSE(backlog().oldest_made_at || backlog().oldest_approved_at);
  const Withdrawal older = prepared(dealer_with(Fen{5'000}), Fen{5'000});
  const Withdrawal approved = request(dealer_with(Fen{5'000}), Fen{5'000});
  EXPECT_EQ(approve(approved, kFinanceOne, kLedgerNow + 1h), "approved");
  reply(next_step(kLedgerNow + 2h), {PayoutEvent::no_answer}, kLedgerNow + 2h);
  const auto seen = backlog();
  EXPECT_EQ(seen.oldest_made_at, kLedgerNow);
  EXPECT_EQ(seen.oldest_approved_at, kLedgerNow + 1h);
  constexpr auto kUnknown = static_cast<std::size_t>(PayoutState::unknown);
  EXPECT_EQ(seen.open.at(kUnknown), 1);
  EXPECT_EQ(seen.in_state_since.at(kUnknown), kLedgerNow + 2h);
  EXPECT_EQ(payout_state(older), "unknown");
}

// Nobody can approve it while its dealer is suspended, so that it comes back once.
TEST_F(PayoutPeopleTest, a_suspended_dealers_withdrawal_goes_back_to_finance_with_the_reason) {
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal withdrawal = request(dealer, Fen{5'000});
  EXPECT_EQ(approve(withdrawal, kFinanceOne), "approved");
  const auto put = [&](DealerState state) {
    database().run([&](db::Tx& tx) -> Result<bool> {
      db::update_dealer_state(tx, dealer, state, "停用", kLedgerNow);
      return true;
    });
  };
  put(DealerState::suspended);
  EXPECT_EQ(prepare(withdrawal), "dealer_inactive");
  EXPECT_EQ(state_of(withdrawal), "requested");
  EXPECT_EQ(reload(withdrawal).reason, "dealer_inactive");
  EXPECT_EQ(approve(withdrawal, kFinanceOne), "dealer.suspended");
  EXPECT_EQ(balance(dealer).held, Fen{5'000});
  put(DealerState::active);
  EXPECT_EQ(approve(withdrawal, kFinanceOne), "approved");
  EXPECT_EQ(prepare(withdrawal), "none");
}

TEST_F(PayoutPeopleTest, approved_withdrawals_are_listed_from_behind_the_last_that_was_seen) {
  std::vector<Withdrawal> all;
  for (int i = 0; i < 5; ++i) {
    all.push_back(request(dealer_with(Fen{5'000}), Fen{5'000}));
    EXPECT_EQ(approve(all.back(), kFinanceOne, kLedgerNow + std::chrono::minutes(i / 2)), "approved");
  }
  db::ApprovedWithdrawal last;
  std::vector<WithdrawalId> seen;
  for (int page = 0; page < 3; ++page) {
    const auto some = database().run([&](db::Tx& tx) -> Result<std::vector<db::ApprovedWithdrawal>> {
      return db::list_approved_withdrawals(tx, last, 2);
    });
    for (const auto& one : some) seen.push_back(one.id);
    ASSERT_FALSE(some.empty());
    last = some.back();
  }
  ASSERT_EQ(seen.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(seen[i], all[i].id);
}

}  // namespace
}  // namespace fenrun::testing
