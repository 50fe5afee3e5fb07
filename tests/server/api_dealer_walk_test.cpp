// What operators do about dealers and dealers about themselves, each told to its end over HTTPS: campaigns,
// suspension, tiers, invites, applications, contracts, requests for another dealer. WeChat is the emulator.
#include <chrono>
#include <set>

#include "tests/server/support/api_story.hpp"

namespace fenrun::server::testing {
namespace {

class DealerWalk : public ApiStory {
 protected:
  void SetUp() override {
    ApiStory::SetUp();
    dealer = new_dealer(invite(), "王经销");
  }

  std::string invite() { return invite_by(operator_session, "/admin/v1/invites"); }
  ApiReply ask(const std::string& path) const { return server->call("GET", path, "", operator_session); }
  ApiReply tell(const std::string& method, const std::string& path, const json& body) const {
    return server->send(method, path, body, with_key(operator_session));
  }
  static std::string path_of(const Person& person, const std::string& rest = "") {
    return "/admin/v1/dealers/" + person.profile.at("id").get<std::string>() + rest;
  }
  // Runs from an hour ago until tomorrow.
  std::string campaign(const std::string& name) const {
    const Instant now = server->app().clock.now();
    const json wish{{"name", name},
                    {"starts_at", to_rfc3339(now - std::chrono::hours(1))},
                    {"ends_at", to_rfc3339(now + std::chrono::days(1))}};
    const auto made = tell("POST", "/admin/v1/campaigns", wish);
    EXPECT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made.body["name"], wish["name"]);
    EXPECT_EQ(made.body["starts_at"], wish["starts_at"]);
    EXPECT_EQ(made.body["ends_at"], wish["ends_at"]);
    return made.body["id"];
  }
  json code_for(const std::string& campaign_id) const {
    const auto made = server->send("POST", "/api/v1/dealer/referral-codes", {{"campaign", campaign_id}},
                                   with_key(dealer.session));
    EXPECT_EQ(made.status, 201) << made.text;
    return made.body;
  }
  ApiReply codes(const std::string& query = "") const {
    return server->call("GET", "/api/v1/dealer/referral-codes" + query, "", dealer.session);
  }
  // {"王", "李"} of an answer's items.
  static std::vector<std::string> named(const ApiReply& list, const char* member) {
    std::vector<std::string> names;
    for (const json& item : list.body.at("items")) names.push_back(item.at(member));
    return names;
  }

  Person dealer;
};

using Names = std::vector<std::string>;

TEST_F(DealerWalk, a_campaigns_code_is_one_of_its_own_and_binds_who_scans_it) {
  const std::string id = campaign("双十一");
  const auto listed = ask("/admin/v1/campaigns");
  ASSERT_EQ(listed.body["items"].size(), 1U) << listed.text;
  EXPECT_EQ(listed.body["items"][0]["id"], id);
  EXPECT_EQ(listed.body["next_cursor"], nullptr);

  const std::string standing = referral_code_of(dealer);
  const json code = code_for(id);
  EXPECT_EQ(code["campaign_id"], id);
  EXPECT_NE(code["code"], standing);
  EXPECT_EQ(code_for(id), code) << "one live code of a campaign";
  const Person customer = new_person({{"scene", code["code"]}});
  EXPECT_EQ(customer.profile["binding_outcome"], "bound");
  EXPECT_EQ(customer.profile["referrer"]["id"], dealer.profile["id"]);
  const auto consumer = customer.profile["profile"]["id"].get<std::string>();
  const auto bindings = ask("/admin/v1/consumers/" + consumer + "/bindings");
  ASSERT_EQ(bindings.body["items"].size(), 1U) << bindings.text;
  EXPECT_EQ(bindings.body["items"][0]["evidence"], code["code"]) << "who scanned what stays known";
  EXPECT_EQ(bindings.body["items"][0]["evidence_kind"], "scan");
}

TEST_F(DealerWalk, a_campaign_that_is_over_is_not_begun_and_an_unknown_one_has_no_code) {
  const Instant now = server->app().clock.now();
  const json over{{"name", "已过去"},
                  {"starts_at", to_rfc3339(now - std::chrono::days(2))},
                  {"ends_at", to_rfc3339(now - std::chrono::days(1))}};
  EXPECT_EQ(tell("POST", "/admin/v1/campaigns", over).code(), "campaign.dates_invalid");
  EXPECT_EQ(ask("/admin/v1/campaigns").body["items"].size(), 0U);
  const json nowhere{{"campaign", "01J00000000000000000000000"}};
  const auto refused =
      server->send("POST", "/api/v1/dealer/referral-codes", nowhere, with_key(dealer.session));
  EXPECT_EQ(refused.code(), "campaign.unknown");
}

TEST_F(DealerWalk, referral_codes_come_in_pages_the_standing_ones_first) {
  const std::string revoked = referral_code_of(dealer);
  EXPECT_EQ(server->call("DELETE", "/api/v1/dealer/referral-codes/" + revoked, "", dealer.session).status,
            204);
  const std::set<std::string> standing{revoked, referral_code_of(dealer)};
  const std::string first = code_for(campaign("一"))["code"];
  const std::string second = code_for(campaign("二"))["code"];

  const auto page = codes("?limit=2");
  const Names seen = named(page, "code");
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()), standing);
  for (const json& one : page.body["items"]) {
    EXPECT_EQ(one["campaign_id"], nullptr);
    EXPECT_EQ(one["revoked_at"] != nullptr, one["code"] == revoked);
  }
  const std::string cursor = page.body["next_cursor"];
  const auto rest = codes("?limit=2&cursor=" + cursor);
  EXPECT_EQ(named(rest, "code"), (Names{first, second}));
  EXPECT_EQ(rest.body["next_cursor"], nullptr) << "exactly full, and nothing follows";
  // A page may end anywhere, between two codes of one campaign as well.
  Names walked;
  std::string query = "?limit=1";
  for (int pages = 0; pages < 4; ++pages) {
    const auto one = codes(query);
    for (const auto& code : named(one, "code")) walked.push_back(code);
    EXPECT_EQ(one.body["next_cursor"] == nullptr, pages == 3);
    if (one.body["next_cursor"].is_string())
      query = "?limit=1&cursor=" + one.body["next_cursor"].get<std::string>();
  }
  EXPECT_EQ(walked, (Names{seen.at(0), seen.at(1), first, second}));
  EXPECT_EQ(codes("?limit=4").body["next_cursor"], nullptr);
  EXPECT_EQ(codes("?limit=0").code(), "request.invalid");
  EXPECT_EQ(codes("?limit=101").code(), "request.invalid");
  EXPECT_EQ(codes("?cursor=" + cursor.substr(1)).code(), "cursor.invalid");
}

TEST_F(DealerWalk, a_suspended_dealer_can_do_business_again_when_resumed) {
  const auto code = [&] {
    return server->send("POST", "/api/v1/dealer/referral-codes", json::object(), with_key(dealer.session));
  };
  const auto suspended = tell("POST", path_of(dealer, "/suspension"), {{"reason", "投诉待查"}});
  ASSERT_EQ(suspended.status, 200) << suspended.text;
  EXPECT_EQ(suspended.body["state"], "suspended");
  EXPECT_EQ(suspended.body["suspended_reason"], "投诉待查");
  EXPECT_EQ(code().code(), "dealer.suspended");

  const auto resumed = tell("POST", path_of(dealer, "/resumption"), {{"reason", "投诉不成立"}});
  ASSERT_EQ(resumed.status, 200) << resumed.text;
  EXPECT_EQ(resumed.body["state"], "active");
  EXPECT_EQ(resumed.body["suspended_reason"], nullptr);
  EXPECT_EQ(resumed.body["version"], suspended.body["version"].get<int>() + 1);
  EXPECT_EQ(ask(path_of(dealer)).body, resumed.body);
  EXPECT_EQ(code().status, 201);
  EXPECT_EQ(tell("POST", path_of(dealer, "/resumption"), {{"reason", "再次"}}).code(),
            "dealer.not_suspended");
}

TEST_F(DealerWalk, a_tier_is_chosen_from_the_list_and_stays_with_the_dealer) {
  EXPECT_EQ(named(ask("/admin/v1/tiers"), "code"), (Names{"junior", "middle", "senior", "gold"}));
  EXPECT_EQ(dealer.profile["tier"]["code"], "junior");
  const json gold{{"tier", "gold"}, {"reason", "季度达标"}};
  const auto raised = tell("PUT", path_of(dealer, "/tier"), gold);
  ASSERT_EQ(raised.status, 200) << raised.text;
  EXPECT_EQ(raised.body["tier"], ask("/admin/v1/tiers").body["items"][3]);
  EXPECT_EQ(raised.body["version"], dealer.profile["version"].get<int>() + 1);
  EXPECT_EQ(ask(path_of(dealer)).body, raised.body);
  EXPECT_EQ(tell("PUT", path_of(dealer, "/tier"), gold).code(), "tier.unchanged");
  EXPECT_EQ(tell("PUT", path_of(dealer, "/tier"), {{"tier", "platinum"}, {"reason", "无"}}).code(),
            "tier.not_found");
}

TEST_F(DealerWalk, an_invite_that_was_revoked_makes_no_dealer) {
  const std::string code = invite();
  const std::string path = "/admin/v1/invites/" + code;
  const auto revoked = server->call("DELETE", path, "", operator_session);
  ASSERT_EQ(revoked.status, 200) << revoked.text;
  EXPECT_EQ(revoked.body["code"], code);
  EXPECT_NE(revoked.body["revoked_at"], nullptr);
  EXPECT_EQ(ask("/admin/v1/invites").body["items"][0], revoked.body) << "the newest comes first";
  const Person person = new_person();
  const json wish{{"name", "李"}, {"invite_code", code}, {"accepted_contract", contract_number}};
  EXPECT_EQ(server->send("POST", "/api/v1/dealer-applications", wish, with_key(person.session)).code(),
            "invite.revoked");
  EXPECT_EQ(server->call("DELETE", path, "", operator_session).code(), "invite.revoked");
}

TEST_F(DealerWalk, an_application_waits_in_the_list_of_open_ones_until_it_is_decided) {
  const Person person = new_person();
  const json wish{{"name", "李二店"},
                  {"note", "有门店"},
                  {"invite_code", invite_by(dealer.session, "/api/v1/dealer/invites")},
                  {"accepted_contract", contract_number}};
  const auto applied = server->send("POST", "/api/v1/dealer-applications", wish, with_key(person.session));
  ASSERT_EQ(applied.status, 201) << applied.text;
  const auto open = ask("/admin/v1/dealer-applications");
  ASSERT_EQ(open.body["items"].size(), 1U) << open.text;
  EXPECT_EQ(open.body["items"][0], applied.body);
  EXPECT_EQ(open.body["items"][0]["note"], "有门店");
  EXPECT_EQ(open.body["items"][0]["level"], 2);
  EXPECT_EQ(open.body["items"][0]["parent_name"], "王经销");

  const std::string path = "/admin/v1/dealer-applications/" + applied.body["id"].get<std::string>();
  EXPECT_EQ(tell("POST", path + "/refusal", {{"reason", "资料不全"}}).status, 200);
  EXPECT_EQ(ask("/admin/v1/dealer-applications?state=open").body["items"].size(), 0U);
  const auto refused = ask("/admin/v1/dealer-applications?state=refused");
  ASSERT_EQ(refused.body["items"].size(), 1U) << refused.text;
  EXPECT_EQ(refused.body["items"][0]["id"], applied.body["id"]);
  EXPECT_EQ(refused.body["items"][0]["decision_reason"], "资料不全");
  EXPECT_EQ(named(ask("/admin/v1/dealer-applications?state=approved"), "name"), (Names{"王经销"}));
}

TEST_F(DealerWalk, a_new_contract_is_asked_of_dealers_until_they_accept_it) {
  const auto shown = [&] { return server->call("GET", "/api/v1/contract", "", dealer.session); };
  const auto accept = [&](int number) {
    return server->send("POST", "/api/v1/contract/acceptance", {{"number", number}},
                        with_key(dealer.session));
  };
  EXPECT_EQ(shown().body["must_be_accepted"], false) << "accepted with the application";
  const auto published =
      tell("POST", "/admin/v1/contracts", {{"title", "经销商协议二"}, {"body", "第一条\n第二条\n第三条"}});
  ASSERT_EQ(published.status, 201) << published.text;
  const int number = published.body["number"];
  EXPECT_EQ(number, contract_number + 1);
  EXPECT_EQ(named(ask("/admin/v1/contracts"), "title"), (Names{"经销商协议二", "经销商协议"}));
  EXPECT_EQ(ask("/admin/v1/contracts/" + std::to_string(number)).body, published.body);
  EXPECT_EQ(ask("/admin/v1/contracts/" + std::to_string(contract_number)).body["body"], "第一条\n第二条");
  EXPECT_EQ(ask("/admin/v1/contracts/" + std::to_string(number + 1)).code(), "contract.not_found");

  EXPECT_EQ(shown().body["must_be_accepted"], true);
  EXPECT_EQ(shown().body["body"], "第一条\n第二条\n第三条");
  EXPECT_EQ(accept(contract_number).code(), "contract.not_current");
  const auto accepted = accept(number);
  ASSERT_EQ(accepted.status, 200) << accepted.text;
  EXPECT_EQ(accepted.body["number"], number);
  EXPECT_EQ(accepted.body["body_sha256"], published.body["body_sha256"]);
  EXPECT_EQ(shown().body["must_be_accepted"], false);
}

TEST_F(DealerWalk, a_request_for_another_dealer_waits_in_the_list_of_its_state) {
  const Person other = new_dealer(invite(), "赵经销");
  const Person customer = new_person({{"scene", referral_code_of(dealer)}});
  const json wish{{"code", referral_code_of(other)}, {"reason", "住得更近"}};
  const auto asked = server->send("POST", "/api/v1/me/change-requests", wish, with_key(customer.session));
  ASSERT_EQ(asked.status, 201) << asked.text;
  const auto open = ask("/admin/v1/change-requests");
  ASSERT_EQ(open.body["items"].size(), 1U) << open.text;
  EXPECT_EQ(open.body["items"][0], asked.body);
  EXPECT_EQ(open.body["items"][0]["from_dealer_name"], "王经销");
  EXPECT_EQ(open.body["items"][0]["to_dealer_name"], "赵经销");
  EXPECT_EQ(open.body["items"][0]["reason"], "住得更近");
  EXPECT_EQ(open.body["next_cursor"], nullptr);

  const auto path = "/api/v1/me/change-requests/" + asked.body["id"].get<std::string>() + "/withdrawal";
  EXPECT_EQ(server->send("POST", path, json::object(), with_key(customer.session)).status, 200);
  EXPECT_EQ(ask("/admin/v1/change-requests").body["items"].size(), 0U);
  const auto withdrawn = ask("/admin/v1/change-requests?state=withdrawn");
  ASSERT_EQ(withdrawn.body["items"].size(), 1U) << withdrawn.text;
  EXPECT_EQ(withdrawn.body["items"][0]["id"], asked.body["id"]);
}

TEST_F(DealerWalk, a_nickname_is_ones_own_and_staff_see_it_masked) {
  const Person person = new_person();
  const auto rename = [&](const std::string& nickname) {
    return server->send("PUT", "/api/v1/me/nickname", {{"nickname", nickname}}, person.session);
  };
  EXPECT_EQ(rename("小明爱喝茶").status, 204);
  EXPECT_EQ(server->call("GET", "/api/v1/me", "", person.session).body["nickname"], "小明爱喝茶");
  const auto id = person.profile["profile"]["id"].get<std::string>();
  const auto seen = ask("/admin/v1/consumers/" + id);
  EXPECT_EQ(seen.body["name_masked"], "小**") << seen.text;
  EXPECT_EQ(rename("").code(), "request.invalid");
  EXPECT_EQ(rename(std::string(33, 'a')).code(), "request.invalid");
  EXPECT_EQ(rename(std::string(32, 'a')).status, 204);
}

}  // namespace
}  // namespace fenrun::server::testing
