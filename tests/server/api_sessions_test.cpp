// Where a member of staff is signed in: seen, and ended at once, by themself and by an administrator, with
// Redis and without.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "domain/staff/staff.hpp"
#include "tests/server/support/api_server.hpp"
#include "tests/server/support/shifted_clock.hpp"

namespace fenrun::server::testing {
namespace {

using nlohmann::json;

const std::string kMine = "/admin/v1/me/sessions";

class Sessions : public ::testing::TestWithParam<bool> {
 protected:
  Sessions() : server_(options()), login_(server_.add_staff("wang", Role::finance)) {}

  ApiServer::Options options() {
    ApiServer::Options options;
    options.clock = &clock_;
    options.with_redis = GetParam();
    return options;
  }
  Headers sign_in_with(const std::string& browser) {
    const json body{{"login_name", "wang"},
                    {"password", login_.password},
                    {"recovery_code", login_.recovery_codes.back()}};
    login_.recovery_codes.pop_back();
    const auto reply = server_.send("POST", "/admin/v1/login", body,
                                    {{"User-Agent", browser}, {"X-Forwarded-For", "203.0.113.9"}});
    EXPECT_EQ(reply.status, 200) << reply.text;
    const std::string cookie = reply.field("Set-Cookie");
    return {{"Cookie", cookie.substr(0, cookie.find(';'))}, {"X-CSRF-Token", reply.body["csrf_token"]}};
  }
  json list(const Headers& session, const std::string& path = kMine) {
    const auto reply = server_.call("GET", path, "", session);
    EXPECT_EQ(reply.status, 200) << reply.text;
    return reply.body["items"];
  }
  std::string me(const Headers& session) {
    const auto reply = server_.call("GET", "/admin/v1/me", "", session);
    return reply.status == 200 ? "in" : reply.code();
  }

  ShiftedClock clock_;
  ApiServer server_;
  StaffLogin login_;
};

TEST_P(Sessions, are_shown_with_where_they_are_and_which_one_asks) {
  const Headers office = sign_in_with("Office 1.0");
  const Headers home = sign_in_with("Home \xe4\xbd\xa3 2.0" + std::string(400, 'x'));
  const json items = list(home);
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0]["user_agent"], "Office 1.0");
  EXPECT_EQ(items[0]["ip"], "203.0.113.9");
  EXPECT_FALSE(items[0]["is_this"]);
  EXPECT_TRUE(items[1]["is_this"]);
  const std::string agent = items[1]["user_agent"];
  EXPECT_EQ(agent.size(), 255U);
  EXPECT_TRUE(agent.starts_with("Home ??? 2.0xxx")) << agent;
  EXPECT_EQ(items[0].dump().find(office[0].second.substr(office[0].second.find('=') + 1)), std::string::npos);

  const auto first = server_.call("GET", kMine + "?limit=1", "", home);
  const std::string cursor = first.body["next_cursor"];
  EXPECT_EQ(list(home, kMine + "?limit=1&cursor=" + cursor)[0]["is_this"], true);
  clock_.advance(kStaffSessionIdle - std::chrono::minutes(1));
  EXPECT_EQ(me(home), "in");
  clock_.advance(std::chrono::minutes(2));
  EXPECT_EQ(list(home).size(), 1U) << "one that has rested for too long has ended";
}

TEST_P(Sessions, one_that_is_ended_is_refused_by_its_next_request) {
  const Headers lost = sign_in_with("Lost");
  const Headers own = sign_in_with("Own");
  EXPECT_EQ(me(lost), "in");
  const std::string id = list(own)[0]["id"];
  EXPECT_EQ(server_.call("DELETE", kMine + "/" + id, "", {own[0]}).code(), "request.csrf_token_wrong");
  EXPECT_EQ(server_.call("DELETE", kMine + "/" + id, "", own).status, 204);
  EXPECT_EQ(me(lost), "session.expired");
  EXPECT_EQ(me(own), "in");
  EXPECT_EQ(server_.call("DELETE", kMine + "/" + id, "", own).code(), "staff_session.not_found");
  EXPECT_EQ(server_.call("DELETE", kMine + "/x", "", own).status, 404);
}

TEST_P(Sessions, of_somebody_else_are_not_found_by_their_number) {
  const Headers own = sign_in_with("Own");
  const std::string id = list(own)[0]["id"];
  auto other = server_.add_staff("zhao", Role::operator_);
  const Headers stranger = server_.sign_in(other);
  EXPECT_EQ(server_.call("DELETE", kMine + "/" + id, "", stranger).code(), "staff_session.not_found");
  const auto theirs = "/admin/v1/staff/" + login_.public_id + "/sessions";
  EXPECT_EQ(server_.call("GET", theirs, "", stranger).code(), "caller.no_permission");
  EXPECT_EQ(me(own), "in");
}

TEST_P(Sessions, all_but_the_one_that_asks_are_ended_together) {
  const std::vector<Headers> others{sign_in_with("A"), sign_in_with("B"), sign_in_with("C")};
  const Headers own = sign_in_with("Own");
  auto colleague = server_.add_staff("zhao", Role::operator_);
  const Headers theirs = server_.sign_in(colleague);
  const auto ended = server_.call("DELETE", kMine, "", own);
  EXPECT_EQ(ended.body["ended"], 3) << ended.text;
  for (const auto& other : others) EXPECT_EQ(me(other), "session.expired");
  EXPECT_EQ(me(own), "in");
  EXPECT_EQ(me(theirs), "in");
}

TEST_P(Sessions, of_anybody_else_are_seen_and_ended_by_an_administrator) {
  auto admin = server_.add_staff("chen", Role::admin);
  const Headers session = server_.sign_in(admin);
  const Headers one = sign_in_with("One");
  const Headers two = sign_in_with("Two");
  const auto path = "/admin/v1/staff/" + login_.public_id + "/sessions";
  const json items = list(session, path);
  ASSERT_EQ(items.size(), 2U);
  EXPECT_FALSE(items[0]["is_this"] || items[1]["is_this"]);
  const std::string id = items[0]["id"];
  const std::string own = list(session)[0]["id"];
  EXPECT_EQ(server_.call("DELETE", path + "/" + own, "", session).code(), "staff_session.not_found");
  EXPECT_EQ(server_.call("DELETE", path + "/" + id, "", session).status, 204);
  EXPECT_EQ(me(one), "session.expired");
  EXPECT_EQ(me(two), "in");
  EXPECT_EQ(server_.call("DELETE", path, "", session).body["ended"], 1);
  EXPECT_EQ(me(two), "session.expired");
  const auto log = server_.call("GET", "/admin/v1/audit-log?object=staff:" + login_.public_id, "", session);
  EXPECT_EQ(log.body["items"][0]["action"], "staff.end_sessions_of");
  EXPECT_EQ(log.body["items"][1]["action"], "staff.end_session_of");
  EXPECT_EQ(log.body["items"][1]["note"], "session " + id);
  const auto self = "/admin/v1/staff/" + admin.public_id + "/sessions/" + own;
  EXPECT_EQ(server_.call("DELETE", self, "", session).code(), "staff.not_oneself");
  EXPECT_EQ(me(session), "in");
}

INSTANTIATE_TEST_SUITE_P(Redis, Sessions, ::testing::Bool(), [](const auto& param) {
  return std::string(param.param ? "with_redis" : "without_redis");
});

}  // namespace
}  // namespace fenrun::server::testing
