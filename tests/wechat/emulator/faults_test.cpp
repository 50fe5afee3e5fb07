#include <gtest/gtest.h>

#include "tests/wechat/emulator/support/stage.hpp"

namespace fenrun::emulator::testing {
namespace {

class FaultsOnDemand : public ::testing::Test, protected Stage {
 protected:
  void SetUp() override { openid = add_user(); }
  void add(Json fault) {
    if (!fault.contains("count")) fault["count"] = 1;
    const auto answer = control("POST", "/faults", fault);
    ASSERT_EQ(answer.status, 201) << answer.body;
  }
  Answer log_in_with(const std::string& code) { return ask("GET", login_target(code)); }
  bool is_used(const std::string& code) {
    return world.login_codes.standing(code, now) == CodeStanding::used;
  }

  std::string openid;
};

TEST_F(FaultsOnDemand, each_kind_has_its_look_and_its_effect) {
  struct Case {
    std::string kind;
    Delivery delivery;
    int http_status;
    bool is_processed;
  };
  const Case cases[] = {
      {"errcode", Delivery::whole, 200, false},           {"hang_before", Delivery::hang, 200, false},
      {"hang_after", Delivery::hang, 200, true},          {"close_before", Delivery::close, 200, false},
      {"close_after", Delivery::close, 200, true},        {"truncated_body", Delivery::whole, 200, true},
      {"wrong_content_type", Delivery::whole, 200, true}, {"http_500", Delivery::whole, 500, false},
      {"http_502", Delivery::whole, 502, true},           {"slow_body", Delivery::slow, 200, true},
      {"extra_fields", Delivery::whole, 200, true},
  };
  for (const auto& [kind, delivery, http_status, is_processed] : cases) {
    add({{"kind", kind}, {"path", "/sns/jscode2session"}});
    const auto code = login_code(openid);
    const auto answer = log_in_with(code);
    EXPECT_EQ(answer.delivery, delivery) << kind;
    EXPECT_EQ(answer.reply.status, http_status) << kind;
    EXPECT_EQ(is_used(code), is_processed) << kind;
    const auto& entry = world.books.requests.entries().back();
    EXPECT_EQ(entry.fault, kind);
    EXPECT_EQ(entry.is_processed, is_processed) << kind;
    EXPECT_TRUE(world.faults.waiting().empty()) << kind;
  }
}

TEST_F(FaultsOnDemand, any_error_code_can_be_ordered) {
  for (const int number : {-1, 40001, 40226, 45009, 45011, 89503}) {
    add({{"kind", "errcode"}, {"errcode", number}, {"errmsg", "as ordered"}});
    const auto reply = get(token_target());
    EXPECT_EQ(errcode(reply), number);
    EXPECT_TRUE(reply.at("errmsg").get<std::string>().starts_with("as ordered rid: "));
    EXPECT_EQ(errcode(get(token_target())), 0) << "once";
  }
}

TEST_F(FaultsOnDemand, a_refused_token_stays_valid_and_an_expired_one_does_not) {
  const Json body{{"cgi_path", "/cgi-bin/token"}};
  const auto valid = token();
  const auto target = "/cgi-bin/openapi/quota/get?access_token=" + valid;
  add({{"kind", "errcode"}, {"errcode", 40001}, {"path", "/cgi-bin/openapi/quota/get"}});
  EXPECT_EQ(errcode(post(target, body)), 40001);
  EXPECT_EQ(errcode(post(target, body)), 0);
  add({{"kind", "token_expires_early"}, {"path", "/cgi-bin/openapi/quota/get"}});
  EXPECT_EQ(errcode(post(target, body)), 42001);
  EXPECT_EQ(errcode(post(target, body)), 42001);
  EXPECT_NE(token(), valid);
}

TEST_F(FaultsOnDemand, a_cut_reply_is_no_json_and_a_longer_one_still_is) {
  add({{"kind", "truncated_body"}});
  EXPECT_TRUE(Json::parse(ask("GET", token_target()).reply.body, nullptr, false).is_discarded());
  add({{"kind", "extra_fields"}});
  const auto reply = get(token_target());
  EXPECT_TRUE(reply.contains("new_field"));
  EXPECT_TRUE(reply.contains("access_token"));
  add({{"kind", "wrong_content_type"}});
  EXPECT_EQ(ask("GET", token_target()).reply.content_type, "text/html");
}

TEST_F(FaultsOnDemand, a_fault_strikes_its_route_as_often_as_it_was_told) {
  add({{"kind", "errcode"}, {"path", "/cgi-bin/token"}, {"count", 2}});
  EXPECT_EQ(errcode(log_in(openid)), 0);
  EXPECT_EQ(errcode(get(token_target())), -1);
  EXPECT_EQ(errcode(get(token_target())), -1);
  EXPECT_EQ(errcode(get(token_target())), 0);
}

TEST_F(FaultsOnDemand, a_fault_without_a_count_strikes_until_it_is_cleared) {
  add({{"kind", "errcode"}, {"count", 0}});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(errcode(get(token_target())), -1);
  EXPECT_EQ(control("DELETE", "/faults?id=99").status, 404);
  EXPECT_EQ(control("DELETE", "/faults?id=1").status, 200);
  EXPECT_EQ(errcode(get(token_target())), 0);
  add({{"kind", "errcode"}, {"count", 0}});
  control("DELETE", "/faults");
  EXPECT_EQ(errcode(get(token_target())), 0);
}

TEST_F(FaultsOnDemand, a_fault_by_chance_follows_the_seed) {
  const auto run = [] {
    Stage stage;
    stage.control("POST", "/faults", {{"kind", "errcode"}, {"permille", 250}});
    std::string pattern;
    for (int i = 0; i < 400; ++i)
      pattern.push_back(Stage::errcode(stage.get(stage.token_target())) == -1 ? 'x' : '.');
    return pattern;
  };
  const auto pattern = run();
  EXPECT_EQ(run(), pattern);
  const auto strikes = std::count(pattern.begin(), pattern.end(), 'x');
  EXPECT_GT(strikes, 60);
  EXPECT_LT(strikes, 140);
}

TEST_F(FaultsOnDemand, what_cannot_be_a_fault_is_refused) {
  const Json cases[] = {
      {{"kind", "earthquake"}},
      {{"kind", "errcode"}, {"path", "/no/such"}},
      {{"kind", "errcode"}, {"count", -1}},
      {{"kind", "errcode"}, {"permille", 0}},
      {{"kind", "errcode"}, {"permille", 1001}},
      {{"kind", "errcode"}, {"errcode", "busy"}},
      {{"kind", "slow_body"}, {"pace_ms", 600'001}},
      {{"kind", "errcode"}, {"sometimes", true}},
  };
  for (const auto& fault : cases) EXPECT_EQ(control("POST", "/faults", fault).status, 400) << fault;
}

}  // namespace
}  // namespace fenrun::emulator::testing
