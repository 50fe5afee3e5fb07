// The worker against the emulator: whatever the wire does, each withdrawal is paid once and the books agree.
#include "payout/lane.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "flows/withdrawal/sealed_payout.hpp"
#include "payout/worker.hpp"
#include "tests/payout/payout_stage.hpp"

namespace fenrun::testing {
namespace {

using Json = nlohmann::json;

class LaneTest : public PayoutStage {
 protected:
  static std::int64_t attempts(const std::string& step) {
    return database().run([&](db::Tx& tx) -> Result<std::int64_t> {
      return tx.one("SELECT COUNT(*) FROM payout_attempt WHERE step = ?", {step})->integer(0);
    });
  }
};

TEST_F(LaneTest, a_withdrawal_arrives_and_everything_about_it_agrees) {
  rules_.tax = {{Instant{}, TaxMethod::ordinary}};
  rules_.terms.fee_ppm = 10'000;
  emulator_.post("/pay/transfers/settings", {{"amount_max", 500'000}});
  const DealerId dealer = rich_dealer(Fen{120'000});
  const Withdrawal withdrawal = approved(dealer, Fen{100'000});
  payout::Lane lane = make_lane();
  EXPECT_TRUE(lane.work_once());
  ASSERT_EQ(payout_state(withdrawal), "await_user");
  const Payout payout = payout_of(withdrawal);
  const Json transfer = transfers().at(0);
  EXPECT_EQ(transfer.at("out_bill_no"), payout.number);
  EXPECT_EQ(transfer.at("amount"), 95'000);
  EXPECT_EQ(transfer.at("notify_url"), "https://shop.example.com/callbacks/transfers");
  // What opens the page is sealed for the dealer.
  const auto sealed =
      database().run([&](db::Tx& tx) -> Result<std::string> { return *db::payout_package(tx, payout.id); });
  EXPECT_EQ(sealed.find(transfer.at("package_info").get<std::string>()), std::string::npos);
  EXPECT_EQ(flows::open_payout_package(sealer(), payout.number, sealed)->reveal(),
            transfer.at("package_info"));
  EXPECT_FALSE(lane.work_once());  // nothing is due
  settle_all(lane);
  EXPECT_EQ(state_of(withdrawal), "paid");
  expect_rest(95'000);
  EXPECT_EQ(balance(dealer).available, Fen{20'000});
  EXPECT_EQ(balance_of("tax"), -4'000);
  EXPECT_EQ(balance_of("fees"), -1'000);
  EXPECT_EQ(attempts("post"), 1);
}

TEST_F(LaneTest, a_reply_with_another_amount_stops_everything) {
  const Withdrawal withdrawal = approved(Fen{1'000});
  payout::Lane lane = make_lane();
  emulator_.add_fault("close_after", kCreatePath);
  EXPECT_TRUE(lane.work_once());
  emulator_.add_fault("wrong_amount", std::string(kCreatePath) + "/out-bill-no/{out_bill_no}");
  advance(10);
  EXPECT_TRUE(lane.take_step());
  EXPECT_TRUE(payout_of(withdrawal).needs_human);
  EXPECT_TRUE(is_fuse_blown());
  EXPECT_EQ(state_of(withdrawal), "paying");
}

TEST_F(LaneTest, what_is_not_confirmed_in_a_day_comes_back_once) {
  const DealerId dealer = rich_dealer(Fen{1'000});
  const Withdrawal withdrawal = approved(dealer, Fen{1'000});
  payout::Lane lane = make_lane();
  EXPECT_TRUE(lane.work_once());
  for (int i = 0; i < 60 && open_withdrawals() > 0; ++i) {
    advance(1'800);
    while (lane.work_once()) {
    }
  }
  EXPECT_EQ(state_of(withdrawal), "returned");
  EXPECT_EQ(balance(dealer).available, Fen{1'000});
  expect_rest(0);
  EXPECT_EQ(transfers().size(), 1U);
}

TEST_F(LaneTest, a_frozen_account_gives_the_money_back_with_its_reason) {
  const DealerId dealer = rich_dealer(Fen{1'000});
  const Withdrawal withdrawal = approved(dealer, Fen{1'000});
  payout::Lane lane = make_lane();
  EXPECT_TRUE(lane.work_once());
  emulator_.post("/pay/transfers/fail",
                 {{"out_bill_no", payout_of(withdrawal).number}, {"fail_reason", "ACCOUNT_FROZEN"}});
  advance(120);
  EXPECT_TRUE(lane.take_step());
  EXPECT_EQ(state_of(withdrawal), "returned");
  EXPECT_EQ(reload(withdrawal).reason, "ACCOUNT_FROZEN");
  EXPECT_EQ(balance(dealer).available, Fen{1'000});
  expect_rest(0);
}

TEST_F(LaneTest, short_money_parks_transfers_until_it_is_there) {
  emulator_.post("/pay/funds", {{"account", "OPERATION"}, {"amount", -10'000'000}});
  for (int i = 0; i < 3; ++i) approved(Fen{1'000});
  payout::Lane lane = make_lane();
  while (lane.work_once()) {
  }
  EXPECT_EQ(attempts("post"), 1);  // one has tried, the others wait
  emulator_.post("/pay/funds", {{"account", "OPERATION"}, {"amount", 10'000'000}});
  advance(301);
  settle_all(lane);
  expect_rest(3'000);
}

TEST_F(LaneTest, two_workers_at_once_pay_each_withdrawal_once) {
  constexpr int kWithdrawals = 12;
  for (int i = 0; i < kWithdrawals; ++i) approved(Fen{1'000});
  {
    options_.lanes = 2;
    options_.idle_wait = std::chrono::milliseconds(20);
    const payout::PayoutTools tools{*pay_, sealer(), keys(), rules_, options_, *governor_, clock_, random_};
    payout::Worker one(tools, database().options());
    payout::Worker two(tools, database().options());
    for (int i = 0; i < 200 && count("SELECT COUNT(*) FROM payout WHERE state = 'await_user'") < kWithdrawals;
         ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  EXPECT_EQ(transfers().size(), static_cast<std::size_t>(kWithdrawals));
  EXPECT_EQ(attempts("post"), kWithdrawals);
  payout::Lane lane = make_lane();
  settle_all(lane);
  expect_rest(kWithdrawals * 1'000);
}

// Twenty is what a round looks at.
TEST_F(LaneTest, what_cannot_be_prepared_stands_in_nobodys_way) {
  std::vector<Withdrawal> stuck;
  for (int i = 0; i < 20; ++i) stuck.push_back(approved(Fen{1'000}));
  connection().run_script_statement("UPDATE withdrawal SET openid_sealed = 'x'");
  const Withdrawal behind = approved(Fen{1'000});
  payout::Lane lane = make_lane();
  EXPECT_FALSE(lane.prepare());
  EXPECT_TRUE(lane.prepare()) << "the one behind them has its turn";
  EXPECT_EQ(state_of(behind), "paying");
  EXPECT_FALSE(lane.prepare());  // from the first again
  for (const Withdrawal& one : stuck) EXPECT_EQ(state_of(one), "approved");
  EXPECT_EQ(count("SELECT COUNT(*) FROM payout"), 1);
}

// Each refusal is a post that is due again in its time; no other transfer is there to be taken.
TEST_F(LaneTest, one_transfer_that_wechat_refuses_again_and_again_does_not_stop_the_others) {
  const Withdrawal refused = approved(Fen{1'000});
  payout::Lane lane = make_lane();
  emulator_.add_fault("error_before", kCreatePath, 5, Json{{"http_status", 400}, {"code", "PARAM_ERROR"}});
  for (int i = 0; i < 40 && attempts("post") < 5; ++i) {
    while (lane.work_once()) {
    }
    advance(70);
  }
  EXPECT_EQ(attempts("post"), 5);
  EXPECT_TRUE(governor_->may_post());
  const Withdrawal other = approved(Fen{1'000});
  while (lane.work_once()) {
  }
  EXPECT_EQ(payout_state(other), "await_user");
  EXPECT_NE(payout_state(refused), "failed");
}

TEST_F(LaneTest, a_worker_with_another_merchant_leaves_the_transfers_to_people_and_their_own_goes_on) {
  const Withdrawal waiting = approved(Fen{1'000});
  payout::Lane before = make_lane();
  while (before.work_once()) {
  }
  const Withdrawal unsent = approved(Fen{1'000});
  EXPECT_TRUE(before.prepare());
  const auto calls = [] { return count("SELECT COUNT(*) FROM payout_attempt"); };
  const std::int64_t made = calls();
  pay_ = make_client("1900009999");
  advance(120);
  payout::Lane after = make_lane();
  while (after.work_once()) {
  }
  EXPECT_EQ(calls(), made);
  for (const Withdrawal& one : {waiting, unsent}) EXPECT_EQ(payout_of(one).human_reason, "other_merchant");
  pay_ = make_client();
  advance(601);
  payout::Lane again = make_lane();
  settle_all(again);
  expect_rest(2'000);
}

TEST_F(LaneTest, bytes_that_somebody_changed_in_the_table_are_not_sent) {
  const Withdrawal withdrawal = approved(Fen{1'000});
  payout::Lane lane = make_lane();
  EXPECT_TRUE(lane.prepare());
  connection().run_script_statement("UPDATE payout SET body_sealed = CONCAT(body_sealed, 'x')");
  EXPECT_TRUE(lane.take_step());
  EXPECT_TRUE(is_fuse_blown());
  EXPECT_TRUE(transfers().empty());
  EXPECT_EQ(state_of(withdrawal), "paying");
}

}  // namespace
}  // namespace fenrun::testing
