// WeChat will not pay a withdrawal: finance pays it otherwise and registers that, by two people.
#include <string>

#include "tests/server/support/withdrawal_story.hpp"

namespace fenrun::server::testing {
namespace {

class ApiOfflinePayout : public WithdrawalStory {
 protected:
  // WeChat has closed its transfer for a reason on our side.
  std::string closed_unpaid() {
    const std::string id = sent(request(dealer, 1'000, with_key({})));
    emulator->post("/pay/transfers/fail",
                   {{"out_bill_no", number_of(id)}, {"fail_reason", "MERCHANT_NOT_CONFIRM"}});
    for (int i = 0; i < 100 && show(dealer, id).body.at("transfer_state") != "failed"; ++i) {
      work();
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    EXPECT_EQ(show(dealer, id).body.at("transfer_state"), "failed");
    EXPECT_EQ(show(dealer, id).body.at("state"), "paying");
    return id;
  }
  static json wish() {
    const std::string now = to_rfc3339(server->app().clock.now());
    return {{"method", "bank"}, {"reference", "B20261129"}, {"paid_at", now}, {"evidence", "网银回单已核对"}};
  }
};

TEST_F(ApiOfflinePayout, one_proposes_another_confirms_and_the_dealer_sees_how_it_was_paid) {
  const std::string id = closed_unpaid();
  const std::string path = "/admin/v1/withdrawals/" + id + "/offline-payouts";
  EXPECT_EQ(server->send("POST", path, wish(), with_key(operator_session)).code(), "caller.no_permission");
  const auto proposed = one_->post(path, wish());
  ASSERT_EQ(proposed.status, 201) << proposed.text;
  EXPECT_EQ(proposed.body.at("state"), "proposed");
  EXPECT_EQ(proposed.body.at("amount_fen"), 1'000);
  EXPECT_EQ(two_->post(path, wish()).code(), "offline_payout.open");
  EXPECT_EQ(decide(id, "reissue", {{"reason", "再试"}}, finance_two).code(), "offline_payout.open");
  EXPECT_EQ(show(dealer, id).body.at("paid_offline"), nullptr);

  const std::string one = "/admin/v1/offline-payouts/" + proposed.body.at("id").get<std::string>();
  EXPECT_EQ(one_->post(one + "/confirmation", json::object()).code(), "offline_payout.same_person");
  EXPECT_EQ(two_->post(one + "/confirmation", json::object()).code(), "step_up.needed");
  const json other{{"confirmation", two_->confirm(std::string(64, '0'))}};
  EXPECT_EQ(two_->post(one + "/confirmation", other).code(), "step_up.other");
  EXPECT_EQ(balance_of(dealer).held, Fen{1'000});

  // Both codes at hand are spent: a third person confirms.
  Finance third(*server, "finance3");
  const json given{{"confirmation", third.confirm(proposed.body.at("digest"))}};
  const auto confirmed = third.post(one + "/confirmation", given);
  EXPECT_EQ(confirmed.body.value("state", ""), "paid") << confirmed.text;
  EXPECT_EQ(two_->post(one + "/refusal", {{"reason", "未付款"}}).code(), "offline_payout.decided");
  const auto shown = show(dealer, id);
  EXPECT_EQ(shown.body.at("state"), "paid") << shown.text;
  EXPECT_EQ(shown.body.at("reason"), "");
  EXPECT_EQ(shown.body.at("paid_offline").at("reference"), "B20261129");
  EXPECT_EQ(shown.text.find("网银回单已核对"), std::string::npos);
  EXPECT_EQ(payment_state(dealer, id), "paid");
  EXPECT_EQ(balance_of(dealer).held, Fen{0});
  EXPECT_EQ(balance_of(dealer).available, Fen{4'000});
  const auto seen = one_->get("/admin/v1/withdrawals/" + id);
  EXPECT_EQ(seen.body.at("offline_payout").at("evidence"), "网银回单已核对") << seen.text;
  EXPECT_EQ(one_->get("/admin/v1/offline-payouts?state=paid").body.at("items").size(), 1U);
}

TEST_F(ApiOfflinePayout, not_while_wechat_waits_for_the_dealer) {
  const std::string id = sent(request(dealer, 1'000, with_key({})));
  const std::string path = "/admin/v1/withdrawals/" + id + "/offline-payouts";
  EXPECT_EQ(one_->post(path, wish()).code(), "withdrawal.transfer_open");
  EXPECT_EQ(balance_of(dealer).held, Fen{1'000});
}

}  // namespace
}  // namespace fenrun::server::testing
