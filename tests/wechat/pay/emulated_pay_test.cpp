// The client of WeChat Pay against the emulator: a process of its own, TLS, keys in files, and WeChat's rules
// and faults on the wire.
#include <set>
#include <string>

#include "tests/wechat/pay/support/emulated_pay.hpp"
#include "tests/wechat/pay/support/notice_shop.hpp"

namespace fenrun::wechat {
namespace {

using testing::run_on;

class EmulatedPayTest : public testing::EmulatedPay {};

TEST_F(EmulatedPayTest, the_self_test_passes_with_a_public_key_and_with_downloaded_certificates) {
  EXPECT_EQ(outcome(pay_->account().echo("你好")), "done");
  emulator_.post("/pay/merchant", {{"mode", "certificate"}});
  auto options = this->options();
  options.keys.files = {};
  options.keys.downloads_certificates = true;
  pay_ = std::make_unique<PayClient>(options, clock_, random_);
  ASSERT_TRUE(run_on(context_, pay_->keys().refresh()).has_value());
  EXPECT_EQ(outcome(pay_->account().echo("你好")), "done");
  // A certificate that WeChat begins to sign with is fetched by the reply that needs it.
  emulator_.post("/pay/merchant", {{"is_platform_certificate_renewed", true}});
  clock_.add_steady(std::chrono::minutes(1));
  EXPECT_EQ(outcome(pay_->account().echo("你好")), "done");
  EXPECT_EQ(pay_->keys().current()->all().size(), 2U);
  // Certificates that do not open bring nothing and cost nothing.
  emulator_.post("/pay/merchant", {{"is_platform_certificate_renewed", true}});
  emulator_.add_fault("gcm_failure", "/v3/certificates");
  const auto refused = run_on(context_, pay_->keys().refresh());
  ASSERT_TRUE(refused.refused_with(kPayKeysUnusable));
  EXPECT_EQ(refused.error().internal_note(), "a certificate does not open: is the APIv3 key right?");
  EXPECT_EQ(pay_->keys().current()->all().size(), 2U);
  ASSERT_TRUE(run_on(context_, pay_->keys().refresh()).has_value());
  EXPECT_EQ(pay_->keys().current()->all().size(), 3U);
}

TEST_F(EmulatedPayTest, an_order_is_paid_queried_closed_and_refunded) {
  ASSERT_NO_FATAL_FAILURE(pay_order("O20260102A"));
  const auto paid = ask(pay_->orders().query("O20260102A"));
  ASSERT_TRUE(paid.is_done()) << outcome_of(paid);
  EXPECT_EQ(paid.done().state, TradeState::success);
  EXPECT_EQ(paid.done().total, Fen{12'345});
  EXPECT_EQ(paid.done().openid->reveal(), payer_);
  EXPECT_EQ(outcome(pay_->orders().query_transaction(paid.done().transaction_id)), "done");
  EXPECT_TRUE(ask(pay_->orders().close("O20260102A")).refused_with("ORDER_PAID"));
  EXPECT_TRUE(ask(pay_->orders().query("O20260102X")).refused_with("ORDER_NOT_EXIST"));

  RefundRequest request;
  request.out_refund_no = "R1";
  request.out_trade_no = "O20260102A";
  request.refund = Fen{345};
  request.total = Fen{12'345};
  const auto refund = ask(pay_->refunds().create(request));
  ASSERT_TRUE(refund.is_done()) << outcome_of(refund);
  EXPECT_EQ(refund.done().state, RefundState::processing);
  advance(std::chrono::seconds(10));
  EXPECT_EQ(ask(pay_->refunds().query("R1")).done().state, RefundState::success);
  request.refund = Fen{346};
  EXPECT_TRUE(ask(pay_->refunds().create(request)).refused_with("INVALID_REQUEST"));

  EXPECT_EQ(outcome(pay_->orders().prepay(order("O20260102B"))), "done");
  EXPECT_EQ(outcome(pay_->orders().close("O20260102B")), "done");
  EXPECT_EQ(ask(pay_->orders().query("O20260102B")).done().state, TradeState::closed);
}

TEST_F(EmulatedPayTest, no_fault_of_a_reply_is_taken_for_an_answer) {
  ASSERT_NO_FATAL_FAILURE(pay_order("O20260102A"));
  const std::string path = "/v3/pay/transactions/out-trade-no/{out_trade_no}";
  for (const auto& [kind, doubt] : {std::pair{"bad_signature", PayDoubt::not_verified},
                                    {"wrong_serial", PayDoubt::not_verified},
                                    {"stale_time", PayDoubt::not_verified},
                                    {"unknown_state", PayDoubt::unreadable},
                                    {"other_merchant", PayDoubt::other_object},
                                    {"http_500", PayDoubt::server_error},
                                    {"http_502", PayDoubt::server_error},
                                    {"error_before", PayDoubt::server_error}}) {
    emulator_.add_fault(kind, path);
    const auto got = ask(pay_->orders().query("O20260102A"));
    ASSERT_NE(got.unknown(), nullptr) << kind << " " << outcome_of(got);
    EXPECT_EQ(got.unknown()->doubt, doubt) << kind;
  }
  emulator_.add_fault("truncated_body", path);
  EXPECT_NE(ask(pay_->orders().query("O20260102A")).unknown(), nullptr);
  emulator_.add_fault("extra_fields", path);
  EXPECT_EQ(outcome(pay_->orders().query("O20260102A")), "done");
}

TEST_F(EmulatedPayTest, a_refusal_is_proved_when_it_is_signed_and_nothing_when_its_signature_is_wrong) {
  const auto ask_for_nothing = [this] { return ask(pay_->orders().query("O20260102X")); };
  const auto hinted = ask_for_nothing();
  ASSERT_TRUE(hinted.refused_with("ORDER_NOT_EXIST")) << outcome_of(hinted);
  EXPECT_EQ(hinted.refusal()->evidence, PayEvidence::hint);
  emulator_.post("/pay/merchant", {{"are_errors_signed", true}});
  const auto proved = ask_for_nothing();
  ASSERT_TRUE(proved.refused_with("ORDER_NOT_EXIST")) << outcome_of(proved);
  EXPECT_EQ(proved.refusal()->evidence, PayEvidence::verified);
  const std::string path = "/v3/pay/transactions/out-trade-no/{out_trade_no}";
  for (const char* kind : {"bad_signature", "wrong_serial", "stale_time", "truncated_body"}) {
    emulator_.add_fault(kind, path);
    const auto got = ask_for_nothing();
    ASSERT_NE(got.unknown(), nullptr) << kind << " " << outcome_of(got);
    EXPECT_EQ(got.unknown()->doubt, PayDoubt::not_verified) << kind;
  }
  emulator_.add_fault("error_before", path, 1, {{"http_status", 403}, {"code", "NO_AUTH"}});
  const auto forbidden = ask_for_nothing();
  ASSERT_TRUE(forbidden.refused_with("NO_AUTH")) << outcome_of(forbidden);
  EXPECT_EQ(forbidden.refusal()->evidence, PayEvidence::verified);
}

TEST_F(EmulatedPayTest, a_refund_whose_answer_is_lost_is_made_once_by_sending_the_same_number_again) {
  ASSERT_NO_FATAL_FAILURE(pay_order("O20260102A"));
  RefundRequest request;
  request.out_refund_no = "R1";
  request.out_trade_no = "O20260102A";
  request.refund = Fen{12'345};
  request.total = Fen{12'345};
  emulator_.add_fault("close_after", "/v3/refund/domestic/refunds");
  const auto lost = ask(pay_->refunds().create(request));
  ASSERT_NE(lost.unknown(), nullptr) << outcome_of(lost);
  EXPECT_TRUE(lost.unknown()->may_have_been_sent());
  EXPECT_EQ(outcome(pay_->refunds().create(request)), "done");
  EXPECT_EQ(emulator_.get("/books/refunds").at("entries").size(), 1U);
}

TEST_F(EmulatedPayTest, callbacks_are_taken_when_genuine_and_refused_when_anything_is_wrong) {
  testing::NoticeShop shop(emulator_, *pay_);
  std::size_t calls = 0;
  int number = 0;
  for (const auto& [kind, verdict] : {std::pair{"probe", "probe"},
                                      {"bad_signature", "wrong_signature"},
                                      {"wrong_serial", "unknown_key"},
                                      {"stale_time", "outside_window"},
                                      {"gcm_failure", "not_opened"},
                                      {"other_merchant", "not_ours"}}) {
    emulator_.add_fault(kind, "callback");
    const auto order_no = "O20260102" + std::to_string(++number);
    ASSERT_NO_FATAL_FAILURE(pay_order(order_no));
    const std::string taken = "payment:" + order_no + ":SUCCESS";
    if (std::string(kind) == "probe") {
      // Sent beside the genuine one, on a connection of its own: either may come first.
      const std::set<std::string> both{shop.judged(calls + 1), shop.judged(calls + 2)};
      ASSERT_EQ(both, (std::set<std::string>{verdict, taken}));
      calls += 2;
      continue;
    }
    ASSERT_EQ(shop.judged(++calls), verdict);
    advance(std::chrono::seconds(15));
    ASSERT_EQ(shop.judged(++calls), taken) << kind;
  }
  const auto books = emulator_.get("/books/callback-attempts");
  for (const auto& attempt : books.at("entries")) {
    EXPECT_EQ(attempt.at("is_merchant_failure"), false) << attempt;
  }
}

}  // namespace
}  // namespace fenrun::wechat
