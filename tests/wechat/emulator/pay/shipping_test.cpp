#include <gtest/gtest.h>

#include "tests/wechat/emulator/support/pay_stage.hpp"

namespace fenrun::emulator::testing {
namespace {

constexpr const char* kUploadPath = "/wxa/sec/order/upload_shipping_info";

class Shipping : public ::testing::Test, protected PayStage {
 protected:
  void SetUp() override {
    const auto openid = add_user();
    const auto prepaid = call("POST", "/v3/pay/transactions/jsapi",
                              {{"appid", kAppid},
                               {"mchid", "1900000001"},
                               {"description", "gift box"},
                               {"out_trade_no", "ORDER0001"},
                               {"notify_url", "https://shop.example.com/notify"},
                               {"amount", {{"total", 100}}},
                               {"payer", {{"openid", openid}}}});
    const auto paid = control("POST", "/pay/payments", {{"prepay_id", prepaid.body.at("prepay_id")}}).body;
    transaction_id = paid.at("transaction_id");
    shipment = {{"order_key", {{"order_number_type", 2}, {"transaction_id", transaction_id}}},
                {"logistics_type", 1},
                {"delivery_mode", 1},
                {"shipping_list",
                 {{{"tracking_no", "SF123"},
                   {"express_company", "SF"},
                   {"item_desc", "gift box*1"},
                   {"contact", {{"receiver_contact", "189****1234"}}}}}},
                {"upload_time", "2026-03-02T12:00:00.120+08:00"},
                {"payer", {{"openid", openid}}}};
  }
  int upload(const Json& body) { return errcode(post_with_token(kUploadPath, body)); }
  Json order() {
    return post_with_token("/wxa/sec/order/get_order", {{"transaction_id", transaction_id}}).at("order");
  }
  std::string transaction_id;
  Json shipment;
};

TEST_F(Shipping, an_order_is_shipped_corrected_once_and_received) {
  EXPECT_EQ(upload(shipment), 10060001) << "it takes a minute to arrive";
  pass(std::chrono::seconds(60));
  EXPECT_EQ(order().at("order_state"), 1);
  EXPECT_EQ(upload(shipment), 0);
  EXPECT_EQ(order().at("order_state"), 2);
  EXPECT_EQ(upload(shipment), 10060002);
  shipment["shipping_list"][0]["tracking_no"] = "SF124";
  EXPECT_EQ(upload(shipment), 0);
  EXPECT_EQ(order().at("shipping").at("shipping_list").at(0).at("tracking_no"), "SF124");
  shipment["shipping_list"][0]["tracking_no"] = "SF125";
  EXPECT_EQ(upload(shipment), 10060003);
  const Json reminder{{"transaction_id", transaction_id}, {"received_time", 1'772'424'000}};
  EXPECT_EQ(errcode(post_with_token("/wxa/sec/order/notify_confirm_receive", reminder)), 0);
  EXPECT_NE(errcode(post_with_token("/wxa/sec/order/notify_confirm_receive", reminder)), 0) << "once";
  const auto move = [this](const std::string& state) {
    return control("POST", "/shipments", {{"transaction_id", transaction_id}, {"state", state}}).status;
  };
  EXPECT_EQ(move("completed"), 409);
  EXPECT_EQ(move("confirmed"), 200);
  EXPECT_EQ(order().at("order_state"), 3);
  EXPECT_EQ(upload(shipment), 10060004);
  EXPECT_EQ(move("completed"), 200);
  EXPECT_EQ(order().at("order_state"), 4);
}

TEST_F(Shipping, a_malformed_upload_is_refused) {
  pass(std::chrono::seconds(60));
  struct Case {
    std::string pointer;
    Json value;
    int errcode;
  };
  const Case cases[] = {
      {"/shipping_list", shipment.at("shipping_list").at(0), 47001},
      {"/shipping_list", Json::array(), 40097},
      {"/shipping_list/0/item_desc", std::string(121, 'x'), 40097},
      {"/shipping_list/0/tracking_no", "", 40097},
      {"/shipping_list/0/contact/receiver_contact", "18900001234", 40097},
      {"/shipping_list/1", shipment.at("shipping_list").at(0), 40097},
      {"/logistics_type", 5, 40097},
      {"/delivery_mode", 2, 40097},
      {"/upload_time", "2026-03-02T12:00:00+08:00", 40097},
      {"/order_key/transaction_id", "4200", 10060001},
      {"/payer/openid", "oOther", 10060001},
  };
  for (const auto& [pointer, value, number] : cases) {
    auto body = shipment;
    body[Json::json_pointer(pointer)] = value;
    EXPECT_EQ(upload(body), number) << pointer << " " << value;
  }
  EXPECT_EQ(order().at("order_state"), 1);
}

TEST_F(Shipping, parcels_of_a_split_delivery_add_up) {
  pass(std::chrono::seconds(60));
  shipment["delivery_mode"] = 2;
  shipment["is_all_delivered"] = false;
  EXPECT_EQ(upload(shipment), 0);
  EXPECT_EQ(order().at("shipping").at("finish_shipping"), false);
  shipment["is_all_delivered"] = true;
  shipment["shipping_list"][0]["tracking_no"] = "SF124";
  EXPECT_EQ(upload(shipment), 0);
  EXPECT_EQ(order().at("shipping").at("shipping_list").size(), 2U);
  EXPECT_EQ(order().at("shipping").at("finish_shipping_count"), 1);
}

TEST_F(Shipping, a_refunded_order_is_not_shipped) {
  pass(std::chrono::seconds(60));
  call("POST", "/v3/refund/domestic/refunds",
       {{"transaction_id", transaction_id},
        {"out_refund_no", "R1"},
        {"amount", {{"refund", 100}, {"total", 100}, {"currency", "CNY"}}}});
  EXPECT_EQ(upload(shipment), 10060004);
  EXPECT_EQ(order().at("order_state"), 5);
}

TEST_F(Shipping, the_service_says_whether_it_is_on) {
  const auto ask = [this] {
    return post_with_token("/wxa/sec/order/is_trade_managed", {{"appid", kAppid}}).at("is_trade_managed");
  };
  EXPECT_EQ(ask(), true);
  control("POST", "/shipments", {{"is_managed", false}});
  EXPECT_EQ(ask(), false);
}

}  // namespace
}  // namespace fenrun::emulator::testing
