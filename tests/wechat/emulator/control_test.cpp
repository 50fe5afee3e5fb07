#include <gtest/gtest.h>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "tests/wechat/emulator/support/stage.hpp"
#include "wechat/emulator/core/control/control.hpp"

namespace fenrun::emulator::testing {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class Control : public ::testing::Test, protected Stage {};

TEST_F(Control, refuses_what_it_does_not_know) {
  struct Case {
    std::string method;
    std::string path;
    Json body;
    int status;
  };
  const Case cases[] = {
      {"GET", "/nothing", nullptr, 404},
      {"DELETE", "/users", nullptr, 405},
      {"POST", "/users", {{"name", "Li"}}, 400},
      {"POST", "/users", Json::array(), 400},
      {"POST", "/users", {{"phone", "call me"}}, 400},
      {"POST", "/users", {{"phone", 138}}, 400},
      {"POST", "/login-codes", {{"openid", "o-nobody"}}, 404},
      {"POST", "/phone-codes", {{"openid", "o-nobody"}}, 404},
      {"POST", "/subscriptions", {{"openid", "o-nobody"}, {"template_id", "T"}}, 404},
      {"POST", "/templates", {{"keys", {"thing1"}}}, 400},
      {"POST", "/templates", {{"template_id", "T"}, {"keys", "thing1"}}, 400},
      {"POST", "/pages", {{"publish", "pages/a"}}, 400},
      {"POST", "/ip-allow-list", {{"ips", {1}}}, 400},
      {"POST", "/quotas", {{"path", "/no/such"}}, 400},
      {"POST", "/quotas", {{"path", "/cgi-bin/token"}, {"per_day", -1}}, 400},
      {"POST", "/clock", {{"set", "yesterday"}}, 400},
      {"POST", "/clock", {{"advance_seconds", "5"}}, 400},
      {"GET", "/users?openid=o-nobody", nullptr, 404},
      {"GET", "/books/requests?limit=10001", nullptr, 400},
      {"GET", "/books/requests?after=x", nullptr, 400},
      {"POST", "/push/check", nullptr, 409},
  };
  for (const auto& [method, path, body, status] : cases) {
    const auto answer = control(method, path, body);
    EXPECT_EQ(answer.status, status) << method << " " << path << " " << body;
    EXPECT_TRUE(answer.body.contains("error")) << path;
  }
}

TEST_F(Control, survives_a_body_of_every_wrong_shape) {
  for (const auto& route : control_routes()) {
    for (const auto* wrong : {"", "{", "null", "[]", "\"x\""}) {
      Request request{std::string(route.method), std::string(route.path), {}, wrong, "127.0.0.1"};
      EXPECT_LT(answer_control(world, request, now, random).status, 500) << route.path << " " << wrong;
    }
    for (const auto& key : route.keys) {
      for (const Json& value :
           {Json(), Json(1.5), Json(-7), Json("x"), Json(true), Json::array({1}), Json::object()}) {
        Request request{
            std::string(route.method), std::string(route.path), {}, Json{{key, value}}.dump(), "::1"};
        EXPECT_LT(answer_control(world, request, now, random).status, 500)
            << route.path << " " << request.body;
      }
    }
  }
}

TEST_F(Control, users_are_made_up_or_as_told) {
  const auto made_up = control("POST", "/users").body;
  EXPECT_EQ(made_up.at("openid").get<std::string>().size(), 28U);
  EXPECT_EQ(made_up.at("openid").get<std::string>().front(), 'o');
  const Json wish{{"openid", "oTEST"}, {"unionid", "u1"}, {"phone", "13900000000"}};
  EXPECT_EQ(control("POST", "/users", wish).status, 201);
  const auto changed = control("POST", "/users", {{"openid", "oTEST"}, {"phone", "13911111111"}});
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.body.at("unionid"), "u1");
  EXPECT_EQ(control("GET", "/users?openid=oTEST").body.at("phone"), "13911111111");
  EXPECT_EQ(control("GET", "/users").body.at("count"), 2);
}

TEST_F(Control, a_stranger_can_log_in) {
  const auto issued = control("POST", "/login-codes").body;
  EXPECT_EQ(get(login_target(issued.at("code"))).at("openid"), issued.at("openid"));
}

TEST_F(Control, time_can_be_moved_set_and_stopped) {
  const auto shown = [&] { return control("GET", "/clock").body; };
  EXPECT_EQ(shown().at("unix_seconds"), unix_seconds(now));
  control("POST", "/clock", {{"advance_seconds", 3600}});
  EXPECT_EQ(shown().at("unix_seconds"), unix_seconds(now + hours(1)));
  control("POST", "/clock", {{"set", "2030-01-01T00:00:00+08:00"}, {"is_frozen", true}});
  now += seconds(10);
  EXPECT_EQ(shown().at("now"), "2030-01-01T00:00:00+08:00");
  control("POST", "/clock", {{"advance_seconds", 1}});
  EXPECT_EQ(shown().at("now"), "2030-01-01T00:00:01+08:00");
  control("POST", "/clock", {{"is_frozen", false}});
  now += seconds(2);
  EXPECT_EQ(shown().at("now"), "2030-01-01T00:00:03+08:00");
}

TEST_F(Control, every_request_is_in_the_book) {
  get(token_target());
  post("/cgi-bin/stable_token", {{"appid", "x"}});
  const auto entries = control("GET", "/books/requests").body.at("entries");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].at("path"), "/cgi-bin/token");
  EXPECT_EQ(entries[0].at("at"), to_rfc3339(now));
  EXPECT_EQ(entries[1].at("errcode"), 40002);
  EXPECT_EQ(entries[1].at("body_sha256"), crypto::to_hex(crypto::sha256(R"({"appid":"x"})")));
  EXPECT_EQ(control("GET", "/books/requests?after=1").body.at("entries").size(), 1U);
  EXPECT_EQ(control("GET", "/books/requests?limit=1").body.at("entries")[0].at("number"), 1);
  EXPECT_EQ(control("GET", "/books/requests?after=2").body.at("last_number"), 2);
}

TEST_F(Control, a_reset_forgets_everything_but_the_app) {
  add_user();
  get(token_target());
  const auto old_token = token();
  control("POST", "/pages", {{"publish", {"pages/a"}}});
  control("POST", "/reset");
  EXPECT_EQ(control("GET", "/users").body.at("count"), 0);
  EXPECT_EQ(control("GET", "/books/requests").body.at("last_number"), 0);
  EXPECT_EQ(world.tokens.standing(old_token, now), TokenStanding::unknown);
  EXPECT_EQ(errcode(get(token_target())), 0);
}

TEST(Journals, keep_the_newest_entries) {
  Journal<MessageEntry> journal;
  for (std::size_t i = 0; i < Journal<MessageEntry>::kKeptMax + 5; ++i) journal.add({});
  EXPECT_EQ(journal.entries().size(), Journal<MessageEntry>::kKeptMax);
  EXPECT_EQ(journal.find(5), nullptr);
  ASSERT_NE(journal.find(6), nullptr);
  EXPECT_EQ(journal.find(6)->number, 6);
  EXPECT_EQ(journal.find(journal.last_number() + 1), nullptr);
}

TEST(ApiRobustness, any_bytes_in_a_request_get_an_answer) {
  Stage stage;
  const std::uint64_t seed = 7;
  SeededRandom random(seed);
  const std::string paths[] = {"/cgi-bin/token",         "/cgi-bin/stable_token", "/sns/jscode2session",
                               "/wxa/getwxacodeunlimit", "/wxa/generatescheme",   "/wxa/msg_sec_check"};
  for (int i = 0; i < 2'000; ++i) {
    std::string noise(random.below(40), '\0');
    for (auto& byte : noise) byte = static_cast<char>(random.below(256));
    Request request{random.below(2) == 0 ? "GET" : "POST", paths[random.below(std::size(paths))], noise,
                    noise, noise};
    request.query += "&access_token=" + stage.token();
    const auto answer = answer_request(stage.world, request, Moment{stage.now, stage.random});
    ASSERT_EQ(answer.reply.status, 200) << "seed " << seed << " round " << i;
  }
  EXPECT_EQ(stage.control("GET", "/books/requests?limit=10000").status, 200);
}

}  // namespace
}  // namespace fenrun::emulator::testing
