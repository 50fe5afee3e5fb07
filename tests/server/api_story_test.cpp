// The story over HTTPS, told to its end: people apply and become dealers, a consumer scans a dealer's code,
// signs in and is bound, and the dealer sees them. WeChat is the emulator.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/server/support/api_story.hpp"
#include "tests/server/support/picture.hpp"

namespace fenrun::server::testing {
namespace {

using nlohmann::json;

TEST_F(ApiStory, a_consumer_scans_a_dealers_code_is_bound_and_the_dealer_sees_them) {
  const Person top = new_dealer(invite_by(operator_session, "/admin/v1/invites"), "王经销");
  EXPECT_EQ(top.profile["level"], 1);
  const Person second = new_dealer(invite_by(top.session, "/api/v1/dealer/invites"), "李二级");
  EXPECT_EQ(second.profile["level"], 2);
  const std::string code = referral_code_of(second);

  const Person customer = new_person({{"scene", code}});
  EXPECT_EQ(customer.profile["binding_outcome"], "bound");
  EXPECT_EQ(customer.profile["referrer"]["id"], second.profile["id"]);
  EXPECT_EQ(customer.profile["referrer"]["name"], "李二级");

  const auto customers = server->call("GET", "/api/v1/dealer/customers", "", second.session);
  ASSERT_EQ(customers.body["items"].size(), 1U) << customers.text;
  EXPECT_EQ(customers.body["items"][0]["id"], customer.profile["profile"]["id"]);
  const auto team = server->call("GET", "/api/v1/dealer/team", "", top.session);
  ASSERT_EQ(team.body["items"].size(), 1U) << team.text;
  EXPECT_EQ(team.body["items"][0]["id"], second.profile["id"]);
  EXPECT_EQ(team.body["items"][0]["name_masked"], "李**");
  EXPECT_EQ(team.body["items"][0]["customers"], 1);
  const auto home = server->call("GET", "/api/v1/dealer/home", "", second.session);
  EXPECT_EQ(home.body["customers"], 1) << home.text;
}

TEST_F(ApiStory, a_dealer_sees_nothing_of_another_branch) {
  const std::string invite = invite_by(operator_session, "/admin/v1/invites");
  const Person one = new_dealer(invite, "王");
  const Person other = new_dealer(invite, "赵");
  const auto path = "/api/v1/dealer/team?parent=" + other.profile["id"].get<std::string>();
  EXPECT_EQ(server->call("GET", path, "", one.session).code(), "dealer.not_found");
  const std::string code = referral_code_of(other);
  EXPECT_EQ(server->call("DELETE", "/api/v1/dealer/referral-codes/" + code, "", one.session).code(),
            "referral.unknown");
}

TEST_F(ApiStory, a_bad_code_never_stops_a_login) {
  const Person person = new_person({{"scene", "0000000000000000"}});
  EXPECT_EQ(person.profile["binding_outcome"], "code_invalid");
  EXPECT_EQ(person.profile["referrer"], nullptr);
  const auto typed =
      server->send("PUT", "/api/v1/me/referrer", {{"code", "0000000000000000"}}, person.session);
  EXPECT_EQ(typed.code(), "referral.invalid");
}

TEST_F(ApiStory, wechats_login_code_is_spent_once) {
  const std::string openid = emulator->add_user();
  const json body{{"code", emulator->login_code(openid)}};
  EXPECT_EQ(server->send("POST", "/api/v1/login", body, {}).status, 200);
  const auto again = server->send("POST", "/api/v1/login", body, {});
  EXPECT_EQ(again.code(), "login.code_spent") << again.text;
}

// What WeChat has been asked about once may be used up there, whatever we heard of it.
TEST_F(ApiStory, a_code_reaches_wechat_once_whatever_became_of_it) {
  const std::string exchange = "/sns/jscode2session";
  const auto asked_before = emulator->requests(exchange).size();
  const json body{{"code", emulator->login_code(emulator->add_user())}};
  emulator->add_fault("errcode", exchange);
  EXPECT_EQ(server->send("POST", "/api/v1/login", body, {}).code(), "wechat.busy");
  EXPECT_EQ(server->send("POST", "/api/v1/login", body, {}).code(), "login.code_spent");
  std::vector<std::thread> clients;
  const json fresh{{"code", emulator->login_code(emulator->add_user())}};
  std::atomic<int> signed_in{0};
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      if (server->send("POST", "/api/v1/login", fresh, {}).status == 200) ++signed_in;
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(signed_in, 1);
  EXPECT_EQ(emulator->requests(exchange).size() - asked_before, 2U);
}

TEST_F(ApiStory, logging_out_ends_one_session_or_all_of_them) {
  const Person first = new_person();
  const Headers second = session_of(log_in(first.openid));
  EXPECT_EQ(server->call("POST", "/api/v1/logout", "", first.session).status, 204);
  EXPECT_EQ(server->call("GET", "/api/v1/me", "", first.session).code(), "session.expired");
  EXPECT_EQ(server->call("GET", "/api/v1/me", "", second).status, 200);
  const Headers third = session_of(log_in(first.openid));
  EXPECT_EQ(server->call("POST", "/api/v1/logout-everywhere", "", third).status, 204);
  EXPECT_EQ(server->call("GET", "/api/v1/me", "", second).code(), "session.expired");
  EXPECT_EQ(server->call("GET", "/api/v1/me", "", third).code(), "session.expired");
}

TEST_F(ApiStory, a_phone_number_comes_by_code_and_is_found_by_staff_alone) {
  const Person person = new_person();
  const std::string code = emulator->phone_code(person.openid, "13812345678");
  const auto set = server->send("PUT", "/api/v1/me/phone", {{"code", code}}, person.session);
  ASSERT_EQ(set.status, 200) << set.text;
  EXPECT_EQ(set.body["phone_masked"], "138****5678");
  const auto found =
      server->send("POST", "/admin/v1/consumers/search", {{"phone", "13812345678"}}, operator_session);
  ASSERT_EQ(found.body["items"].size(), 1U) << found.text;
  EXPECT_EQ(found.body["items"][0]["phone_masked"], "138****5678");
  EXPECT_EQ(found.text.find("13812345678"), std::string::npos);
}

TEST_F(ApiStory, a_deleted_account_is_gone_at_once) {
  const Person person = new_person();
  EXPECT_EQ(server->call("DELETE", "/api/v1/me", "", person.session).status, 204);
  EXPECT_EQ(server->call("GET", "/api/v1/me", "", person.session).code(), "session.expired");
  const auto again = log_in(person.openid);
  EXPECT_EQ(again.body["is_new"], true);
}

TEST_F(ApiStory, a_dealers_code_is_carried_by_a_picture_and_a_link) {
  const Person dealer = new_dealer(invite_by(operator_session, "/admin/v1/invites"), "王经销");
  const auto picture = server->call("GET", "/api/v1/dealer/mini-program-code?width=430", "", dealer.session);
  EXPECT_EQ(picture.status, 200) << picture.text.substr(0, 200);
  EXPECT_TRUE(picture.field("Content-Type").starts_with("image/"));
  const auto asked = emulator->requests("/wxa/getwxacodeunlimit").size();
  const auto again = server->call("GET", "/api/v1/dealer/mini-program-code?width=430", "", dealer.session);
  EXPECT_EQ(again.text, picture.text);
  EXPECT_EQ(emulator->requests("/wxa/getwxacodeunlimit").size(), asked);
  const auto link = server->send("POST", "/api/v1/dealer/link", json::object(), dealer.session);
  EXPECT_EQ(link.status, 200) << link.text;
  EXPECT_TRUE(link.body["url"].get<std::string>().starts_with("https://"));
  const auto made = emulator->requests("/wxa/generate_urllink").size();
  EXPECT_EQ(server->send("POST", "/api/v1/dealer/link", json::object(), dealer.session).text, link.text)
      << "one link of a code a day";
  EXPECT_EQ(emulator->requests("/wxa/generate_urllink").size(), made);
}

TEST_F(ApiStory, a_customer_who_scans_a_poster_is_bound) {
  const Person dealer = new_dealer(invite_by(operator_session, "/admin/v1/invites"), "王经销");
  const std::string code = referral_code_of(dealer);
  const auto poster = server->call("GET", "/api/v1/dealer/poster", "", dealer.session);
  ASSERT_EQ(poster.status, 200) << poster.text.substr(0, 200);
  EXPECT_EQ(poster.field("Content-Type"), "image/png");
  // What the emulator draws in the place of WeChat's own shape.
  const std::string before_scene = "wxcode://" + emulator->appid() + "/pages/index/index?scene=";
  const std::string scanned = read_qr(read_png(poster.text));
  ASSERT_EQ(scanned, before_scene + code);
  const Person customer = new_person({{"scene", scanned.substr(before_scene.size())}});
  EXPECT_EQ(customer.profile["referrer"]["id"], dealer.profile["id"]);
  const auto same =
      server->call("GET", "/api/v1/dealer/poster?carrier=mini_program_code", "", dealer.session);
  EXPECT_EQ(same.text, poster.text);
}

TEST_F(ApiStory, a_poster_with_a_link_leads_where_the_link_of_the_day_leads) {
  const Person dealer = new_dealer(invite_by(operator_session, "/admin/v1/invites"), "王经销");
  const auto made = emulator->requests("/wxa/generate_urllink").size();
  const auto poster = server->call("GET", "/api/v1/dealer/poster?carrier=link", "", dealer.session);
  ASSERT_EQ(poster.status, 200) << poster.text.substr(0, 200);
  EXPECT_EQ(poster.field("Content-Type"), "image/png");
  const auto link = server->send("POST", "/api/v1/dealer/link", json::object(), dealer.session);
  EXPECT_EQ(json(read_qr(read_png(poster.text))), link.body["url"]) << link.text;
  const auto again = server->call("GET", "/api/v1/dealer/poster?carrier=link", "", dealer.session);
  EXPECT_EQ(again.text, poster.text);
  EXPECT_EQ(emulator->requests("/wxa/generate_urllink").size(), made + 1) << "one link of a code a day";
  const json leads_to = emulator->get("/books/links")["entries"].back();
  EXPECT_EQ(leads_to["link"], link.body["url"]);
  EXPECT_EQ(leads_to["query"], "scene=" + referral_code_of(dealer));
}

TEST_F(ApiStory, an_operator_sees_the_poster_that_the_dealer_gets_in_the_words_of_the_campaign) {
  const Person dealer = new_dealer(invite_by(operator_session, "/admin/v1/invites"), "王经销");
  const json draft{{"name", "春茶"},
                   {"starts_at", to_rfc3339(server->app().clock.now() - std::chrono::days(1))},
                   {"ends_at", to_rfc3339(server->app().clock.now() + std::chrono::days(9))},
                   {"slogan", "春茶第一采"}};
  const auto campaign = server->send("POST", "/admin/v1/campaigns", draft, with_key(operator_session));
  ASSERT_EQ(campaign.status, 201) << campaign.text;
  EXPECT_EQ(campaign.body["slogan"], "春茶第一采");
  const std::string id = campaign.body["id"];
  const std::string path = "/admin/v1/dealers/" + dealer.profile["id"].get<std::string>() + "/poster";
  const auto shown = [&](const std::string& query) {
    const auto poster = server->call("GET", path + query, "", operator_session);
    EXPECT_EQ(poster.status, 200) << poster.text.substr(0, 200);
    return poster.text;
  };
  const std::string first = shown("?campaign=" + id);
  EXPECT_EQ(first, server->call("GET", "/api/v1/dealer/poster?campaign=" + id, "", dealer.session).text);
  EXPECT_EQ(shown(""), server->call("GET", "/api/v1/dealer/poster", "", dealer.session).text);

  const auto slogan = "/admin/v1/campaigns/" + id + "/slogan";
  ASSERT_EQ(server->send("PUT", slogan, {{"slogan", "明前龙井"}}, operator_session).status, 200);
  const std::string second = shown("?campaign=" + id);
  EXPECT_NE(second, first);
  EXPECT_EQ(read_qr(read_png(second)), read_qr(read_png(first))) << "the code stays";
  EXPECT_EQ(server->send("PUT", slogan, {{"slogan", " 春茶"}}, operator_session).code(),
            "campaign.slogan_invalid");
  EXPECT_EQ(server->send("PUT", slogan, {{"slogan", std::string(21, 'a')}}, operator_session).status, 400);
  EXPECT_EQ(server->call("GET", path + "?campaign=01J00000000000000000000009", "", operator_session).code(),
            "campaign.unknown");
}

TEST_F(ApiStory, a_poster_has_one_of_two_carriers_and_says_so_otherwise) {
  const Person dealer = new_dealer(invite_by(operator_session, "/admin/v1/invites"), "王经销");
  const auto pictures = emulator->requests("/wxa/getwxacodeunlimit").size();
  for (const char* query : {"?carrier=", "?carrier=Link", "?carrier=link&carrier=link", "?carriers=link"}) {
    const auto refused =
        server->call("GET", std::string("/api/v1/dealer/poster") + query, "", dealer.session);
    EXPECT_EQ(refused.status, 400) << query;
    EXPECT_EQ(refused.code(), "request.invalid") << query << refused.text;
  }
  EXPECT_EQ(emulator->requests("/wxa/getwxacodeunlimit").size(), pictures);
}

TEST_F(ApiStory, a_dealer_walks_the_whole_branch_and_finds_a_name) {
  const Person top = new_dealer(invite_by(operator_session, "/admin/v1/invites"), "王经销");
  const Person second = new_dealer(invite_by(top.session, "/api/v1/dealer/invites"), "李二级");
  const Person third = new_dealer(invite_by(second.session, "/api/v1/dealer/invites"), "赵三级");
  // The tree in memory follows the table within a moment.
  ApiReply branch;
  for (int tries = 0; tries < 200; ++tries) {
    branch = server->call("GET", "/api/v1/dealer/team/branch", "", top.session);
    if (branch.status == 200 && branch.body["items"].size() == 2) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ASSERT_EQ(branch.status, 200) << branch.text;
  ASSERT_EQ(branch.body["items"].size(), 2U);
  EXPECT_EQ(branch.body["items"][0]["id"], second.profile["id"]);
  EXPECT_EQ(branch.body["items"][1]["parent_id"], second.profile["id"]);
  const auto search = [&](const Headers& session, const std::string& name) {
    return server->call("GET", "/api/v1/dealer/team/search?name=" + name, "", session).body["items"].size();
  };
  const std::string zhao = "%E8%B5%B5%E4%B8%89%E7%BA%A7";
  EXPECT_EQ(search(top.session, zhao), 1U);
  EXPECT_EQ(search(top.session, zhao.substr(0, 9)), 0U);
  EXPECT_EQ(search(third.session, zhao), 0U);
}

TEST_F(ApiStory, a_customer_asks_for_another_dealer_and_an_operator_decides) {
  const std::string invite = invite_by(operator_session, "/admin/v1/invites");
  const Person one = new_dealer(invite, "王");
  const Person other = new_dealer(invite, "赵");
  const Person customer = new_person({{"scene", referral_code_of(one)}});
  const json wish{{"code", referral_code_of(other)}, {"reason", "住得更近"}};
  const auto asked = server->send("POST", "/api/v1/me/change-requests", wish, with_key(customer.session));
  ASSERT_EQ(asked.status, 201) << asked.text;
  const auto path = "/admin/v1/change-requests/" + asked.body["id"].get<std::string>() + "/approval";
  const json decision{{"reason", "同意"}, {"evidence", "电话确认"}};
  EXPECT_EQ(server->send("POST", path, decision, with_key(operator_session)).status, 200);
  const auto referrer = server->call("GET", "/api/v1/me/referrer", "", customer.session);
  EXPECT_EQ(referrer.body["referrer"]["id"], other.profile["id"]);
  EXPECT_EQ(referrer.body["evidence"], "request");
  const auto consumer = customer.profile["profile"]["id"].get<std::string>();
  const auto history =
      server->call("GET", "/admin/v1/consumers/" + consumer + "/bindings", "", operator_session);
  EXPECT_EQ(history.body["items"].size(), 2U) << history.text;
}

TEST_F(ApiStory, operators_move_branches_and_customers_after_a_preview) {
  const std::string invite = invite_by(operator_session, "/admin/v1/invites");
  const Person one = new_dealer(invite, "王");
  const Person other = new_dealer(invite, "赵");
  const Person child = new_dealer(invite_by(one.session, "/api/v1/dealer/invites"), "李");
  json move{{"dealers", {child.profile["id"]}}, {"new_parent", other.profile["id"]}};
  const auto preview = server->send("POST", "/admin/v1/dealer-moves/preview", move, operator_session);
  ASSERT_EQ(preview.status, 200) << preview.text;
  EXPECT_EQ(preview.body["can_be_made"], true);
  move["preview_version"] = preview.body["version"];
  move["reason"] = "区域调整";
  EXPECT_EQ(server->send("POST", "/admin/v1/dealer-moves", move, with_key(operator_session)).status, 200);
  const auto team = server->call("GET", "/api/v1/dealer/team", "", other.session);
  EXPECT_EQ(team.body["items"].size(), 1U);

  const Person customer = new_person({{"scene", referral_code_of(one)}});
  json bulk{{"consumers", {customer.profile["profile"]["id"]}}, {"to_dealer", other.profile["id"]}};
  const auto seen = server->send("POST", "/admin/v1/reattributions/preview", bulk, operator_session);
  ASSERT_EQ(seen.status, 200) << seen.text;
  bulk["preview_version"] = seen.body["version"];
  bulk["reason"] = "经销商退出";
  bulk["evidence"] = "合同编号 7";
  EXPECT_EQ(server->send("POST", "/admin/v1/reattributions", bulk, with_key(operator_session)).status, 201);
  EXPECT_EQ(server->call("GET", "/api/v1/dealer/customers", "", one.session).body["items"].size(), 0U);
}

TEST_F(ApiStory, a_suspended_dealer_is_refused_everywhere_under_dealer) {
  const Person dealer = new_dealer(invite_by(operator_session, "/admin/v1/invites"), "王");
  const auto path = "/admin/v1/dealers/" + dealer.profile["id"].get<std::string>() + "/suspension";
  EXPECT_EQ(server->send("POST", path, {{"reason", "违规"}}, with_key(operator_session)).status, 200);
  EXPECT_EQ(server->call("GET", "/api/v1/dealer/home", "", dealer.session).code(), "dealer.suspended");
  const Person stranger = new_person();
  EXPECT_EQ(server->call("GET", "/api/v1/dealer/home", "", stranger.session).code(), "caller.not_a_dealer");
}

TEST_F(ApiStory, lists_go_on_by_cursor_and_a_foreign_cursor_is_refused) {
  const std::string invite = invite_by(operator_session, "/admin/v1/invites");
  const Person top = new_dealer(invite, "王");
  const std::string below = invite_by(top.session, "/api/v1/dealer/invites");
  for (const char* name : {"甲", "乙", "丙"}) (void)new_dealer(below, name);
  const auto first = server->call("GET", "/api/v1/dealer/team?limit=2", "", top.session);
  ASSERT_EQ(first.body["items"].size(), 2U);
  const std::string cursor = first.body["next_cursor"];
  const auto second = server->call("GET", "/api/v1/dealer/team?limit=2&cursor=" + cursor, "", top.session);
  EXPECT_EQ(second.body["items"].size(), 1U);
  EXPECT_EQ(second.body["next_cursor"], nullptr);
  const auto foreign = server->call("GET", "/api/v1/dealer/customers?cursor=" + cursor, "", top.session);
  EXPECT_EQ(foreign.code(), "cursor.invalid");
}

TEST_F(ApiStory, when_wechat_is_away_login_says_so_and_nothing_is_created) {
  const std::string openid = emulator->add_user();
  emulator->add_fault("errcode", "/sns/jscode2session", 0, {{"errcode", -1}});
  const auto refused = log_in(openid);
  emulator->clear_faults();
  EXPECT_GE(refused.status, 502) << refused.text;
  const auto rows = server->database().run([](db::Tx& tx) -> Result<std::int64_t> {
    return tx.one("SELECT COUNT(*) FROM consumer").value().integer(0);
  });
  EXPECT_EQ(rows, 0);
}

}  // namespace
}  // namespace fenrun::server::testing
