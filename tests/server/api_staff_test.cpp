// The console's door: password and one-time code, cookie and CSRF token, roles, back-off, audit.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "base/crypto/password.hpp"
#include "db/audit/audit.hpp"
#include "domain/staff/permission.hpp"
#include "server/api/route.hpp"
#include "tests/server/support/api_server.hpp"

namespace fenrun::server::testing {
namespace {

class ApiStaff : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ApiServer>(); }
  static void TearDownTestSuite() { server.reset(); }
  void SetUp() override { server->database().empty_tables(); }

  static ApiReply log_in(const StaffLogin& login, const std::string& password, const std::string& totp) {
    return server->send("POST", "/admin/v1/login",
                        {{"login_name", login.name}, {"password", password}, {"totp", totp}}, {});
  }
  static std::string code_now(const StaffLogin& login, int steps = 0) {
    return crypto::totp_code(login.totp_secret, crypto::totp_step(SystemClock().now()) + steps);
  }

  static inline std::unique_ptr<ApiServer> server;
};

TEST_F(ApiStaff, password_and_one_time_code_open_a_session_once) {
  const auto login = server->add_staff("wang", Role::operator_);
  const std::string code = code_now(login);
  const auto reply = log_in(login, login.password, code);
  ASSERT_EQ(reply.status, 200) << reply.text;
  EXPECT_EQ(reply.body["staff"]["role"], "operator");
  const auto cookie = reply.field("Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-fenrun="));
  EXPECT_NE(cookie.find("; Path=/; Secure; HttpOnly; SameSite=Strict"), std::string::npos);
  const auto me = server->call("GET", "/admin/v1/me", "", {{"Cookie", cookie.substr(0, cookie.find(';'))}});
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(me.body["csrf_token"], reply.body["csrf_token"]);
  EXPECT_EQ(log_in(login, login.password, code).code(), "login.refused");
}

TEST_F(ApiStaff, a_session_says_what_its_role_may_do) {
  auto login = server->add_staff("qian", Role::finance);
  const auto me = server->call("GET", "/admin/v1/me", "", server->sign_in(login));
  ASSERT_EQ(me.status, 200) << me.text;
  std::size_t allowed_ones = 0;
  for (const Permission permission : kPermissions) allowed_ones += may(Role::finance, permission) ? 1 : 0;
  const std::vector<std::string> words = me.body["permissions"];
  EXPECT_EQ(words.size(), allowed_ones);
  EXPECT_EQ(std::count(words.begin(), words.end(), "withdrawals_decide"), 1);
  EXPECT_EQ(std::count(words.begin(), words.end(), "staff_write"), 0);
}

TEST_F(ApiStaff, every_wrong_part_gets_the_same_answer) {
  const auto login = server->add_staff("wang", Role::operator_);
  const auto wrong_password = log_in(login, "not the password", code_now(login));
  const auto wrong_code = log_in(login, login.password, code_now(login, 5));
  const auto unknown = log_in({"nobody", "", "", "", {}}, login.password, "123456");
  for (const auto* reply : {&wrong_password, &wrong_code, &unknown}) {
    EXPECT_EQ(reply->status, 401);
    EXPECT_EQ(reply->code(), "login.refused");
    EXPECT_EQ(reply->field("Set-Cookie"), "");
  }
}

TEST_F(ApiStaff, text_that_no_column_can_hold_finds_nothing) {
  auto login = server->add_staff("shen", Role::auditor);
  const auto auditor = server->sign_in(login);
  for (const std::string path :
       {"/admin/v1/audit-log?object=%E4%BD%A3", "/admin/v1/order-suspense?reason=%E4%BD%A3"}) {
    const auto reply = server->call("GET", path, "", auditor);
    ASSERT_EQ(reply.status, 200) << path << reply.text;
    EXPECT_TRUE(reply.body["items"].empty()) << path;
  }
  EXPECT_EQ(log_in({"佣金", "", "", "", {}}, login.password, code_now(login)).code(), "login.refused");
}

TEST_F(ApiStaff, the_sixth_wrong_login_waits_even_with_the_right_password) {
  const auto login = server->add_staff("wang", Role::operator_);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(log_in(login, "wrong password!", "000000").status, 401);
  const auto reply = log_in(login, login.password, code_now(login));
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.code(), "login.too_many");
  EXPECT_GT(std::stoi(reply.field("Retry-After")), 800);
}

TEST_F(ApiStaff, a_recovery_code_works_once) {
  auto login = server->add_staff("wang", Role::operator_);
  const std::string code = login.recovery_codes.back();
  (void)server->sign_in(login);
  const auto again =
      server->send("POST", "/admin/v1/login",
                   {{"login_name", "wang"}, {"password", login.password}, {"recovery_code", code}}, {});
  EXPECT_EQ(again.code(), "login.refused");
}

TEST_F(ApiStaff, a_change_needs_the_csrf_token_and_our_own_origin) {
  auto login = server->add_staff("chen", Role::admin);
  const Headers session = server->sign_in(login);
  const nlohmann::json body{{"login_name", "li.si"}, {"role", "finance"}};
  const auto create = [&](Headers headers) {
    return server->send("POST", "/admin/v1/staff", body, with_key(std::move(headers)));
  };
  EXPECT_EQ(create({session[0]}).code(), "request.csrf_token_wrong");
  EXPECT_EQ(create({session[0], {"X-CSRF-Token", "x"}}).code(), "request.csrf_token_wrong");
  EXPECT_EQ(create({session[0], session[1], {"Origin", "https://evil.example"}}).code(),
            "request.cross_site");
  EXPECT_EQ(create({session[0], session[1], {"Sec-Fetch-Site", "cross-site"}}).code(), "request.cross_site");
  EXPECT_EQ(create({session[1]}).code(), "session.none");
  const auto made =
      create({session[0], session[1], {"Origin", "https://localhost"}, {"Sec-Fetch-Site", "same-origin"}});
  EXPECT_EQ(made.status, 201) << made.text;
  const auto login_cross =
      server->send("POST", "/admin/v1/login", body, {{"Origin", "https://evil.example"}});
  EXPECT_EQ(login_cross.code(), "request.cross_site");
}

TEST_F(ApiStaff, a_change_of_role_ends_the_sessions_of_whom_it_concerns) {
  auto admin = server->add_staff("chen", Role::admin);
  auto other = server->add_staff("wang", Role::operator_);
  const Headers session = server->sign_in(admin);
  const Headers theirs = server->sign_in(other);
  EXPECT_EQ(server->call("GET", "/admin/v1/me", "", theirs).status, 200);
  const auto path = "/admin/v1/staff/" + other.public_id + "/role";
  EXPECT_EQ(server->send("PUT", path, {{"role", "auditor"}}, session).status, 200);
  EXPECT_EQ(server->call("GET", "/admin/v1/me", "", theirs).code(), "session.expired");
  const auto own = "/admin/v1/staff/" + admin.public_id + "/role";
  EXPECT_EQ(server->send("PUT", own, {{"role", "auditor"}}, session).code(), "staff.not_oneself");
}

TEST_F(ApiStaff, logging_out_kills_the_cookie) {
  auto login = server->add_staff("wang", Role::operator_);
  const Headers session = server->sign_in(login);
  const auto out = server->call("POST", "/admin/v1/logout", "", session);
  EXPECT_EQ(out.status, 204);
  EXPECT_NE(out.field("Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(server->call("GET", "/admin/v1/me", "", session).code(), "session.expired");
}

TEST_F(ApiStaff, a_repeated_request_gets_its_first_answer_byte_for_byte) {
  auto admin = server->add_staff("chen", Role::admin);
  const Headers session = with_key(server->sign_in(admin));
  const nlohmann::json body{{"login_name", "li.si"}, {"role", "finance"}};
  const auto first = server->send("POST", "/admin/v1/staff", body, session);
  const auto second = server->send("POST", "/admin/v1/staff", body, session);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(first.text, second.text);
  EXPECT_EQ(second.field("Idempotent-Replayed"), "true");
  const nlohmann::json other{{"login_name", "zhao"}, {"role", "finance"}};
  EXPECT_EQ(server->send("POST", "/admin/v1/staff", other, session).code(), "idempotency.key_reused");
  const Headers keyless(session.begin(), session.end() - 1);
  EXPECT_EQ(server->send("POST", "/admin/v1/staff", body, keyless).code(), "idempotency.key_missing");
}

TEST_F(ApiStaff, twins_sent_at_the_same_moment_create_one_thing) {
  auto login = server->add_staff("wang", Role::operator_);
  const Headers session = with_key(server->sign_in(login));
  const nlohmann::json body{{"uses", 1}, {"days", 1}};
  std::vector<ApiReply> replies(8);
  std::vector<std::thread> senders;
  for (auto& reply : replies) {
    senders.emplace_back([&] { reply = server->send("POST", "/admin/v1/invites", body, session); });
  }
  for (auto& sender : senders) sender.join();
  const auto kept = server->send("POST", "/admin/v1/invites", body, session);
  EXPECT_EQ(kept.status, 201);
  for (const auto& reply : replies) {
    const bool is_running = reply.code() == "idempotency.running";
    EXPECT_TRUE(is_running || reply.text == kept.text) << reply.text;
  }
  EXPECT_EQ(server->call("GET", "/admin/v1/invites", "", session).body["items"].size(), 1U);
}

TEST_F(ApiStaff, every_change_leaves_an_audit_entry_and_the_chain_holds) {
  ApiServer fresh;
  auto admin = fresh.add_staff("chen", Role::admin);
  const Headers session = fresh.sign_in(admin);
  const nlohmann::json body{{"login_name", "li.si"}, {"role", "finance"}};
  ASSERT_EQ(fresh.send("POST", "/admin/v1/staff", body, with_key(session)).status, 201);
  const auto log = fresh.call("GET", "/admin/v1/audit-log?limit=1", "", session);
  ASSERT_EQ(log.body["items"].size(), 1U);
  EXPECT_EQ(log.body["items"][0]["action"], "staff.create");
  EXPECT_EQ(log.body["items"][0]["actor_login_name"], "chen");
  const std::string cursor = log.body["next_cursor"];
  const auto next = fresh.call("GET", "/admin/v1/audit-log?cursor=" + cursor, "", session);
  EXPECT_EQ(next.body["items"][0]["action"], "staff.login");
  EXPECT_EQ(fresh.call("GET", "/admin/v1/audit-log?cursor=x" + cursor, "", session).code(), "cursor.invalid");

  std::int64_t checked = 0;
  const auto verify = [&](db::Tx& tx) -> Result<std::optional<std::int64_t>> {
    return db::verify_audit(tx, checked, 100);
  };
  EXPECT_EQ(fresh.database().run(verify), std::nullopt);
  EXPECT_EQ(checked, 2);
  fresh.database().run([](db::Tx& tx) -> Result<bool> {
    tx.execute_one("UPDATE audit_log SET note = 'changed' WHERE id = 1");
    return true;
  });
  checked = 0;
  EXPECT_EQ(fresh.database().run(verify), 1);
}

// One request of each role to each console route. What a role may not do is refused with 403 before anything
// is read; what it may do gets further than that.
TEST_F(ApiStaff, each_role_reaches_its_routes_and_no_other) {
  std::vector<std::pair<Role, Headers>> sessions;
  for (const Role role : kRoles) {
    auto login = server->add_staff("grid." + std::string(to_word(role)), role);
    sessions.emplace_back(role, server->sign_in(login));
  }
  for (const Route& route : routes()) {
    if (route.access.face() != Access::Face::staff || route.path == "/admin/v1/logout") continue;
    std::string path(route.path);
    while (path.find('{') != std::string::npos) {
      path.replace(path.find('{'), path.find('}') - path.find('{') + 1, "01ARZ3NDEKTSV4RRFFQ69G5FAV");
    }
    const std::string method(to_word(route.method));
    EXPECT_EQ(server->call(method, path, "", with_key({})).status, 401) << method << " " << path;
    for (const auto& [role, session] : sessions) {
      const auto reply =
          server->call(method, path, route.method == Method::get ? "" : "{}", with_key(session));
      const bool refused = reply.code() == "caller.no_permission";
      EXPECT_EQ(refused, !may(role, route.access.permission().value()))
          << to_word(role) << " " << method << " " << path;
      EXPECT_LT(reply.status, 500) << to_word(role) << " " << method << " " << path << reply.text;
    }
  }
}

TEST(ApiRoutes, every_route_that_changes_something_is_audited_and_repeatable) {
  for (const Route& route : routes()) {
    const bool is_staff = route.access.face() == Access::Face::staff;
    EXPECT_EQ(is_staff, route.access.permission().has_value()) << route.path;
    EXPECT_EQ(is_staff, route.path.starts_with("/admin/v1/") && route.path != "/admin/v1/login")
        << route.path;
    const bool changes = is_staff && route.method != Method::get;
    EXPECT_TRUE(!changes || !route.action.empty()) << route.path;
    // Repeating these is harmless by their nature: nothing is created, what they need can be spent only once,
    // the answer is kept (the link of a code, for a day; the one authorisation that is open), or the worker
    // only asks WeChat the sooner.
    const std::string_view harmless[] = {"/admin/v1/login",
                                         "/admin/v1/logout",
                                         "/admin/v1/consumers/search",
                                         "/admin/v1/dealer-moves/preview",
                                         "/admin/v1/reattributions/preview",
                                         "/api/v1/login",
                                         "/api/v1/logout",
                                         "/api/v1/logout-everywhere",
                                         "/admin/v1/step-ups",
                                         "/admin/v1/me/enrolment",
                                         "/api/v1/dealer/link",
                                         "/api/v1/dealer/confirm-free",
                                         "/api/v1/dealer/withdrawals/quote",
                                         "/api/v1/dealer/withdrawals/{withdrawal}/confirmation-hint",
                                         "/api/v1/orders/quote",
                                         "/api/v1/orders/{order}/payment",
                                         "/api/v1/orders/{order}/cancellation",
                                         "/api/v1/order-pushes",
                                         "/api/v1/callbacks/wechat/pay/payments",
                                         "/api/v1/callbacks/wechat/pay/refunds",
                                         "/api/v1/callbacks/wechat/pay/transfers",
                                         "/api/v1/callbacks/wechat/pay/authorizations",
                                         "/callbacks/wechat/message-push"};
    const bool excused =
        std::find(std::begin(harmless), std::end(harmless), route.path) != std::end(harmless);
    const bool wants_key = route.method == Method::post && !excused;
    EXPECT_EQ(route.repeat == Repeat::by_key, wants_key) << route.path;
  }
}

}  // namespace
}  // namespace fenrun::server::testing
