// Confirm-free authorisations, profit sharing, abnormal refunds, balances and receipts by WeChat's number:
// the client and the emulator, and the callbacks between them.
#include <set>

#include "tests/wechat/pay/support/emulated_pay.hpp"
#include "tests/wechat/pay/support/notice_shop.hpp"
#include "wechat/pay/bill/gunzip.hpp"

namespace fenrun::wechat {
namespace {

using std::chrono::seconds;

constexpr const char* kSupplier = "1900000009";

class EmulatedSharingTest : public testing::EmulatedPay {
 protected:
  EmulatedSharingTest() {
    emulator_.post("/pay/funds", {{"account", "OPERATION"}, {"amount", 10'000'000}});
    auto options = this->options();
    options.has_authorization = true;
    pay_ = std::make_unique<PayClient>(options, clock_, random_);
  }
  void open_authorizations() { emulator_.post("/pay/transfers/settings", {{"is_authorization_open", true}}); }

  AuthorizationRequest consent(const std::string& number) {
    AuthorizationRequest request;
    request.out_authorization_no = number;
    request.openid = SecretText(payee_);
    request.user_display_name = "小张";
    request.notify_url = "https://shop.example.com/callbacks/wechat/authorization";
    return request;
  }
  TransferRequest transfer(const std::string& number, std::int64_t fen = 12'300) {
    TransferRequest request;
    request.out_bill_no = number;
    request.openid = SecretText(payee_);
    request.amount = Fen{fen};
    request.remark = "推广佣金";
    request.report_infos = {{"岗位类型", "推广员"}, {"报酬说明", "1月推广佣金"}};
    return request;
  }
  Authorization authorization(const std::string& number) {
    const auto got = ask(pay_->authorizations().query(number));
    if (!got.is_done()) throw std::runtime_error(outcome_of(got));
    return got.done();
  }
  PayOutcome<Transfer> pay_under(const std::string& authorization, const std::string& number) {
    auto body = pay_->authorizations().direct_body(transfer(number), authorization);
    if (!body.is_done()) throw std::runtime_error(outcome_of(body));
    return ask(pay_->authorizations().direct_transfer(body.done()));
  }
  TransferState state_of(const std::string& number) {
    const auto got = ask(pay_->transfers().query(number));
    if (!got.is_done()) throw std::runtime_error(outcome_of(got));
    return got.done().state;
  }

  // A paid order whose money may be shared; its transaction_id.
  std::string frozen_order(const std::string& number) {
    auto wanted = order(number);
    wanted.is_profit_sharing = true;
    const auto prepaid = ask(pay_->orders().prepay(wanted));
    if (!prepaid.is_done()) throw std::runtime_error(outcome_of(prepaid));
    hand_to_user(prepaid.done().prepay_id);
    advance(seconds(61));  // WeChat shares nothing in the first minute
    return ask(pay_->orders().query(number)).done().transaction_id;
  }
  void hand_to_user(const std::string& prepay_id) {
    const auto phone = pay_->orders().parameters(prepay_id);
    emulator_.post("/pay/payments", {{"timeStamp", phone.time_stamp},
                                     {"nonceStr", phone.nonce_str},
                                     {"package", phone.package},
                                     {"signType", phone.sign_type},
                                     {"paySign", phone.pay_sign}});
  }
  SharePart to_person(std::int64_t fen) {
    return {ReceiverType::openid, SecretText(payee_), {}, Fen{fen}, "佣金"};
  }
  static SharePart to_supplier(std::int64_t fen) {
    return {ReceiverType::merchant, SecretText(kSupplier), {}, Fen{fen}, "货款"};
  }
  void add_both_receivers() {
    const Receiver supplier{ReceiverType::merchant, SecretText(kSupplier), SecretText("某某公司"),
                            "SUPPLIER"};
    for (const auto& receiver : {Receiver{ReceiverType::openid, SecretText(payee_)}, supplier, supplier}) {
      ASSERT_EQ(outcome(pay_->profit_sharing().add_receiver(receiver)), "done");
    }
  }
  Share finished(const std::string& number, const std::string& transaction) {
    advance(seconds(2));
    const auto got = ask(pay_->profit_sharing().query(number, transaction));
    if (!got.is_done()) throw std::runtime_error(outcome_of(got));
    EXPECT_EQ(got.done().state, ShareState::finished);
    return got.done();
  }
  std::int64_t unsplit(const std::string& transaction) {
    const auto got = ask(pay_->profit_sharing().unsplit_amount(transaction));
    if (!got.is_done()) throw std::runtime_error(outcome_of(got));
    return got.done().value;
  }

  const std::string payee_ = emulator_.add_user(Json{{"real_name", "张三"}});
};

TEST_F(EmulatedSharingTest, who_was_not_admitted_gets_no_authorisation_whichever_side_says_so) {
  EXPECT_TRUE(ask(pay_->authorizations().apply(consent("A1"))).refused_with("NO_AUTH"));
  open_authorizations();
  pay_ = std::make_unique<PayClient>(options(), clock_, random_);  // without the switch
  const auto before = emulator_.get("/books/requests").at("last_number");
  EXPECT_NE(outcome(pay_->authorizations().apply(consent("A1"))), "done");
  EXPECT_EQ(emulator_.get("/books/requests").at("last_number"), before);
}

TEST_F(EmulatedSharingTest, transfers_arrive_under_an_authorisation_until_it_is_closed) {
  open_authorizations();
  testing::NoticeShop shop(emulator_, *pay_);
  const auto applied = ask(pay_->authorizations().apply(consent("A1")));
  ASSERT_TRUE(applied.is_done()) << outcome_of(applied);
  EXPECT_EQ(applied.done().state, AuthorizationState::wait_user_confirm);
  EXPECT_FALSE(applied.done().package_info.reveal().empty());
  EXPECT_TRUE(pay_under("A1", "WD1").refused_with("INVALID_REQUEST"));
  emulator_.post("/pay/authorizations/confirm", {{"out_authorization_no", "A1"}});
  EXPECT_EQ(shop.judged(1), "authorization:A1:TAKING_EFFECT");
  const auto granted = authorization("A1");
  EXPECT_EQ(granted.state, AuthorizationState::taking_effect);
  EXPECT_FALSE(granted.authorization_id.empty());
  EXPECT_EQ(granted.openid.reveal(), payee_);

  const auto paid = pay_under("A1", "WD2");
  ASSERT_TRUE(paid.is_done()) << outcome_of(paid);
  EXPECT_EQ(paid.done().amount, Fen{12'300});
  EXPECT_EQ(paid.done().openid->reveal(), payee_);
  advance(seconds(30));
  EXPECT_EQ(state_of("WD2"), TransferState::success);

  const auto closed = ask(pay_->authorizations().close("A1"));
  ASSERT_TRUE(closed.is_done()) << outcome_of(closed);
  EXPECT_EQ(closed.done().state, AuthorizationState::closed);
  EXPECT_TRUE(closed.done().close_time.has_value());
  EXPECT_FALSE(closed.done().close_reason.empty());
  EXPECT_EQ(shop.judged(2), "authorization:A1:CLOSED");
  EXPECT_TRUE(pay_under("A1", "WD3").refused_with("INVALID_REQUEST"));
  EXPECT_TRUE(ask(pay_->authorizations().query("A9")).refused_with("NOT_FOUND"));
}

TEST_F(EmulatedSharingTest, a_transfer_and_an_authorisation_are_agreed_to_on_one_page) {
  open_authorizations();
  testing::NoticeShop shop(emulator_, *pay_);
  auto wanted = transfer("WD1");
  wanted.user_name = SecretText("张三");
  wanted.notify_url = "https://shop.example.com/callbacks/wechat/transfer";
  auto body = pay_->authorizations().pre_transfer_body(wanted, consent("A1"));
  ASSERT_TRUE(body.is_done()) << outcome_of(body);
  const auto created = ask(pay_->authorizations().pre_transfer(body.done()));
  ASSERT_TRUE(created.is_done()) << outcome_of(created);
  EXPECT_EQ(created.done().state, TransferState::wait_user_confirm);
  EXPECT_FALSE(created.done().package_info.reveal().empty());
  emulator_.post("/pay/transfers/confirm", {{"out_bill_no", "WD1"}, {"is_authorization_granted", true}});
  advance(seconds(30));
  EXPECT_EQ(state_of("WD1"), TransferState::success);
  EXPECT_EQ(authorization("A1").state, AuthorizationState::taking_effect);
  const std::set<std::string> told{shop.judged(1), shop.judged(2)};
  EXPECT_EQ(told, (std::set<std::string>{"authorization:A1:TAKING_EFFECT", "transfer:WD1:SUCCESS"}));
}

TEST_F(EmulatedSharingTest, an_orders_money_is_shared_given_back_and_unfrozen) {
  add_both_receivers();
  const auto transaction = frozen_order("O20260102A");
  const auto whole = unsplit(transaction);
  const auto begun =
      ask(pay_->profit_sharing().share({transaction, "S1", {to_person(100), to_supplier(200)}}));
  ASSERT_TRUE(begun.is_done()) << outcome_of(begun);
  const auto share = finished("S1", transaction);
  ASSERT_EQ(share.parts.size(), 2U);
  for (const auto& part : share.parts) EXPECT_EQ(part.result, ShareResult::success) << part.fail_reason;
  EXPECT_EQ(unsplit(transaction), whole - 300);

  const auto back = ask(pay_->profit_sharing().take_back({"S1", "B1", kSupplier, Fen{150}, "退货"}));
  ASSERT_TRUE(back.is_done()) << outcome_of(back);
  advance(seconds(2));
  const auto returned = ask(pay_->profit_sharing().query_return("B1", "S1"));
  ASSERT_TRUE(returned.is_done()) << outcome_of(returned);
  EXPECT_EQ(returned.done().result, ReturnResult::success) << returned.done().fail_reason;
  EXPECT_EQ(returned.done().amount, Fen{150});

  ASSERT_EQ(outcome(pay_->profit_sharing().unfreeze(transaction, "U1", "全部分完")), "done");
  EXPECT_EQ(finished("U1", transaction).out_order_no, "U1");
  EXPECT_TRUE(
      ask(pay_->profit_sharing().share({transaction, "S2", {to_person(1)}})).refused_with("INVALID_REQUEST"));
}

TEST_F(EmulatedSharingTest, a_receiver_hears_of_its_share_and_of_its_return_and_the_bill_lists_both) {
  testing::NoticeShop shop(emulator_, *pay_);
  const std::string own = pay_->merchant().mchid;
  const Receiver self{ReceiverType::merchant, SecretText(own), SecretText("本公司"), "HEADQUARTER"};
  ASSERT_EQ(outcome(pay_->profit_sharing().add_receiver(self)), "done");
  const auto transaction = frozen_order("O20260102A");
  EXPECT_EQ(shop.judged(1), "payment:O20260102A:SUCCESS");
  const auto share_with_self = [&](const std::string& number) {
    const SharePart part{ReceiverType::merchant, SecretText(own), {}, Fen{200}, "自留"};
    ASSERT_EQ(outcome(pay_->profit_sharing().share({transaction, number, {part}})), "done");
  };
  ASSERT_NO_FATAL_FAILURE(share_with_self("S0"));
  const auto untold = finished("S0", transaction);
  EXPECT_EQ(untold.parts.at(0).result, ShareResult::success);
  emulator_.post("/pay/sharing/settings", {{"notify_url", "https://shop.example.com/callbacks/wechat/pay"}});
  ASSERT_NO_FATAL_FAILURE(share_with_self("S1"));
  EXPECT_EQ(shop.judged(2), "share:" + finished("S1", transaction).order_id + ":SUCCESS");
  const auto back = ask(pay_->profit_sharing().take_back({"S1", "B1", own, Fen{150}, "退回"}));
  ASSERT_TRUE(back.is_done()) << outcome_of(back);
  advance(seconds(2));
  EXPECT_EQ(shop.judged(3), "share:" + back.done().return_id + ":RETURN");
  // Another merchant's share is none of ours, whatever its signature says.
  emulator_.post("/faults",
                 {{"kind", "other_merchant"}, {"path", "callback/PROFITSHARING.SUCCESS"}, {"count", 1}});
  ASSERT_NO_FATAL_FAILURE(share_with_self("S2"));
  advance(seconds(2));
  EXPECT_EQ(shop.judged(4), "not_ours");

  const auto day = std::chrono::floor<std::chrono::days>(clock_.now() + std::chrono::hours(8));
  advance(std::chrono::hours(40));
  const auto bill = ask(pay_->bills().sharing_bill(std::chrono::year_month_day(day)));
  ASSERT_TRUE(bill.is_done()) << outcome_of(bill);
  const auto text = gunzip(bill.done().packed, kBillBytesMax);
  ASSERT_TRUE(text.has_value());
  EXPECT_NE(text->find("`3.0,`6.00,`1.0,`1.50"), std::string::npos) << *text;
}

TEST_F(EmulatedSharingTest, a_finished_share_may_have_failed_in_each_part) {
  add_both_receivers();
  const auto transaction = frozen_order("O20260102A");
  ASSERT_EQ(outcome(pay_->profit_sharing().delete_receiver(ReceiverType::openid, SecretText(payee_))),
            "done");
  emulator_.post("/pay/sharing/fail", {{"account", kSupplier}, {"fail_reason", "RECEIVER_HIGH_RISK"}});
  ASSERT_EQ(outcome(pay_->profit_sharing().share({transaction, "S1", {to_person(100), to_supplier(200)}})),
            "done");
  const auto share = finished("S1", transaction);
  ASSERT_EQ(share.parts.size(), 2U);
  for (const auto& part : share.parts) {
    EXPECT_EQ(part.result, ShareResult::closed);
    EXPECT_EQ(part.fail_reason, part.type == ReceiverType::openid ? "NO_RELATION" : "RECEIVER_HIGH_RISK");
  }
  EXPECT_TRUE(ask(pay_->profit_sharing().share({transaction, "S3", {to_supplier(12'000)}}))
                  .refused_with("RULE_LIMIT"));
}

TEST_F(EmulatedSharingTest, a_refund_that_the_bank_does_not_take_goes_to_a_card) {
  testing::NoticeShop shop(emulator_, *pay_);
  ASSERT_NO_FATAL_FAILURE(pay_order("O20260102A"));
  EXPECT_EQ(shop.judged(1), "payment:O20260102A:SUCCESS");
  emulator_.post("/pay/refunds/plan", {{"outcome", "ABNORMAL"}});
  RefundRequest request;
  request.out_refund_no = "R1";
  request.out_trade_no = "O20260102A";
  request.refund = Fen{345};
  request.total = Fen{12'345};
  request.notify_url = "https://shop.example.com/callbacks/wechat/refund";
  const auto refund = ask(pay_->refunds().create(request));
  ASSERT_TRUE(refund.is_done()) << outcome_of(refund);
  advance(seconds(10));
  EXPECT_EQ(shop.judged(2), "refund:R1:ABNORMAL");
  EXPECT_EQ(ask(pay_->refunds().query("R1")).done().state, RefundState::abnormal);

  emulator_.post("/pay/refunds/plan", {{"outcome", "SUCCESS"}});
  AbnormalRefundRequest card;
  card.refund_id = refund.done().refund_id;
  card.out_refund_no = "R1";
  card.target = AbnormalRefundTarget::user_bank_card;
  card.bank_type = "CMB_DEBIT";
  card.bank_account = SecretText("6225880137000000");
  card.real_name = SecretText("张三");
  const auto again = ask(pay_->refunds().handle_abnormal(card));
  ASSERT_TRUE(again.is_done()) << outcome_of(again);
  EXPECT_EQ(again.done().state, RefundState::processing);
  advance(seconds(10));
  EXPECT_EQ(shop.judged(3), "refund:R1:SUCCESS");
  EXPECT_EQ(ask(pay_->refunds().query("R1")).done().state, RefundState::success);
  EXPECT_TRUE(ask(pay_->refunds().handle_abnormal(card)).refused_with("INVALID_REQUEST"));
}

TEST_F(EmulatedSharingTest, balances_move_with_transfers_and_receipts_are_had_by_wechats_number) {
  const auto before = ask(pay_->account().balance(FundAccount::operation));
  ASSERT_TRUE(before.is_done()) << outcome_of(before);
  EXPECT_EQ(before.done().available, Fen{10'000'000});
  auto wanted = transfer("WD1");
  wanted.user_name = SecretText("张三");
  auto body = pay_->transfers().body(wanted);
  ASSERT_TRUE(body.is_done()) << outcome_of(body);
  const auto created = ask(pay_->transfers().create(body.done()));
  ASSERT_TRUE(created.is_done()) << outcome_of(created);
  emulator_.post("/pay/transfers/confirm", {{"out_bill_no", "WD1"}});
  advance(seconds(30));
  ASSERT_EQ(state_of("WD1"), TransferState::success);
  EXPECT_EQ(ask(pay_->account().balance(FundAccount::operation)).done().available, Fen{10'000'000 - 12'300});

  const auto& number = created.done().transfer_bill_no;
  ASSERT_EQ(outcome(pay_->receipts().apply(TransferNumber::wechats, number)), "done");
  advance(std::chrono::hours(1));
  const auto receipt = ask(pay_->receipts().query(TransferNumber::wechats, number));
  ASSERT_TRUE(receipt.is_done()) << outcome_of(receipt);
  ASSERT_EQ(receipt.done().state, ReceiptState::finished);
  const auto pdf = ask(pay_->receipts().download(receipt.done()));
  ASSERT_TRUE(pdf.is_done()) << outcome_of(pdf);
  EXPECT_TRUE(pdf.done().starts_with("%PDF"));
}

}  // namespace
}  // namespace fenrun::wechat
