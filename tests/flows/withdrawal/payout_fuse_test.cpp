// The fuse of all payouts: anybody blows it, two people close it.
#include <gtest/gtest.h>

#include <string>

#include "flows/payout/blow_payout_fuse.hpp"
#include "tests/flows/withdrawal/withdrawal_world.hpp"

namespace fenrun::testing {
namespace {

using namespace std::chrono_literals;

class PayoutFuseTest : public WithdrawalWorld {};

TEST_F(PayoutFuseTest, two_people_close_the_fuse) {
  const Withdrawal withdrawal = prepared(dealer_with(Fen{5'000}), Fen{5'000});
  const auto close = [](StaffId staff, Instant now) {
    const auto done =
        connection().transact([&](db::Tx& tx) { return flows::close_payout_fuse(tx, staff, now); });
    if (!done) return std::string(done.error().code());
    return std::string(done->is_blown ? "begun" : "closed");
  };
  EXPECT_EQ(close(kFinanceOne, kLedgerNow), "payout_fuse.closed");
  const auto blow = [] {
    database().run([](db::Tx& tx) -> Result<bool> {
      flows::blow_payout_fuse(tx, "test", "why", kLedgerNow);
      return true;
    });
  };
  blow();
  EXPECT_FALSE(claim().claimed);
  EXPECT_EQ(close(kFinanceOne, kLedgerNow), "begun");
  EXPECT_EQ(close(kFinanceOne, kLedgerNow), "payout_fuse.same_person");
  EXPECT_FALSE(claim().claimed);
  blow();  // something else is found: the closing is void
  EXPECT_EQ(close(kFinanceTwo, kLedgerNow), "begun");
  EXPECT_EQ(close(kFinanceOne, kLedgerNow + 25h), "begun");  // too late to be the second
  EXPECT_EQ(close(kFinanceTwo, kLedgerNow + 25h), "closed");
  EXPECT_TRUE(claim().claimed);
  EXPECT_EQ(count("SELECT COUNT(*) FROM payout_fuse_event"), 6);
  EXPECT_EQ(payout_state(withdrawal), "submitting");
}

}  // namespace
}  // namespace fenrun::testing
