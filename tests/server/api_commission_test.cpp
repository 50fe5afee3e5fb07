// Commission plans and commissions over HTTPS: two people publish, forbidden shapes cite the law, and every
// amount explains itself. WeChat is the emulator.
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>

#include "db/commission/commission.hpp"
#include "db/dealer/dealer.hpp"
#include "flows/commission/share_sale.hpp"
#include "tests/domain/commission/text_table.hpp"
#include "tests/server/support/api_story.hpp"

namespace fenrun::server::testing {
namespace {

using fenrun::testing::Emulator;

class ApiCommission : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    emulator = std::make_unique<Emulator>();
    server = std::make_unique<ApiServer>(options_for(*emulator));
  }
  static void TearDownTestSuite() {
    server.reset();
    emulator.reset();
  }
  void SetUp() override {
    server->database().empty_tables();
    operator_ = staff_session("operator", Role::operator_);
    finance = staff_session("finance", Role::finance);
    admin = staff_session("admin", Role::admin);
    auditor = staff_session("auditor", Role::auditor);
  }
  static Headers staff_session(const std::string& name, Role role) {
    auto login = server->add_staff(name, role);
    return server->sign_in(login);
  }

  static json plan_of(std::initializer_list<int> ppm) {
    json rules = json::array();
    for (const int rate : ppm)
      rules.push_back({{"level", rules.size() + 1}, {"kind", "rate"}, {"rate_ppm", rate}});
    return {
        {"name", "秋季方案"}, {"deepest_level", ppm.size()}, {"self_purchase_pays", false}, {"rules", rules}};
  }
  static ApiReply post(const std::string& path, const Headers& session, const json& body = json::object()) {
    return server->send("POST", path, body, with_key(session));
  }
  static std::string plan_path(const json& plan, const std::string& more = "") {
    return "/admin/v1/commission-plans/" + plan.at("id").get<std::string>() + more;
  }
  json draft(const json& body, const Headers& session) {
    const auto reply = post("/admin/v1/commission-plans", session, body);
    EXPECT_EQ(reply.status, 201) << reply.text;
    return reply.body;
  }
  // A finished simulation of the last two days.
  json simulate(const json& plan) {
    // Whole seconds: it ends at the last full one.
    const auto until = to_rfc3339(SystemClock().now());
    const auto from = to_rfc3339(SystemClock().now() - std::chrono::hours(48));
    const auto started =
        post(plan_path(plan, "/simulations"), operator_, {{"sales_from", from}, {"sales_until", until}});
    EXPECT_EQ(started.status, 201) << started.text;
    const std::string path = "/admin/v1/commission-simulations/" + started.body["id"].get<std::string>();
    ApiReply shown;
    for (int tries = 0; tries < 200; ++tries) {
      shown = server->call("GET", path, "", auditor);
      EXPECT_EQ(shown.status, 200) << shown.text;
      if (shown.body["state"] == "finished") break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    EXPECT_EQ(shown.body["state"], "finished") << shown.text;
    return shown.body;
  }
  ApiReply publish(const json& plan, const json& simulation, const Headers& session) {
    return post(plan_path(plan, "/publication"), session, {{"simulation_id", simulation.at("id")}});
  }

  struct DealerPerson {
    Headers session;
    DealerId id;
    std::string public_id;
  };
  // Applies and is approved; at level 1 unless `inviter` asks them in.
  DealerPerson new_dealer(const std::string& name, const Headers& inviter, const std::string& invite_path) {
    const auto invite = post(invite_path, inviter, {{"uses", 5}, {"days", 7}});
    EXPECT_EQ(invite.status, 201) << invite.text;
    const auto login =
        server->send("POST", "/api/v1/login", {{"code", emulator->login_code(emulator->add_user())}}, {});
    EXPECT_EQ(login.status, 200) << login.text;
    DealerPerson person{{{"Authorization", "Bearer " + login.body.at("token").get<std::string>()}}, {}, ""};
    const json wish{
        {"name", name}, {"invite_code", invite.body["code"]}, {"accepted_contract", contract_number()}};
    const auto applied = post("/api/v1/dealer-applications", person.session, wish);
    EXPECT_EQ(applied.status, 201) << applied.text;
    const auto approved = post(
        "/admin/v1/dealer-applications/" + applied.body["id"].get<std::string>() + "/approval", operator_);
    EXPECT_EQ(approved.status, 201) << approved.text;
    person.public_id = approved.body["id"];
    person.id = server->database().run([&](db::Tx& tx) -> Result<DealerId> {
      return db::find_dealer_by_public_id(tx, person.public_id)->id;
    });
    return person;
  }
  json contract_number() {
    if (contract_.is_null()) {
      const auto made = post("/admin/v1/contracts", operator_, {{"title", "经销商协议"}, {"body", "第一条"}});
      EXPECT_EQ(made.status, 201) << made.text;
      contract_ = made.body["number"];
    }
    return contract_;
  }
  static void sell(const std::vector<DealerId>& upline) {
    SaleFacts facts;
    facts.order = OrderId{7};
    facts.paid_at = SystemClock().now();
    facts.lines.push_back(
        {OrderLineId{70}, SkuId{1}, ProductId{1}, CategoryId{}, 1, Fen{12'345}, Fen{9'000}});
    for (const DealerId dealer : upline) facts.upline.push_back({dealer, TierId{1}, true, Fen{}, Fen{}});
    server->database().run(
        [&](db::Tx& tx) -> Result<flows::SharedSale> { return flows::share_sale(tx, facts, facts.paid_at); });
  }

  static inline std::unique_ptr<Emulator> emulator;
  static inline std::unique_ptr<ApiServer> server;
  Headers operator_;
  Headers finance;
  Headers admin;
  Headers auditor;
  json contract_;
};

TEST_F(ApiCommission, a_plan_goes_from_draft_to_force_by_two_people_and_a_simulation) {
  const auto none = server->call("GET", "/admin/v1/commission-plan-in-force", "", auditor);
  EXPECT_EQ(none.code(), "commission_plan.not_found");
  const json plan = draft(plan_of({50'000, 20'000}), operator_);
  EXPECT_EQ(plan["state"], "draft");
  EXPECT_EQ(plan["version"], nullptr);
  const json other = draft(plan_of({10'000}), operator_);
  EXPECT_EQ(publish(plan, simulate(plan), operator_).code(), "caller.no_permission");
  EXPECT_EQ(publish(plan, simulate(plan), admin).code(), "caller.no_permission");
  EXPECT_EQ(publish(plan, simulate(other), finance).code(), "commission_plan.not_simulated");
  const auto published = publish(plan, simulate(plan), finance);
  ASSERT_EQ(published.status, 200) << published.text;
  EXPECT_EQ(published.body["state"], "published");
  EXPECT_GE(published.body["version"].get<int>(), 1);
  const auto in_force = server->call("GET", "/admin/v1/commission-plan-in-force", "", auditor);
  EXPECT_EQ(in_force.body["id"], plan["id"]);
  EXPECT_EQ(in_force.body["rules"].size(), 2U);
  const auto audit = server->call("GET", "/admin/v1/audit-log?limit=100", "", auditor);
  for (const char* action : {"commission_plan.draft", "commission_plan.simulate", "commission_plan.publish"})
    EXPECT_NE(audit.text.find(action), std::string::npos) << action;
  const auto listed = server->call("GET", "/admin/v1/commission-plans?limit=1", "", auditor);
  EXPECT_EQ(listed.body["items"][0]["id"], other["id"]);
  EXPECT_NE(listed.body["next_cursor"], nullptr);
}

TEST_F(ApiCommission, who_made_a_plan_does_not_publish_it) {
  const json plan = draft(plan_of({50'000}), finance);
  EXPECT_EQ(publish(plan, simulate(plan), finance).code(), "commission_plan.same_hands");
}

TEST_F(ApiCommission, a_third_level_needs_an_admin_who_knows) {
  const json plan = draft(plan_of({50'000, 20'000, 10'000}), operator_);
  const json simulation = simulate(plan);
  EXPECT_EQ(publish(plan, simulation, finance).code(), "commission_plan.not_acknowledged");
  EXPECT_EQ(post(plan_path(plan, "/acknowledgement"), finance).code(), "caller.no_permission");
  const auto known = post(plan_path(plan, "/acknowledgement"), admin);
  ASSERT_EQ(known.status, 200) << known.text;
  EXPECT_NE(known.body["acknowledged_at"], nullptr);
  EXPECT_EQ(publish(plan, simulation, finance).status, 200);
}

TEST_F(ApiCommission, an_old_plan_comes_back_as_a_new_version) {
  const json old = draft(plan_of({50'000}), operator_);
  ASSERT_EQ(publish(old, simulate(old), finance).status, 200);
  const json next = draft(plan_of({60'000}), operator_);
  ASSERT_EQ(publish(next, simulate(next), finance).status, 200);
  const auto copy = post(plan_path(old, "/copies"), operator_);
  ASSERT_EQ(copy.status, 201) << copy.text;
  EXPECT_EQ(copy.body["is_copy"], true);
  const auto back = publish(copy.body, simulate(copy.body), finance);
  ASSERT_EQ(back.status, 200) << back.text;
  EXPECT_EQ(back.body["rules"], old["rules"]);
  EXPECT_EQ(server->call("GET", plan_path(old), "", auditor).body["state"], "published");
}

TEST_F(ApiCommission, every_forbidden_shape_is_refused_and_its_rule_cited) {
  int shapes = 0;
  for (const auto& row : fenrun::testing::read_table("legal_shapes.txt")) {
    json body = plan_of({50'000});
    std::string name = row.text("name");
    const std::string value = row.text("value");
    const bool is_number = value.find_first_not_of("0123456789") == std::string::npos;
    const bool is_of_rule = name.starts_with("rules.");
    if (is_of_rule) name = name.substr(6);
    (is_of_rule ? body["rules"][0] : body)[name] = is_number ? json(std::stoll(value)) : json(value);
    const auto refused = post("/admin/v1/commission-plans", operator_, body);
    EXPECT_EQ(refused.status, 422) << row.rest << refused.text;
    EXPECT_EQ(refused.code(), "commission_plan.forbidden") << row.rest;
    ASSERT_FALSE(refused.body["errors"].empty()) << row.rest;
    EXPECT_EQ(refused.body["errors"][0]["pointer"], (is_of_rule ? "/rules/0/" : "/") + name);
    ++shapes;
  }
  EXPECT_GE(shapes, 50);
  EXPECT_TRUE(server->call("GET", "/admin/v1/commission-plans", "", auditor).body["items"].empty());
}

TEST_F(ApiCommission, wrong_fields_of_a_rule_are_named_where_they_stand) {
  json body = plan_of({50'000, 20'000});
  body["rules"][1]["rate_ppm"] = -1;
  body["rules"][1]["product"] = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  body["rules"][1]["colour"] = "red";
  const auto refused = post("/admin/v1/commission-plans", operator_, body);
  EXPECT_EQ(refused.status, 400) << refused.text;
  std::set<std::string> pointers;
  for (const auto& error : refused.body["errors"]) pointers.insert(error["pointer"]);
  EXPECT_EQ(pointers, (std::set<std::string>{"/rules/1/rate_ppm", "/rules/1/product", "/rules/1/colour"}));
  json twice = plan_of({50'000});
  twice["rules"].push_back(twice["rules"][0]);
  EXPECT_EQ(post("/admin/v1/commission-plans", operator_, twice).code(), "commission_plan.ties");
}

TEST_F(ApiCommission, a_dealer_sees_what_it_earned_and_why_and_nobody_elses) {
  const json plan = draft(plan_of({50'000, 20'000}), operator_);
  ASSERT_EQ(publish(plan, simulate(plan), finance).status, 200);
  const auto first = new_dealer("甲", operator_, "/admin/v1/invites");
  const auto second = new_dealer("乙", first.session, "/api/v1/dealer/invites");
  sell({second.id, first.id});
  const auto own = server->call("GET", "/api/v1/dealer/commissions", "", second.session);
  ASSERT_EQ(own.status, 200) << own.text;
  ASSERT_EQ(own.body["items"].size(), 1U);
  const json row = own.body["items"][0];
  EXPECT_EQ(row["amount_fen"], 617);
  EXPECT_EQ(row["state"], "pending");
  const std::string path = "/commissions/" + row["id"].get<std::string>() + "/explanation";
  const auto why = server->call("GET", "/api/v1/dealer" + path, "", second.session);
  ASSERT_EQ(why.status, 200) << why.text;
  EXPECT_EQ(why.body["replayed_fen"], 617);
  EXPECT_LE(why.body["sentences"].size(), 8U);
  EXPECT_EQ(why.body["sentences"].back(), "因此您的分润为 ¥6.17。");
  EXPECT_EQ(why.text.find("9000"), std::string::npos) << "a dealer learns nothing of costs";
  Headers english = second.session;
  english.emplace_back("Accept-Language", "en");
  EXPECT_EQ(server->call("GET", "/api/v1/dealer" + path, "", english).body["sentences"].back(),
            "Your commission is therefore ¥6.17.");
  EXPECT_EQ(server->call("GET", "/api/v1/dealer" + path, "", first.session).code(), "commission.not_found");
  const auto inputs = server->call("GET", "/admin/v1" + path, "", auditor);
  ASSERT_EQ(inputs.status, 200) << inputs.text;
  EXPECT_EQ(inputs.body["inputs"]["cost_fen"], 9'000);
  EXPECT_EQ(server->call("GET", "/admin/v1" + path, "", admin).code(), "caller.no_permission");
  const auto of_dealer =
      server->call("GET", "/admin/v1/dealers/" + first.public_id + "/commissions", "", finance);
  EXPECT_EQ(of_dealer.body["items"][0]["amount_fen"], 247)
      << of_dealer.text;  // 246.9: both levels get 7 % of the whole, 864
  EXPECT_EQ(of_dealer.body["items"][0]["order_id"], "7");
}

TEST_F(ApiCommission, an_explanation_that_does_not_give_the_amount_is_not_told) {
  const json plan = draft(plan_of({50'000}), operator_);
  ASSERT_EQ(publish(plan, simulate(plan), finance).status, 200);
  const auto dealer = new_dealer("甲", operator_, "/admin/v1/invites");
  sell({dealer.id});
  server->database().connection().run_script_statement("UPDATE commission SET amount_fen = amount_fen + 1");
  const auto row = server->call("GET", "/api/v1/dealer/commissions", "", dealer.session).body["items"][0];
  const std::string path = "/commissions/" + row["id"].get<std::string>() + "/explanation";
  EXPECT_EQ(server->call("GET", "/api/v1/dealer" + path, "", dealer.session).code(),
            "commission.explanation_broken");
  EXPECT_EQ(server->call("GET", "/admin/v1" + path, "", auditor).code(), "commission.explanation_broken");
}

TEST_F(ApiCommission, a_simulation_tells_the_change_by_dealer_and_in_total) {
  const json plan = draft(plan_of({50'000}), operator_);
  ASSERT_EQ(publish(plan, simulate(plan), finance).status, 200);
  const auto dealer = new_dealer("甲", operator_, "/admin/v1/invites");
  sell({dealer.id});
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // a simulation ends at the last full second
  const auto sums = [&](const json& of, const std::string& by) {
    const json simulation = simulate(of);
    EXPECT_EQ(simulation["sales_done"], 1);
    const auto reply = server->call(
        "GET", "/admin/v1/commission-simulations/" + simulation["id"].get<std::string>() + "/sums?by=" + by,
        "", auditor);
    EXPECT_EQ(reply.body["items"].size(), 1U) << reply.text;
    return reply.body["items"][0];
  };
  EXPECT_EQ(sums(plan, "total")["change_fen"], 0);
  const json higher = draft(plan_of({60'000}), operator_);
  const json change = sums(higher, "dealer");
  EXPECT_EQ(change["subject"], dealer.public_id);
  EXPECT_EQ(change["before_fen"], 617);
  EXPECT_EQ(change["after_fen"], 740);
  EXPECT_EQ(change["change_fen"], 123);
}

}  // namespace
}  // namespace fenrun::server::testing
