// The worker under a confirm-free authorisation: paid at once where it holds, by a tap where it does not, and
// once whatever the wire does.
#include <gtest/gtest.h>

#include "db/payout/confirm_free.hpp"
#include "tests/payout/payout_stage.hpp"
#include "wechat/http/ask.hpp"

namespace fenrun::testing {
namespace {

constexpr const char* kDirectPath = "/v3/fund-app/mch-transfer/transfer-bills/transfer";

class DirectTest : public PayoutStage {
 protected:
  void SetUp() override {
    PayoutStage::SetUp();
    emulator_.post("/pay/transfers/settings",
                   {{"is_authorization_open", true}, {"transfer_delay_seconds", 0}});
  }

  // A dealer who has agreed, here and at WeChat.
  struct Agreed {
    DealerId dealer;
    std::string number;
  };
  Agreed agreed_dealer(Fen available, const std::string& scene = "1005") {
    const std::string openid = emulator_.add_user();
    const DealerId dealer = dealer_with(available, openid);
    const std::string number = "F" + fresh_id();
    wechat::AuthorizationRequest request{number, SecretText(openid), "王一店",
                                         "https://shop.example.com/callbacks/authorizations"};
    boost::asio::io_context context;
    EXPECT_TRUE(wechat::ask(context, pay_->authorizations().apply(std::move(request))).is_done());
    emulator_.post("/pay/authorizations/confirm", {{"out_authorization_no", number}});
    ConfirmFree row;
    row.dealer = dealer;
    row.number = number;
    row.place = {pay_->merchant().mchid, pay_->merchant().appid, scene,
                 sealer().blind_index("openid", openid)};
    row.asked_at = row.state_at = clock_.now();
    row.mac = flows::confirm_free_mac(keys(), row);
    database().run([&](db::Tx& tx) -> Result<bool> {
      row.id = *db::insert_confirm_free(tx, row);
      db::save_confirm_free(
          tx, change_confirm_free(row, {ConfirmFreeState::in_effect, "A" + number, "", {}}, clock_.now()));
      return true;
    });
    return {dealer, number};
  }
  void take_back(const Agreed& agreed) {
    emulator_.post("/pay/authorizations/close",
                   {{"out_authorization_no", agreed.number}, {"close_reason", "USER_CLOSE"}});
  }
  static ConfirmFree authorization_of(const Agreed& agreed) {
    return database().run(
        [&](db::Tx& tx) -> Result<ConfirmFree> { return *db::find_confirm_free_of(tx, agreed.dealer); });
  }
  void work() {
    payout::Lane lane = make_lane();
    while (lane.work_once()) {
    }
  }
  // Nobody confirms anything. A cancel is asked about soon after it was made.
  void work_until_all_is_over() {
    payout::Lane lane = make_lane();
    for (int i = 0; i < 60 && open_withdrawals() > 0; ++i) {
      while (lane.work_once()) {
      }
      advance(20);
    }
  }
  // All that the dealer has, sent directly when our money at WeChat was short.
  Withdrawal parked(const Agreed& agreed) {
    emulator_.post("/pay/funds", {{"account", "OPERATION"}, {"amount", -10'000'000}});
    const Withdrawal withdrawal = approved(agreed.dealer, Fen{5'000});
    work();
    EXPECT_EQ(payout_state(withdrawal), "parked_funds");
    return withdrawal;
  }
  static std::int64_t posts_with_other_bytes() {
    return count(
        "SELECT COUNT(*) FROM payout_attempt a JOIN payout p ON p.id = a.payout_id WHERE a.step = 'post' AND "
        "a.body_hash <> p.body_hash AND (p.direct_hash IS NULL OR a.body_hash <> p.direct_hash)");
  }
};

TEST_F(DirectTest, it_arrives_at_once_and_everything_about_it_agrees) {
  const Agreed agreed = agreed_dealer(Fen{5'000});
  const Withdrawal withdrawal = approved(agreed.dealer, Fen{5'000});
  work();
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(payout_of(withdrawal).route, PayoutRoute::direct);
  expect_rest(5'000);
  EXPECT_EQ(emulator_.requests(kDirectPath).size(), 1U);
  EXPECT_TRUE(emulator_.requests(kCreatePath).empty());
  EXPECT_EQ(posts_with_other_bytes(), 0);
}

TEST_F(DirectTest, others_are_asked_for_a_tap_as_before) {
  agreed_dealer(Fen{5'000});
  const Withdrawal withdrawal = approved(Fen{1'000});
  work();
  EXPECT_EQ(payout_state(withdrawal), "await_user");
  EXPECT_EQ(payout_of(withdrawal).route, PayoutRoute::confirmed);
}

TEST_F(DirectTest, an_authorisation_for_another_scene_is_not_used) {
  const Agreed agreed = agreed_dealer(Fen{5'000}, "1000");
  const Withdrawal withdrawal = approved(agreed.dealer, Fen{5'000});
  work();
  EXPECT_EQ(payout_of(withdrawal).route, PayoutRoute::confirmed);
}

TEST_F(DirectTest, taken_back_in_wechat_the_dealer_is_asked_under_the_same_number) {
  const Agreed agreed = agreed_dealer(Fen{5'000});
  take_back(agreed);
  const Withdrawal withdrawal = approved(agreed.dealer, Fen{2'000});
  work();
  const Payout refused = payout_of(withdrawal);
  EXPECT_EQ(refused.route, PayoutRoute::confirmed);
  EXPECT_EQ(refused.state, PayoutState::unknown);
  EXPECT_FALSE(refused.needs_human);
  EXPECT_TRUE(authorization_of(agreed).is_doubted);
  EXPECT_TRUE(transfers().empty());
  payout::Lane lane = make_lane();
  settle_all(lane);
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(payout_of(withdrawal).number, refused.number);
  EXPECT_EQ(transfers().size(), 1U);
  expect_rest(2'000);
  // Until WeChat has said how it stands nobody tries it again.
  const Withdrawal next = approved(agreed.dealer, Fen{1'000});
  work();
  EXPECT_EQ(payout_of(next).route, PayoutRoute::confirmed);
  EXPECT_EQ(emulator_.requests(kDirectPath).size(), 1U);
  EXPECT_EQ(posts_with_other_bytes(), 0);
}

TEST_F(DirectTest, closed_to_the_merchant_it_stops_nobody) {
  const Agreed agreed = agreed_dealer(Fen{5'000});
  emulator_.post("/pay/transfers/settings", {{"is_authorization_open", false}});
  for (int i = 0; i < 3; ++i) approved(Fen{1'000});
  const Withdrawal withdrawal = approved(agreed.dealer, Fen{2'000});
  payout::Lane lane = make_lane();
  settle_all(lane);
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_TRUE(governor_->may_post());
  expect_rest(5'000);
}

// Each way in which an answer can be spoilt: WeChat has paid or has not, and it is found out by asking.
class DirectFault : public DirectTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(DirectFault, it_is_paid_once) {
  const Agreed agreed = agreed_dealer(Fen{5'000});
  const Withdrawal withdrawal = approved(agreed.dealer, Fen{5'000});
  emulator_.add_fault(GetParam(), kDirectPath, 1);
  payout::Lane lane = make_lane();
  settle_all(lane);
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(transfers().size(), 1U);
  // Lost is not refused: it goes again as it was, and so do later ones.
  EXPECT_EQ(payout_of(withdrawal).route, PayoutRoute::direct);
  EXPECT_FALSE(authorization_of(agreed).is_doubted);
  EXPECT_EQ(posts_with_other_bytes(), 0);
  expect_rest(5'000);
}

INSTANTIATE_TEST_SUITE_P(Every, DirectFault,
                         ::testing::Values("close_before", "close_after", "error_before", "error_after",
                                           "http_502", "bad_signature", "wrong_serial", "stale_time",
                                           "truncated_body", "unknown_state"));

TEST_F(DirectTest, an_answer_about_another_amount_stops_everything) {
  const Agreed agreed = agreed_dealer(Fen{5'000});
  const Withdrawal withdrawal = approved(agreed.dealer, Fen{5'000});
  emulator_.add_fault("wrong_amount", kDirectPath, 1);
  payout::Lane lane = make_lane();
  EXPECT_TRUE(lane.work_once());
  EXPECT_TRUE(payout_of(withdrawal).needs_human);
  EXPECT_TRUE(is_fuse_blown());
  EXPECT_EQ(state_of(withdrawal), "paying");
}

// The bytes of the direct way name no payee: the row that stands for one must be ours.
TEST_F(DirectTest, an_authorisation_that_somebody_wrote_into_the_table_stops_everything) {
  const Agreed thief = agreed_dealer(Fen{1'000});
  const Agreed victim = agreed_dealer(Fen{5'000});
  connection().run_script_statement("UPDATE confirm_free_authorization SET number = 'X' WHERE number = '" +
                                    thief.number + "'");
  connection().run_script_statement("UPDATE confirm_free_authorization SET number = '" + thief.number +
                                    "' WHERE number = '" + victim.number + "'");
  const Withdrawal withdrawal = approved(victim.dealer, Fen{5'000});
  work();
  EXPECT_TRUE(is_fuse_blown());
  EXPECT_EQ(state_of(withdrawal), "approved");
  EXPECT_TRUE(transfers().empty());
  close_fuse();
  work();
  EXPECT_EQ(payout_of(withdrawal).route, PayoutRoute::confirmed);
}

TEST_F(DirectTest, ended_before_wechat_has_taken_it_the_dealer_is_asked) {
  const Agreed agreed = agreed_dealer(Fen{5'000});
  const Withdrawal withdrawal = parked(agreed);
  database().run([&](db::Tx& tx) -> Result<bool> {
    db::want_confirm_free_ends(tx, agreed.dealer, ConfirmFreeId{});
    return true;
  });
  emulator_.post("/pay/funds", {{"account", "OPERATION"}, {"amount", 10'000'000}});
  advance(301);
  work();
  EXPECT_EQ(payout_state(withdrawal), "await_user");
  EXPECT_EQ(payout_of(withdrawal).route, PayoutRoute::confirmed);
  EXPECT_EQ(posts_with_other_bytes(), 0);
}

// A direct post is the payment: what is not wanted any more must not be sent so.
TEST_F(DirectTest, called_off_before_wechat_has_taken_it_it_is_not_paid) {
  const Agreed agreed = agreed_dealer(Fen{5'000});
  const Withdrawal withdrawal = parked(agreed);
  connection().run_script_statement(
      "UPDATE payout SET is_cancel_wanted = 1, cancel_reason = 'people' WHERE is_open = 1");
  emulator_.post("/pay/funds", {{"account", "OPERATION"}, {"amount", 10'000'000}});
  advance(301);
  work_until_all_is_over();
  EXPECT_EQ(state_of(withdrawal), "returned");
  EXPECT_EQ(posts_with_other_bytes(), 0);
  expect_rest(0);
}

TEST_F(DirectTest, lost_and_then_suspended_it_is_not_paid) {
  const Agreed agreed = agreed_dealer(Fen{5'000});
  const Withdrawal withdrawal = approved(agreed.dealer, Fen{5'000});
  emulator_.add_fault("close_before", kDirectPath, 1);
  work();
  EXPECT_EQ(payout_state(withdrawal), "unknown");
  connection().run_script_statement(
      "UPDATE dealer SET state = 'suspended', suspended_reason = 'test' WHERE id = " +
      std::to_string(agreed.dealer.value));
  work_until_all_is_over();
  EXPECT_EQ(state_of(withdrawal), "returned");
  expect_rest(0);
}

TEST_F(DirectTest, lost_three_times_the_dealer_is_asked) {
  const Agreed agreed = agreed_dealer(Fen{5'000});
  const Withdrawal withdrawal = approved(agreed.dealer, Fen{5'000});
  emulator_.add_fault("close_before", kDirectPath, 100);
  payout::Lane lane = make_lane();
  settle_all(lane);
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(payout_of(withdrawal).route, PayoutRoute::confirmed);
  EXPECT_TRUE(authorization_of(agreed).is_doubted);
  EXPECT_EQ(emulator_.requests(kDirectPath).size(), 3U);
  expect_rest(5'000);
}

TEST_F(DirectTest, switched_off_what_was_to_go_directly_goes_by_a_tap_and_others_are_not_stopped) {
  std::vector<Withdrawal> withdrawals;
  for (int i = 0; i < 4; ++i) withdrawals.push_back(approved(agreed_dealer(Fen{1'000}).dealer, Fen{1'000}));
  {
    payout::Lane lane = make_lane();
    EXPECT_TRUE(lane.prepare());
  }
  pay_ = make_client("", false);
  payout::Lane lane = make_lane();
  settle_all(lane);
  for (const Withdrawal& one : withdrawals) {
    EXPECT_EQ(state_of(one), "paid");
    EXPECT_EQ(payout_of(one).route, PayoutRoute::confirmed);
  }
  EXPECT_TRUE(governor_->may_post());
  expect_rest(4'000);
}

TEST_F(DirectTest, short_money_is_waited_for_as_elsewhere) {
  const Agreed agreed = agreed_dealer(Fen{5'000});
  const Withdrawal withdrawal = parked(agreed);
  EXPECT_EQ(payout_of(withdrawal).route, PayoutRoute::direct);
  emulator_.post("/pay/funds", {{"account", "OPERATION"}, {"amount", 10'000'000}});
  advance(301);
  work();
  EXPECT_EQ(state_of(withdrawal), "paid");
  expect_rest(5'000);
}

TEST_F(DirectTest, a_frozen_account_gives_the_money_back) {
  const Agreed agreed = agreed_dealer(Fen{5'000});
  emulator_.post("/pay/transfers/next", {{"state", "FAIL"}, {"fail_reason", "ACCOUNT_FROZEN"}});
  const Withdrawal withdrawal = approved(agreed.dealer, Fen{5'000});
  payout::Lane lane = make_lane();
  settle_all(lane);
  EXPECT_EQ(state_of(withdrawal), "returned");
  EXPECT_EQ(balance(agreed.dealer).available, Fen{5'000});
  expect_rest(0);
}

}  // namespace
}  // namespace fenrun::testing
