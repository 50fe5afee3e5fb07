// What all calls share, tried with two of them: a query and a transfer.
#include "tests/wechat/pay/support/pay_stage.hpp"
#include "wechat/http/too_many_calls.hpp"
#include "wechat/pay/outcome/errors.hpp"

namespace fenrun::wechat {
namespace {

using testing::refusal;
using testing::run;
using testing::sign;

constexpr const char* kUnpaid =
    R"({"appid":"wx0123456789abcdef","mchid":"1900000001","out_trade_no":"O20260102-1","trade_state":"NOTPAY",
        "trade_state_desc":"订单未支付","added_later":{"x":[1]}})";

class PayCallerTest : public testing::PayStage {
 protected:
  std::string query() { return outcome_of(run(pay_->orders().query("O20260102-1"))); }
  std::string create(std::optional<std::chrono::steady_clock::time_point> send_before = {}) {
    TransferBody body{"P1", SecretText(R"({"out_bill_no":"P1"})"), {}};
    return outcome_of(run(pay_->transfers().create(std::move(body), send_before)));
  }
};

TEST_F(PayCallerTest, the_very_bytes_that_are_sent_are_signed_each_time_anew) {
  reply_with(kUnpaid);
  ASSERT_EQ(query(), "done");
  const HttpRequest first = main_->last();
  EXPECT_EQ(first.target, "/v3/pay/transactions/out-trade-no/O20260102-1?mchid=1900000001");
  EXPECT_TRUE(is_signed(first));
  EXPECT_EQ(attribute(first, "mchid"), testing::kStageMchid);
  EXPECT_EQ(attribute(first, "serial_no"), testing::kStageMerchantSerial);
  EXPECT_EQ(attribute(first, "timestamp"), std::to_string(testing::kStageNow));
  EXPECT_EQ(attribute(first, "nonce_str").size(), 32U);
  EXPECT_TRUE(header(first, "Authorization").starts_with("WECHATPAY2-SHA256-RSA2048 "));
  EXPECT_EQ(header(first, "Wechatpay-Serial"), testing::kStageCertificateSerial);
  EXPECT_TRUE(first.is_idempotent);
  ASSERT_EQ(query(), "done");
  EXPECT_NE(attribute(main_->last(), "nonce_str"), attribute(first, "nonce_str"));

  create();
  EXPECT_TRUE(is_signed(main_->last()));
  EXPECT_EQ(main_->last().body, R"({"out_bill_no":"P1"})");
  EXPECT_EQ(main_->last().content_type, "application/json");
  EXPECT_FALSE(main_->last().is_idempotent);
}

TEST_F(PayCallerTest, only_a_verified_and_readable_success_is_done) {
  struct Row {
    HttpReply reply;
    const char* outcome;
  };
  auto unsigned_success = sign({.body = kUnpaid});
  unsigned_success.headers.clear();
  auto tampered = sign({.body = kUnpaid});
  tampered.body.replace(tampered.body.find("NOTPAY"), 6, "CLOSED");
  const std::string other_order =
      R"({"appid":"wx0123456789abcdef","mchid":"1900000001","out_trade_no":"O20260102-2",
                                      "trade_state":"NOTPAY"})";
  const std::string other_merchant =
      R"({"appid":"wx0123456789abcdef","mchid":"1900000002","out_trade_no":"O20260102-1","trade_state":"NOTPAY"})";
  const std::vector<Row> rows{
      {sign({.body = kUnpaid}), "done"},
      {unsigned_success, "unknown not_verified"},
      {tampered, "unknown not_verified"},
      {sign({.body = kUnpaid, .serial = "AB"}), "unknown not_verified"},
      {sign({.body = kUnpaid, .key = &testing::other_platform_key()}), "unknown not_verified"},
      {sign({.body = kUnpaid, .at_s = testing::kStageNow - 300}), "unknown not_verified"},
      {sign({.body = ""}), "unknown unreadable"},
      {sign({.body = "{"}), "unknown unreadable"},
      {sign({.body = "[]"}), "unknown unreadable"},
      {sign({.body = R"({"appid":"a","appid":"b"})"}), "unknown unreadable"},
      {sign({.body = "{}"}), "unknown unreadable"},
      {sign({.body = other_order}), "unknown other_object"},
      {sign({.body = other_merchant}), "unknown other_object"},
      {sign({.status = 302, .body = kUnpaid}), "unknown unexpected_reply"},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    replies_ = {rows[i].reply};
    EXPECT_EQ(query(), rows[i].outcome) << i;
  }
}

TEST_F(PayCallerTest, refusals_are_hints_and_what_no_table_knows_is_unknown) {
  struct Row {
    HttpReply reply;
    const char* outcome;
  };
  auto html = refusal(502, "X");
  html.body = "<html>Bad Gateway</html>";
  auto html_400 = html;
  html_400.status = 400;
  auto forged =
      sign({.status = 404, .body = R"({"code":"NOT_FOUND"})", .key = &testing::other_platform_key()});
  const std::vector<Row> rows{
      {refusal(400, "PARAM_ERROR"), "PARAM_ERROR"},
      {refusal(403, "NOT_ENOUGH"), "NOT_ENOUGH"},
      {refusal(404, "NOT_FOUND"), "NOT_FOUND"},
      {refusal(400, "NOT_FOUND"), "NOT_FOUND"},  // seen in practice: the code decides
      {refusal(429, "RATELIMIT_EXCEEDED"), "RATELIMIT_EXCEEDED"},
      {refusal(400, "ALREADY_EXISTS"), "ALREADY_EXISTS"},
      {refusal(500, "SYSTEM_ERROR"), "unknown server_error"},
      {refusal(400, "SYSTEM_ERROR"), "unknown server_error"},
      {refusal(500, "PARAM_ERROR"), "unknown server_error"},  // a 5xx never refuses
      {refusal(503, "NOT_ENOUGH"), "unknown server_error"},
      {refusal(400, "INVENTED_YESTERDAY"), "unknown unexpected_reply"},
      {refusal(400, "NOT_SENT"), "unknown unexpected_reply"},  // ours, not WeChat's
      {refusal(400, ""), "unknown unexpected_reply"},
      {html, "unknown server_error"},
      {html_400, "unknown unexpected_reply"},
      {forged, "unknown not_verified"},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    replies_ = {rows[i].reply};
    EXPECT_EQ(create(), rows[i].outcome) << i;
  }
  replies_ = {refusal(403, "NOT_ENOUGH")};
  TransferBody body{"P1", SecretText("{}"), {}};
  const auto hint = run(pay_->transfers().create(body));
  EXPECT_EQ(hint.refusal()->evidence, PayEvidence::hint);
  EXPECT_EQ(hint.refusal()->row->action, PayAction::top_up);
  EXPECT_NE(hint.refusal()->note.find("0801-268435461"), std::string::npos);
  EXPECT_EQ(hint.refusal()->note.find("people"), std::string::npos);  // its message is not read
  replies_ = {sign({.status = 403, .body = R"({"code":"NOT_ENOUGH"})"})};
  EXPECT_EQ(run(pay_->transfers().create(body)).refusal()->evidence, PayEvidence::verified);
}

TEST_F(PayCallerTest, the_backup_host_gets_the_same_signed_request_only_when_no_byte_reached_the_main_one) {
  TransferBody body{"P1", SecretText(R"({"out_bill_no":"P1"})"), {}};
  replies_ = {Result<HttpReply>(kWechatNotReached)};
  backup_replies_ = {sign({.body = R"({"out_bill_no":"P1","transfer_bill_no":"13300","state":"ACCEPTED",
                                       "create_time":"2026-01-02T08:00:00+08:00"})"})};
  EXPECT_EQ(create(), "done");
  EXPECT_EQ(main_->last().headers, backup_->last().headers);
  EXPECT_EQ(main_->last().target, backup_->last().target);
  EXPECT_EQ(main_->last().body, backup_->last().body);

  backup_replies_ = {Result<HttpReply>(kWechatNotReached)};
  EXPECT_EQ(create(), "unknown not_reached");
  EXPECT_FALSE(run(pay_->transfers().create(body)).unknown()->may_have_been_sent());
  const int sent = backup_->count("/");
  clock_.advance(HostPair::kMainPause);
  replies_ = {Result<HttpReply>(kWechatOutcomeUnknown)};
  EXPECT_EQ(create(), "unknown no_answer");
  EXPECT_TRUE(run(pay_->transfers().create(body)).unknown()->may_have_been_sent());
  replies_ = {refusal(502, "X")};
  EXPECT_EQ(create(), "unknown server_error");
  EXPECT_EQ(backup_->count("/"), sent);
}

TEST_F(PayCallerTest, a_call_that_found_no_place_was_not_sent_and_is_nobody_elses) {
  TransferBody body{"P1", SecretText(R"({"out_bill_no":"P1"})"), {}};
  replies_ = {Result<HttpReply>(kWechatTooManyCalls)};
  const auto outcome = run(pay_->transfers().create(body));
  ASSERT_NE(outcome.unknown(), nullptr);
  EXPECT_EQ(outcome.unknown()->doubt, PayDoubt::not_reached);
  EXPECT_FALSE(outcome.unknown()->may_have_been_sent());
  EXPECT_EQ(outcome.unknown()->note, "too many calls are under way");
  EXPECT_EQ(backup_->count("/"), 0);
}

TEST_F(PayCallerTest, a_call_that_comes_too_late_is_not_signed) {
  replies_ = {refusal(500, "SYSTEM_ERROR")};
  const auto claimed = clock_.steady();
  clock_.advance(std::chrono::seconds(20));
  EXPECT_EQ(create(claimed + std::chrono::seconds(20)), "unknown server_error");
  EXPECT_EQ(main_->count("/"), 1);
  clock_.advance(std::chrono::microseconds(1));
  EXPECT_EQ(create(claimed + std::chrono::seconds(20)), "unknown not_in_time");
  EXPECT_EQ(main_->count("/"), 1);
}

TEST_F(PayCallerTest, retry_after_is_passed_on) {
  auto busy = refusal(503, "X");
  busy.headers.emplace_back("retry-after", "7");
  replies_ = {busy};
  EXPECT_EQ(run(pay_->orders().query("O20260102-1")).unknown()->retry_after, std::chrono::seconds(7));
}

TEST(PayErrorsTest, every_row_says_what_it_means_and_what_to_do_in_both_languages) {
  for (const auto& row : pay_error_table()) {
    EXPECT_EQ(find_pay_error(row.code), &row);
    for (const auto text : {row.zh, row.en, row.next_zh, row.next_en}) EXPECT_FALSE(text.empty()) << row.code;
    EXPECT_FALSE(to_text(row.action).empty());
    EXPECT_TRUE(row.http_status == 0 || (row.http_status >= 400 && row.http_status <= 500)) << row.code;
  }
  for (const char* code : {"", "param_error", "A", "ZZZ"}) EXPECT_EQ(find_pay_error(code), nullptr);
}

TEST(PayErrorsTest, every_code_that_the_documents_name_is_in_the_table) {
  for (const char* code : {"PARAM_ERROR",
                           "INVALID_REQUEST",
                           "SIGN_ERROR",
                           "NO_AUTH",
                           "NOT_ENOUGH",
                           "USER_ERROR",
                           "ALREADY_EXISTS",
                           "NOT_FOUND",
                           "FREQUENCY_LIMIT_EXCEED",
                           "RATELIMIT_EXCEEDED",
                           "FREQUENCY_LIMIT",
                           "FREQUENCY_LIMITED",
                           "SYSTEM_ERROR",
                           "APPID_MCHID_NOT_MATCH",
                           "MCH_NOT_EXISTS",
                           "OUT_TRADE_NO_USED",
                           "ORDER_CLOSED",
                           "ORDER_PAID",
                           "ORDER_NOT_EXIST",
                           "ORDER_NOT_EXISTS",
                           "RULE_LIMIT",
                           "TRADE_ERROR",
                           "USER_ACCOUNT_ABNORMAL",
                           "RESOURCE_NOT_EXISTS",
                           "NO_STATEMENT_EXIST",
                           "STATEMENT_CREATING"}) {
    EXPECT_NE(find_pay_error(code), nullptr) << code;
  }
}

}  // namespace
}  // namespace fenrun::wechat
