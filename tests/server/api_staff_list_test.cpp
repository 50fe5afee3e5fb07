// What an administrator finds in the list of staff.
#include <gtest/gtest.h>

#include "tests/server/support/api_server.hpp"

namespace fenrun::server::testing {
namespace {

class StaffList : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ApiServer>(); }
  static void TearDownTestSuite() { server.reset(); }
  void SetUp() override { server->database().empty_tables(); }

  static std::vector<std::string> names(const std::string& query, const Headers& session) {
    const auto reply = server->call("GET", "/admin/v1/staff" + query, "", session);
    EXPECT_EQ(reply.status, 200) << query << reply.text;
    std::vector<std::string> found;
    for (const auto& one : reply.body["items"]) found.push_back(one["login_name"]);
    return found;
  }

  static inline std::unique_ptr<ApiServer> server;
};

using Names = std::vector<std::string>;

TEST_F(StaffList, is_filtered_by_name_role_and_state_and_goes_on_by_cursor) {
  auto admin = server->add_staff("chen", Role::admin);
  server->add_staff("li.si", Role::finance);
  const auto wang = server->add_staff("li_wu", Role::operator_);
  server->add_staff("zhao", Role::finance);
  const Headers session = server->sign_in(admin);
  const auto path = "/admin/v1/staff/" + wang.public_id + "/state";
  ASSERT_EQ(server->send("PUT", path, {{"state", "disabled"}}, session).status, 200);

  EXPECT_EQ(names("", session), (Names{"chen", "li.si", "li_wu", "zhao"}));
  EXPECT_EQ(names("?name=li", session), (Names{"li.si", "li_wu"}));
  EXPECT_EQ(names("?name=_", session), (Names{"li_wu"})) << "no character stands for another";
  EXPECT_EQ(names("?name=%25", session), (Names{}));
  EXPECT_EQ(names("?name=%E4%BD%A3", session), (Names{}));
  EXPECT_EQ(names("?role=finance", session), (Names{"li.si", "zhao"}));
  EXPECT_EQ(names("?state=disabled", session), (Names{"li_wu"}));
  EXPECT_EQ(names("?state=active&role=operator", session), (Names{}));
  EXPECT_EQ(server->call("GET", "/admin/v1/staff?role=boss", "", session).status, 400);

  const auto first = server->call("GET", "/admin/v1/staff?role=finance&limit=1", "", session);
  ASSERT_EQ(first.body["items"].size(), 1U);
  const std::string cursor = first.body["next_cursor"];
  EXPECT_EQ(names("?role=finance&limit=1&cursor=" + cursor, session), (Names{"zhao"}));
}

TEST_F(StaffList, says_when_somebody_was_last_let_in) {
  auto admin = server->add_staff("chen", Role::admin);
  server->add_staff("zhao", Role::finance);
  const Headers session = server->sign_in(admin);
  const auto list = server->call("GET", "/admin/v1/staff", "", session);
  ASSERT_EQ(list.body["items"].size(), 2U) << list.text;
  EXPECT_TRUE(list.body["items"][0]["last_login_at"].is_string());
  EXPECT_TRUE(list.body["items"][1]["last_login_at"].is_null());
  const nlohmann::json wrong{{"login_name", "zhao"}, {"password", "not the password"}, {"totp", "000000"}};
  EXPECT_EQ(server->send("POST", "/admin/v1/login", wrong, {}).status, 401);
  const auto again = server->call("GET", "/admin/v1/staff?name=zhao", "", session);
  EXPECT_TRUE(again.body["items"][0]["last_login_at"].is_null()) << "a refused one was not let in";
}

}  // namespace
}  // namespace fenrun::server::testing
