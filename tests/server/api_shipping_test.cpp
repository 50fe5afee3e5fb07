// From a shipment in the console to WeChat's shipping management, and back from WeChat's word that the buyer
// has the goods. WeChat, its message push included, is the emulator.
#include <chrono>
#include <functional>
#include <thread>

#include "db/order/order.hpp"
#include "db/order/payment.hpp"
#include "db/order/shipping_upload.hpp"
#include "tests/server/support/pay_story.hpp"
#include "tests/server/support/shifted_clock.hpp"

namespace fenrun::server::testing {
namespace {

constexpr const char* kUploadPath = "/wxa/sec/order/upload_shipping_info";
constexpr const char* kPushToken = "push token";
constexpr const char* kPushKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

class ApiShipping : public PayStory {
 protected:
  static void SetUpTestSuite() {
    start_emulator();
    auto options = options_with_pay(&clock);
    auto& push = options.message_push.emplace();
    push.appid = emulator->appid();
    push.token = SecretText(kPushToken);
    push.encoding_aes_key = SecretText(kPushKey);
    start_server(options);
    emulator->post("/push/endpoint", {{"url", origin() + "/callbacks/wechat/message-push"},
                                      {"token", kPushToken},
                                      {"mode", "secure"},
                                      {"encoding_aes_key", kPushKey}});
  }
  void SetUp() override {
    ApiStory::SetUp();
    emulator->clear_faults();
    buyer = new_person();
    uploads_before = uploads().size();
    const json product{{"name", "乌龙茶"}, {"summary", ""}, {"state", "active"}};
    const auto made = server->send("POST", "/admin/v1/products", product, with_key(operator_session));
    const json sku{
        {"code", "TEA-1"}, {"name", "份"}, {"price_fen", 9'900}, {"cost_fen", 0}, {"state", "active"}};
    const auto path = "/admin/v1/products/" + made.body["id"].get<std::string>() + "/skus";
    tea = server->send("POST", path, sku, with_key(operator_session)).body["id"];
  }

  // Both sides' time goes on.
  static void pass(int seconds) {
    emulator->advance_clock(seconds);
    clock.advance(std::chrono::seconds(seconds));
  }
  static std::vector<json> uploads() { return emulator->requests(kUploadPath); }
  [[nodiscard]] std::size_t new_uploads() const { return uploads().size() - uploads_before; }

  static bool comes_true(const std::function<bool()>& is_so) {
    for (int tries = 0; tries < 200 && !is_so(); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return is_so();
  }
  json shown(const std::string& order) const {
    return server->call("GET", "/admin/v1/orders/" + order, "", operator_session).body;
  }
  std::string place_paid() {
    json wish{{"lines", json::array({{{"sku", tea}, {"quantity", 1}}})},
              {"total_fen", 9'900},
              {"receiver_name", "李四"},
              {"receiver_phone", "13912345678"},
              {"receiver_address", "杭州"}};
    const auto placed = server->send("POST", "/api/v1/orders", wish, with_key(buyer.session));
    EXPECT_EQ(placed.status, 201) << placed.text;
    const std::string id = placed.body["id"];
    const auto begun =
        server->send("POST", "/api/v1/orders/" + id + "/payment", json::object(), buyer.session);
    emulator->post("/pay/payments", {{"timeStamp", begun.body["time_stamp"]},
                                     {"nonceStr", begun.body["nonce_str"]},
                                     {"package", begun.body["package"]},
                                     {"signType", begun.body["sign_type"]},
                                     {"paySign", begun.body["pay_sign"]}});
    EXPECT_TRUE(comes_true([&] { return shown(id)["state"] == "paid"; }));
    return id;
  }
  ApiReply ship(const std::string& order, const json& parcel) const {
    return server->send("POST", "/admin/v1/orders/" + order + "/shipment", parcel,
                        with_key(operator_session));
  }
  bool reaches(const std::string& order, const std::string& state) const {
    return comes_true([&] { return shown(order)["wechat_shipping"] == state; });
  }
  static std::string transaction_of(const std::string& order) {
    return server->database().run([&](db::Tx& tx) -> Result<std::string> {
      return db::find_payment(tx, db::find_order_by_public_id(tx, order)->id)->transaction_id;
    });
  }
  json settlement(const std::string& order, bool is_confirmed) const {
    json event{{"FromUserName", buyer.openid},
               {"Event", "trade_manage_order_settlement"},
               {"transaction_id", transaction_of(order)},
               {"merchant_id", emulator->pay().at("mchid")},
               {"merchant_trade_no", "O" + order},
               {"estimated_settlement_time", 1'800'000'000}};
    if (is_confirmed) {
      event["confirm_receive_method"] = 2;
      event["confirm_receive_time"] = 1'790'000'000;
    }
    return event;
  }
  static void push(const json& event, int copies = 1) {
    const auto sent = emulator->post("/push/events", {{"event", event}, {"copies", copies}});
    for (const auto& one : sent.at("pushes")) EXPECT_EQ(one.at("is_accepted"), true) << sent;
  }

  Person buyer;
  std::string tea;
  std::size_t uploads_before = 0;
  static inline ShiftedClock clock;
};

TEST_F(ApiShipping, a_shipped_order_is_told_to_wechat_once_it_knows_the_payment) {
  const auto order = place_paid();
  EXPECT_EQ(shown(order)["wechat_shipping"], nullptr);
  const auto shipped = ship(order, {{"carrier", "SF"}, {"tracking_no", "SF1"}});
  ASSERT_EQ(shipped.status, 200) << shipped.text;
  EXPECT_EQ(shown(order)["wechat_shipping"], "due");
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(new_uploads(), 0U) << "WeChat would not know the payment yet";
  pass(61);
  EXPECT_TRUE(reaches(order, "done")) << shown(order);
  EXPECT_EQ(new_uploads(), 1U);
  pass(3'600);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(new_uploads(), 1U);
}

TEST_F(ApiShipping, an_upload_whose_answer_is_lost_is_repeated_and_already_shipped_means_done) {
  const auto order = place_paid();
  emulator->add_fault("close_after", kUploadPath, 1);
  ship(order, {{"carrier", "ZTO"}, {"tracking_no", "Z1"}});
  pass(61);
  EXPECT_TRUE(comes_true([&] { return new_uploads() >= 1; }));
  pass(600);
  EXPECT_TRUE(reaches(order, "done")) << shown(order);
  const auto all = uploads();
  EXPECT_EQ(all.back().at("errcode"), 10060002) << "it had been heard the first time";
}

TEST_F(ApiShipping, while_wechat_is_away_the_upload_waits) {
  const auto order = place_paid();
  emulator->add_fault("errcode", kUploadPath, 2);
  ship(order, {{"delivery", "virtual_goods"}});
  pass(61);
  EXPECT_TRUE(comes_true([&] { return new_uploads() >= 2; })) << "an idempotent call is repeated at once";
  EXPECT_EQ(shown(order)["wechat_shipping"], "due");
  pass(600);
  EXPECT_TRUE(reaches(order, "done")) << shown(order);
}

TEST_F(ApiShipping, what_wechat_refuses_for_good_is_given_up_and_stays_visible) {
  const auto order = place_paid();
  emulator->add_fault("errcode", kUploadPath, 1, {{"errcode", 40097}});
  ship(order, {{"delivery", "pick_up"}});
  pass(61);
  EXPECT_TRUE(reaches(order, "given_up")) << shown(order);
}

TEST_F(ApiShipping, a_delivery_and_its_parcel_go_together) {
  const auto order = place_paid();
  EXPECT_EQ(ship(order, {{"delivery", "express"}}).code(), "order.delivery_invalid");
  const json both{{"delivery", "virtual_goods"}, {"carrier", "SF"}, {"tracking_no", "S1"}};
  EXPECT_EQ(ship(order, both).code(), "order.delivery_invalid");
  EXPECT_EQ(ship(order, {{"delivery", "pigeon"}}).status, 400);
  EXPECT_EQ(shown(order)["state"], "paid");
}

TEST_F(ApiShipping, wechats_word_of_the_receipt_makes_the_order_received_once) {
  const auto order = place_paid();
  push(settlement(order, true));
  EXPECT_EQ(shown(order)["state"], "paid") << "nobody receives what was not shipped";
  ship(order, {{"carrier", "SF"}, {"tracking_no", "SF2"}});
  pass(61);
  ASSERT_TRUE(reaches(order, "done"));
  push(settlement(order, false));
  EXPECT_EQ(shown(order)["state"], "shipped") << "a settlement that is only foreseen is no receipt";
  json other = settlement(order, true);
  other["merchant_trade_no"] = "O01J00000000000000000000009";
  push(other);
  EXPECT_EQ(shown(order)["state"], "shipped") << "two numbers that do not belong together";
  // Another message than the one above: WeChat stamps it with another second.
  pass(2);
  push(settlement(order, true), 3);
  const json received = shown(order);
  EXPECT_EQ(received["state"], "received");
  pass(2);
  json settled = settlement(order, true);
  settled["settlement_time"] = 1'800'000'000;
  push(settled);
  EXPECT_EQ(shown(order)["received_at"], received["received_at"]);
}

}  // namespace
}  // namespace fenrun::server::testing
