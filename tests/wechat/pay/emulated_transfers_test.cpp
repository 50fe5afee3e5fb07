// Transfers, receipts and bills against the emulator: what moves money.
#include "tests/wechat/pay/support/emulated_pay.hpp"
#include "wechat/pay/bill/fund_bill.hpp"
#include "wechat/pay/bill/gunzip.hpp"
#include "wechat/pay/bill/trade_bill.hpp"

namespace fenrun::wechat {
namespace {

class EmulatedTransfersTest : public testing::EmulatedPay {
 protected:
  EmulatedTransfersTest() {
    emulator_.post("/pay/funds", {{"account", "OPERATION"}, {"amount", 10'000'000}});
  }

  TransferRequest request(const std::string& number, std::int64_t fen = 12'345) {
    TransferRequest request;
    request.out_bill_no = number;
    request.openid = SecretText(payee_);
    request.amount = Fen{fen};
    request.remark = "推广佣金";
    request.report_infos = {{"岗位类型", "推广员"}, {"报酬说明", "1月推广佣金"}};
    return request;
  }
  TransferBody body(const TransferRequest& request) {
    auto made = pay_->transfers().body(request);
    if (!made.is_done()) throw std::logic_error(outcome_of(made));
    return made.done();
  }
  TransferState state_of(const std::string& number) {
    const auto got = ask(pay_->transfers().query(number));
    if (!got.is_done()) throw std::runtime_error(outcome_of(got));
    return got.done().state;
  }

  const std::string payee_ = emulator_.add_user(Json{{"real_name", "张三"}});
};

TEST_F(EmulatedTransfersTest, a_transfer_waits_for_its_user_and_ends_in_success) {
  auto asked = request("WD1", 12'300);
  asked.user_name = SecretText("张三");
  const auto created = ask(pay_->transfers().create(body(asked)));
  ASSERT_TRUE(created.is_done()) << outcome_of(created);
  EXPECT_EQ(created.done().state, TransferState::wait_user_confirm);
  EXPECT_FALSE(created.done().package_info.reveal().empty());
  EXPECT_EQ(state_of("WD1"), TransferState::wait_user_confirm);
  emulator_.post("/pay/transfers/confirm", {{"out_bill_no", "WD1"}});
  advance(std::chrono::seconds(30));
  const auto paid = ask(pay_->transfers().query_wechat_number(created.done().transfer_bill_no));
  ASSERT_TRUE(paid.is_done()) << outcome_of(paid);
  EXPECT_EQ(paid.done().state, TransferState::success);
  EXPECT_EQ(paid.done().amount, Fen{12'300});
  EXPECT_EQ(paid.done().openid->reveal(), payee_);
  EXPECT_EQ(pay_->transfers().user_name(paid.done())->reveal(), "张三");
  EXPECT_TRUE(ask(pay_->transfers().query("WD9")).refused_with("NOT_FOUND"));
}

TEST_F(EmulatedTransfersTest, a_lost_answer_is_no_second_payment_when_the_same_bytes_are_sent_again) {
  auto asked = request("WD1");
  asked.user_name = SecretText("张三");
  const auto bytes = body(asked);
  const std::string path = "/v3/fund-app/mch-transfer/transfer-bills";
  emulator_.add_fault("close_after", path);
  const auto lost = ask(pay_->transfers().create(bytes));
  ASSERT_NE(lost.unknown(), nullptr) << outcome_of(lost);
  EXPECT_TRUE(lost.unknown()->may_have_been_sent());
  const auto again = ask(pay_->transfers().create(bytes));
  ASSERT_TRUE(again.is_done()) << outcome_of(again);
  EXPECT_FALSE(again.done().package_info.reveal().empty());
  EXPECT_EQ(emulator_.get("/pay/transfers").at("entries").size(), 1U);
  // The same number for something else is refused, whatever the reason may be.
  EXPECT_TRUE(ask(pay_->transfers().create(body(request("WD1", 999)))).refused_with("INVALID_REQUEST"));
}

TEST_F(EmulatedTransfersTest, only_a_state_says_that_a_transfer_failed) {
  ASSERT_EQ(outcome(pay_->transfers().create(body(request("WD1")))), "done");
  emulator_.post("/pay/transfers/fail", {{"out_bill_no", "WD1"}, {"fail_reason", "PAYEE_ACCOUNT_ABNORMAL"}});
  const auto failed = ask(pay_->transfers().query("WD1"));
  ASSERT_TRUE(failed.is_done()) << outcome_of(failed);
  EXPECT_EQ(failed.done().state, TransferState::fail);
  EXPECT_EQ(failed.done().fail_reason, "PAYEE_ACCOUNT_ABNORMAL");
  for (const char* kind : {"http_500", "bad_signature", "unknown_state", "wrong_serial"}) {
    const std::string number = "X" + std::to_string(std::string(kind).size()) + std::string(1, kind[0]);
    emulator_.add_fault(kind, "/v3/fund-app/mch-transfer/transfer-bills");
    const auto doubtful = ask(pay_->transfers().create(body(request(number))));
    EXPECT_NE(doubtful.unknown(), nullptr) << kind << " " << outcome_of(doubtful);
  }
}

TEST_F(EmulatedTransfersTest, a_cancelled_transfer_is_canceling_first) {
  ASSERT_EQ(outcome(pay_->transfers().create(body(request("WD1")))), "done");
  const auto cancelled = ask(pay_->transfers().cancel("WD1"));
  ASSERT_TRUE(cancelled.is_done()) << outcome_of(cancelled);
  advance(std::chrono::minutes(5));
  EXPECT_EQ(state_of("WD1"), TransferState::cancelled);
}

TEST_F(EmulatedTransfersTest, an_empty_account_and_a_missing_permission_are_told_apart) {
  EXPECT_TRUE(ask(pay_->transfers().create(body(request("WD1", 20'000)))).is_done());
  emulator_.post("/pay/merchant", {{"transfer_scenes", Json::array({"1000"})}});
  EXPECT_TRUE(ask(pay_->transfers().create(body(request("WD2")))).refused_with("INVALID_REQUEST"));
  emulator_.post("/pay/transfers/settings", {{"is_product_open", false}});
  EXPECT_TRUE(ask(pay_->transfers().create(body(request("WD3")))).refused_with("NO_AUTH"));
}

TEST_F(EmulatedTransfersTest, a_receipt_is_made_and_downloaded_for_a_named_success) {
  auto asked = request("WD1");
  asked.user_name = SecretText("张三");
  ASSERT_EQ(outcome(pay_->transfers().create(body(asked))), "done");
  emulator_.post("/pay/transfers/confirm", {{"out_bill_no", "WD1"}});
  advance(std::chrono::seconds(30));
  ASSERT_EQ(outcome(pay_->receipts().apply(TransferNumber::ours, "WD1")), "done");
  advance(std::chrono::hours(1));
  const auto receipt = ask(pay_->receipts().query(TransferNumber::ours, "WD1"));
  ASSERT_TRUE(receipt.is_done()) << outcome_of(receipt);
  ASSERT_EQ(receipt.done().state, ReceiptState::finished);
  const auto pdf = ask(pay_->receipts().download(receipt.done()));
  ASSERT_TRUE(pdf.is_done()) << outcome_of(pdf);
  EXPECT_TRUE(pdf.done().starts_with("%PDF"));
}

TEST_F(EmulatedTransfersTest, yesterdays_bills_are_fetched_and_add_up) {
  ASSERT_NO_FATAL_FAILURE(pay_order("O20260102A"));
  ASSERT_EQ(outcome(pay_->transfers().create(body(request("WD1")))), "done");
  emulator_.post("/pay/transfers/confirm", {{"out_bill_no", "WD1"}});
  advance(std::chrono::seconds(30));
  const auto beijing_day = std::chrono::floor<std::chrono::days>(clock_.now() + std::chrono::hours(8));
  advance(std::chrono::hours(40));
  const std::chrono::year_month_day day(beijing_day);
  const auto trade_file = ask(pay_->bills().trade_bill(day));
  ASSERT_TRUE(trade_file.is_done()) << outcome_of(trade_file);
  const auto trade = read_trade_bill(*gunzip(trade_file.done().packed, kBillBytesMax));
  ASSERT_TRUE(trade.has_value()) << trade.error().internal_note();
  ASSERT_EQ(trade->rows.size(), 1U);
  EXPECT_EQ(trade->rows[0].out_trade_no, "O20260102A");
  EXPECT_EQ(trade->rows[0].total, Fen{12'345});
  EXPECT_TRUE(trade->unknown_columns.empty());
  const auto fund_file = ask(pay_->bills().fund_bill(day, FundAccount::operation));
  ASSERT_TRUE(fund_file.is_done()) << outcome_of(fund_file);
  const auto fund = read_fund_bill(*gunzip(fund_file.done().packed, kBillBytesMax));
  ASSERT_TRUE(fund.has_value()) << fund.error().internal_note();
  EXPECT_EQ(fund->expense, Fen{12'345});
}

}  // namespace
}  // namespace fenrun::wechat
