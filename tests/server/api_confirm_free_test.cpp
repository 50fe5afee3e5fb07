// A dealer agrees once not to be asked at each withdrawal, over HTTP and with WeChat as the emulator plays
// it.
#include <gtest/gtest.h>

#include "tests/server/support/withdrawal_story.hpp"

namespace fenrun::server::testing {
namespace {

constexpr const char* kPath = "/api/v1/dealer/confirm-free";
constexpr const char* kApplyPath = "/v3/fund-app/mch-transfer/user-confirm-authorization";

class ApiConfirmFree : public WithdrawalStory {
 protected:
  void SetUp() override {
    WithdrawalStory::SetUp();
    emulator->post("/pay/transfers/settings",
                   {{"is_authorization_open", true}, {"transfer_delay_seconds", 0}});
  }

  static ApiReply look(const Person& person) { return server->call("GET", kPath, "", person.session); }
  static ApiReply ask(const Person& person) { return server->call("POST", kPath, "", person.session); }
  static ApiReply end(const Person& person) { return server->call("DELETE", kPath, "", person.session); }
  // What is asked about twice within two seconds is not asked about.
  static std::string state_of(const Person& person) {
    server->database().connection().run_script_statement(
        "UPDATE confirm_free_authorization SET heard_at = '2020-01-01'");
    return look(person).body.value("state", "");
  }
  static json consents() { return emulator->get("/pay/authorizations").at("authorizations"); }
  static std::string number_of_newest() { return consents().back().at("out_authorization_no"); }
  // The dealer agrees on the page; our notice of it comes when it comes.
  static void agree() {
    emulator->post("/pay/authorizations/confirm", {{"out_authorization_no", number_of_newest()}});
  }
  void agree_to_all_to_come(const Person& person) {
    ASSERT_EQ(ask(person).status, 200);
    agree();
    ASSERT_EQ(state_of(person), "in_effect");
  }
  // Approved by two, and one round of the worker.
  std::string approved(std::int64_t fen) {
    const std::string id = request(dealer, fen, with_key({})).body.value("id", "");
    EXPECT_EQ(one_->approve(id).status, 200);
    EXPECT_EQ(two_->approve(id).status, 200);
    work();
    return id;
  }
  static std::string state_after_notice(const Person& person, const std::string& wanted) {
    std::string state;
    for (int i = 0; i < 200 && state != wanted; ++i) {
      // Nobody asks: it was just heard about.
      server->database().connection().run_script_statement(
          "UPDATE confirm_free_authorization SET heard_at = '2999-01-01'");
      state = look(person).body.value("state", "");
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return state;
  }
};

TEST_F(ApiConfirmFree, agreed_to_once_a_withdrawal_arrives_without_a_tap) {
  const auto none = look(dealer);
  EXPECT_EQ(none.body, (json{{"is_offered", true},
                             {"state", "none"},
                             {"since", nullptr},
                             {"close_reason", ""},
                             {"confirm_page", nullptr}}));
  const auto asked = ask(dealer);
  ASSERT_EQ(asked.status, 200) << asked.text;
  EXPECT_EQ(asked.body.at("state"), "waiting");
  const json page = asked.body.at("confirm_page");
  EXPECT_EQ(page.at("package"), consents().back().at("package_info"));
  EXPECT_EQ(page.at("mch_id"), emulator->pay().at("mchid"));
  EXPECT_EQ(ask(dealer).body.at("confirm_page"), page);  // a second tap
  const std::string number = number_of_newest();
  EXPECT_EQ(consents().back().at("openid"), dealer.openid);

  agree();
  EXPECT_EQ(state_of(dealer), "in_effect");
  EXPECT_EQ(look(dealer).body.at("confirm_page"), nullptr);
  EXPECT_EQ(ask(dealer).body.at("state"), "in_effect");
  EXPECT_EQ(number_of_newest(), number);

  const std::string id = approved(3'000);
  EXPECT_EQ(show(dealer, id).body.value("state", ""), "paid");
  EXPECT_EQ(show(dealer, id).body.at("confirm_page"), nullptr);
  EXPECT_EQ(transfer_of(id).at("route"), "direct");
  EXPECT_EQ(calls_of(id), std::vector<std::string>{"post"});
  EXPECT_EQ(balance_of(dealer).held, Fen{0});
}

TEST_F(ApiConfirmFree, wechats_notices_of_it_are_applied_and_forged_ones_are_not) {
  ASSERT_EQ(ask(dealer).status, 200);
  const auto path = "/api/v1/callbacks/wechat/pay/authorizations";
  EXPECT_EQ(server->call("POST", path, R"({"event_type":"MCHTRANSFER.AUTHORIZATION.CONFIRMED"})", {}).status,
            401);
  agree();
  EXPECT_EQ(state_after_notice(dealer, "in_effect"), "in_effect");
  emulator->post("/pay/authorizations/close",
                 {{"out_authorization_no", number_of_newest()}, {"close_reason", "USER_CLOSE"}});
  EXPECT_EQ(state_after_notice(dealer, "closed"), "closed");
  EXPECT_EQ(look(dealer).body.at("close_reason"), "USER_CLOSE");
  EXPECT_EQ(ask(dealer).body.at("state"), "waiting");  // another one
}

TEST_F(ApiConfirmFree, ended_by_the_dealer_the_next_withdrawal_asks_again) {
  agree_to_all_to_come(dealer);
  EXPECT_EQ(end(dealer).body.at("state"), "closed");
  EXPECT_EQ(consents().back().at("state"), "CLOSED");
  EXPECT_EQ(end(dealer).code(), "confirm_free.not_found");
  const std::string id = approved(1'000);
  EXPECT_EQ(show(dealer, id).body.at("transfer_state"), "await_user");
  EXPECT_EQ(transfer_of(id).at("route"), "confirmed");
}

TEST_F(ApiConfirmFree, ended_while_wechat_does_not_answer_no_transfer_is_begun_under_it) {
  agree_to_all_to_come(dealer);
  emulator->add_fault("error_before",
                      std::string(kApplyPath) + "/out-authorization-no/{out_authorization_no}/close", 1'000);
  EXPECT_EQ(end(dealer).body.at("state"), "ending");
  EXPECT_EQ(ask(dealer).code(), "confirm_free.ending");
  emulator->clear_faults();
  const std::string id = approved(1'000);
  EXPECT_EQ(transfer_of(id).at("route"), "confirmed");
  // Nobody looks, and WeChat is told of it all the same.
  server->database().connection().run_script_statement(
      "UPDATE confirm_free_authorization SET heard_at = '2020-01-01'");
  json consent = json::object();
  for (int i = 0; i < 200 && consent.value("state", "") != "CLOSED"; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    consent = consents().back();
  }
  EXPECT_EQ(consent.value("state", ""), "CLOSED");
  EXPECT_EQ(state_of(dealer), "closed");
}

TEST_F(ApiConfirmFree, asked_for_yesterday_and_answered_today_its_page_lives_from_today) {
  emulator->add_fault("close_before", kApplyPath, 1);
  EXPECT_GE(ask(dealer).status, 500);
  server->database().connection().run_script_statement(
      "UPDATE confirm_free_authorization SET asked_at = '2020-01-01'");
  const auto asked = ask(dealer);
  ASSERT_TRUE(asked.body.at("confirm_page").is_object()) << asked.text;
  agree();
  EXPECT_EQ(state_of(dealer), "in_effect");
}

TEST_F(ApiConfirmFree, a_lost_answer_leads_to_the_same_one) {
  emulator->add_fault("close_after", kApplyPath, 1);
  EXPECT_GE(ask(dealer).status, 500);
  EXPECT_EQ(consents().back().at("openid"), dealer.openid);
  const std::string number = number_of_newest();
  EXPECT_EQ(state_of(dealer), "waiting");  // WeChat has it
  const auto again = ask(dealer);
  ASSERT_TRUE(again.body.at("confirm_page").is_object()) << again.text;
  EXPECT_EQ(number_of_newest(), number);
}

TEST_F(ApiConfirmFree, taken_back_in_wechat_without_our_knowing_the_dealer_is_asked_after_all) {
  agree_to_all_to_come(dealer);
  emulator->post("/pay/callbacks/endpoint", {{"origin", "https://localhost:1"}});
  emulator->post("/pay/authorizations/close",
                 {{"out_authorization_no", number_of_newest()}, {"close_reason", "USER_CLOSE"}});
  const std::string id = approved(1'000);
  EXPECT_EQ(transfer_of(id).at("route"), "confirmed");
  server->database().connection().run_script_statement(
      "UPDATE payout SET last_post_at = '2020-01-01', due_at = '2020-01-01' WHERE is_open = 1");
  work();
  EXPECT_EQ(show(dealer, id).body.at("transfer_state"), "await_user");
  emulator->post("/pay/callbacks/endpoint", {{"origin", origin()}});
  EXPECT_EQ(state_of(dealer), "closed");
  emulator->post("/pay/transfers/confirm", {{"out_bill_no", number_of(id)}});
  EXPECT_EQ(state_after_work(id, "paid"), "paid");
}

TEST_F(ApiConfirmFree, is_refused_where_wechat_has_not_opened_it) {
  emulator->post("/pay/transfers/settings", {{"is_authorization_open", false}});
  const auto refused = ask(dealer);
  EXPECT_GE(refused.status, 400);
  EXPECT_EQ(state_of(dealer), "none");
  emulator->post("/pay/transfers/settings", {{"is_authorization_open", true}});
  EXPECT_EQ(ask(dealer).body.at("state"), "waiting");
}

}  // namespace
}  // namespace fenrun::server::testing
