#include <gtest/gtest.h>

#include "tests/wechat/emulator/support/stage.hpp"

namespace fenrun::emulator::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class Tokens : public ::testing::Test, protected Stage {
 protected:
  // What a call with this token is answered.
  int use(const std::string& token) {
    return errcode(
        post("/cgi-bin/openapi/quota/get?access_token=" + token, {{"cgi_path", "/cgi-bin/token"}}));
  }
  std::string ordinary() { return get(token_target()).at("access_token"); }
};

TEST_F(Tokens, token_calls_refuse_in_order_of_precedence) {
  const std::string appid(kAppid);
  const std::string secret(kSecret);
  struct Case {
    std::string query;
    int errcode;
  };
  const Case cases[] = {
      {"", 40002},
      {"grant_type=password&appid=&secret=", 40002},
      {"grant_type=client_credential", 41002},
      {"grant_type=client_credential&appid=wx9&secret=", 40013},
      {"grant_type=client_credential&appid=" + appid, 41004},
      {"grant_type=client_credential&appid=" + appid + "&secret=x", 40125},
      {"grant_type=client_credential&appid=" + appid + "&secret=" + secret, 0},
  };
  for (const auto& [query, expected] : cases)
    EXPECT_EQ(errcode(get("/cgi-bin/token?" + query)), expected) << query;
  EXPECT_EQ(errcode(post("/cgi-bin/stable_token", {{"grant_type", "client_credential"}, {"appid", appid}})),
            41004);
  EXPECT_EQ(errcode(ask("POST", "/cgi-bin/token")), 43001);
  EXPECT_EQ(errcode(ask("GET", "/cgi-bin/stable_token")), 43002);
}

TEST_F(Tokens, a_frozen_secret_and_a_strange_address_are_refused) {
  control("POST", "/app", {{"is_secret_frozen", true}});
  EXPECT_EQ(errcode(get(token_target())), 40243);
  control("POST", "/app", {{"is_secret_frozen", false}});
  control("POST", "/ip-allow-list", {{"ips", {"203.0.113.7"}}});
  const auto refused = get(token_target());
  EXPECT_EQ(errcode(refused), 40164);
  EXPECT_NE(refused.at("errmsg").get<std::string>().find("127.0.0.1"), std::string::npos);
  EXPECT_EQ(errcode(stable_token()), 40164);
  control("POST", "/ip-allow-list", {{"ips", {"203.0.113.7", "127.0.0.1"}}});
  EXPECT_EQ(errcode(get(token_target())), 0);
}

TEST_F(Tokens, an_ordinary_token_outlives_its_successor_by_five_minutes) {
  const auto first = ordinary();
  const auto second = ordinary();
  EXPECT_NE(first, second);
  pass(minutes(5) - seconds(1));
  EXPECT_EQ(use(first), 0);
  pass(seconds(1));
  EXPECT_EQ(use(first), 42001);
  EXPECT_EQ(use(second), 0);
  pass(seconds(7200) - minutes(5));
  EXPECT_EQ(use(second), 42001);
}

TEST_F(Tokens, the_stable_token_stays_the_same_until_its_last_five_minutes) {
  const auto first = stable_token();
  EXPECT_EQ(first.at("expires_in"), 7200);
  pass(seconds(6899));
  const auto again = stable_token();
  EXPECT_EQ(again.at("access_token"), first.at("access_token"));
  EXPECT_EQ(again.at("expires_in"), 301);
  pass(seconds(1));
  const auto renewed = stable_token();
  EXPECT_NE(renewed.at("access_token"), first.at("access_token"));
  EXPECT_EQ(renewed.at("expires_in"), 7200);
  EXPECT_EQ(use(first.at("access_token")), 0);
  pass(minutes(5));
  EXPECT_EQ(use(first.at("access_token")), 42001);
  EXPECT_EQ(use(renewed.at("access_token")), 0);
}

TEST_F(Tokens, the_two_kinds_do_not_disturb_each_other) {
  const std::string stable = stable_token().at("access_token");
  for (int i = 0; i < 3; ++i) ordinary();
  pass(minutes(10));
  EXPECT_EQ(use(stable), 0);
  const auto last = ordinary();
  stable_token(true);
  EXPECT_EQ(use(last), 0);
  EXPECT_EQ(use(stable), 40001);
}

TEST_F(Tokens, a_forced_refresh_kills_the_old_token_but_not_twice_within_thirty_seconds) {
  const std::string first = stable_token().at("access_token");
  const std::string second = stable_token(true).at("access_token");
  EXPECT_NE(first, second);
  EXPECT_EQ(use(first), 40001);
  pass(seconds(29));
  EXPECT_EQ(stable_token(true).at("access_token"), second);
  pass(seconds(1));
  EXPECT_NE(stable_token(true).at("access_token"), second);
  EXPECT_EQ(use(second), 40001);
}

TEST_F(Tokens, a_refresh_may_be_forced_twenty_times_a_day) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(errcode(stable_token(true)), 0) << i;
    pass(seconds(30));
  }
  EXPECT_EQ(errcode(stable_token(true)), 45009);
  EXPECT_EQ(errcode(stable_token(false)), 0);
  pass(hours(24));
  EXPECT_EQ(errcode(stable_token(true)), 0);
}

TEST_F(Tokens, calls_tell_a_missing_an_unknown_and_an_expired_token_apart) {
  const Json body{{"cgi_path", "/cgi-bin/token"}};
  EXPECT_EQ(errcode(post("/cgi-bin/openapi/quota/get", body)), 41001);
  EXPECT_EQ(errcode(post("/cgi-bin/openapi/quota/get?access_token=", body)), 41001);
  EXPECT_EQ(use("nonsense"), 40001);
  const auto valid = token();
  control("POST", "/tokens/expire");
  EXPECT_EQ(use(valid), 42001);
  EXPECT_EQ(use(stable_token().at("access_token")), 0);
  const auto next = token();
  control("POST", "/tokens/invalidate");
  EXPECT_EQ(use(next), 40001);
}

TEST_F(Tokens, a_new_secret_ends_every_token) {
  const auto before = token();
  control("POST", "/app", {{"secret", "another"}});
  EXPECT_EQ(use(before), 40001);
  EXPECT_EQ(errcode(get(token_target())), 40125);
}

TEST_F(Tokens, answers_carry_no_errcode_on_success_and_a_rid_on_failure) {
  EXPECT_FALSE(get(token_target()).contains("errcode"));
  const std::string errmsg = get("/cgi-bin/token").at("errmsg");
  EXPECT_TRUE(errmsg.find(" rid: 69a50b40-") != std::string::npos) << errmsg;
  EXPECT_EQ(errmsg.size() - errmsg.find(" rid: "), std::string(" rid: 65d7e94d-59b8e5d7-0dc0ad08").size());
}

TEST_F(Tokens, json_comes_under_both_content_types) {
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) seen.insert(ask("GET", token_target()).reply.content_type);
  EXPECT_EQ(seen, (std::set<std::string>{"application/json; encoding=utf-8", "text/plain"}));
}

}  // namespace
}  // namespace fenrun::emulator::testing
