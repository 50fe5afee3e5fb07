// A consumer who scanned a dealer's code buys: order, payment, WeChat's callback, commissions of three
// levels, a partial refund clawed back. WeChat, its payments included, is the emulator.
#include <boost/asio/io_context.hpp>

#include "db/consumer/consumer.hpp"
#include "tests/server/support/metric_value.hpp"
#include "tests/server/support/order_story.hpp"
#include "wechat/http/ask.hpp"
#include "wechat/pay/checkup/callback_probe.hpp"

namespace fenrun::server::testing {
namespace {

class ApiOrder : public OrderStory {};

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

TEST_F(ApiOrder, each_line_says_what_it_paid_or_why_it_paid_nobody) {
  const std::string pin = make_sku("别针", 4);  // 10 % of it is no fen
  const auto buy = [&](const Person& person, const json& lines, int total_fen) {
    buyer = person;
    const json wish{{"lines", lines}, {"total_fen", total_fen}};
    const auto placed = server->send("POST", "/api/v1/orders", wish, with_key(buyer.session));
    EXPECT_EQ(placed.status, 201) << placed.text;
    pay_with(begin_payment(placed.body));
    return wait_for(placed.body, [](const json& now) { return now["state"] == "paid"; });
  };
  const json order = buy(buyer, {{{"sku", tea}, {"quantity", 1}}, {{"sku", pin}, {"quantity", 1}}}, 9'904);
  const std::string id = order["id"];
  const json staff = server->call("GET", "/admin/v1/orders/" + id, "", finance_session).body["lines"];
  ASSERT_EQ(staff[0]["commissions"].size(), 3U) << staff.dump();
  EXPECT_EQ(staff[0]["commissions"][0]["dealer"], seller.profile["id"]);
  EXPECT_EQ(staff[0]["commissions"][0]["amount_fen"], 990);
  EXPECT_EQ(staff[0]["zero"], nullptr);
  EXPECT_EQ(staff[1]["commissions"], json::array());
  EXPECT_EQ(staff[1]["zero"]["reason"], "below_one_fen");
  EXPECT_EQ(staff[1]["zero"]["sentence"], "金额不足一分，向下取整为 0");

  Headers english = seller.session;
  english.emplace_back("Accept-Language", "en");
  const json own = server->call("GET", "/api/v1/dealer/orders/" + id, "", english).body["lines"];
  ASSERT_EQ(own[0]["commissions"].size(), 1U) << own.dump();
  EXPECT_EQ(own[0]["commissions"][0]["level"], 1);
  EXPECT_EQ(own[0]["commissions"][0]["amount_fen"], 990);
  EXPECT_EQ(own[0]["zero"], nullptr);
  EXPECT_EQ(own[1]["zero"]["reason"], "below_one_fen");
  EXPECT_EQ(own[1]["zero"]["sentence"], text_of(ZeroReason::below_one_fen).en);
  const auto others = server->call("GET", "/api/v1/dealer/orders/" + id, "", middle.session);
  EXPECT_EQ(others.code(), "order.not_found") << "the upline earns from it and has not sold it";

  // Nobody stands above the top: its customers' orders leave two shares to nobody.
  const json tops =
      buy(new_person({{"scene", referral_code_of(top)}}), {{{"sku", tea}, {"quantity", 1}}}, 9'900);
  const json line =
      server->call("GET", "/admin/v1/orders/" + tops["id"].get<std::string>(), "", finance_session)
          .body["lines"][0];
  ASSERT_EQ(line["unclaimed"].size(), 2U) << line.dump();
  EXPECT_EQ(line["unclaimed"][1]["amount_fen"], 198);
  std::string path = "/admin/v1/unclaimed-shares?limit=1";
  for (const int level : {3, 2}) {
    const json page = server->call("GET", path, "", finance_session).body;
    ASSERT_EQ(page["items"].size(), 1U) << page.dump();
    EXPECT_EQ(page["items"][0]["level"], level);
    EXPECT_EQ(page["items"][0]["reason"], "nobody_at_level");
    EXPECT_EQ(page["items"][0]["sentence"], "该层级没有经销商");
    EXPECT_EQ(page["items"][0]["order"], tops["id"]);
    if (level == 3) path += "&cursor=" + page["next_cursor"].get<std::string>();
    if (level == 2) {
      EXPECT_EQ(page["next_cursor"], nullptr);
    }
  }
}

TEST_F(ApiOrder, a_refund_that_wechat_cannot_pay_out_is_listed_and_counted) {
  const json order = place_paid();
  emulator->post("/pay/refunds/plan", {{"outcome", "ABNORMAL"}, {"after_seconds", 0}});
  const std::string path = "/admin/v1" + path_of(order, "/refunds").substr(7);
  const json wish{{"reason", "一件破损"}, {"amount_fen", 100}};
  ASSERT_EQ(server->send("POST", path, wish, with_key(finance_session)).status, 201);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (metric_value("fenrun_refunds_abnormal") < 1 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(metric_value("fenrun_refunds_abnormal"), 1);
  const auto listed = server->call("GET", "/admin/v1/refunds", "", finance_session);
  ASSERT_EQ(listed.body["items"].size(), 1U) << listed.text;
  EXPECT_EQ(listed.body["items"][0]["state"], "abnormal");
  EXPECT_EQ(listed.body["items"][0]["order"], order["id"]);
  const auto succeeded = server->call("GET", "/admin/v1/refunds?state=succeeded", "", finance_session);
  EXPECT_EQ(succeeded.body["items"], json::array());
  emulator->post("/pay/refunds/plan", {{"outcome", "SUCCESS"}});
}

TEST_F(ApiOrder, the_freight_of_a_product_stands_in_the_quote_and_in_the_order) {
  json product{{"name", "水缸"}, {"summary", ""}, {"state", "active"}, {"freight_fen", 1'500}};
  const auto made = server->send("POST", "/admin/v1/products", product, with_key(operator_session));
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.body["freight_fen"], 1'500);
  const json sku{{"code", "JAR"}, {"name", "个"}, {"price_fen", 5'000}, {"cost_fen", 0}, {"state", "active"}};
  const auto path = "/admin/v1/products/" + made.body["id"].get<std::string>();
  const auto jar = server->send("POST", path + "/skus", sku, with_key(operator_session)).body["id"];
  const json lines{{{"sku", jar}, {"quantity", 2}}, {{"sku", tea}, {"quantity", 1}}};
  const auto quote = server->send("POST", "/api/v1/orders/quote", {{"lines", lines}}, buyer.session);
  EXPECT_EQ(quote.body["freight_fen"], 1'500) << quote.text;
  EXPECT_EQ(quote.body["total_fen"], 2 * 5'000 + 9'900 + 1'500);
  const json wish{{"lines", lines}, {"total_fen", quote.body["total_fen"]}};
  const auto placed = server->send("POST", "/api/v1/orders", wish, with_key(buyer.session));
  ASSERT_EQ(placed.status, 201) << placed.text;
  EXPECT_EQ(placed.body["freight_fen"], 1'500);
  product["version"] = 1;
  product["freight_fen"] = -1;
  EXPECT_EQ(server->send("PUT", path, product, operator_session).status, 400);
  product["freight_fen"] = 0;
  EXPECT_EQ(server->send("PUT", path, product, operator_session).body["freight_fen"], 0);
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

// Its money is finance's to give back; the order ends all the same, and WeChat is not asked for ever.
TEST_F(ApiOrder, an_order_that_was_paid_amiss_ends_and_its_money_is_in_suspense) {
  const json order = place();
  const auto take_from_payer = [&](const std::string& index) {
    server->database().run([&](db::Tx& tx) -> Result<int> {
      const auto row = db::find_order_by_public_id(tx, order["id"].get<std::string>());
      tx.execute("UPDATE consumer SET openid_index = ? WHERE id = ?", {index, row->consumer_id});
      return 0;
    });
  };
  const std::string index = server->database().run([&](db::Tx& tx) -> Result<std::string> {
    const auto row = db::find_order_by_public_id(tx, order["id"].get<std::string>());
    return db::find_consumer(tx, row->consumer_id)->openid_index;
  });
  emulator->add_fault("lost_for_ever", "callback", 1);
  const json parameters = begin_payment(order);
  take_from_payer(std::string(index.rbegin(), index.rend()));
  pay_with(parameters);
  const auto cancelled = server->send("POST", path_of(order, "/cancellation"), json::object(), buyer.session);
  take_from_payer(index);
  EXPECT_EQ(cancelled.body["state"], "closed") << cancelled.text;
  const std::int64_t left = server->database().run([&](db::Tx& tx) -> Result<std::int64_t> {
    EXPECT_EQ(tx.one("SELECT COUNT(*) FROM order_suspense WHERE reason = 'wrong_payer'")->integer(0), 1);
    return tx.one("SELECT COUNT(*) FROM order_prepay")->integer(0);
  });
  EXPECT_EQ(left, 0);
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
