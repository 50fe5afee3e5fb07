#include "wechat/pay/order/orders.hpp"

#include "tests/wechat/pay/support/pay_stage.hpp"

namespace fenrun::wechat {
namespace {

using testing::run;
using testing::sign;

class PayOrdersTest : public testing::PayStage {
 protected:
  static PrepayRequest request() {
    PrepayRequest request;
    request.out_trade_no = "O20260102-1";
    request.description = "分润商城-茶叶";
    request.total = Fen{12'345};
    request.openid = SecretText("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o");
    request.notify_url = "https://shop.example.com/callbacks/wechat/pay";
    return request;
  }
};

TEST_F(PayOrdersTest, a_prepay_body_has_what_is_given_and_nothing_else) {
  reply_with(R"({"prepay_id":"wx201410272009395522657a690389285100"})");
  const auto prepaid = run(pay_->orders().prepay(request()));
  ASSERT_TRUE(prepaid.is_done());
  EXPECT_EQ(prepaid.done().prepay_id, "wx201410272009395522657a690389285100");
  EXPECT_EQ(main_->last().target, "/v3/pay/transactions/jsapi");
  EXPECT_EQ(last_body(),
            Json::parse(R"({"appid":"wx0123456789abcdef","mchid":"1900000001","description":"分润商城-茶叶",
                            "out_trade_no":"O20260102-1",
                            "notify_url":"https://shop.example.com/callbacks/wechat/pay",
                            "amount":{"total":12345,"currency":"CNY"},
                            "payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}})"));
  auto full = request();
  full.time_expire = *parse_rfc3339("2026-01-02T10:00:00.5+08:00");
  full.attach = "x";
  full.goods_tag = "WXG";
  full.payer_client_ip = "2001:db8::1";
  full.is_profit_sharing = true;
  ASSERT_TRUE(run(pay_->orders().prepay(full)).is_done());
  auto more = last_body();
  EXPECT_EQ(more["time_expire"], "2026-01-02T10:00:00+08:00");
  EXPECT_EQ(more["attach"], "x");
  EXPECT_EQ(more["goods_tag"], "WXG");
  EXPECT_EQ(more["scene_info"], Json::parse(R"({"payer_client_ip":"2001:db8::1"})"));
  EXPECT_EQ(more["settle_info"], Json::parse(R"({"profit_sharing":true})"));
}

TEST_F(PayOrdersTest, what_wechat_would_refuse_is_not_sent) {
  const auto refused = [&](auto spoil) {
    auto spoiled = request();
    spoil(spoiled);
    return outcome_of(run(pay_->orders().prepay(spoiled)));
  };
  const auto text = [](std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += "字";
    return out;
  };
  for (const char* number : {"", "12345", "O1234 5", "订单号123", "123456789012345678901234567890123"}) {
    EXPECT_EQ(refused([&](auto& r) { r.out_trade_no = number; }), "NOT_SENT") << number;
  }
  EXPECT_EQ(refused([&](auto& r) { r.description = text(128); }), "NOT_SENT");
  EXPECT_EQ(refused([&](auto& r) { r.description = ""; }), "NOT_SENT");
  EXPECT_EQ(refused([&](auto& r) { r.attach = text(129); }), "NOT_SENT");
  EXPECT_EQ(refused([&](auto& r) { r.total = Fen{0}; }), "NOT_SENT");
  EXPECT_EQ(refused([&](auto& r) { r.openid = SecretText(); }), "NOT_SENT");
  for (const char* url :
       {"", "ftp://a/b", "https://a", "https:///x", "https://a/b?c=d", "https://a/b#c", "https://a/ b"}) {
    EXPECT_EQ(refused([&](auto& r) { r.notify_url = url; }), "NOT_SENT") << url;
  }
  EXPECT_EQ(main_->count("/"), 0);
  reply_with(R"({"prepay_id":"wx1"})");
  EXPECT_EQ(refused([&](auto& r) { r.out_trade_no = "_-|*AZ"; }), "done");
  EXPECT_EQ(refused([&](auto& r) { r.description = text(127); }), "done");
  EXPECT_EQ(refused([&](auto& r) { r.notify_url = "http://a/b"; }), "done");
  EXPECT_EQ(refused([&](auto& r) { r.total = Fen{1}; }), "done");
}

TEST_F(PayOrdersTest, the_phone_gets_what_the_merchants_key_signed) {
  const auto parameters = pay_->orders().parameters("wx2014");
  EXPECT_EQ(parameters.package, "prepay_id=wx2014");
  EXPECT_EQ(parameters.sign_type, "RSA");
  EXPECT_EQ(parameters.time_stamp, std::to_string(testing::kStageNow));
  EXPECT_TRUE(testing::merchant_key().verify(std::string(testing::kStageAppid) + "\n" +
                                                 parameters.time_stamp + "\n" + parameters.nonce_str + "\n" +
                                                 parameters.package + "\n",
                                             parameters.pay_sign));
}

constexpr const char* kPaid =
    R"({"appid":"wx0123456789abcdef","mchid":"1900000001","out_trade_no":"O20260102-1","transaction_id":"42000001",
        "trade_type":"JSAPI","trade_state":"SUCCESS","trade_state_desc":"支付成功","bank_type":"CMC","attach":"x",
        "success_time":"2026-01-02T08:01:02+08:00","payer":{"openid":"o1"},
        "amount":{"total":100,"payer_total":90,"currency":"CNY","payer_currency":"CNY"}})";

TEST_F(PayOrdersTest, a_paid_order_says_who_paid_what_and_when) {
  reply_with(kPaid);
  const auto paid = run(pay_->orders().query_transaction("42000001"));
  ASSERT_TRUE(paid.is_done()) << outcome_of(paid);
  EXPECT_EQ(main_->last().target, "/v3/pay/transactions/id/42000001?mchid=1900000001");
  EXPECT_EQ(paid.done().state, TradeState::success);
  EXPECT_EQ(paid.done().total, Fen{100});
  EXPECT_EQ(paid.done().payer_total, Fen{90});
  EXPECT_EQ(paid.done().openid->reveal(), "o1");
  EXPECT_EQ(paid.done().success_time, parse_rfc3339("2026-01-02T08:01:02+08:00"));
  EXPECT_EQ(outcome_of(run(pay_->orders().query_transaction("42000002"))), "unknown other_object");
}

TEST_F(PayOrdersTest, a_success_without_what_a_success_has_is_not_believed) {
  for (const char* member : {"transaction_id", "success_time", "payer", "amount", "mchid", "appid"}) {
    auto body = Json::parse(kPaid);
    body.erase(member);
    reply_with(body.dump());
    EXPECT_EQ(outcome_of(run(pay_->orders().query("O20260102-1"))), "unknown unreadable") << member;
  }
  for (const auto& [member, value] : {std::pair{"trade_state", Json("SOON")},
                                      {"amount", Json::parse(R"({"total":"100","currency":"CNY"})")},
                                      {"amount", Json::parse(R"({"total":1.5,"currency":"CNY"})")},
                                      {"amount", Json::parse(R"({"total":-1,"currency":"CNY"})")},
                                      {"success_time", Json("yesterday")},
                                      {"payer", Json("o1")}}) {
    auto body = Json::parse(kPaid);
    body[member] = value;
    reply_with(body.dump());
    EXPECT_EQ(outcome_of(run(pay_->orders().query("O20260102-1"))), "unknown unreadable") << member << value;
  }
}

TEST_F(PayOrdersTest, closing_is_answered_by_a_signed_nothing) {
  replies_ = {sign({.status = 204})};
  EXPECT_EQ(outcome_of(run(pay_->orders().close("O20260102-1"))), "done");
  EXPECT_EQ(main_->last().target, "/v3/pay/transactions/out-trade-no/O20260102-1/close");
  EXPECT_EQ(last_body(), Json::parse(R"({"mchid":"1900000001"})"));
  HttpReply bare;
  bare.status = 204;
  replies_ = {bare};
  EXPECT_EQ(outcome_of(run(pay_->orders().close("O20260102-1"))), "unknown not_verified");
  replies_ = {testing::refusal(400, "ORDER_PAID")};
  EXPECT_EQ(outcome_of(run(pay_->orders().close("O20260102-1"))), "ORDER_PAID");
}

}  // namespace
}  // namespace fenrun::wechat
