// A dealer allows messages, and WeChat brings the end of a withdrawal. WeChat is the emulator.
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "server/dealer_messenger.hpp"
#include "tests/server/support/withdrawal_story.hpp"

namespace fenrun::server::testing {
namespace {

constexpr const char* kSendPath = "/cgi-bin/message/subscribe/send";
constexpr const char* kPaid = "paid-template";
constexpr const char* kFailed = "failed-template";
constexpr const char* kPage = "pages/wallet/index";
constexpr const char* kGrants = "/api/v1/dealer/message-grants";

MessageOptions message_options() {
  MessageOptions messages;
  messages.paid = {kPaid, {{"amount1", MessageWord::amount}, {"thing2", MessageWord::next_step}}};
  messages.failed = {kFailed,
                     {{"amount1", MessageWord::amount},
                      {"thing2", MessageWord::reason},
                      {"thing3", MessageWord::next_step}}};
  messages.page = kPage;
  return messages;
}

class ApiMessage : public WithdrawalStory {
 protected:
  static void SetUpTestSuite() {
    start_emulator();
    auto options = options_with_pay();
    options.messages = message_options();
    start_server(options);
    emulator->post("/pay/funds", {{"account", "OPERATION"}, {"amount", 1'000'000}});
    emulator->post("/templates", {{"template_id", kPaid}, {"keys", {"amount1", "thing2"}}});
    emulator->post("/templates", {{"template_id", kFailed}, {"keys", {"amount1", "thing2", "thing3"}}});
  }
  void SetUp() override {
    WithdrawalStory::SetUp();
    emulator->clear_faults();
    emulator->post("/pages", {{"publish", {kPage}}});
    last_number = emulator->get("/books/messages").at("last_number");
    calls_before = emulator->requests(kSendPath).size();
  }
  void TearDown() override { emulator->clear_faults(); }

  static bool comes_true(const std::function<bool()>& is_so) {
    for (int tries = 0; tries < 200 && !is_so(); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return is_so();
  }
  // What happens next in a wallet page: the phone asks its user, and tells us.
  void allow(const std::string& template_id, int count = 1) const {
    emulator->post("/subscriptions",
                   {{"openid", dealer.openid}, {"template_id", template_id}, {"count", count}});
    for (int i = 0; i < count; ++i) {
      EXPECT_EQ(answer(template_id, "accept").status, 200);
    }
  }
  [[nodiscard]] ApiReply answer(const std::string& template_id, const std::string& said) const {
    const json body{{"answers", {{{"template_id", template_id}, {"answer", said}}}}};
    return server->send("POST", kGrants, body, with_key(dealer.session));
  }
  [[nodiscard]] json to_ask_for() const {
    const auto quoted =
        server->send("POST", "/api/v1/dealer/withdrawals/quote", {{"gross_fen", 100}}, dealer.session);
    return quoted.body.at("message_templates");
  }
  std::string reject(const std::string& reason = "资料不全", std::int64_t fen = 1'000) {
    const auto asked = request(dealer, fen, with_key({}));
    EXPECT_EQ(asked.status, 201) << asked.text;
    const std::string id = asked.body.value("id", "");
    EXPECT_EQ(decide(id, "rejection", {{"reason", reason}}, finance_one).body.value("state", ""), "rejected");
    return id;
  }
  // "kind state code" of every row.
  static std::string rows() {
    return server->database().run([](db::Tx& tx) -> Result<std::string> {
      std::string all;
      for (const db::Row& row :
           tx.all("SELECT kind, state, last_code FROM dealer_message ORDER BY withdrawal_id")) {
        if (!all.empty()) all += ", ";
        all += row.text(0) + " " + row.text(1) + (row.text(2).empty() ? "" : " " + row.text(2));
      }
      return all;
    });
  }
  static std::int64_t tries() {
    return server->database().run([](db::Tx& tx) -> Result<std::int64_t> {
      return tx.one("SELECT CAST(SUM(tries) AS SIGNED) FROM dealer_message")->integer(0);
    });
  }
  static bool becomes(const std::string& wanted) {
    const bool is_so = comes_true([&] { return rows() == wanted; });
    EXPECT_TRUE(is_so) << rows();
    return is_so;
  }
  static void change(const std::string& statement) {
    server->database().connection().run_script_statement(statement);
  }
  static void make_due() {
    change("UPDATE dealer_message SET due_at = '2020-01-01' WHERE due_at IS NOT NULL");
  }
  static void quiet_rounds() { std::this_thread::sleep_for(std::chrono::milliseconds(400)); }

  // What WeChat brought since the test began.
  [[nodiscard]] std::vector<json> brought() const {
    std::vector<json> messages;
    const json book = emulator->get("/books/messages?after=" + std::to_string(last_number));
    for (const auto& entry : book.at("entries")) messages.push_back(entry.at("message"));
    return messages;
  }
  [[nodiscard]] std::size_t calls() const { return emulator->requests(kSendPath).size() - calls_before; }

  std::int64_t last_number = 0;
  std::size_t calls_before = 0;
};

TEST_F(ApiMessage, the_dealer_is_asked_allows_it_and_hears_of_the_money) {
  EXPECT_EQ(to_ask_for(), (json{kPaid, kFailed}));
  allow(kPaid);
  EXPECT_EQ(to_ask_for(), json{kFailed});
  const std::string id = sent(request(dealer, 5'000, with_key({})));
  EXPECT_EQ(show(dealer, id).body.at("message_templates"), json{kFailed});
  EXPECT_EQ(rows(), "");
  emulator->post("/pay/transfers/confirm", {{"out_bill_no", number_of(id)}});
  EXPECT_EQ(state_after_work(id, "paid"), "paid");
  ASSERT_TRUE(becomes("paid sent"));
  ASSERT_EQ(brought().size(), 1U);
  const json message = brought().front();
  EXPECT_EQ(message.at("touser"), dealer.openid);
  EXPECT_EQ(message.at("template_id"), kPaid);
  EXPECT_EQ(message.at("page"), kPage);
  EXPECT_EQ(message.at("data"),
            (json{{"amount1", {{"value", "50.00元"}}}, {"thing2", {{"value", "请在微信零钱中查看"}}}}));
  EXPECT_EQ(to_ask_for(), (json{kPaid, kFailed})) << "what was allowed is used up";
  make_due();
  quiet_rounds();
  EXPECT_EQ(calls(), 1U);
}

TEST_F(ApiMessage, a_refusal_is_told_with_its_reason_cut_to_what_wechat_shows) {
  allow(kFailed);
  reject("银行卡照片不清楚，请重新拍摄后再提交申请，谢谢配合");
  ASSERT_TRUE(becomes("failed sent"));
  EXPECT_EQ(brought().front().at("data"),
            (json{{"amount1", {{"value", "10.00元"}}},
                  {"thing2", {{"value", "银行卡照片不清楚，请重新拍摄后再提交申…"}}},
                  {"thing3", {{"value", "款项已退回，修改后可重新申请"}}}}));
}

TEST_F(ApiMessage, without_a_grant_wechat_refuses_and_is_not_asked_again) {
  EXPECT_EQ(answer(kFailed, "accept").status, 200);  // WeChat knows of none
  const std::string id = reject();
  ASSERT_TRUE(becomes("failed refused wechat.subscription_missing"));
  make_due();
  quiet_rounds();
  EXPECT_EQ(calls(), 1U);
  EXPECT_TRUE(brought().empty());
  EXPECT_EQ(to_ask_for(), (json{kPaid, kFailed})) << "and the dealer is asked again";
  EXPECT_EQ(show(dealer, id).body.at("state"), "rejected");
}

TEST_F(ApiMessage, while_wechat_is_busy_the_message_waits) {
  allow(kFailed);
  emulator->add_fault("errcode", kSendPath, 1);
  reject();
  ASSERT_TRUE(becomes("failed waiting wechat.busy"));
  quiet_rounds();
  EXPECT_EQ(calls(), 1U) << "not at once";
  make_due();
  ASSERT_TRUE(becomes("failed sent"));
  EXPECT_EQ(brought().size(), 1U);
  EXPECT_EQ(tries(), 2);
}

TEST_F(ApiMessage, a_dead_token_is_renewed_within_the_try) {
  allow(kFailed);
  emulator->post("/tokens/expire");
  reject();
  ASSERT_TRUE(becomes("failed sent"));
  EXPECT_EQ(tries(), 1);
}

// The wire allows no exactly-once: there is no key under which WeChat would know a message again.
TEST_F(ApiMessage, a_message_whose_answer_is_lost_may_come_twice_to_who_allowed_two) {
  allow(kFailed, 2);
  emulator->add_fault("close_after", kSendPath, 1);
  reject();
  ASSERT_TRUE(becomes("failed waiting wechat.outcome_unknown"));
  make_due();
  ASSERT_TRUE(becomes("failed sent"));
  EXPECT_EQ(brought().size(), 2U);
}

TEST_F(ApiMessage, an_unknown_page_costs_the_tap_and_not_the_message) {
  allow(kFailed);
  emulator->post("/pages", {{"withdraw", {kPage}}});
  reject();
  ASSERT_TRUE(becomes("failed sent"));
  EXPECT_FALSE(brought().front().contains("page")) << brought().front();
}

TEST_F(ApiMessage, what_wechat_never_takes_is_given_up_and_a_wrong_configuration_is_not) {
  allow(kFailed);
  emulator->add_fault("errcode", kSendPath, 1, {{"errcode", 47003}});
  reject();
  ASSERT_TRUE(becomes("failed failed wechat.message_invalid"));
  emulator->add_fault("errcode", kSendPath, 1, {{"errcode", 40037}});
  reject();
  ASSERT_TRUE(becomes("failed failed wechat.message_invalid, failed waiting wechat.misconfigured"));
  make_due();
  ASSERT_TRUE(becomes("failed failed wechat.message_invalid, failed sent"));
}

TEST_F(ApiMessage, after_a_day_it_is_no_news) {
  allow(kFailed);
  emulator->add_fault("errcode", kSendPath, 1);
  reject();
  ASSERT_TRUE(becomes("failed waiting wechat.busy"));
  change("UPDATE dealer_message SET created_at = '2020-01-01'");
  make_due();
  ASSERT_TRUE(becomes("failed failed message.too_late"));
  EXPECT_EQ(calls(), 1U);
}

TEST_F(ApiMessage, who_has_deleted_the_account_is_not_written_to) {
  emulator->add_fault("errcode", kSendPath, 1);
  reject();
  ASSERT_TRUE(becomes("failed waiting wechat.busy"));
  change("UPDATE consumer SET openid_index = NULL, openid_sealed = NULL");
  make_due();
  ASSERT_TRUE(becomes("failed failed consumer.gone"));
  EXPECT_EQ(calls(), 1U);
}

TEST_F(ApiMessage, two_servers_send_each_once) {
  constexpr int kMessages = 20;
  allow(kFailed, 2 * kMessages);
  // An answer that keeps a message waiting, and that does not make the client pause.
  emulator->add_fault("errcode", kSendPath, kMessages, {{"errcode", 40037}});
  std::string waiting;
  std::string all_sent;
  for (int i = 0; i < kMessages; ++i) {
    reject();
    waiting += std::string(i > 0 ? ", " : "") + "failed waiting wechat.misconfigured";
    all_sent += std::string(i > 0 ? ", " : "") + "failed sent";
  }
  ASSERT_TRUE(becomes(waiting));
  const auto& app = server->app();
  MessengerOptions options;
  options.messages = message_options();
  options.round = std::chrono::milliseconds(20);
  DealerMessenger second(app.mini_program, server->backend().database(), app.clock, app.sealer, options);
  make_due();
  ASSERT_TRUE(becomes(all_sent));
  EXPECT_EQ(brought().size(), static_cast<std::size_t>(kMessages));
  EXPECT_EQ(tries(), 2 * kMessages);
}

TEST_F(ApiMessage, only_answers_about_templates_in_use_are_taken) {
  EXPECT_EQ(answer("another", "accept").code(), "message.template_unknown");
  EXPECT_EQ(answer(kPaid, "maybe").status, 400);
  EXPECT_EQ(server->send("POST", kGrants, {{"answers", json::array()}}, with_key(dealer.session)).status,
            400);
  const auto rejected = answer(kPaid, "reject");
  EXPECT_EQ(rejected.body, (json{{"message_templates", {kPaid, kFailed}}})) << rejected.text;
}

}  // namespace
}  // namespace fenrun::server::testing
