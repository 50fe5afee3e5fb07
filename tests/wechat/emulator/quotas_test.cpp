#include <gtest/gtest.h>

#include "tests/wechat/emulator/support/stage.hpp"
#include "wechat/emulator/core/routes/routes.hpp"

namespace fenrun::emulator::testing {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

class QuotaCalls : public ::testing::Test, protected Stage {
 protected:
  Json quota(const std::string& path) {
    return post_with_token("/cgi-bin/openapi/quota/get", {{"cgi_path", path}});
  }
  int clear() { return errcode(post_with_token("/cgi-bin/clear_quota", {{"appid", kAppid}})); }
};

TEST_F(QuotaCalls,
       every_route_with_a_quota_stops_at_its_daily_limit_and_starts_again_at_midnight_in_beijing) {
  for (const auto& route : routes()) {
    if (route.quota.empty()) continue;
    const std::string path(route.path);
    world.quotas.set_limit(route.quota, {1, 0, kTooFrequent});
    world.quotas.set_used(route.quota, 0, now);
    const auto call = [&] {
      const auto target = path + "?access_token=" + token();
      return errcode(ask(std::string(route.method), target, route.method == "POST" ? "{}" : ""));
    };
    EXPECT_NE(call(), 45009) << path;
    EXPECT_EQ(call(), 45009) << path;
    const auto noon = now;
    pass(hours(12) - seconds(1));
    EXPECT_EQ(call(), 45009) << path;
    pass(seconds(1));
    EXPECT_NE(call(), 45009) << path;
    now = noon;
  }
}

TEST_F(QuotaCalls, limits_by_the_minute_end_with_the_code_of_their_call) {
  struct Case {
    std::string path;
    std::int64_t per_minute;
    int errcode;
  };
  const Case cases[] = {
      {"/cgi-bin/stable_token", 10'000, 45011},
      {"/wxa/resetusersessionkey", 60'000, 45011},
      {"/wxa/getwxacodeunlimit", 5'000, 45009},
      {"/wxa/msg_sec_check", 4'000, 45009},
  };
  for (const auto& [path, per_minute, expected] : cases) {
    for (std::int64_t i = 0; i < per_minute; ++i)
      ASSERT_FALSE(world.quotas.count(path, now)) << path << " " << i;
    const auto refusal = world.quotas.count(path, now);
    ASSERT_TRUE(refusal.has_value()) << path;
    EXPECT_EQ(refusal->errcode, expected) << path;
    EXPECT_FALSE(world.quotas.count(path, now + seconds(60))) << path;
  }
}

TEST_F(QuotaCalls, the_use_of_a_call_can_be_asked_for) {
  const auto before = quota("/cgi-bin/token").at("quota");
  EXPECT_EQ(before.at("daily_limit"), 2'000);
  get(token_target());
  const auto after = quota("cgi-bin/token").at("quota");
  EXPECT_EQ(after.at("used"), before.at("used").get<int>() + 1);
  EXPECT_EQ(after.at("remain"), before.at("remain").get<int>() - 1);
  EXPECT_EQ(errcode(quota("/no/such")), 76021);
}

TEST_F(QuotaCalls, all_counters_are_cleared_ten_times_a_month) {
  control("POST", "/quotas", {{"path", "/cgi-bin/token"}, {"per_day", 1}, {"used", 1}});
  EXPECT_EQ(errcode(get(token_target())), 45009);
  EXPECT_EQ(clear(), 0);
  EXPECT_EQ(errcode(get(token_target())), 0);
  for (int i = 1; i < 9; ++i) EXPECT_EQ(clear(), 0) << i;
  const Json by_secret{{"appid", kAppid}, {"appsecret", kSecret}};
  EXPECT_EQ(errcode(post("/cgi-bin/clear_quota/v2", by_secret)), 0) << "the tenth, by the other door";
  EXPECT_EQ(clear(), 48006);
  EXPECT_EQ(errcode(post("/cgi-bin/clear_quota/v2", by_secret)), 48006);
  pass(days(31));
  EXPECT_EQ(clear(), 0);
}

TEST_F(QuotaCalls, clearing_wants_the_right_app) {
  EXPECT_EQ(errcode(post_with_token("/cgi-bin/clear_quota", {{"appid", "wx9"}})), 40013);
  EXPECT_EQ(errcode(post_with_token("/cgi-bin/clear_quota", Json::object())), 41002);
  EXPECT_EQ(errcode(post("/cgi-bin/clear_quota/v2", {{"appid", kAppid}, {"appsecret", "x"}})), 40125);
}

TEST_F(QuotaCalls, one_counter_is_cleared_fifty_times_a_month) {
  const auto clear_one = [&](const char* path) {
    return errcode(post_with_token("/cgi-bin/openapi/quota/clear", {{"cgi_path", path}}));
  };
  EXPECT_EQ(clear_one("/no/such"), 76021);
  control("POST", "/quotas", {{"path", "/cgi-bin/token"}, {"used", 7}});
  control("POST", "/quotas", {{"path", "/sns/jscode2session"}, {"used", 7}});
  EXPECT_EQ(clear_one("/cgi-bin/token"), 0);
  EXPECT_EQ(quota("/cgi-bin/token").at("quota").at("used"), 0);
  EXPECT_EQ(quota("/sns/jscode2session").at("quota").at("used"), 7);
  for (int i = 1; i < 50; ++i) EXPECT_EQ(clear_one("/cgi-bin/token"), 0) << i;
  EXPECT_EQ(clear_one("/cgi-bin/token"), 48006);
}

TEST_F(QuotaCalls, an_unknown_path_is_no_route) { EXPECT_EQ(errcode(get("/wxa/nothing")), 40066); }

}  // namespace
}  // namespace fenrun::emulator::testing
