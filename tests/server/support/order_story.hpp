// A shop over HTTPS: three dealers above one another, a customer of the lowest, two SKUs, a plan in force,
// and orders that are placed and paid. WeChat, its payments included, is the emulator.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/crypto/encoding.hpp"
#include "db/commission/commission.hpp"
#include "db/order/order.hpp"
#include "flows/commission/draft_plan.hpp"
#include "flows/commission/publish_plan.hpp"
#include "flows/commission/simulate_plan.hpp"
#include "tests/server/support/pay_story.hpp"

namespace fenrun::server::testing {

class OrderStory : public PayStory {
 protected:
  void SetUp() override {
    ApiStory::SetUp();
    auto login = server->add_staff("finance", Role::finance);
    finance_session = server->sign_in(login);
    top = new_dealer(invite_by(operator_session, "/admin/v1/invites"), "王一店");
    middle = new_dealer(invite_by(top.session, "/api/v1/dealer/invites"), "李二店");
    seller = new_dealer(invite_by(middle.session, "/api/v1/dealer/invites"), "张三店");
    buyer = new_person({{"scene", referral_code_of(seller)}});
    tea = make_sku("乌龙茶", 9'900);
    cup = make_sku("茶杯", 3'301);
    publish_plan();
  }

  std::string make_sku(const std::string& name, int price) {
    const json product{{"name", name}, {"summary", ""}, {"state", "active"}};
    const auto made = server->send("POST", "/admin/v1/products", product, with_key(operator_session));
    EXPECT_EQ(made.status, 201) << made.text;
    const json sku{{"code", "SKU-" + std::to_string(price)},
                   {"name", "份"},
                   {"price_fen", price},
                   {"cost_fen", 1'000},
                   {"state", "active"}};
    const auto path = "/admin/v1/products/" + made.body["id"].get<std::string>() + "/skus";
    const auto added = server->send("POST", path, sku, with_key(operator_session));
    EXPECT_EQ(added.status, 201) << added.text;
    return added.body["id"];
  }

  // 10 % to the seller, 5 % to the one above, 2 % to the third.
  void publish_plan() {
    CommissionPlan plan;
    plan.name = "test";
    plan.deepest_level = PaidLevel::third;
    constexpr std::int64_t kRates[] = {100'000, 50'000, 20'000};
    for (const PaidLevel level : kPaidLevels) {
      CommissionRule rule;
      rule.number = number_of(level);
      rule.level = level;
      rule.rate = Ppm{kRates[index_of(level)]};
      plan.rules.push_back(rule);
    }
    const Instant now = server->app().clock.now();
    const std::string id = fresh_id();
    const std::string simulation = fresh_id();
    server->database().run([&](db::Tx& tx) { return flows::draft_plan(tx, {id, StaffId{71}, plan}, now); });
    server->database().run([&](db::Tx& tx) {
      return flows::start_simulation(tx, {simulation, id, StaffId{71}, now - std::chrono::hours(24), now},
                                     now);
    });
    const auto bite = [&](db::Tx& tx) { return flows::advance_simulation(tx, simulation, 100, now); };
    while (!server->database().run(bite).is_finished) {
    }
    server->database().run([&](db::Tx& tx) { return flows::acknowledge_plan(tx, {id, StaffId{72}}, now); });
    server->database().run([&](db::Tx& tx) {
      return flows::publish_plan(tx, {id, StaffId{73}, simulation, std::nullopt}, now);
    });
  }
  static std::string fresh_id() {
    const App& app = server->app();
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(app.clock.now()).time_since_epoch().count();
    return crypto::make_ulid(ms, app.random.bytes<10>());
  }

  json basket() const {
    return {{"lines", {{{"sku", tea}, {"quantity", 1}}, {{"sku", cup}, {"quantity", 1}}}},
            {"total_fen", 13'201}};
  }
  json place() {
    const auto placed = server->send("POST", "/api/v1/orders", basket(), with_key(buyer.session));
    EXPECT_EQ(placed.status, 201) << placed.text;
    return placed.body;
  }
  static std::string path_of(const json& order, const std::string& rest = "") {
    return "/api/v1/orders/" + order["id"].get<std::string>() + rest;
  }
  // As wx.requestPayment does it, with everything it is given.
  static json pay_with(const json& parameters) {
    return emulator->post("/pay/payments", {{"timeStamp", parameters["time_stamp"]},
                                            {"nonceStr", parameters["nonce_str"]},
                                            {"package", parameters["package"]},
                                            {"signType", parameters["sign_type"]},
                                            {"paySign", parameters["pay_sign"]}});
  }
  json begin_payment(const json& order) {
    const auto begun = server->send("POST", path_of(order, "/payment"), json::object(), buyer.session);
    EXPECT_EQ(begun.status, 200) << begun.text;
    return begun.body;
  }
  json shown(const json& order) { return server->call("GET", path_of(order), "", buyer.session).body; }
  // Until the order is as wanted, ten seconds at most.
  json wait_for(const json& order, const std::function<bool(const json&)>& wanted) {
    json now;
    for (int tries = 0; tries < 200; ++tries) {
      now = shown(order);
      if (wanted(now)) return now;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ADD_FAILURE() << "the order stayed as it was: " << now.dump();
    return now;
  }
  json place_paid() {
    const json order = place();
    pay_with(begin_payment(order));
    return wait_for(order, [](const json& now) { return now["state"] == "paid"; });
  }

  std::vector<Commission> commissions_of(const json& order) {
    return server->database().run([&](db::Tx& tx) -> Result<std::vector<Commission>> {
      const auto row = db::find_order_by_public_id(tx, order["id"].get<std::string>());
      return db::commissions_of_order(tx, row->id);
    });
  }
  static Fen left_of(const std::vector<Commission>& commissions, PaidLevel level) {
    Fen sum;
    for (const Commission& one : commissions) {
      if (one.level == level) sum.value += one.amount_fen.value - one.clawed_back_fen.value;
    }
    return sum;
  }

  Headers finance_session;
  Person top;
  Person middle;
  Person seller;
  Person buyer;
  std::string tea;
  std::string cup;
};

}  // namespace fenrun::server::testing
