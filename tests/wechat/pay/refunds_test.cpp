#include "wechat/pay/refund/refunds.hpp"

#include "tests/wechat/pay/support/pay_stage.hpp"

namespace fenrun::wechat {
namespace {

using testing::run;

class PayRefundsTest : public testing::PayStage {
 protected:
  static RefundRequest request() {
    RefundRequest request;
    request.out_refund_no = "R1@x";
    request.out_trade_no = "O20260102-1";
    request.refund = Fen{40};
    request.total = Fen{100};
    return request;
  }
};

constexpr const char* kRefundReply =
    R"({"refund_id":"50000000382019052709732678859","out_refund_no":"R1@x","transaction_id":"42000001",
        "out_trade_no":"O20260102-1","channel":"ORIGINAL","user_received_account":"招商银行信用卡0403",
        "create_time":"2026-01-02T08:00:00+08:00","status":"PROCESSING","funds_account":"UNSETTLED",
        "amount":{"total":100,"refund":40,"payer_total":100,"payer_refund":40,"settlement_refund":40,
                  "settlement_total":100,"discount_refund":0,"currency":"CNY"}})";

TEST_F(PayRefundsTest, a_refund_is_accepted_and_asked_about_by_the_same_number) {
  reply_with(kRefundReply);
  auto asked = request();
  asked.reason = "商品已售完";
  asked.notify_url = "https://shop.example.com/callbacks/wechat/refund";
  const auto refund = run(pay_->refunds().create(asked));
  ASSERT_TRUE(refund.is_done()) << outcome_of(refund);
  EXPECT_EQ(main_->last().target, "/v3/refund/domestic/refunds");
  EXPECT_EQ(last_body(),
            Json::parse(R"({"out_refund_no":"R1@x","out_trade_no":"O20260102-1","reason":"商品已售完",
                                        "notify_url":"https://shop.example.com/callbacks/wechat/refund",
                                        "amount":{"refund":40,"total":100,"currency":"CNY"}})"));
  EXPECT_EQ(refund.done().state, RefundState::processing);
  EXPECT_EQ(refund.done().payer_refund, Fen{40});
  EXPECT_FALSE(refund.done().success_time.has_value());
  EXPECT_EQ(outcome_of(run(pay_->refunds().query("R1@x"))), "done");
  EXPECT_EQ(main_->last().target, "/v3/refund/domestic/refunds/R1%40x");
  EXPECT_EQ(outcome_of(run(pay_->refunds().query("R2"))), "unknown other_object");
}

TEST_F(PayRefundsTest, what_wechat_would_refuse_is_not_sent) {
  const auto refused = [&](auto spoil) {
    auto spoiled = request();
    spoil(spoiled);
    return outcome_of(run(pay_->refunds().create(spoiled)));
  };
  EXPECT_EQ(refused([](auto& r) { r.out_refund_no = ""; }), "NOT_SENT");
  EXPECT_EQ(refused([](auto& r) { r.out_refund_no = std::string(65, '1'); }), "NOT_SENT");
  EXPECT_EQ(refused([](auto& r) { r.transaction_id = "42000001"; }), "NOT_SENT");  // both numbers
  EXPECT_EQ(refused([](auto& r) { r.out_trade_no = ""; }), "NOT_SENT");            // neither
  EXPECT_EQ(refused([](auto& r) { r.refund = Fen{0}; }), "NOT_SENT");
  EXPECT_EQ(refused([](auto& r) { r.refund = Fen{101}; }), "NOT_SENT");
  EXPECT_EQ(refused([](auto& r) { r.funds_account = "SAVINGS"; }), "NOT_SENT");
  EXPECT_EQ(main_->count("/"), 0);
  reply_with(kRefundReply);
  EXPECT_EQ(refused([](auto& r) { r.refund = Fen{100}; }), "done");
}

TEST_F(PayRefundsTest, an_abnormal_refund_goes_to_a_card_whose_data_is_sealed) {
  reply_with(kRefundReply);
  AbnormalRefundRequest request;
  request.refund_id = "50000000382019052709732678859";
  request.out_refund_no = "R1@x";
  request.target = AbnormalRefundTarget::user_bank_card;
  request.bank_type = "ICBC_DEBIT";
  request.bank_account = SecretText("6222000000000000");
  request.real_name = SecretText("张三");
  ASSERT_EQ(outcome_of(run(pay_->refunds().handle_abnormal(request))), "done");
  EXPECT_EQ(main_->last().target,
            "/v3/refund/domestic/refunds/50000000382019052709732678859/apply-abnormal-refund");
  const auto body = last_body();
  EXPECT_EQ(body["type"], "USER_BANK_CARD");
  EXPECT_EQ(testing::platform_key().open_oaep(body["bank_account"].get<std::string>()), "6222000000000000");
  EXPECT_EQ(testing::platform_key().open_oaep(body["real_name"].get<std::string>()), "张三");
  EXPECT_EQ(header(main_->last(), "Wechatpay-Serial"), testing::kStageCertificateSerial);
  request.bank_type = "";
  EXPECT_EQ(outcome_of(run(pay_->refunds().handle_abnormal(request))), "NOT_SENT");
  request.target = AbnormalRefundTarget::merchant_bank_card;
  ASSERT_EQ(outcome_of(run(pay_->refunds().handle_abnormal(request))), "done");
  EXPECT_EQ(last_body(), Json::parse(R"({"out_refund_no":"R1@x","type":"MERCHANT_BANK_CARD"})"));
}

}  // namespace
}  // namespace fenrun::wechat
