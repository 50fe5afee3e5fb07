// Profit sharing, confirm-free authorisation and the calls about the merchant itself.
#include "tests/wechat/pay/support/pay_stage.hpp"
#include "wechat/pay/outcome/fail_reasons.hpp"

namespace fenrun::wechat {
namespace {

using testing::run;
using testing::sign;

class PaySharingTest : public testing::PayStage {
 protected:
  static ShareRequest request() {
    ShareRequest request;
    request.transaction_id = "4208450740201411110007820472";
    request.out_order_no = "P20150806125346";
    request.parts = {{ReceiverType::openid, SecretText("o1"), std::nullopt, Fen{30}, "分给推广员"}};
    return request;
  }
  template <class Spoil>
  std::string outcome(Spoil spoil) {
    auto spoiled = request();
    spoil(spoiled);
    return outcome_of(run(pay_->profit_sharing().share(spoiled)));
  }
};

constexpr const char* kShared =
    R"({"transaction_id":"4208450740201411110007820472","out_order_no":"P20150806125346","order_id":"3008450740",
        "state":"FINISHED","receivers":[
          {"amount":30,"description":"分给推广员","type":"PERSONAL_OPENID","account":"o1","result":"SUCCESS",
           "detail_id":"3601111","create_time":"2026-01-02T08:00:00+08:00","finish_time":"2026-01-02T08:00:01+08:00"},
          {"amount":7,"description":"x","type":"MERCHANT_ID","account":"1900000109","result":"CLOSED",
           "fail_reason":"NO_RELATION","detail_id":"3601112","create_time":"2026-01-02T08:00:00+08:00",
           "finish_time":"2026-01-02T08:00:01+08:00"}]})";

TEST_F(PaySharingTest, a_finished_share_tells_each_parts_own_end) {
  reply_with(kShared);
  auto asked = request();
  asked.parts.push_back(
      {ReceiverType::merchant, SecretText("1900000109"), SecretText("示例商户"), Fen{7}, "x"});
  const auto shared = run(pay_->profit_sharing().share(asked));
  ASSERT_TRUE(shared.is_done()) << outcome_of(shared);
  EXPECT_EQ(shared.done().state, ShareState::finished);
  EXPECT_EQ(shared.done().parts.at(0).result, ShareResult::success);
  EXPECT_EQ(shared.done().parts.at(1).result, ShareResult::closed);
  EXPECT_EQ(shared.done().parts.at(1).fail_reason, "NO_RELATION");
  EXPECT_EQ(main_->last().target, "/v3/profitsharing/orders");
  auto body = last_body();
  EXPECT_EQ(testing::platform_key().open_oaep(body["receivers"][1]["name"].get<std::string>()), "示例商户");
  body["receivers"][1].erase("name");
  EXPECT_EQ(body,
            Json::parse(R"({"appid":"wx0123456789abcdef","transaction_id":"4208450740201411110007820472",
      "out_order_no":"P20150806125346","unfreeze_unsplit":false,"receivers":[
        {"type":"PERSONAL_OPENID","account":"o1","amount":30,"description":"分给推广员"},
        {"type":"MERCHANT_ID","account":"1900000109","amount":7,"description":"x"}]})"));
  EXPECT_EQ(outcome_of(run(pay_->profit_sharing().query("P20150806125346", "4208450740201411110007820472"))),
            "done");
  EXPECT_EQ(main_->last().target,
            "/v3/profitsharing/orders/P20150806125346?transaction_id=4208450740201411110007820472");
  EXPECT_EQ(outcome_of(run(pay_->profit_sharing().query("P2", "42"))), "unknown other_object");
}

TEST_F(PaySharingTest, what_wechat_would_refuse_is_not_sent) {
  const auto part = request().parts.front();
  EXPECT_EQ(outcome([](auto& r) { r.parts.clear(); }), "NOT_SENT");
  EXPECT_EQ(outcome([&](auto& r) { r.parts.push_back(part); }), "NOT_SENT");  // one receiver twice
  EXPECT_EQ(outcome([](auto& r) { r.parts[0].amount = Fen{0}; }), "NOT_SENT");
  EXPECT_EQ(outcome([](auto& r) { r.parts[0].description = ""; }), "NOT_SENT");
  EXPECT_EQ(outcome([](auto& r) { r.out_order_no = ""; }), "NOT_SENT");
  const auto many = [&](std::size_t count) {
    return [&part, count](auto& r) {
      r.parts.clear();
      for (std::size_t i = 0; i < count; ++i) {
        r.parts.push_back(part);
        r.parts.back().account = SecretText("o" + std::to_string(i));
      }
    };
  };
  EXPECT_EQ(outcome(many(51)), "NOT_SENT");
  EXPECT_EQ(main_->count("/"), 0);
  reply_with(kShared);
  EXPECT_EQ(outcome(many(50)), "done");
}

TEST_F(PaySharingTest, receivers_are_added_with_a_relation_and_merchants_with_a_name) {
  reply_with(R"({"type":"PERSONAL_OPENID","account":"o1","relation_type":"DISTRIBUTOR"})");
  Receiver receiver{ReceiverType::openid, SecretText("o1")};
  EXPECT_EQ(outcome_of(run(pay_->profit_sharing().add_receiver(receiver))), "done");
  EXPECT_EQ(last_body(), Json::parse(R"({"appid":"wx0123456789abcdef","type":"PERSONAL_OPENID","account":"o1",
                                        "relation_type":"DISTRIBUTOR"})"));
  EXPECT_EQ(outcome_of(run(pay_->profit_sharing().delete_receiver(ReceiverType::openid, SecretText("o1")))),
            "done");
  EXPECT_EQ(main_->last().target, "/v3/profitsharing/receivers/delete");
  receiver.relation_type = "CUSTOM";
  EXPECT_EQ(outcome_of(run(pay_->profit_sharing().add_receiver(receiver))), "NOT_SENT");
  receiver.custom_relation = "代理商";
  EXPECT_EQ(outcome_of(run(pay_->profit_sharing().add_receiver(receiver))), "done");
  receiver.relation_type = "FRIEND";
  EXPECT_EQ(outcome_of(run(pay_->profit_sharing().add_receiver(receiver))), "NOT_SENT");
  const Receiver nameless{ReceiverType::merchant, SecretText("1900000109")};
  EXPECT_EQ(outcome_of(run(pay_->profit_sharing().add_receiver(nameless))), "NOT_SENT");
}

TEST_F(PaySharingTest, the_rest_is_unfrozen_returned_and_asked_for) {
  reply_with(kShared);
  EXPECT_EQ(outcome_of(run(pay_->profit_sharing().unfreeze("42", "P20150806125346", "解冻全部剩余资金"))),
            "done");
  EXPECT_EQ(main_->last().target, "/v3/profitsharing/orders/unfreeze");
  EXPECT_EQ(last_body(), Json::parse(R"({"transaction_id":"42","out_order_no":"P20150806125346",
                                        "description":"解冻全部剩余资金"})"));
  reply_with(
      R"({"order_id":"3008","out_order_no":"P1","out_return_no":"R1","return_id":"3008450","return_mchid":"86693852",
                 "amount":10,"description":"用户退款","result":"FAILED","fail_reason":"TIME_OUT_CLOSED",
                 "create_time":"2026-01-02T08:00:00+08:00","finish_time":"2026-01-02T08:00:01+08:00"})");
  const auto returned = run(pay_->profit_sharing().take_back({"P1", "R1", "86693852", Fen{10}, "用户退款"}));
  ASSERT_TRUE(returned.is_done()) << outcome_of(returned);
  EXPECT_EQ(returned.done().result, ReturnResult::failed);
  EXPECT_EQ(outcome_of(run(pay_->profit_sharing().query_return("R1", "P1"))), "done");
  EXPECT_EQ(main_->last().target, "/v3/profitsharing/return-orders/R1?out_order_no=P1");
  EXPECT_EQ(outcome_of(run(pay_->profit_sharing().take_back({"P1", "R1", "86693852", Fen{0}, "x"}))),
            "NOT_SENT");
  reply_with(R"({"transaction_id":"42","unsplit_amount":1000})");
  EXPECT_EQ(run(pay_->profit_sharing().unsplit_amount("42")).done(), Fen{1000});
  EXPECT_EQ(main_->last().target, "/v3/profitsharing/transactions/42/amounts");
  EXPECT_EQ(outcome_of(run(pay_->profit_sharing().unsplit_amount("43"))), "unknown other_object");
}

class PayAuthorizationsTest : public testing::PayStage {
 protected:
  static AuthorizationRequest authorization() {
    return {"A1", SecretText("o1"), "张三", "https://api.example.com/wxpay/authorization"};
  }
  static TransferRequest transfer() {
    TransferRequest request;
    request.out_bill_no = "WD1";
    request.openid = SecretText("o1");
    request.amount = Fen{1000};
    request.remark = "佣金";
    request.report_infos = {{"岗位类型", "推广员"}, {"报酬说明", "佣金"}};
    return request;
  }
  void open() {
    auto options = this->options();
    options.has_authorization = true;
    pay_ = client(options);
  }
};

TEST_F(PayAuthorizationsTest, nothing_is_sent_while_it_is_switched_off) {
  EXPECT_EQ(outcome_of(run(pay_->authorizations().apply(authorization()))), "NOT_SENT");
  EXPECT_EQ(outcome_of(run(pay_->authorizations().query("A1"))), "NOT_SENT");
  EXPECT_EQ(outcome_of(run(pay_->authorizations().close("A1"))), "NOT_SENT");
  EXPECT_EQ(outcome_of(pay_->authorizations().pre_transfer_body(transfer(), authorization())), "NOT_SENT");
  EXPECT_EQ(outcome_of(pay_->authorizations().direct_body(transfer(), "A1")), "NOT_SENT");
  EXPECT_EQ(outcome_of(run(pay_->authorizations().direct_transfer({"WD1", SecretText("{}"), ""}))),
            "NOT_SENT");
  EXPECT_EQ(main_->count("/"), 0);
}

TEST_F(PayAuthorizationsTest, it_is_applied_for_asked_about_and_closed) {
  open();
  reply_with(
      R"({"out_authorization_no":"A1","state":"WAIT_USER_CONFIRM","create_time":"2026-01-02T08:00:00+08:00",
                 "package_info":"pkg"})");
  const auto applied = run(pay_->authorizations().apply(authorization()));
  ASSERT_TRUE(applied.is_done()) << outcome_of(applied);
  EXPECT_EQ(applied.done().package_info.reveal(), "pkg");
  EXPECT_EQ(main_->last().target, "/v3/fund-app/mch-transfer/user-confirm-authorization");
  EXPECT_EQ(last_body(),
            Json::parse(R"({"out_authorization_no":"A1","appid":"wx0123456789abcdef","openid":"o1",
      "transfer_scene_id":"1005","user_display_name":"张三",
      "authorization_notify_url":"https://api.example.com/wxpay/authorization"})"));
  reply_with(
      R"({"out_authorization_no":"A1","appid":"wx0123456789abcdef","openid":"o1","user_display_name":"张三",
                 "authorization_id":"9","state":"CLOSED","authorize_time":"2026-01-02T08:00:00+08:00",
                 "close_info":{"close_time":"2026-01-02T09:00:00+08:00","close_reason":"CLOSE_VIA_MCH_API"}})");
  const auto closed = run(pay_->authorizations().close("A1"));
  ASSERT_TRUE(closed.is_done()) << outcome_of(closed);
  EXPECT_EQ(closed.done().close_reason, "CLOSE_VIA_MCH_API");
  EXPECT_EQ(main_->last().target,
            "/v3/fund-app/mch-transfer/user-confirm-authorization/out-authorization-no/A1/close");
  EXPECT_EQ(main_->last().body, "");
  EXPECT_TRUE(is_signed(main_->last()));
  EXPECT_EQ(outcome_of(run(pay_->authorizations().query("A1"))), "done");
  EXPECT_TRUE(main_->last().target.ends_with("/out-authorization-no/A1?is_display_authorization=true"));
}

TEST_F(PayAuthorizationsTest, a_direct_transfer_names_the_authorisation_and_not_the_user) {
  open();
  const auto direct = pay_->authorizations().direct_body(transfer(), "A1");
  ASSERT_TRUE(direct.is_done());
  const auto body = Json::parse(direct.done().json.reveal());
  EXPECT_EQ(body["out_authorization_no"], "A1");
  EXPECT_FALSE(body.contains("openid"));
  reply_with(
      R"({"mch_id":"1900000001","out_bill_no":"WD1","transfer_bill_no":"133","appid":"wx0123456789abcdef",
                 "state":"SUCCESS","transfer_amount":1000,"create_time":"2026-01-02T08:00:00+08:00",
                 "update_time":"2026-01-02T08:00:00+08:00"})");
  EXPECT_EQ(run(pay_->authorizations().direct_transfer(direct.done())).done().state, TransferState::success);
  EXPECT_EQ(main_->last().target, "/v3/fund-app/mch-transfer/transfer-bills/transfer");
  const auto pre = pay_->authorizations().pre_transfer_body(transfer(), authorization());
  ASSERT_TRUE(pre.is_done());
  EXPECT_EQ(Json::parse(pre.done().json.reveal())["authorization_info"],
            Json::parse(R"({"user_display_name":"张三","out_authorization_no":"A1",
                            "authorization_notify_url":"https://api.example.com/wxpay/authorization"})"));
  reply_with(R"({"out_bill_no":"WD1","transfer_bill_no":"133","state":"WAIT_USER_CONFIRM","package_info":"p",
                 "create_time":"2026-01-02T08:00:00+08:00"})");
  EXPECT_EQ(outcome_of(run(pay_->authorizations().pre_transfer(pre.done()))), "done");
  EXPECT_TRUE(main_->last().target.ends_with("/pre-transfer-with-authorization"));
}

class PayAccountTest : public testing::PayStage {};

TEST_F(PayAccountTest, an_echo_proves_signing_sealing_and_opening_at_once) {
  const auto reply = [](const std::string& clear, const std::string& sealed) {
    return sign({.body = Json{{"echo_message", clear},
                              {"encrypted_echo_message", testing::merchant_key().seal_oaep(sealed)}}
                             .dump()});
  };
  replies_ = {reply("hello", "hello")};
  EXPECT_EQ(outcome_of(run(pay_->account().echo("hello"))), "done");
  EXPECT_EQ(main_->last().target, "/v3/security/echo");
  EXPECT_EQ(testing::platform_key().open_oaep(last_body()["encrypted_echo_message"].get<std::string>()),
            "hello");
  EXPECT_FALSE(last_body().contains("notify_url"));
  replies_ = {reply("hello", "goodbye")};
  EXPECT_EQ(outcome_of(run(pay_->account().echo("hello"))), "unknown other_object");
  replies_ = {reply("goodbye", "hello")};
  EXPECT_EQ(outcome_of(run(pay_->account().echo("hello"))), "unknown other_object");
  reply_with(R"({"echo_message":"hello","encrypted_echo_message":"AAAA"})");
  EXPECT_EQ(outcome_of(run(pay_->account().echo("hello"))), "unknown other_object");
}

TEST_F(PayAccountTest, a_balance_is_what_is_available) {
  reply_with(R"({"available_amount":100,"pending_amount":20})");
  const auto balance = run(pay_->account().balance(FundAccount::operation));
  EXPECT_EQ(balance.done().available, Fen{100});
  EXPECT_EQ(main_->last().target, "/v3/merchant/fund/balance/OPERATION");
}

TEST(FailReasonsTest, every_reason_has_texts_and_an_unknown_one_is_for_a_person) {
  for (const auto& row : fail_reason_table()) {
    EXPECT_EQ(&fail_reason(row.reason), &row);
    EXPECT_FALSE(row.zh.empty() || row.en.empty()) << row.reason;
    // What only our own people can mend must not be left to the user.
    EXPECT_EQ(row.owner == FailOwner::dealer, row.side == FailSide::user) << row.reason;
  }
  EXPECT_EQ(fail_reason("INVENTED_YESTERDAY").reason, "OTHER_FAIL_REASON_TYPE");
  EXPECT_EQ(fail_reason("").side, FailSide::ours);
  EXPECT_EQ(fail_reason("NAME_NOT_CORRECT").owner, FailOwner::dealer);
  EXPECT_EQ(fail_reason("TRANSFER_SCENE_INVALID").owner, FailOwner::engineer);
}

}  // namespace
}  // namespace fenrun::wechat
