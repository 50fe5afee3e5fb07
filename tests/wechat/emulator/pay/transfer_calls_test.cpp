#include <gtest/gtest.h>

#include <map>

#include "base/crypto/digest.hpp"
#include "tests/wechat/emulator/support/pay_stage.hpp"

namespace fenrun::emulator::testing {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string kTransferBills = "/v3/fund-app/mch-transfer/transfer-bills";
const std::string kConsents = "/v3/fund-app/mch-transfer/user-confirm-authorization";

class MoneyStage : public ::testing::Test, protected PayStage {
 protected:
  MoneyStage() : openid(add_user({{"real_name", "张三"}})) {
    control("POST", "/pay/funds", {{"account", "OPERATION"}, {"amount", 1'000'000}});
  }
  Json transfer_body(const std::string& number, std::int64_t amount = 1'000) const {
    return {{"appid", kAppid},
            {"out_bill_no", number},
            {"transfer_scene_id", "1005"},
            {"openid", openid},
            {"transfer_amount", amount},
            {"transfer_remark", "推广佣金"},
            {"notify_url", "https://shop.example.com/wxpay/transfer"},
            {"transfer_scene_report_infos",
             {{{"info_type", "岗位类型"}, {"info_content", "推广员"}},
              {{"info_type", "报酬说明"}, {"info_content", "佣金"}}}}};
  }
  PayAnswer create(const Json& body) { return call("POST", kTransferBills, body); }
  // With a real name, encrypted afresh.
  PayAnswer create_named(Json body, const std::string& name) {
    body["user_name"] = *pay().merchant.public_key.key.public_key().encrypt(name);
    auto request = draft("POST", kTransferBills, body.dump());
    request.headers["wechatpay-serial"] = pay().merchant.public_key.serial;
    return send(request);
  }
  PayAnswer query(const std::string& number) {
    return call("GET", kTransferBills + "/out-bill-no/" + number);
  }
  PayAnswer cancel(const std::string& number) {
    return call("POST", kTransferBills + "/out-bill-no/" + number + "/cancel");
  }
  ControlAnswer act(const std::string& deed, const Json& body) {
    return control("POST", "/pay/transfers/" + deed, body);
  }
  void pay_out(const std::string& number, std::int64_t amount = 1'000) {
    ASSERT_EQ(create(transfer_body(number, amount)).status, 200);
    ASSERT_EQ(act("confirm", {{"out_bill_no", number}}).status, 200);
    pass(seconds(1));
  }
  Json funds(const std::string& account = "OPERATION") {
    return control("GET", "/pay/funds").body.at(account);
  }
  // The events that were delivered, with what was inside.
  std::vector<std::pair<std::string, Json>> delivered() {
    std::vector<std::pair<std::string, Json>> events;
    for (const auto& job : deliver()) {
      EXPECT_TRUE(is_signed(job.request.headers, job.request.body));
      events.emplace_back(Json::parse(job.request.body).at("event_type"),
                          Json::parse(open_callback(job.request.body).value()));
    }
    return events;
  }
  // A file behind a download_url, which names WeChat's host.
  PayAnswer download(const std::string& url) { return call("GET", url.substr(url.find("/v3/"))); }
  std::string bytes_of(const std::string& url) {
    const auto request = draft("GET", url.substr(url.find("/v3/")), "");
    const auto message = "GET\n" + request.target + "\n" + request.timestamp + "\n" + request.nonce + "\n\n";
    Request raw{"GET",
                request.target.substr(0, request.target.find('?')),
                request.target.substr(request.target.find('?') + 1),
                "",
                request.peer_ip,
                request.headers};
    raw.headers["authorization"] = request.scheme + " mchid=\"" + request.mchid + "\",nonce_str=\"" +
                                   request.nonce + "\",timestamp=\"" + request.timestamp + "\",serial_no=\"" +
                                   request.serial + "\",signature=\"" + merchant_key().sign(message) + "\"";
    const auto answer = answer_request(world, raw, Moment{now, random});
    EXPECT_EQ(answer.reply.status, 200);
    EXPECT_FALSE(answer.reply.headers.contains("Wechatpay-Signature")) << "downloads are not signed";
    return answer.reply.body;
  }

  std::string openid;
};

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

using MoneyPapers = MoneyStage;

TEST_F(MoneyPapers, a_receipt_is_applied_for_and_downloaded) {
  const std::string receipts = "/v3/fund-app/mch-transfer/elecsign/out-bill-no";
  create_named(transfer_body("A1"), "张三");
  EXPECT_EQ(call("POST", receipts, {{"out_bill_no", "A1"}}).code(), "INVALID_REQUEST") << "not paid";
  act("confirm", {{"out_bill_no", "A1"}});
  pass(seconds(1));
  EXPECT_EQ(call("POST", receipts, {{"out_bill_no", "A1"}}).body.at("state"), "GENERATING");
  pass(seconds(30));
  const auto receipt = call("GET", receipts + "/A1").body;
  ASSERT_EQ(receipt.at("state"), "FINISHED");
  EXPECT_EQ(receipt.at("hash_type"), "SHA256");
  const auto pdf = bytes_of(receipt.at("download_url"));
  EXPECT_TRUE(pdf.starts_with("%PDF"));
  EXPECT_EQ(crypto::to_hex(crypto::sha256(pdf)), receipt.at("hash_value"));
  pass(minutes(10));
  EXPECT_EQ(download(receipt.at("download_url")).code(), "INVALID_REQUEST");
  EXPECT_EQ(call("GET", receipts + "/A9").code(), "NOT_FOUND");
}

TEST_F(MoneyPapers, bills_tell_what_the_books_tell) {
  const auto prepay = [&](const std::string& number, bool is_shared) {
    Json body{{"appid", kAppid},
              {"mchid", "1900000001"},
              {"description", "礼盒"},
              {"out_trade_no", number},
              {"notify_url", "https://shop.example.com/wxpay/notify"},
              {"amount", {{"total", 10'000}}},
              {"payer", {{"openid", openid}}}};
    if (is_shared) body["settle_info"] = {{"profit_sharing", true}};
    const auto prepay_id = call("POST", "/v3/pay/transactions/jsapi", body).body.at("prepay_id");
    control("POST", "/pay/payments", {{"prepay_id", prepay_id}});
  };
  prepay("ORDER0001", false);
  EXPECT_EQ(funds("BASIC"), (Json{{"available", 9'940}, {"locked", 0}})) << "the fee is taken";
  prepay("ORDER0002", true);
  EXPECT_EQ(funds("BASIC"), (Json{{"available", 9'940}, {"locked", 9'940}}));
  const Json refund{{"out_trade_no", "ORDER0002"},
                    {"out_refund_no", "R1"},
                    {"amount", {{"refund", 10'000}, {"total", 10'000}, {"currency", "CNY"}}}};
  EXPECT_EQ(call("POST", "/v3/refund/domestic/refunds", refund).status, 200);
  EXPECT_EQ(funds("BASIC"), (Json{{"available", 9'940}, {"locked", 0}}))
      << "frozen money and the fee came back";
  pay_out("A1", 700);
  EXPECT_EQ(call("GET", "/v3/bill/tradebill?bill_date=2026-03-02").code(), "INVALID_REQUEST") << "today";
  pass(hours(24));
  const auto trade = call("GET", "/v3/bill/tradebill?bill_date=2026-03-02&bill_type=ALL").body;
  const auto text = bytes_of(trade.at("download_url"));
  EXPECT_EQ(crypto::to_hex(crypto::sha1(text)), trade.at("hash_value"));
  EXPECT_NE(text.find("`ORDER0001,"), std::string::npos);
  EXPECT_NE(text.find("`R1,`100.00,"), std::string::npos);
  EXPECT_NE(text.find("`3.0,`200.00,`100.00,`0.00,`0.60000,`200.00,`100.00\r\n"), std::string::npos) << text;
  const auto fund = call("GET", "/v3/bill/fundflowbill?bill_date=2026-03-02&account_type=OPERATION").body;
  EXPECT_NE(bytes_of(fund.at("download_url")).find("`支出,`7.00,`9993.00,"), std::string::npos);
  const auto packed = call("GET", "/v3/bill/fundflowbill?bill_date=2026-03-02&tar_type=GZIP").body;
  EXPECT_TRUE(bytes_of(packed.at("download_url")).starts_with("\x1f\x8b"));
  EXPECT_EQ(call("GET", "/v3/bill/fundflowbill?bill_date=2026-03-01").code(), "NO_STATEMENT_EXIST");
  EXPECT_EQ(
      control("POST", "/pay/bills/plants", {{"kind", "missing"}, {"bill", "trade"}, {"number", "ORDER0001"}})
          .status,
      201);
  const auto planted = call("GET", "/v3/bill/tradebill?bill_date=2026-03-02").body;
  EXPECT_EQ(bytes_of(planted.at("download_url")).find("`ORDER0001,"), std::string::npos);
}

TEST_F(MoneyPapers, balances_of_now_and_of_past_days) {
  create(transfer_body("A1"));
  EXPECT_EQ(call("GET", "/v3/merchant/fund/balance/OPERATION").body,
            (Json{{"available_amount", 999'000}, {"pending_amount", 1'000}}));
  EXPECT_EQ(call("GET", "/v3/merchant/fund/balance/SAVINGS").code(), "PARAM_ERROR");
  pass(days(1));
  const std::string day_end = "/v3/merchant/fund/dayendbalance/OPERATION?date=";
  EXPECT_EQ(call("GET", day_end + "2026-03-02").body.at("available_amount"), 999'000);
  EXPECT_EQ(call("GET", day_end + "2026-03-01").body.at("available_amount"), 0);
  EXPECT_EQ(call("GET", day_end + "2026-03-03").code(), "INVALID_REQUEST");
  EXPECT_EQ(call("GET", day_end + "2025-11-01").code(), "INVALID_REQUEST");
  const auto entries = control("GET", "/books/funds").body;
  EXPECT_EQ(entries.at("last_number"), 2);
  EXPECT_EQ(entries.at("entries")[1].at("movement"), "lock");
}

TEST_F(MoneyPapers, profit_is_shared_over_the_wire) {
  Json order{{"appid", kAppid},
             {"mchid", "1900000001"},
             {"description", "礼盒"},
             {"out_trade_no", "ORDER0001"},
             {"notify_url", "https://shop.example.com/wxpay/notify"},
             {"amount", {{"total", 10'000}}},
             {"payer", {{"openid", openid}}},
             {"settle_info", {{"profit_sharing", true}}}};
  const auto prepay_id = call("POST", "/v3/pay/transactions/jsapi", order).body.at("prepay_id");
  const auto paid = control("POST", "/pay/payments", {{"prepay_id", prepay_id}}).body;
  const auto transaction = paid.at("transaction_id").get<std::string>();
  EXPECT_EQ(call("POST", "/v3/profitsharing/receivers/add",
                 {{"appid", kAppid},
                  {"type", "PERSONAL_OPENID"},
                  {"account", openid},
                  {"relation_type", "DISTRIBUTOR"}})
                .status,
            200);
  const Json share{
      {"appid", kAppid},
      {"transaction_id", transaction},
      {"out_order_no", "S1"},
      {"unfreeze_unsplit", false},
      {"receivers",
       Json::array({Json{
           {"type", "PERSONAL_OPENID"}, {"account", openid}, {"amount", 1'000}, {"description", "佣金"}}})}};
  pass(minutes(1));
  EXPECT_EQ(call("POST", "/v3/profitsharing/orders", share).body.at("state"), "PROCESSING");
  pass(seconds(1));
  const auto shared = call("GET", "/v3/profitsharing/orders/S1?transaction_id=" + transaction).body;
  EXPECT_EQ(shared.at("state"), "FINISHED");
  EXPECT_EQ(shared.at("receivers")[0].at("result"), "SUCCESS");
  EXPECT_EQ(
      call("GET", "/v3/profitsharing/transactions/" + transaction + "/amounts").body.at("unsplit_amount"),
      8'940);
  EXPECT_EQ(call("POST", "/v3/profitsharing/orders/unfreeze",
                 {{"transaction_id", transaction}, {"out_order_no", "U1"}, {"description", "解冻"}})
                .status,
            200);
  pass(seconds(1));
  EXPECT_EQ(funds("BASIC"), (Json{{"available", 8'940}, {"locked", 0}}));
  EXPECT_EQ(call("POST", "/v3/profitsharing/return-orders",
                 {{"out_order_no", "S1"},
                  {"out_return_no", "B1"},
                  {"return_mchid", "1900000009"},
                  {"amount", 1},
                  {"description", "退"}})
                .code(),
            "INVALID_REQUEST");
}

}  // namespace
}  // namespace fenrun::emulator::testing
