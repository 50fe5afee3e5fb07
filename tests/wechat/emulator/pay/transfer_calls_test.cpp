// Transfers and authorisations over the wire.
#include "tests/wechat/emulator/pay/money_stage.hpp"

namespace fenrun::emulator::testing {
namespace {

using std::chrono::days;
using std::chrono::seconds;

const std::string kConsents = "/v3/fund-app/mch-transfer/user-confirm-authorization";

using TransferCalls = MoneyStage;

TEST_F(TransferCalls, a_user_takes_a_commission_and_the_merchant_hears_of_it) {
  const auto created = create(transfer_body("A1"));
  ASSERT_EQ(created.status, 200) << created.body;
  EXPECT_TRUE(created.is_signed);
  EXPECT_EQ(created.body.at("state"), "WAIT_USER_CONFIRM");
  EXPECT_EQ(created.body.at("create_time"), "2026-03-02T12:00:00+08:00");
  EXPECT_EQ(funds(), (Json{{"available", 999'000}, {"locked", 1'000}}));
  const auto opened = act("open", {{"package", created.body.at("package_info")}, {"openid", openid}});
  EXPECT_EQ(opened.body.at("errMsg"), "requestMerchantTransfer:ok");
  EXPECT_EQ(query("A1").body.at("state"), "WAIT_USER_CONFIRM") << "the page alone moves nothing";
  act("confirm", {{"out_bill_no", "A1"}});
  EXPECT_EQ(query("A1").body.at("state"), "TRANSFERING");
  EXPECT_TRUE(due().empty());
  pass(seconds(1));
  const auto bill = query("A1").body;
  EXPECT_EQ(bill.at("state"), "SUCCESS");
  EXPECT_EQ(bill.at("mch_id"), "1900000001");
  EXPECT_FALSE(bill.contains("package_info"));
  EXPECT_FALSE(bill.contains("fail_reason"));
  EXPECT_EQ(
      call("GET", kTransferBills + "/transfer-bill-no/" + bill.at("transfer_bill_no").get<std::string>())
          .body,
      bill);
  const auto events = delivered();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].first, "MCHTRANSFER.BILL.FINISHED");
  const auto& resource = events[0].second;
  EXPECT_EQ(resource.at("state"), "SUCCESS");
  EXPECT_EQ(resource.at("mch_id"), "1900000001");
  EXPECT_EQ(resource.at("transfer_amount"), 1'000);
  EXPECT_EQ(resource.at("openid"), openid);
  EXPECT_FALSE(resource.contains("transfer_remark"));
  EXPECT_EQ(funds(), (Json{{"available", 999'000}, {"locked", 0}}));
}

TEST_F(TransferCalls, the_same_name_encrypted_twice_is_the_same_transfer) {
  const auto first = create_named(transfer_body("A1"), "张三");
  ASSERT_EQ(first.status, 200) << first.body;
  const auto again = create_named(transfer_body("A1"), "张三");
  EXPECT_EQ(again.body, first.body) << "and the same package_info";
  EXPECT_EQ(create_named(transfer_body("A1"), "李四").code(), "INVALID_REQUEST");
  EXPECT_EQ(create(transfer_body("A1")).code(), "INVALID_REQUEST");
  EXPECT_EQ(funds().at("locked"), 1'000);
  auto without_serial = transfer_body("A2");
  without_serial["user_name"] = *pay().merchant.public_key.key.public_key().encrypt("张三");
  EXPECT_EQ(create(without_serial).code(), "PARAM_ERROR");
  EXPECT_EQ(merchant_key().decrypt(query("A1").body.at("user_name").get<std::string>()), "张三");
  act("confirm", {{"out_bill_no", "A1"}});
  pass(seconds(1));
  EXPECT_EQ(query("A1").body.at("state"), "SUCCESS");
  create_named(transfer_body("A3"), "李四");
  act("confirm", {{"out_bill_no", "A3"}});
  pass(seconds(1));
  EXPECT_EQ(query("A3").body.at("fail_reason"), "NAME_NOT_CORRECT");
}

TEST_F(TransferCalls, what_create_refuses) {
  struct Case {
    std::string what;
    Json patch;  // null takes a member away
    int status;
    std::string code;
  };
  const Case cases[] = {
      {"a field that no page names", {{"scene", 1}}, 400, "PARAM_ERROR"},
      {"no remark", {{"transfer_remark", nullptr}}, 400, "PARAM_ERROR"},
      {"33 characters of remark", {{"transfer_remark", std::string(33, 'x')}}, 400, "PARAM_ERROR"},
      {"an amount as text", {{"transfer_amount", "1000"}}, 400, "PARAM_ERROR"},
      {"plain http", {{"notify_url", "http://shop.example.com/x"}}, 400, "PARAM_ERROR"},
      {"a query", {{"notify_url", "https://shop.example.com/x?y=1"}}, 400, "PARAM_ERROR"},
      {"no infos", {{"transfer_scene_report_infos", Json::array()}}, 400, "PARAM_ERROR"},
      {"another scene", {{"transfer_scene_id", "1000"}}, 400, "PARAM_ERROR"},
      {"another appid", {{"appid", "wx9"}}, 400, "INVALID_REQUEST"},
      {"a stranger", {{"openid", "oStranger"}}, 400, "INVALID_REQUEST"},
      {"over the limit", {{"transfer_amount", 20'001}}, 400, "INVALID_REQUEST"},
      {"another's perception", {{"user_recv_perception", "退款"}}, 400, "INVALID_REQUEST"},
  };
  for (const auto& [what, patch, status, code] : cases) {
    auto body = transfer_body("A1");
    body.merge_patch(patch);
    const auto answer = create(body);
    EXPECT_EQ(answer.status, status) << what;
    EXPECT_EQ(answer.code(), code) << what << answer.body;
    EXPECT_FALSE(answer.is_signed) << what;
  }
  EXPECT_EQ(query("A1").status, 404);
  EXPECT_EQ(query("A1").code(), "NOT_FOUND");
  control("POST", "/pay/funds", {{"account", "OPERATION"}, {"amount", -999'500}});
  EXPECT_EQ(create(transfer_body("A1")).code(), "NOT_ENOUGH");
  act("settings", {{"is_product_open", false}});
  EXPECT_EQ(create(transfer_body("A1")).code(), "NO_AUTH");
  control("POST", "/pay/merchant", {{"ip_allow_list", {"198.51.100.1"}}});
  const auto refused = create(transfer_body("A1"));
  EXPECT_EQ(refused.code(), "INVALID_REQUEST");
  EXPECT_EQ(refused.body.at("message"), "此IP地址不允许调用接口");
}

TEST_F(TransferCalls, one_call_too_many_in_a_second_is_refused) {
  for (int i = 0; i < 20; ++i) EXPECT_NE(cancel("A" + std::to_string(i)).status, 429);
  EXPECT_EQ(cancel("A1").status, 429);
  EXPECT_EQ(cancel("A1").code(), "FREQUENCY_LIMIT_EXCEED");
  pass(seconds(1));
  EXPECT_EQ(cancel("A1").code(), "NOT_FOUND");
}

TEST_F(TransferCalls, a_day_without_confirmation_closes_it_at_its_own_time) {
  create(transfer_body("A1"));
  pass(days(2));
  const auto events = delivered();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].second.at("fail_reason"), "OVERDUE_CLOSE");
  EXPECT_EQ(events[0].second.at("update_time"), "2026-03-03T12:10:00+08:00");
  EXPECT_EQ(funds(), (Json{{"available", 1'000'000}, {"locked", 0}}));
}

TEST_F(TransferCalls, a_cancel_ends_later_and_a_confirmation_may_beat_it) {
  create(transfer_body("A1"));
  create(transfer_body("A2"));
  EXPECT_EQ(cancel("A1").body.at("state"), "CANCELING");
  cancel("A2");
  EXPECT_EQ(act("confirm", {{"out_bill_no", "A1"}}).status, 409);
  EXPECT_EQ(act("confirm", {{"out_bill_no", "A2"}, {"is_before_cancel", true}}).status, 200);
  pass(seconds(1));
  EXPECT_EQ(query("A1").body.at("state"), "CANCELLED");
  EXPECT_EQ(query("A2").body.at("state"), "SUCCESS");
  EXPECT_EQ(cancel("A1").body.at("state"), "CANCELLED");
  EXPECT_EQ(cancel("A2").code(), "INVALID_REQUEST");
  EXPECT_EQ(delivered().size(), 2U);
}

TEST_F(TransferCalls, a_lost_answer_is_found_again_by_the_same_number) {
  add_fault({{"kind", "close_after"}, {"path", kTransferBills}});
  EXPECT_EQ(create(transfer_body("A1")).delivery, Delivery::close);
  const auto again = create(transfer_body("A1"));
  EXPECT_EQ(again.body.at("state"), "WAIT_USER_CONFIRM");
  EXPECT_TRUE(again.body.contains("package_info"));
  EXPECT_EQ(funds().at("locked"), 1'000);
}

TEST_F(TransferCalls, tests_hold_fail_and_read_transfers) {
  act("next", {{"state", "ACCEPTED"}});
  EXPECT_EQ(create(transfer_body("A1")).body.at("state"), "ACCEPTED");
  act("hold", {{"out_bill_no", "A1"}});
  pass(days(5));
  EXPECT_EQ(query("A1").body.at("state"), "ACCEPTED");
  EXPECT_EQ(act("fail", {{"out_bill_no", "A1"}, {"fail_reason", "TRANSFER_RISK"}}).status, 200);
  EXPECT_EQ(act("fail", {{"out_bill_no", "A1"}, {"fail_reason", "TRANSFER_RISK"}}).status, 409);
  EXPECT_EQ(act("fail", {{"out_bill_no", "A9"}, {"fail_reason", "TRANSFER_RISK"}}).status, 404);
  EXPECT_EQ(act("decline", {{"out_bill_no", "A1"}}).body.at("errMsg"), "requestMerchantTransfer:cancel");
  const auto shown = control("GET", "/pay/transfers?out_bill_no=A1").body;
  EXPECT_EQ(shown.at("history").size(), 2U);
  EXPECT_EQ(shown.at("history")[1].at("to"), "FAIL");
  EXPECT_EQ(control("GET", "/pay/transfers?after=0&limit=1").body.at("entries").size(), 1U);
  EXPECT_EQ(act("settings", {{"amount_max", 50'000}}).body.at("amount_max"), 50'000);
  EXPECT_EQ(act("settings", {{"amount_max", "much"}}).status, 400);
  EXPECT_EQ(act("next", {{"state", "SUCCESS"}}).status, 400);
}

TEST_F(TransferCalls, an_authorisation_spares_the_confirming) {
  const Json asked{{"out_authorization_no", "N1"},
                   {"appid", kAppid},
                   {"openid", openid},
                   {"transfer_scene_id", "1005"},
                   {"user_display_name", "小张"},
                   {"authorization_notify_url", "https://shop.example.com/wxpay/consent"}};
  EXPECT_EQ(call("POST", kConsents, asked).code(), "NO_AUTH") << "grey release";
  act("settings", {{"is_authorization_open", true}});
  const auto applied = call("POST", kConsents, asked);
  EXPECT_EQ(applied.body.at("state"), "WAIT_USER_CONFIRM");
  EXPECT_TRUE(applied.body.contains("package_info"));
  auto direct = transfer_body("D1");
  direct.erase("openid");
  direct["out_authorization_no"] = "N1";
  EXPECT_EQ(call("POST", kTransferBills + "/transfer", direct).code(), "INVALID_REQUEST");
  control("POST", "/pay/authorizations/confirm", {{"out_authorization_no", "N1"}});
  const auto events = delivered();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].first, "MCHTRANSFER.AUTHORIZATION.CONFIRMED");
  EXPECT_EQ(events[0].second.at("state"), "TAKING_EFFECT");
  const auto paid = call("POST", kTransferBills + "/transfer", direct);
  EXPECT_EQ(paid.body.at("state"), "SUCCESS") << paid.body;
  EXPECT_EQ(paid.body.at("openid"), openid);
  EXPECT_EQ(funds(), (Json{{"available", 999'000}, {"locked", 0}}));
  const auto closed = call("POST", kConsents + "/out-authorization-no/N1/close");
  EXPECT_EQ(closed.body.at("close_info").at("close_reason"), "CLOSE_VIA_MCH_API");
  EXPECT_EQ(call("POST", kTransferBills + "/transfer", direct).body.at("state"), "SUCCESS")
      << "the same number";
  EXPECT_EQ(funds().at("available"), 999'000) << "pays once";
  direct["out_bill_no"] = "D2";
  EXPECT_EQ(call("POST", kTransferBills + "/transfer", direct).code(), "INVALID_REQUEST");
}

TEST_F(TransferCalls, a_transfer_may_ask_for_an_authorisation_on_its_page) {
  act("settings", {{"is_authorization_open", true}});
  auto body = transfer_body("A1");
  body["authorization_info"] = {{"user_display_name", "小张"},
                                {"out_authorization_no", "N1"},
                                {"authorization_notify_url", "https://shop.example.com/wxpay/consent"}};
  const auto created = call("POST", kTransferBills + "/pre-transfer-with-authorization", body);
  EXPECT_EQ(created.body.at("out_authorization_no"), "N1") << created.body;
  EXPECT_EQ(call("POST", kTransferBills + "/pre-transfer-with-authorization", body).body, created.body);
  act("confirm", {{"out_bill_no", "A1"}, {"is_authorization_granted", true}});
  pass(seconds(1));
  EXPECT_EQ(delivered().size(), 2U);
  EXPECT_EQ(
      call("GET", kConsents + "/out-authorization-no/N1?is_display_authorization=true").body.at("state"),
      "TAKING_EFFECT");
}

}  // namespace
}  // namespace fenrun::emulator::testing
