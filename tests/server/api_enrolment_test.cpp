// Somebody new, or reset, chooses a password and confirms one-time codes before anything else; a password
// changes by the present one and a code.
#include <gtest/gtest.h>

#include <thread>

#include "base/crypto/password.hpp"
#include "domain/staff/enrolment.hpp"
#include "domain/staff/staff.hpp"
#include "server/api/route.hpp"
#include "tests/server/support/api_server.hpp"
#include "tests/server/support/shifted_clock.hpp"

namespace fenrun::server::testing {
namespace {

using nlohmann::json;

const std::string kChosen = "correct horse battery";
const std::string kEnrolment = "/admin/v1/me/enrolment";

class Enrolment : public ::testing::Test {
 protected:
  Enrolment() : server_(options()) {
    auto admin = server_.add_staff("chen", Role::admin);
    admin_ = server_.sign_in(admin);
  }

  ApiServer::Options options() {
    ApiServer::Options options;
    options.clock = &clock_;
    return options;
  }

  // What the administrator is shown.
  json add(const std::string& name, const std::string& role = "finance") {
    const json body{{"login_name", name}, {"role", role}};
    const auto made = server_.send("POST", "/admin/v1/staff", body, with_key(admin_));
    EXPECT_EQ(made.status, 201) << made.text;
    return made.body;
  }
  ApiReply log_in(const std::string& name, const std::string& password, const json& more = json::object()) {
    json body{{"login_name", name}, {"password", password}};
    body.update(more);
    return server_.send("POST", "/admin/v1/login", body, {});
  }
  static Headers session_of(const ApiReply& reply, const json& session) {
    const std::string cookie = reply.field("Set-Cookie");
    return {{"Cookie", cookie.substr(0, cookie.find(';'))}, {"X-CSRF-Token", session.at("csrf_token")}};
  }
  Headers enter(const std::string& name, const std::string& password) {
    const auto reply = log_in(name, password);
    EXPECT_EQ(reply.status, 200) << reply.text;
    return session_of(reply, reply.body);
  }
  // The secret on offer, as an authenticator app would hold it.
  std::string offered(const Headers& session) {
    const auto reply = server_.call("POST", kEnrolment, "", session);
    EXPECT_EQ(reply.status, 200) << reply.text;
    return reply.body["totp_secret"];
  }
  std::string code(const std::string& secret, int steps = 0) const {
    return crypto::totp_code(plain(secret), crypto::totp_step(clock_.now()) + steps);
  }
  ApiReply confirm(const Headers& session, const std::string& code, const std::string& password = kChosen) {
    return server_.send("PUT", kEnrolment, {{"new_password", password}, {"totp", code}}, session);
  }
  std::string me(const Headers& session) {
    const auto reply = server_.call("GET", "/admin/v1/me", "", session);
    return reply.status == 200 ? "in" : reply.code();
  }
  // Newest first, of one person.
  std::vector<std::string> deeds_of(const std::string& public_id) {
    const auto log = server_.call("GET", "/admin/v1/audit-log?object=staff:" + public_id, "", admin_);
    std::vector<std::string> actions;
    for (const auto& entry : log.body["items"]) actions.push_back(entry["action"]);
    return actions;
  }

  static std::string plain(const std::string& base32) {
    std::string bytes;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : base32) {
      bits = (bits << 5U) | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
      if ((held += 5) < 8) continue;
      held -= 8;
      bytes += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xffU);
    }
    return bytes;
  }

  ShiftedClock clock_;
  ApiServer server_;
  Headers admin_;
};

TEST_F(Enrolment, leads_from_an_initial_password_to_ones_own_credentials) {
  const json out = add("li.si");
  EXPECT_FALSE(out["staff"]["is_enrolled"]);
  EXPECT_EQ(out.size(), 2U) << "no secret of theirs is known to whoever adds them";
  const std::string initial = out["initial_password"];
  const Headers session = enter("li.si", initial);
  const auto shown = server_.call("GET", "/admin/v1/me", "", session);
  EXPECT_EQ(shown.body["permissions"], json::array());

  const auto offer = server_.call("POST", kEnrolment, "", session);
  ASSERT_EQ(offer.status, 200) << offer.text;
  const std::string secret = offer.body["totp_secret"];
  EXPECT_EQ(offer.body["totp_uri"], "otpauth://totp/Fenrun:li.si?secret=" + secret +
                                        "&issuer=Fenrun&algorithm=SHA1&digits=6&period=30");
  const std::vector<std::string> rows = offer.body["qr"];
  for (const auto& row : rows) EXPECT_EQ(row.size(), rows.size());
  EXPECT_EQ(rows.at(4).substr(0, 12), "000011111110") << "a finder behind four light modules";

  // Taken once: the half minute may end while the test runs.
  const std::string now = code(secret);
  const std::string next = code(secret, 1);
  EXPECT_EQ(confirm(session, code(secret, 5)).code(), "step_up.refused");
  EXPECT_EQ(confirm(session, now, "password1234").code(), "password.too_common");
  EXPECT_EQ(confirm(session, now, initial).code(), "password.unchanged");
  const auto done = confirm(session, now);
  ASSERT_EQ(done.status, 200) << done.text;
  EXPECT_EQ(done.body["recovery_codes"].size(), kRecoveryCodes);
  const Headers own = session_of(done, done.body["session"]);
  EXPECT_EQ(me(session), "session.expired") << "the token of before is another's now";
  EXPECT_EQ(server_.call("GET", "/admin/v1/withdrawals", "", own).status, 200);
  EXPECT_EQ(server_.call("POST", kEnrolment, "", own).code(), "staff.enrolled_already");

  EXPECT_EQ(log_in("li.si", initial).code(), "login.refused");
  EXPECT_EQ(log_in("li.si", kChosen).code(), "login.refused") << "no code";
  EXPECT_EQ(log_in("li.si", kChosen, {{"totp", now}}).code(), "login.refused") << "spent";
  EXPECT_EQ(log_in("li.si", kChosen, {{"totp", next}}).status, 200);
  const std::string recovery = done.body["recovery_codes"][0];
  EXPECT_EQ(log_in("li.si", kChosen, {{"recovery_code", recovery}}).status, 200);
  const auto deeds = deeds_of(out["staff"]["id"]);
  EXPECT_EQ(std::count(deeds.begin(), deeds.end(), "staff.enrol_refused"), 1);
  EXPECT_EQ(std::count(deeds.begin(), deeds.end(), "staff.enrol"), 1);
}

TEST_F(Enrolment, a_secret_is_shown_once_and_kept_sealed) {
  const Headers session = enter("li.si", add("li.si")["initial_password"]);
  const std::string first = offered(session);
  const std::string second = offered(session);
  EXPECT_NE(first, second);
  const auto stored = server_.database().run([](db::Tx& tx) -> Result<std::string> {
    return tx.one("SELECT totp_secret_sealed FROM staff WHERE login_name = 'li.si'")->text(0);
  });
  EXPECT_FALSE(stored.empty());
  EXPECT_EQ(stored.find(plain(second)), std::string::npos);
  EXPECT_EQ(stored.find(second), std::string::npos);
  EXPECT_EQ(confirm(session, code(first)).code(), "step_up.refused");
  EXPECT_EQ(confirm(session, code(second)).status, 200);
}

TEST_F(Enrolment, before_it_every_other_route_is_shut_to_every_role) {
  for (const Role role : kRoles) {
    const std::string name = "new." + std::string(to_word(role));
    const Headers session = with_key(enter(name, add(name, std::string(to_word(role)))["initial_password"]));
    for (const Route& route : routes()) {
      if (route.access.face() != Access::Face::staff || route.access.is_open_to_newcomers()) continue;
      std::string path(route.path);
      while (path.find('{') != std::string::npos) {
        path.replace(path.find('{'), path.find('}') - path.find('{') + 1, "01ARZ3NDEKTSV4RRFFQ69G5FAV");
      }
      const std::string body = route.method == Method::get ? "" : "{}";
      const auto reply = server_.call(std::string(to_word(route.method)), path, body, session);
      EXPECT_EQ(reply.status, 403) << path;
      EXPECT_EQ(reply.code(), "staff.not_enrolled") << path;
    }
    EXPECT_EQ(server_.call("POST", "/admin/v1/logout", "", session).status, 204);
  }
}

TEST_F(Enrolment, an_initial_password_works_for_some_days) {
  const std::string first = add("li.si")["initial_password"];
  clock_.advance(kInitialPasswordLife - std::chrono::minutes(1));
  enter("li.si", first);
  clock_.advance(std::chrono::minutes(2));
  EXPECT_EQ(log_in("li.si", first).code(), "login.refused");
}

TEST_F(Enrolment, whoever_signs_in_later_ends_the_session_before_and_gets_another_secret) {
  const std::string initial = add("li.si")["initial_password"];
  const Headers snoop = enter("li.si", initial);
  const std::string seen = offered(snoop);
  const Headers session = enter("li.si", initial);
  EXPECT_EQ(me(snoop), "session.expired");
  EXPECT_EQ(confirm(session, code(seen)).code(), "enrolment.not_begun");
  const std::string secret = offered(session);
  EXPECT_NE(secret, seen);
  EXPECT_EQ(confirm(session, code(seen)).code(), "step_up.refused");
  EXPECT_EQ(confirm(session, code(secret)).status, 200);
}

TEST_F(Enrolment, a_reset_ends_sessions_and_everything_that_worked) {
  auto login = server_.add_staff("wang", Role::finance);
  const Headers session = server_.sign_in(login);
  const auto reset =
      server_.call("POST", "/admin/v1/staff/" + login.public_id + "/credentials", "", with_key(admin_));
  ASSERT_EQ(reset.status, 201) << reset.text;
  EXPECT_EQ(me(session), "session.expired");
  const std::string totp = crypto::totp_code(login.totp_secret, crypto::totp_step(clock_.now()));
  EXPECT_EQ(log_in("wang", login.password, {{"totp", totp}}).code(), "login.refused");
  const json recovery{{"recovery_code", login.recovery_codes.back()}};
  EXPECT_EQ(log_in("wang", login.password, recovery).code(), "login.refused");
  const Headers again = enter("wang", reset.body["initial_password"]);
  EXPECT_EQ(server_.call("GET", "/admin/v1/withdrawals", "", again).code(), "staff.not_enrolled");
  EXPECT_EQ(confirm(again, code(offered(again))).status, 200);
}

TEST_F(Enrolment, of_two_confirmations_at_once_one_counts) {
  const json out = add("li.si");
  const Headers session = enter("li.si", out["initial_password"]);
  const std::string now = code(offered(session));
  std::vector<ApiReply> replies(4);
  std::vector<std::thread> senders;
  for (std::size_t i = 0; i < replies.size(); ++i) {
    senders.emplace_back([&, i] { replies[i] = confirm(session, now, kChosen + std::to_string(i)); });
  }
  for (auto& sender : senders) sender.join();
  int done = 0;
  std::string password;
  for (std::size_t i = 0; i < replies.size(); ++i) {
    if (replies[i].status == 200) {
      ++done;
      password = kChosen + std::to_string(i);
      EXPECT_EQ(me(session_of(replies[i], replies[i].body["session"])), "in");
      EXPECT_EQ(log_in("li.si", password, {{"recovery_code", replies[i].body["recovery_codes"][0]}}).status,
                200);
    } else {
      EXPECT_EQ(replies[i].code(), "session.expired") << replies[i].text;
    }
  }
  EXPECT_EQ(done, 1);
  const auto deeds = deeds_of(out["staff"]["id"]);
  EXPECT_EQ(std::count(deeds.begin(), deeds.end(), "staff.enrol"), 1);
}

TEST_F(Enrolment, guesses_wait_after_five) {
  const Headers session = enter("li.si", add("li.si")["initial_password"]);
  const std::string secret = offered(session);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(confirm(session, code(secret, 7)).code(), "step_up.refused");
  EXPECT_EQ(confirm(session, code(secret)).code(), "step_up.too_many");
  clock_.advance(std::chrono::minutes(5) + std::chrono::seconds(1));
  EXPECT_EQ(confirm(session, code(secret)).status, 200);
}

class OwnPassword : public Enrolment {
 protected:
  OwnPassword() : login_(server_.add_staff("wang", Role::operator_)), session_(server_.sign_in(login_)) {}

  ApiReply change(const std::string& current, const std::string& chosen, const std::string& totp) {
    return server_.send("PUT", "/admin/v1/me/password",
                        {{"current_password", current}, {"new_password", chosen}, {"totp", totp}}, session_);
  }
  std::string own_code(int steps = 0) const {
    return crypto::totp_code(login_.totp_secret, crypto::totp_step(clock_.now()) + steps);
  }

  StaffLogin login_;
  Headers session_;
};

TEST_F(OwnPassword, changes_by_the_present_one_and_a_code_and_ends_the_other_sessions) {
  const Headers other = server_.sign_in(login_);
  const std::string now = own_code();
  const std::string next = own_code(1);
  EXPECT_EQ(change("wrong", kChosen, own_code()).code(), "staff.password_wrong");
  EXPECT_EQ(change(login_.password, "password1234", own_code()).code(), "password.too_common");
  EXPECT_EQ(change(login_.password, login_.password, own_code()).code(), "password.unchanged");
  EXPECT_EQ(change(login_.password, kChosen, own_code(5)).code(), "step_up.refused");
  EXPECT_EQ(me(other), "in") << "nothing has changed yet";
  EXPECT_EQ(change(login_.password, kChosen, now).status, 204);
  EXPECT_EQ(me(session_), "in");
  EXPECT_EQ(me(other), "session.expired");
  EXPECT_EQ(log_in("wang", kChosen, {{"totp", now}}).code(), "login.refused") << "the code is spent";
  EXPECT_EQ(log_in("wang", kChosen, {{"totp", next}}).status, 200);
  const auto deeds = deeds_of(login_.public_id);
  EXPECT_EQ(std::count(deeds.begin(), deeds.end(), "staff.change_password"), 1);
  EXPECT_EQ(std::count(deeds.begin(), deeds.end(), "staff.change_password_refused"), 1);
}

TEST_F(OwnPassword, one_code_changes_it_once_however_many_send_it_at_once) {
  const std::string now = own_code();
  std::vector<ApiReply> replies(4);
  std::vector<std::thread> senders;
  for (std::size_t i = 0; i < replies.size(); ++i) {
    senders.emplace_back([&, i] { replies[i] = change(login_.password, kChosen + std::to_string(i), now); });
  }
  for (auto& sender : senders) sender.join();
  int done = 0;
  for (const auto& reply : replies) {
    done += reply.status == 204 ? 1 : 0;
    EXPECT_TRUE(reply.status == 204 || reply.code() == "staff.password_wrong") << reply.text;
  }
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace fenrun::server::testing
