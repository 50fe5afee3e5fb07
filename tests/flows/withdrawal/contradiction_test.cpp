// A transfer was seen failed, finance asks for another one, and then WeChat calls the first one paid.
#include "flows/withdrawal/contradiction.hpp"

#include <gtest/gtest.h>

#include "db/payout/transfer_notice.hpp"
#include "flows/payout/apply_transfer_notice.hpp"
#include "tests/flows/withdrawal/offline_world.hpp"

namespace fenrun::testing {
namespace {

using namespace std::chrono_literals;

class ContradictionTest : public OfflineWorld {
 protected:
  // To be paid anew, and approved by the first of two people.
  [[nodiscard]] Withdrawal reissued(DealerId dealer) const {
    const Withdrawal withdrawal = closed_unpaid(dealer, Fen{5'000});
    EXPECT_EQ(judge(withdrawal, true), "requested");
    EXPECT_EQ(approve(withdrawal, kFinanceOne), "approved_1");
    return withdrawal;
  }
  // Two people close the fuse all the same.
  static void call_paid(const Payout& payout) {
    const db::TransferNotice told{payout.number, "1330000",           payout.mchid, ChannelState::success,
                                  payout.amount, payout.openid_index, "",           kLater};
    const auto outcome = database().run([&](db::Tx& tx) -> Result<std::string> {
      EXPECT_TRUE(db::insert_transfer_notice(tx, told, kLater));
      return std::string((*flows::apply_transfer_notice(tx, 500, kLater))->outcome);
    });
    EXPECT_EQ(outcome, "contradiction");
    EXPECT_TRUE(is_fuse_blown());
    close_fuse();
  }
  // "done", or the code of the refusal.
  template <class Story>
  static std::string told(Story&& story) {
    const auto done = connection().transact(std::forward<Story>(story));
    return done ? "done" : std::string(done.error().code());
  }

  static constexpr Instant kLater = kLedgerNow + 1h;
};

TEST_F(ContradictionTest, the_money_goes_no_way_at_all) {
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal withdrawal = reissued(dealer);
  call_paid(payout_of(withdrawal));
  EXPECT_EQ(approve(withdrawal, StaffId{3}), "withdrawal.contradicted");
  const flows::CancelWithdrawal cancel{withdrawal.public_id, dealer};
  EXPECT_EQ(told([&](db::Tx& tx) { return flows::cancel_withdrawal(tx, cancel, kLater); }),
            "withdrawal.contradicted");
  const flows::JudgeWithdrawal judged{withdrawal.public_id, kFinanceTwo, "不付了"};
  EXPECT_EQ(told([&](db::Tx& tx) { return flows::reject_withdrawal(tx, judged, kLater); }),
            "withdrawal.contradicted");
  const auto expired = database().run(
      [&](db::Tx& tx) { return flows::expire_withdrawals(tx, rules_, kLater + 24h * 30, 100); });
  EXPECT_EQ(expired, 1) << "its approvals lapse, and nothing else";
  EXPECT_EQ(state_of(withdrawal), "requested");
  EXPECT_EQ(balance(dealer).held, Fen{5'000});
  EXPECT_EQ(payout_contradictions(), 0);
}

// Both approvals were there before WeChat contradicted itself.
TEST_F(ContradictionTest, the_worker_makes_no_second_transfer) {
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal withdrawal = reissued(dealer);
  EXPECT_EQ(approve(withdrawal, StaffId{3}), "approved");
  call_paid(payout_of(withdrawal));
  EXPECT_EQ(prepare(withdrawal), "contradicted");
  EXPECT_EQ(state_of(withdrawal), "requested");
  EXPECT_EQ(approve(withdrawal, kFinanceOne), "withdrawal.contradicted");
  EXPECT_EQ(balance(dealer).held, Fen{5'000});
  EXPECT_EQ(payout_contradictions(), 0);
}

// It was made before WeChat contradicted itself, and waits behind the fuse.
TEST_F(ContradictionTest, a_second_transfer_that_was_made_is_neither_sent_nor_taken_back) {
  const DealerId dealer = dealer_with(Fen{5'000});
  const Withdrawal withdrawal = reissued(dealer);
  const Payout first = payout_of(withdrawal);
  EXPECT_EQ(approve(withdrawal, StaffId{3}), "approved");
  ASSERT_EQ(prepare(withdrawal), "none");
  call_paid(first);
  EXPECT_TRUE(claim(kLater).is_busy);
  EXPECT_FALSE(claim(kLater).is_busy) << "not without a pause";
  EXPECT_TRUE(claim(kLater + 30h).is_busy);  // its approvals have lapsed
  EXPECT_EQ(payout_state(withdrawal), "created");
  EXPECT_EQ(payout_of(withdrawal).human_reason, "contradiction");
  EXPECT_EQ(balance(dealer).held, Fen{5'000});
  EXPECT_EQ(payout_contradictions(), 0);
}

}  // namespace
}  // namespace fenrun::testing
