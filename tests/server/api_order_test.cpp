// A consumer who scanned a dealer's code buys: order, payment, WeChat's callback, commissions of three
// levels, a partial refund clawed back. WeChat, its payments included, is the emulator.
#include <chrono>
#include <functional>
#include <thread>

#include "base/crypto/encoding.hpp"
#include "db/commission/commission.hpp"
#include "db/order/order.hpp"
#include "flows/commission/draft_plan.hpp"
#include "flows/commission/publish_plan.hpp"
#include "flows/commission/simulate_plan.hpp"
#include "tests/server/support/api_story.hpp"
#include "tests/server/support/pay_options.hpp"
#include "wechat/http/ask.hpp"
#include "wechat/pay/checkup/callback_probe.hpp"

namespace fenrun::server::testing {
namespace {

class ApiOrder : public ApiStory {
 protected:
  static void SetUpTestSuite() {
    emulator =
        std::make_unique<fenrun::testing::Emulator>(fenrun::testing::EmulatorOptions{.has_merchant = true});
    emulator->publish_pages({"pages/index/index"});
    auto options = options_for(*emulator);
    options.pay = pay_options_for(*emulator);
    server = std::make_unique<ApiServer>(options);
    const std::string origin = "https://127.0.0.1:" + std::to_string(server->port());
    emulator->post("/pay/callbacks/endpoint", {{"origin", origin}});
  }

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
      return flows::start_simulation(tx, {simulation, id, StaffId{71}, now - std::chrono::hours(1), now},
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

TEST_F(ApiOrder, a_sale_pays_three_levels_and_a_partial_refund_takes_its_part_back) {
  const auto quote =
      server->send("POST", "/api/v1/orders/quote", {{"lines", basket()["lines"]}}, buyer.session);
  EXPECT_EQ(quote.body["total_fen"], 13'201) << quote.text;
  const json order = place_paid();
  auto commissions = commissions_of(order);
  EXPECT_EQ(left_of(commissions, PaidLevel::first), Fen{990 + 330});
  EXPECT_EQ(left_of(commissions, PaidLevel::second), Fen{495 + 165});
  EXPECT_EQ(left_of(commissions, PaidLevel::third), Fen{198 + 66});
  const auto sold = server->call("GET", "/api/v1/dealer/orders", "", seller.session);
  ASSERT_EQ(sold.body["items"].size(), 1U) << sold.text;
  EXPECT_EQ(sold.body["items"][0]["total_fen"], 13'201);
  EXPECT_EQ(server->call("GET", "/api/v1/dealer/orders", "", top.session).body["items"].size(), 0U);

  const json wish{{"reason", "一件破损"},
                  {"parts", {{{"line", order["lines"][0]["id"]}, {"amount_fen", 4'950}}}}};
  const std::string refunds = "/admin/v1" + path_of(order, "/refunds").substr(7);
  const auto asked = server->send("POST", refunds, wish, with_key(finance_session));
  ASSERT_EQ(asked.status, 201) << asked.text;
  const json after = wait_for(order, [](const json& now) { return now["refunded_fen"] == 4'950; });
  EXPECT_EQ(after["refunds"][0]["state"], "succeeded");
  EXPECT_EQ(after["lines"][0]["refunded_fen"], 4'950);
  commissions = commissions_of(order);
  EXPECT_EQ(left_of(commissions, PaidLevel::first), Fen{495 + 330});
  EXPECT_EQ(left_of(commissions, PaidLevel::second), Fen{495 - 247 + 165});
  EXPECT_EQ(left_of(commissions, PaidLevel::third), Fen{99 + 66});
}

TEST_F(ApiOrder, only_the_buyer_sees_pays_cancels_and_receives_an_order) {
  const json order = place();
  const Person stranger = new_person();
  for (const char* rest : {"/payment", "/cancellation"}) {
    EXPECT_EQ(server->send("POST", path_of(order, rest), json::object(), stranger.session).code(),
              "order.not_found");
  }
  EXPECT_EQ(server->call("GET", path_of(order), "", stranger.session).code(), "order.not_found");
  const auto receipt =
      server->send("POST", path_of(order, "/receipt"), json::object(), with_key(stranger.session));
  EXPECT_EQ(receipt.code(), "order.not_found");
  EXPECT_EQ(shown(order)["state"], "created");
}

TEST_F(ApiOrder, a_second_tap_gets_the_same_prepay_id_and_a_cancelled_order_cannot_be_paid) {
  const json order = place();
  const json first = begin_payment(order);
  EXPECT_EQ(begin_payment(order)["package"], first["package"]);
  const auto cancelled = server->send("POST", path_of(order, "/cancellation"), json::object(), buyer.session);
  EXPECT_EQ(cancelled.body["state"], "closed") << cancelled.text;
  EXPECT_EQ(server->send("POST", path_of(order, "/payment"), json::object(), buyer.session).code(),
            "order.state_conflict");
}

TEST_F(ApiOrder, a_cancellation_that_comes_after_the_payment_loses) {
  const json order = place();
  emulator->add_fault("lost_for_ever", "callback", 1);
  pay_with(begin_payment(order));
  const auto cancelled = server->send("POST", path_of(order, "/cancellation"), json::object(), buyer.session);
  EXPECT_EQ(cancelled.code(), "order.state_conflict") << cancelled.text;
  EXPECT_EQ(shown(order)["state"], "paid");
  emulator->clear_faults();
}

TEST_F(ApiOrder, a_payment_whose_callback_is_lost_is_found_by_asking) {
  const json order = place();
  emulator->add_fault("lost_for_ever", "callback", 1);
  pay_with(begin_payment(order));
  wait_for(order, [](const json& now) { return now["state"] == "paid"; });
  emulator->clear_faults();
}

TEST_F(ApiOrder, forged_notices_are_refused_and_nothing_is_paid) {
  const json order = place();
  const json notice{{"id", "EV-1"},
                    {"create_time", "2026-11-28T10:00:00+08:00"},
                    {"event_type", "TRANSACTION.SUCCESS"},
                    {"resource_type", "encrypt-resource"},
                    {"resource", json::object()}};
  const auto refused = server->send("POST", "/api/v1/callbacks/wechat/pay/payments", notice, {});
  EXPECT_EQ(refused.status, 401) << refused.text;
  // As the doctor finds our server at a callback URL.
  const SystemClock clock;
  const auto probe = wechat::make_callback_probe(clock, server->ca_file());
  const std::string origin = "https://localhost:" + std::to_string(server->port());
  boost::asio::io_context context{1};
  for (const char* path : {"payments", "refunds", "transfers"}) {
    const std::string url = origin + "/api/v1/callbacks/wechat/pay/" + path;
    const auto finding = wechat::judge_callback_answer(url, wechat::ask(context, probe(url)));
    EXPECT_EQ(finding.level, wechat::FindingLevel::good) << finding.zh << finding.detail;
  }
  for (const char* kind :
       {"probe", "bad_signature", "wrong_serial", "stale_time", "gcm_failure", "other_merchant"}) {
    emulator->add_fault(kind, "callback", 1);
  }
  pay_with(begin_payment(order));
  wait_for(order, [](const json& now) { return now["state"] == "paid"; });
  const json books = emulator->get("/books/callback-attempts");
  for (const auto& attempt : books["entries"]) {
    EXPECT_FALSE(attempt.value("is_merchant_failure", false)) << attempt.dump();
  }
  emulator->clear_faults();
}

TEST_F(ApiOrder, staff_ships_the_buyer_receives_and_each_may_do_only_its_part) {
  const json order = place_paid();
  const std::string admin = "/admin/v1" + path_of(order).substr(7);
  const json parcel{{"carrier", "SF"}, {"tracking_no", "SF123"}};
  EXPECT_EQ(server->send("POST", admin + "/shipment", parcel, with_key(finance_session)).code(),
            "caller.no_permission");
  EXPECT_EQ(
      server
          ->send("POST", admin + "/refunds", {{"reason", "r"}, {"amount_fen", 1}}, with_key(operator_session))
          .code(),
      "caller.no_permission");
  const auto shipped = server->send("POST", admin + "/shipment", parcel, with_key(operator_session));
  ASSERT_EQ(shipped.status, 200) << shipped.text;
  EXPECT_EQ(shipped.body["upline"].size(), 3U);
  const auto received =
      server->send("POST", path_of(order, "/receipt"), json::object(), with_key(buyer.session));
  EXPECT_EQ(received.body["state"], "received") << received.text;
  const auto listed = server->call("GET", "/admin/v1/orders?state=received", "", operator_session);
  EXPECT_EQ(listed.body["items"].size(), 1U) << listed.text;
}

}  // namespace
}  // namespace fenrun::server::testing
