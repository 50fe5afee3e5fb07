#include <gtest/gtest.h>

#include "tests/wechat/emulator/support/pay_stage.hpp"

namespace fenrun::emulator::testing {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class Payments : public ::testing::Test, protected PayStage {
 protected:
  Payments() : openid(add_user()) {}

  Json order_body(const std::string& out_trade_no = "ORDER0001", std::int64_t total = 10'000) const {
    return {{"appid", kAppid},
            {"mchid", "1900000001"},
            {"description", "礼盒"},
            {"out_trade_no", out_trade_no},
            {"attach", "附加"},
            {"notify_url", "https://shop.example.com/wxpay/notify"},
            {"amount", {{"total", total}, {"currency", "CNY"}}},
            {"payer", {{"openid", openid}}}};
  }
  PayAnswer order(const Json& body) { return call("POST", "/v3/pay/transactions/jsapi", body); }
  std::string prepay_id(const std::string& out_trade_no = "ORDER0001") {
    return order(order_body(out_trade_no)).body.at("prepay_id");
  }
  Json pay_by_user(Json body) { return control("POST", "/pay/payments", body).body; }
  Json query(const std::string& out_trade_no = "ORDER0001") {
    return call("GET", "/v3/pay/transactions/out-trade-no/" + out_trade_no + "?mchid=1900000001").body;
  }
  PayAnswer close(const std::string& out_trade_no = "ORDER0001") {
    return call("POST", "/v3/pay/transactions/out-trade-no/" + out_trade_no + "/close",
                {{"mchid", "1900000001"}});
  }
  std::string openid;
};

TEST_F(Payments, a_user_pays_and_the_merchant_hears_of_it) {
  const auto prepaid = prepay_id();
  EXPECT_EQ(query().at("trade_state"), "NOTPAY");
  EXPECT_FALSE(query().contains("transaction_id"));
  EXPECT_EQ(pay_by_user({{"prepay_id", prepaid}}).at("errMsg"), "requestPayment:ok");
  const auto order = query();
  EXPECT_EQ(order.at("trade_state"), "SUCCESS");
  EXPECT_EQ(order.at("amount").at("payer_total"), 10'000);
  EXPECT_EQ(order.at("attach"), "附加");
  const auto transaction_id = order.at("transaction_id").get<std::string>();
  EXPECT_EQ(transaction_id.size(), 28U);
  EXPECT_EQ(call("GET", "/v3/pay/transactions/id/" + transaction_id + "?mchid=1900000001").body, order);

  const auto jobs = deliver();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].request.url, "https://shop.example.com/wxpay/notify");
  EXPECT_TRUE(is_signed(jobs[0].request.headers, jobs[0].request.body));
  EXPECT_EQ(Json::parse(jobs[0].request.body).at("event_type"), "TRANSACTION.SUCCESS");
  EXPECT_EQ(Json::parse(open_callback(jobs[0].request.body).value()), order);
  EXPECT_TRUE(due().empty());
}

TEST_F(Payments, the_same_number_is_the_same_order) {
  const auto first = prepay_id();
  EXPECT_EQ(prepay_id(), first);
  const auto other = order(order_body("ORDER0001", 10'001));
  EXPECT_EQ(other.status, 400);
  EXPECT_EQ(other.code(), "INVALID_REQUEST");
  EXPECT_EQ(other.numeric(), "268498688");
  pass(hours(2));
  const auto second = prepay_id();
  EXPECT_NE(second, first) << "a prepay_id lives two hours";
  EXPECT_EQ(pay_by_user({{"prepay_id", first}}).at("errMsg"), "requestPayment:fail prepay_id expired");
  EXPECT_EQ(pay_by_user({{"prepay_id", second}}).at("errMsg"), "requestPayment:ok");
  EXPECT_EQ(order(order_body()).code(), "ORDER_PAID");
}

TEST_F(Payments, a_malformed_order_names_its_field) {
  struct Case {
    std::string pointer;
    Json value;
    std::string field;
  };
  const Case cases[] = {
      {"/amount/total", 0, "/amount/total"},
      {"/amount/total", "100", "/amount/total"},
      {"/amount/total", 1.5, "/amount/total"},
      {"/amount/currency", "USD", "/amount/currency"},
      {"/amount/tip", 1, "/amount/tip"},
      {"/out_trade_no", "12345", "/out_trade_no"},
      {"/out_trade_no", std::string(33, 'A'), "/out_trade_no"},
      {"/out_trade_no", "ORDER 1", "/out_trade_no"},
      {"/description", std::string(128, 'x'), "/description"},
      {"/notify_url", "https://shop.example.com/notify?a=1", "/notify_url"},
      {"/notify_url", "https://shop.example.com", "/notify_url"},
      {"/payer/openid", "oNobody", "/payer/openid"},
      {"/mchid", "1900000009", "/mchid"},
      {"/time_expire", "tomorrow", "/time_expire"},
      {"/time_expire", "2020-01-01T00:00:00+08:00", "/time_expire"},
      {"/attach", nullptr, "/attach"},
      {"/scene_info", Json::object(), "/scene_info/payer_client_ip"},
      {"/detail", {{"goods_detail", {{{"merchant_goods_id", "1"}}}}}, "/detail/goods_detail/0/quantity"},
  };
  for (const auto& [pointer, value, field] : cases) {
    auto body = order_body();
    body[Json::json_pointer(pointer)] = value;
    const auto answer = order(body);
    EXPECT_EQ(answer.status, 400) << pointer << value;
    EXPECT_EQ(answer.code(), "PARAM_ERROR") << pointer << value;
    EXPECT_EQ(answer.body.at("detail").at("field"), field) << pointer << value;
  }
  auto body = order_body();
  body["appid"] = "wx_other";
  EXPECT_EQ(order(body).code(), "APPID_MCHID_NOT_MATCH");
  body["appid"] = kAppid;
  body["description"] = std::string(127 * 3, ' ');
  EXPECT_EQ(order(body).code(), "PARAM_ERROR") << "characters, not bytes, count";
}

TEST_F(Payments, an_order_is_closed_by_the_merchant_or_by_time) {
  prepay_id();
  const auto closed = close();
  EXPECT_EQ(closed.status, 204);
  EXPECT_TRUE(closed.is_signed);
  EXPECT_EQ(close().status, 204) << "again";
  EXPECT_EQ(query().at("trade_state"), "CLOSED");
  EXPECT_EQ(order(order_body()).code(), "ORDER_CLOSED");

  auto short_lived = order_body("ORDER0002");
  short_lived["time_expire"] = to_rfc3339(now + seconds(600));
  const auto prepaid = order(short_lived).body.at("prepay_id");
  pass(seconds(599));
  EXPECT_EQ(query("ORDER0002").at("trade_state"), "NOTPAY");
  pass(seconds(1));
  EXPECT_EQ(query("ORDER0002").at("trade_state"), "CLOSED");
  EXPECT_EQ(pay_by_user({{"prepay_id", prepaid}}).at("errMsg"), "requestPayment:fail order closed");

  prepay_id("ORDER0003");
  pass(hours(7 * 24));
  EXPECT_EQ(query("ORDER0003").at("trade_state"), "CLOSED");
}

TEST_F(Payments, a_paid_order_does_not_close_and_a_close_does_not_stop_a_payment_under_way) {
  pay_by_user({{"prepay_id", prepay_id()}, {"after_seconds", 10}});
  EXPECT_EQ(close().status, 204);
  EXPECT_EQ(query().at("trade_state"), "CLOSED");
  pass(seconds(10));
  EXPECT_EQ(query().at("trade_state"), "SUCCESS");
  const auto refused = close();
  EXPECT_EQ(refused.code(), "ORDER_PAID");
  EXPECT_EQ(refused.numeric(), "268449538");
}

TEST_F(Payments, only_its_user_pays_and_not_when_he_cancels) {
  const auto prepaid = prepay_id();
  EXPECT_EQ(pay_by_user({{"prepay_id", prepaid}, {"outcome", "cancel"}}).at("errMsg"),
            "requestPayment:fail cancel");
  EXPECT_NE(pay_by_user({{"prepay_id", prepaid}, {"outcome", "fail"}}).at("errMsg"), "requestPayment:ok");
  EXPECT_NE(pay_by_user({{"prepay_id", prepaid}, {"openid", add_user()}}).at("errMsg"), "requestPayment:ok");
  EXPECT_EQ(query().at("trade_state"), "NOTPAY");
  EXPECT_TRUE(deliver().empty());
}

TEST_F(Payments, the_client_checks_pay_sign) {
  const auto package = "prepay_id=" + prepay_id();
  const auto message = std::string(kAppid) + "\n1554208460\nNONCE\n" + package + "\n";
  Json parameters{{"timeStamp", "1554208460"},
                  {"nonceStr", "NONCE"},
                  {"package", package},
                  {"signType", "RSA"},
                  {"paySign", merchant_key().sign(message)}};
  auto spoilt = parameters;
  spoilt["nonceStr"] = "other";
  EXPECT_EQ(pay_by_user(spoilt).at("errMsg"), "requestPayment:fail paySign wrong");
  EXPECT_EQ(pay_by_user(parameters).at("errMsg"), "requestPayment:ok");
}

TEST_F(Payments, unknown_orders_and_foreign_merchants_are_told_apart) {
  const auto missing = call("GET", "/v3/pay/transactions/out-trade-no/ORDER0009?mchid=1900000001");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.code(), "ORDER_NOT_EXIST");
  EXPECT_EQ(call("GET", "/v3/pay/transactions/id/4200000000?mchid=1900000001").code(), "ORDER_NOT_EXIST");
  EXPECT_EQ(call("GET", "/v3/pay/transactions/out-trade-no/ORDER0001?mchid=1").code(), "PARAM_ERROR");
  EXPECT_EQ(call("GET", "/v3/pay/transactions/out-trade-no/ORDER0001").code(), "PARAM_ERROR");
}

TEST_F(Payments, more_than_500_a_second_are_too_many) {
  int refused = 0;
  for (int i = 0; i < 501; ++i) refused += order(order_body()).status == 429 ? 1 : 0;
  EXPECT_EQ(refused, 1);
  pass(seconds(1));
  EXPECT_EQ(order(order_body()).status, 200);
}

class Refunds : public Payments {
 protected:
  void SetUp() override {
    pay_by_user({{"prepay_id", prepay_id()}, {"coupon_fen", 1'000}});
    deliver();
  }
  static Json refund_body(const std::string& out_refund_no, std::int64_t fen) {
    return {{"out_trade_no", "ORDER0001"},
            {"out_refund_no", out_refund_no},
            {"notify_url", "https://shop.example.com/wxpay/refund"},
            {"amount", {{"refund", fen}, {"total", 10'000}, {"currency", "CNY"}}}};
  }
  PayAnswer refund(const Json& body) { return call("POST", "/v3/refund/domestic/refunds", body); }
  PayAnswer refund_of(const std::string& out_refund_no) {
    return call("GET", "/v3/refund/domestic/refunds/" + out_refund_no);
  }
};

TEST_F(Refunds, a_refund_is_accepted_and_succeeds_later) {
  const auto accepted = refund(refund_body("R1", 4'000));
  ASSERT_EQ(accepted.status, 200) << accepted.body;
  EXPECT_EQ(accepted.body.at("status"), "PROCESSING");
  EXPECT_EQ(accepted.body.at("amount").at("payer_refund"), 3'600);
  EXPECT_EQ(accepted.body.at("amount").at("discount_refund"), 400);
  EXPECT_EQ(query().at("trade_state"), "REFUND");
  EXPECT_TRUE(deliver().empty());
  pass(seconds(5));
  EXPECT_EQ(refund_of("R1").body.at("status"), "SUCCESS");
  const auto jobs = deliver();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(Json::parse(jobs[0].request.body).at("event_type"), "REFUND.SUCCESS");
  const auto resource = Json::parse(open_callback(jobs[0].request.body).value());
  EXPECT_EQ(resource.at("refund_status"), "SUCCESS");
  EXPECT_FALSE(resource.contains("status"));
  EXPECT_EQ(resource.at("amount").at("refund"), 4'000);
  EXPECT_EQ(refund(refund_body("R1", 4'000)).body, refund_of("R1").body)
      << "the same number is the same refund";
  EXPECT_EQ(refund(refund_body("R1", 4'001)).code(), "INVALID_REQUEST");
}

TEST_F(Refunds, refunds_add_up_to_the_total_and_no_further) {
  EXPECT_EQ(refund(refund_body("R1", 3'333)).status, 200);
  EXPECT_EQ(refund(refund_body("R2", 3'333)).status, 200);
  EXPECT_EQ(refund(refund_body("R3", 3'335)).code(), "INVALID_REQUEST");
  EXPECT_EQ(refund(refund_body("R3", 3'334)).status, 200);
  EXPECT_EQ(refund(refund_body("R4", 1)).code(), "INVALID_REQUEST");
  std::int64_t payer_refunds = 0;
  for (const auto* number : {"R1", "R2", "R3"})
    payer_refunds += refund_of(number).body.at("amount").at("payer_refund").get<std::int64_t>();
  EXPECT_EQ(payer_refunds, 9'000);
}

TEST_F(Refunds, at_most_fifty_within_a_year) {
  for (int i = 0; i < 50; ++i) EXPECT_EQ(refund(refund_body("R" + std::to_string(i), 1)).status, 200);
  EXPECT_EQ(refund(refund_body("R50", 1)).code(), "INVALID_REQUEST");
  pass(hours(365 * 24));
  EXPECT_EQ(refund(refund_body("R0", 1)).status, 200) << "it exists";
  pay().payments.orders.find(out_name("ORDER0001"))->refund_count = 0;
  EXPECT_EQ(refund(refund_body("R51", 1)).status, 200);
  pass(seconds(1));
  EXPECT_EQ(refund(refund_body("R52", 1)).code(), "INVALID_REQUEST");
}

TEST_F(Refunds, are_refused_for_a_reason) {
  prepay_id("ORDER0002");
  struct Case {
    std::string name;
    Json patch;
    int status;
    std::string code;
  };
  const Case cases[] = {
      {"both numbers", {{"transaction_id", "4200"}}, 400, "PARAM_ERROR"},
      {"no number", {{"out_trade_no", nullptr}}, 400, "PARAM_ERROR"},
      {"an unknown order", {{"out_trade_no", "ORDER0009"}}, 404, "RESOURCE_NOT_EXISTS"},
      {"an unpaid order", {{"out_trade_no", "ORDER0002"}}, 404, "RESOURCE_NOT_EXISTS"},
      {"another total", {{"amount", {{"total", 9'999}}}}, 400, "INVALID_REQUEST"},
      {"no currency", {{"amount", {{"currency", nullptr}}}}, 400, "PARAM_ERROR"},
      {"a character", {{"out_refund_no", "R 1"}}, 400, "PARAM_ERROR"},
      {"an account", {{"funds_account", "FEES"}}, 400, "PARAM_ERROR"},
  };
  for (const auto& [name, patch, status, code] : cases) {
    auto body = refund_body("R1", 1);
    body.merge_patch(patch);
    const auto answer = refund(body);
    EXPECT_EQ(answer.status, status) << name;
    EXPECT_EQ(answer.code(), code) << name;
  }
  EXPECT_EQ(refund_of("R1").code(), "RESOURCE_NOT_EXISTS");
}

TEST_F(Refunds, an_abnormal_refund_goes_to_a_bank_card) {
  control("POST", "/pay/refunds/plan", {{"outcome", "ABNORMAL"}, {"after_seconds", 60}});
  const auto refund_id = refund(refund_body("R1", 100)).body.at("refund_id").get<std::string>();
  pass(seconds(60));
  EXPECT_EQ(Json::parse(deliver().at(0).request.body).at("event_type"), "REFUND.ABNORMAL");
  control("POST", "/pay/refunds/plan", {{"outcome", "SUCCESS"}});
  const auto& key = pay().merchant.public_key;
  const auto seal = [&key](const std::string& text) { return *key.key.public_key().encrypt(text); };
  auto request = draft("POST", "/v3/refund/domestic/refunds/" + refund_id + "/apply-abnormal-refund",
                       Json{{"out_refund_no", "R1"},
                            {"type", "USER_BANK_CARD"},
                            {"bank_type", "ICBC_DEBIT"},
                            {"bank_account", seal("6222020000000000")},
                            {"real_name", seal("张三")}}
                           .dump());
  EXPECT_EQ(send(request).code(), "PARAM_ERROR") << "no header names the key";
  request.headers["wechatpay-serial"] = key.serial;
  EXPECT_EQ(send(request).body.at("status"), "PROCESSING");
  EXPECT_EQ(send(request).code(), "INVALID_REQUEST") << "it is no longer abnormal";
  pass(seconds(60));
  EXPECT_EQ(Json::parse(deliver().at(0).request.body).at("event_type"), "REFUND.SUCCESS");
}

TEST_F(Refunds, a_closed_refund_gives_the_money_back) {
  control("POST", "/pay/refunds/plan", {{"outcome", "PROCESSING"}});
  refund(refund_body("R1", 10'000));
  EXPECT_EQ(refund(refund_body("R2", 1)).code(), "INVALID_REQUEST");
  EXPECT_EQ(control("POST", "/pay/refunds/decide", {{"out_refund_no", "R1"}, {"outcome", "CLOSED"}}).status,
            200);
  EXPECT_EQ(control("POST", "/pay/refunds/decide", {{"out_refund_no", "R1"}, {"outcome", "SUCCESS"}}).status,
            409);
  EXPECT_EQ(Json::parse(deliver().at(0).request.body).at("event_type"), "REFUND.CLOSED");
  EXPECT_EQ(refund(refund_body("R2", 10'000)).status, 200);
}

TEST_F(Payments, books_show_orders_and_refunds) {
  pay_by_user({{"prepay_id", prepay_id()}});
  call("POST", "/v3/refund/domestic/refunds",
       {{"out_trade_no", "ORDER0001"},
        {"out_refund_no", "R1"},
        {"amount", {{"refund", 1}, {"total", 10'000}, {"currency", "CNY"}}}});
  const auto orders = control("GET", "/books/orders").body.at("entries");
  EXPECT_EQ(orders.at(0).at("refunded_fen"), 1);
  EXPECT_EQ(orders.at(0).at("order").at("trade_state"), "REFUND");
  EXPECT_EQ(control("GET", "/books/refunds").body.at("entries").at(0).at("refund").at("out_refund_no"), "R1");
  EXPECT_EQ(control("GET", "/books/requests?after=1").body.at("entries").at(0).at("subject"), "R1");
}

}  // namespace
}  // namespace fenrun::emulator::testing
