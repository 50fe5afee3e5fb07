// Order shipping management (发货信息管理): what WeChat must be told about each paid order, or it keeps the
// money. Requests and answers as values; client.hpp sends them.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "wechat/miniprogram/caller.hpp"

namespace fenrun::wechat {

// WeChat's numbers.
enum class Logistics { express = 1, same_city = 2, virtual_goods = 3, pick_up = 4 };

// One parcel with everything in it. WeChat takes the upload once, and one correction.
struct ShippingUpload {
  std::string transaction_id;
  SecretText payer_openid;
  Logistics logistics = Logistics::express;
  std::string express_company;  // WeChat's code of the carrier ("SF"); express only
  std::string tracking_no;      // express only
  std::string item_description;
  std::string receiver_phone_masked;  // "189****1234"; SF asks for it; empty: not known
  Instant at;                         // orders several uploads; the same in a repetition
};

// What WeChat thinks of a paid order.
enum class ShippedState {
  to_ship = 1,
  shipped = 2,
  confirmed = 3,  // the buyer has it
  completed = 4,  // settled
  refunded = 5,
  awaiting_settlement = 6,
};

inline constexpr std::size_t kItemDescriptionMax = 120;  // characters

// Refuses with kInvalidRequest what WeChat would refuse.
Result<ApiCall> upload_shipping_call(const ShippingUpload& upload);
ApiCall shipped_order_call(const std::string& transaction_id);
// Refuses with kWechatReplyInvalid.
Result<ShippedState> read_shipped_state(const Json& reply, std::string_view transaction_id);

}  // namespace fenrun::wechat
