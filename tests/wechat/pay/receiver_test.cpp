// What WeChat Pay tells us, and everything that only looks like it.
#include "wechat/pay/callback/receiver.hpp"

#include "tests/wechat/pay/support/pay_stage.hpp"

namespace fenrun::wechat {
namespace {

using testing::run;
using testing::sealed_resource;
using testing::sign;

constexpr const char* kPaidResource =
    R"({"appid":"wx0123456789abcdef","mchid":"1900000001","out_trade_no":"O20260102-1","transaction_id":"42000001",
        "trade_type":"JSAPI","trade_state":"SUCCESS","trade_state_desc":"支付成功","bank_type":"CMC","attach":"",
        "success_time":"2026-01-02T08:01:02+08:00","payer":{"openid":"o1"},
        "amount":{"total":100,"payer_total":90,"currency":"CNY","payer_currency":"CNY"}})";
constexpr const char* kRefundResource =
    R"({"mchid":"1900000001","out_trade_no":"O20260102-1","transaction_id":"42000001","out_refund_no":"R1",
        "refund_id":"503","refund_status":"SUCCESS","success_time":"2026-01-02T08:01:02+08:00",
        "user_received_account":"招商银行信用卡0403",
        "amount":{"total":100,"refund":40,"payer_total":100,"payer_refund":40}})";
constexpr const char* kTransferResource =
    R"({"out_bill_no":"WD1","transfer_bill_no":"133","state":"FAIL","mch_id":"1900000001","transfer_amount":12345,
        "openid":"o1","fail_reason":"NAME_NOT_CORRECT","create_time":"2026-01-02T08:00:00+08:00",
        "update_time":"2026-01-02T08:01:00+08:00","payment_method_type":"CFT"})";
constexpr const char* kAuthorizationResource =
    R"({"out_authorization_no":"A1","appid":"wx0123456789abcdef","openid":"o1","user_display_name":"张三",
        "authorization_id":"13300","state":"TAKING_EFFECT","authorize_time":"2026-01-02T08:00:00+08:00"})";

constexpr const char* kShareResource =
    R"({"mchid":"1900000100","transaction_id":"42000009","order_id":"3008450740201411110007820472",
        "out_order_no":"P20150806125346","success_time":"2026-01-02T08:01:02+08:00",
        "receiver":{"type":"MERCHANT_ID","account":"1900000001","amount":888,"description":"运费"}})";

std::string notice(const std::string& event_type, const std::string& resource) {
  Json json{{"id", "EV-2018022511223320873"},      {"create_time", "2026-01-02T08:00:00+08:00"},
            {"resource_type", "encrypt-resource"}, {"event_type", event_type},
            {"summary", "words for people"},       {"resource", Json::parse(resource)}};
  return json.dump();
}

std::string sealed_notice(const std::string& event_type, const std::string& original_type,
                          const std::string& plain) {
  return notice(event_type, sealed_resource(plain, original_type, original_type));
}

std::string paid_notice(const std::string& plain = kPaidResource) {
  return sealed_notice("TRANSACTION.SUCCESS", "transaction", plain);
}

std::string changed(const char* json, const char* member, const Json& value) {
  auto parsed = Json::parse(json);
  parsed[member] = value;
  return parsed.dump();
}

class PayReceiverTest : public testing::PayStage {
 protected:
  static HttpHeaders headers_for(const std::string& body, testing::SignedReply how = {}) {
    how.body = body;
    auto headers = sign(how).headers;
    headers.emplace_back("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048");
    return headers;
  }
  std::string judged(const HttpHeaders& headers, const std::string& body) {
    const auto got = pay_->receiver().judge(headers, body);
    if (got) return "accepted";
    const auto& note = got.error().internal_note();
    return got.refused_with(kPayNoticeMalformed) ? "malformed" : note;
  }
  std::string judged(const std::string& body) { return judged(headers_for(body), body); }
  template <class T>
  T accepted(const std::string& body, const char* dedupe_key) {
    const auto got = pay_->receiver().judge(headers_for(body), body);
    if (!got) throw std::runtime_error(got.error().internal_note());
    EXPECT_EQ(got->dedupe_key, dedupe_key);
    EXPECT_EQ(got->id, "EV-2018022511223320873");
    return std::get<T>(got->content);
  }
};

TEST_F(PayReceiverTest, each_kind_of_notice_becomes_its_value) {
  const auto payment = accepted<Payment>(paid_notice(), "payment:O20260102-1:SUCCESS");
  EXPECT_EQ(payment.total, Fen{100});
  EXPECT_EQ(payment.openid->reveal(), "o1");
  const auto refund =
      accepted<Refund>(sealed_notice("REFUND.SUCCESS", "refund", kRefundResource), "refund:R1:SUCCESS");
  EXPECT_EQ(refund.state, RefundState::success);
  const auto transfer = accepted<Transfer>(
      sealed_notice("MCHTRANSFER.BILL.FINISHED", "mch_payment", kTransferResource), "transfer:WD1:FAIL");
  EXPECT_EQ(transfer.amount, Fen{12'345});
  EXPECT_EQ(transfer.fail_reason, "NAME_NOT_CORRECT");
  const auto authorization = accepted<Authorization>(
      sealed_notice("MCHTRANSFER.AUTHORIZATION.CONFIRMED", "mch_payment", kAuthorizationResource),
      "authorization:A1:TAKING_EFFECT");
  EXPECT_EQ(authorization.authorization_id, "13300");
  const auto share =
      accepted<ShareMovement>(sealed_notice("PROFITSHARING.SUCCESS", "profitsharing", kShareResource),
                              "share:3008450740201411110007820472:SUCCESS");
  EXPECT_EQ(share.amount, Fen{888});
  EXPECT_EQ(share.mchid, "1900000100");
  EXPECT_FALSE(share.is_return);
  const auto given_back =
      accepted<ShareMovement>(sealed_notice("PROFITSHARING.RETURN", "profitsharing", kShareResource),
                              "share:3008450740201411110007820472:RETURN");
  EXPECT_TRUE(given_back.is_return);
  // As older accounts are told: the same event type as a payment's.
  accepted<ShareMovement>(sealed_notice("TRANSACTION.SUCCESS", "profitsharing", kShareResource),
                          "share:3008450740201411110007820472:SUCCESS");
  const auto echo =
      accepted<EchoNotice>(sealed_notice("SECURITY_ECHO.SUCCESS", "security",
                                         R"({"echo_message":"hello","encrypt_echo_message":"x"})"),
                           "echo:hello");
  EXPECT_EQ(echo.message, "hello");
}

TEST_F(PayReceiverTest, a_share_is_its_receivers_whoever_shares) {
  const auto judged_with = [&](const char* place, const Json& value) {
    auto resource = Json::parse(kShareResource);
    resource[Json::json_pointer(place)] = value;
    return judged(sealed_notice("PROFITSHARING.SUCCESS", "profitsharing", resource.dump()));
  };
  EXPECT_EQ(judged_with("/mchid", "1900000777"), "accepted");
  EXPECT_EQ(judged_with("/receiver/account", "1900000002"), "not_ours");
  EXPECT_EQ(judged_with("/receiver/type", "PERSONAL_OPENID"), "not_ours");
  EXPECT_EQ(judged_with("/receiver/amount", -1), "malformed");
  EXPECT_EQ(judged_with("/receiver", "1900000001"), "malformed");
  EXPECT_EQ(judged_with("/mchid", nullptr), "malformed");
  auto by_provider = Json::parse(kShareResource);
  by_provider.erase("mchid");
  by_provider["sp_mchid"] = "1900000300";
  by_provider["sub_mchid"] = "1900000301";
  EXPECT_EQ(judged(sealed_notice("PROFITSHARING.SUCCESS", "profitsharing", by_provider.dump())), "accepted");
}

TEST_F(PayReceiverTest, a_transfers_merchant_number_has_two_names) {
  auto resource = Json::parse(kTransferResource);
  resource["mchid"] = resource["mch_id"];
  resource.erase("mch_id");
  EXPECT_EQ(judged(sealed_notice("MCHTRANSFER.BILL.FINISHED", "mch_payment", resource.dump())), "accepted");
  resource.erase("mchid");
  EXPECT_EQ(judged(sealed_notice("MCHTRANSFER.BILL.FINISHED", "mch_payment", resource.dump())), "malformed");
}

TEST_F(PayReceiverTest, forgeries_of_the_envelope_are_refused_each_by_its_name) {
  const std::string body = paid_notice();
  const auto good = headers_for(body);
  const auto with = [&](const char* name, const std::string& value) {
    auto headers = good;
    for (auto& [header, old] : headers) {
      if (header == name) old = value;
    }
    return headers;
  };
  auto missing = good;
  missing.erase(missing.begin());
  auto twice = good;
  twice.emplace_back("Wechatpay-Nonce", "NONCE");
  const std::string padded = body + std::string(PayReceiver::kBodyBytesMax + 1 - body.size(), ' ');
  struct Row {
    HttpHeaders headers;
    std::string body;
    const char* verdict;
  };
  const std::vector<Row> rows{
      {good, body, "accepted"},
      {headers_for(padded), padded, "too_large"},
      {missing, body, "headers_missing"},
      {twice, body, "headers_duplicate"},
      {with("Wechatpay-Signature-Type", "WECHATPAY2-SM2-WITH-SM3"), body, "wrong_algorithm"},
      {headers_for(body, {.at_s = testing::kStageNow - 300}), body, "outside_window"},
      {headers_for(body, {.at_s = testing::kStageNow + 300}), body, "outside_window"},
      {headers_for(body, {.serial = "AB"}), body, "unknown_key"},
      {with("wechatpay-signature", "@@@"), body, "not_base64"},
      {headers_for(body, {.key = &testing::other_platform_key()}), body, "wrong_signature"},
      {headers_for(body + " "), body, "wrong_signature"},
      {with("wechatpay-signature", "WECHATPAY/SIGNTEST/abc"), body, "probe"},
  };
  for (std::size_t i = 0; i < rows.size(); ++i)
    EXPECT_EQ(judged(rows[i].headers, rows[i].body), rows[i].verdict) << i;
  EXPECT_EQ(pay_->receiver().judge(headers_for(body, {.serial = "AB"}), body).error().kind(),
            ErrorKind::unavailable);
  EXPECT_EQ(pay_->receiver().judge(missing, body).error().kind(), ErrorKind::unauthenticated);
}

TEST_F(PayReceiverTest, a_good_signature_over_a_wrong_content_is_refused_too) {
  auto other_algorithm = Json::parse(sealed_resource(kPaidResource, "transaction", "transaction"));
  other_algorithm["algorithm"] = "AEAD_SM4_GCM";
  auto other_data = Json::parse(sealed_resource(kPaidResource, "transaction", "transaction"));
  other_data["associated_data"] = "refund";
  auto no_nonce = Json::parse(sealed_resource(kPaidResource, "transaction", "transaction"));
  no_nonce.erase("nonce");
  auto unsealed = Json::parse(paid_notice());
  unsealed["resource_type"] = "plain-resource";
  const std::vector<std::pair<std::string, const char*>> rows{
      {notice("TRANSACTION.SUCCESS", other_algorithm.dump()), "wrong_algorithm"},
      {notice("TRANSACTION.SUCCESS", other_data.dump()), "not_opened"},
      {notice("TRANSACTION.SUCCESS",
              sealed_resource(kPaidResource, "transaction", "transaction", std::string(32, 'k'))),
       "not_opened"},
      {paid_notice(changed(kPaidResource, "mchid", "1900000002")), "not_ours"},
      {paid_notice(changed(kPaidResource, "appid", "wxother")), "not_ours"},
      {sealed_notice("REFUND.SUCCESS", "refund", changed(kRefundResource, "mchid", "1900000002")),
       "not_ours"},
      {sealed_notice("MCHTRANSFER.BILL.FINISHED", "mch_payment", changed(kTransferResource, "mch_id", "1")),
       "not_ours"},
      {sealed_notice("MCHTRANSFER.AUTHORIZATION.CLOSED", "mch_payment",
                     changed(kAuthorizationResource, "appid", "wxother")),
       "not_ours"},
      {"", "malformed"},
      {"{}", "malformed"},
      {"[1]", "malformed"},
      {unsealed.dump(), "malformed"},
      {notice("TRANSACTION.SUCCESS", no_nonce.dump()), "malformed"},
      {sealed_notice("TRANSACTION.SUCCESS", "profitsharing", kPaidResource), "malformed"},
      {sealed_notice("TRANSACTION.INVENTED", "transaction", kPaidResource), "malformed"},
      {paid_notice("no json"), "malformed"},
      {paid_notice("[]"), "malformed"},
      {paid_notice(changed(kPaidResource, "trade_state", "NOTPAY")), "malformed"},
      {paid_notice(changed(kPaidResource, "amount", Json::parse(R"({"total":"100","currency":"CNY"})"))),
       "malformed"},
      {sealed_notice("MCHTRANSFER.BILL.FINISHED", "mch_payment",
                     changed(kTransferResource, "state", "ACCEPTED")),
       "malformed"},
      {sealed_notice("MCHTRANSFER.BILL.FINISHED", "mch_payment",
                     changed(kTransferResource, "openid", nullptr)),
       "malformed"},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(judged(rows[i].first), rows[i].second) << i;
}

TEST_F(PayReceiverTest, the_apiv3_key_before_the_current_one_still_opens) {
  auto options = this->options();
  options.apiv3_keys = {SecretText(std::string(32, 'n')), SecretText(testing::kStageApiv3Key)};
  pay_ = client(options);
  EXPECT_EQ(judged(paid_notice()), "accepted");
}

TEST_F(PayReceiverTest, a_key_that_appears_in_a_file_is_found_by_the_callback_that_needs_it) {
  auto options = this->options();
  options.keys.files = {};
  options.keys.files.public_keys = {
      {testing::kStagePublicKeyId, folder_.write("pub.pem", testing::platform_key().public_pem())}};
  pay_ = client(options);
  const std::string body = paid_notice();
  const auto new_key =
      headers_for(body, {.serial = testing::kStagePublicKeyId, .key = &testing::other_platform_key()});
  EXPECT_FALSE(run(pay_->receiver().receive(new_key, body)).has_value());
  static_cast<void>(folder_.write("pub.pem", testing::other_platform_key().public_pem()));
  const auto stranger = headers_for(body, {.serial = "AB", .key = &testing::other_platform_key()});
  EXPECT_TRUE(run(pay_->receiver().receive(stranger, body)).refused_with(kPayNoticeKeyUnknown));
  EXPECT_TRUE(run(pay_->receiver().receive(new_key, body)).has_value());
}

}  // namespace
}  // namespace fenrun::wechat
