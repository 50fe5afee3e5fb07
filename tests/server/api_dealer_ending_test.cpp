// A dealership ends over HTTPS: its face is closed, its codes are dead, its customers are free, and the
// person may delete the account, or WeChat's word does.
#include <gtest/gtest.h>

#include <string>

#include "tests/server/support/api_story.hpp"

namespace fenrun::server::testing {
namespace {

constexpr const char* kEndingPushToken = "push token";
constexpr const char* kEndingPushKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

class ApiDealerEnding : public ApiStory {
 protected:
  static void SetUpTestSuite() {
    emulator = std::make_unique<fenrun::testing::Emulator>();
    emulator->publish_pages({"pages/index/index"});
    auto options = options_for(*emulator);
    options.with_redis = true;
    auto& push = options.message_push.emplace();
    push.appid = emulator->appid();
    push.token = SecretText(kEndingPushToken);
    push.encoding_aes_key = SecretText(kEndingPushKey);
    server = std::make_unique<ApiServer>(options);
    const auto url = "https://localhost:" + std::to_string(server->port()) + "/callbacks/wechat/message-push";
    emulator->post("/push/endpoint", {{"url", url},
                                      {"token", kEndingPushToken},
                                      {"mode", "secure"},
                                      {"encoding_aes_key", kEndingPushKey}});
  }

  static std::string path_of(const Person& dealer, const std::string& deed = "") {
    return "/admin/v1/dealers/" + dealer.profile.at("id").get<std::string>() + deed;
  }
  [[nodiscard]] ApiReply end(const Person& dealer, const std::string& reason = "不再合作") const {
    return server->send("POST", path_of(dealer, "/ending"), {{"reason", reason}}, with_key(operator_session));
  }
  Person new_dealer_of_ours(const std::string& name) {
    return new_dealer(invite_by(operator_session, "/admin/v1/invites"), name);
  }
  static void close_at_wechat(const Person& person, int created) {
    const json event{{"MsgType", "event"},
                     {"Event", "user_authorization_cancellation"},
                     {"FromUserName", person.openid},
                     {"OpenID", person.openid},
                     {"CreateTime", created}};
    const auto sent = emulator->post("/push/events", {{"event", event}, {"copies", 1}});
    EXPECT_EQ(sent.at("pushes").at(0).at("is_accepted"), true) << sent;
  }
};

TEST_F(ApiDealerEnding, it_ends_whole_and_the_console_shows_when_and_why) {
  const Person leaving = new_dealer_of_ours("王经销");
  const Person other = new_dealer_of_ours("赵经销");
  const std::string code = referral_code_of(leaving);
  const std::string invite = invite_by(leaving.session, "/api/v1/dealer/invites");
  const Person customer = new_person({{"scene", code}});
  ASSERT_EQ(customer.profile["binding_outcome"], "bound");

  const auto key = with_key(operator_session);
  const json why{{"reason", "不再合作"}};
  const auto ended = server->send("POST", path_of(leaving, "/ending"), why, key);
  ASSERT_EQ(ended.status, 200) << ended.text;
  EXPECT_EQ(ended.body["dealer"]["state"], "ended");
  EXPECT_EQ(ended.body["dealer"]["ended_reason"], "不再合作");
  EXPECT_TRUE(ended.body["dealer"]["ended_at"].is_string());
  EXPECT_EQ(ended.body["customers"], 1);
  EXPECT_EQ(ended.body["referral_codes"], 1);
  EXPECT_EQ(ended.body["invites"], 1);
  EXPECT_EQ(ended.body["is_account_deleted"], false);
  EXPECT_EQ(server->send("POST", path_of(leaving, "/ending"), why, key).text, ended.text) << "the same key";
  EXPECT_EQ(end(leaving).code(), "dealer.ended");

  const auto shown = server->call("GET", path_of(leaving), "", operator_session);
  EXPECT_EQ(shown.body, ended.body["dealer"]);
  const auto list = server->call("GET", "/admin/v1/dealers?state=ended", "", operator_session);
  ASSERT_EQ(list.body["items"].size(), 1U) << list.text;
  EXPECT_EQ(list.body["items"][0]["id"], leaving.profile["id"]);
  auto auditor = server->add_staff("auditor", Role::auditor);
  const auto log = server->call("GET", "/admin/v1/audit-log?limit=2", "", server->sign_in(auditor));
  // The newest is the auditor's own login.
  EXPECT_EQ(log.body["items"][1]["action"], "dealer.end") << log.text;
  EXPECT_EQ(log.body["items"][1]["note"], "不再合作");

  // Nobody is bound by an old poster, and the customer may go elsewhere.
  const auto late = new_person({{"scene", code}});
  EXPECT_EQ(late.profile["binding_outcome"], "code_revoked");
  EXPECT_EQ(late.profile["referrer"], nullptr);
  const auto me = server->call("GET", "/api/v1/me", "", customer.session);
  EXPECT_EQ(me.body["referrer"], nullptr) << me.text;
  const json typed{{"code", referral_code_of(other)}};
  EXPECT_EQ(server->send("PUT", "/api/v1/me/referrer", typed, customer.session).status, 200);
  const json wish{{"name", "李"}, {"invite_code", invite}, {"accepted_contract", contract_number}};
  EXPECT_EQ(server->send("POST", "/api/v1/dealer-applications", wish, with_key(late.session)).code(),
            "invite.revoked");
}

TEST_F(ApiDealerEnding, a_dealer_with_others_below_is_refused_and_staff_without_the_right_too) {
  const Person top = new_dealer_of_ours("王经销");
  (void)new_dealer(invite_by(top.session, "/api/v1/dealer/invites"), "李二级");
  EXPECT_EQ(end(top).code(), "dealer_ending.has_downline");
  EXPECT_EQ(end(top, "").code(), "request.invalid");
  auto finance = server->add_staff("finance", Role::finance);
  const auto refused = server->send("POST", path_of(top, "/ending"), {{"reason", "不再合作"}},
                                    with_key(server->sign_in(finance)));
  EXPECT_EQ(refused.status, 403) << refused.text;
  EXPECT_EQ(server->call("GET", "/api/v1/dealer/home", "", top.session).status, 200);
}

TEST_F(ApiDealerEnding, the_face_for_dealers_is_closed_and_the_account_may_go) {
  const Person leaving = new_dealer_of_ours("王经销");
  EXPECT_EQ(server->call("DELETE", "/api/v1/me", "", leaving.session).code(), "consumer.is_dealer");
  ASSERT_EQ(end(leaving).status, 200);
  for (const char* path : {"/api/v1/dealer/home", "/api/v1/dealer/money", "/api/v1/dealer/team"}) {
    EXPECT_EQ(server->call("GET", path, "", leaving.session).code(), "dealer.ended") << path;
  }
  const auto me = server->call("GET", "/api/v1/me", "", leaving.session);
  EXPECT_EQ(me.body["dealer"]["state"], "ended") << me.text;
  EXPECT_EQ(server->call("DELETE", "/api/v1/me", "", leaving.session).status, 204);
  EXPECT_EQ(server->call("GET", "/api/v1/me", "", leaving.session).code(), "session.expired");
  const auto shown = server->call("GET", path_of(leaving), "", operator_session);
  EXPECT_EQ(shown.body["name"], "已注销") << shown.text;
  const Person again{leaving.openid, session_of(log_in(leaving.openid)), {}};
  EXPECT_EQ(server->call("GET", "/api/v1/me", "", again.session).body["dealer"], nullptr);
}

TEST_F(ApiDealerEnding, wechats_word_waits_for_the_end_and_is_carried_out_with_it) {
  const Person leaving = new_dealer_of_ours("王经销");
  close_at_wechat(leaving, 1'700'000'000);
  EXPECT_EQ(server->call("GET", "/api/v1/dealer/home", "", leaving.session).status, 200);
  const auto ended = end(leaving);
  EXPECT_EQ(ended.body["is_account_deleted"], true) << ended.text;
  EXPECT_EQ(ended.body["dealer"]["name"], "已注销");
  EXPECT_EQ(server->call("GET", "/api/v1/me", "", leaving.session).code(), "session.expired");

  const Person former = new_dealer_of_ours("李经销");
  ASSERT_EQ(end(former).body["is_account_deleted"], false);
  close_at_wechat(former, 1'700'000'001);
  EXPECT_EQ(server->call("GET", "/api/v1/me", "", former.session).code(), "session.expired");
}

}  // namespace
}  // namespace fenrun::server::testing
