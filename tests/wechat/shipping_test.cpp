#include "wechat/miniprogram/shipping.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "wechat/json.hpp"
#include "wechat/miniprogram/errors.hpp"

namespace fenrun::wechat {
namespace {

ShippingUpload parcel() {
  ShippingUpload upload;
  upload.transaction_id = "4200000000000000000000000001";
  upload.payer_openid = SecretText("openid-1");
  upload.express_company = "SF";
  upload.tracking_no = "SF123";
  upload.item_description = "礼盒*1";
  upload.receiver_phone_masked = "189****1234";
  upload.at = *parse_rfc3339("2022-12-15T13:29:35.120+08:00");
  return upload;
}

// The example of facts/wechat-miniprogram.md §8.
TEST(Shipping, an_upload_is_written_as_wechat_reads_it) {
  const auto call = upload_shipping_call(parcel());
  ASSERT_TRUE(call);
  EXPECT_EQ(call->path, "/wxa/sec/order/upload_shipping_info");
  EXPECT_TRUE(call->is_idempotent);
  const auto body = Json::parse(call->body);
  EXPECT_EQ(body, Json::parse(R"({
      "order_key": {"order_number_type": 2, "transaction_id": "4200000000000000000000000001"},
      "logistics_type": 1, "delivery_mode": 1,
      "shipping_list": [{"tracking_no": "SF123", "express_company": "SF", "item_desc": "礼盒*1",
                         "contact": {"receiver_contact": "189****1234"}}],
      "upload_time": "2022-12-15T13:29:35.120+08:00", "payer": {"openid": "openid-1"}})"));
}

TEST(Shipping, what_needs_no_carrier_names_none) {
  auto upload = parcel();
  upload.logistics = Logistics::virtual_goods;
  const auto body = Json::parse(upload_shipping_call(upload)->body);
  EXPECT_EQ(body.at("logistics_type"), 3);
  EXPECT_EQ(body.at("shipping_list"), Json::parse(R"([{"item_desc": "礼盒*1"}])"));
}

TEST(Shipping, what_wechat_would_refuse_is_not_sent) {
  const auto refused = [](auto change) {
    auto upload = parcel();
    change(upload);
    return upload_shipping_call(upload).refused_with(kInvalidRequest);
  };
  EXPECT_TRUE(refused([](ShippingUpload& it) { it.transaction_id.clear(); }));
  EXPECT_TRUE(refused([](ShippingUpload& it) { it.tracking_no.clear(); }));
  EXPECT_TRUE(refused([](ShippingUpload& it) { it.tracking_no.assign(129, 'x'); }));
  EXPECT_FALSE(refused([](ShippingUpload& it) { it.tracking_no.assign(128, 'x'); }));
  EXPECT_TRUE(refused([](ShippingUpload& it) { it.express_company.clear(); }));
  EXPECT_TRUE(refused([](ShippingUpload& it) { it.item_description.assign(121, 'x'); }));
  EXPECT_FALSE(refused([](ShippingUpload& it) { it.item_description.assign(120, 'x'); }));
}

TEST(Shipping, a_state_is_read_for_the_order_asked_about_and_no_other) {
  const auto read = [](const char* text) -> std::optional<int> {
    const auto state = read_shipped_state(Json::parse(text), "42");
    if (!state) {
      EXPECT_TRUE(state.refused_with(kWechatReplyInvalid));
      return std::nullopt;
    }
    return static_cast<int>(*state);
  };
  EXPECT_EQ(read(R"({"order": {"transaction_id": "42", "order_state": 2}})"), 2);
  EXPECT_EQ(read(R"({"order": {"transaction_id": "42", "order_state": 6}})"), 6);
  EXPECT_EQ(read(R"({"order": {"transaction_id": "43", "order_state": 2}})"), std::nullopt);
  EXPECT_EQ(read(R"({"order": {"transaction_id": "42", "order_state": 7}})"), std::nullopt);
  EXPECT_EQ(read(R"({"order": {"transaction_id": "42"}})"), std::nullopt);
  EXPECT_EQ(read("{}"), std::nullopt);
}

}  // namespace
}  // namespace fenrun::wechat
