// Order shipping management: uploads, queries and reminders. Orders come from the Pay API.
#include <algorithm>

#include "wechat/emulator/core/routes/routes.hpp"
#include "wechat/emulator/core/text.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::chrono::seconds kOrderArrives{60};
constexpr std::size_t kParcelsMax = 10;
constexpr std::size_t kCarrierTextMax = 128;
constexpr std::size_t kItemTextMax = 120;
constexpr std::int64_t kExpress = 1;
constexpr std::int64_t kSplitDelivery = 2;

std::size_t characters_of(const Json& object, std::string_view name) {
  const auto decoded = decode_utf8(text_of(object, name));
  return decoded ? decoded->size() : 0;
}

bool is_length(const Json& object, std::string_view name, std::size_t max) {
  const auto length = characters_of(object, name);
  return length >= 1 && length <= max;
}

// "189****1234": the middle hidden, the last four in sight.
bool is_masked(const std::string& contact) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return contact.size() >= 8 && contact.find('*') != std::string::npos &&
         std::all_of(contact.end() - 4, contact.end(), is_digit);
}

bool has_masked_contact(const Json& parcel) {
  const auto contact = parcel.find("contact");
  if (contact == parcel.end() || !contact->is_object()) return false;
  return is_masked(text_of(*contact, "consignor_contact")) ||
         is_masked(text_of(*contact, "receiver_contact"));
}

bool is_parcel(const Json& parcel, std::int64_t logistics_type) {
  if (!parcel.is_object() || !is_length(parcel, "item_desc", kItemTextMax)) return false;
  if (logistics_type != kExpress) return true;
  if (!is_length(parcel, "tracking_no", kCarrierTextMax)) return false;
  if (!is_length(parcel, "express_company", kCarrierTextMax)) return false;
  return text_of(parcel, "express_company") != "SF" || has_masked_contact(parcel);
}

// RFC 3339 with exactly three digits of fraction.
bool is_upload_time(const std::string& text) {
  const auto point = text.find('.');
  return parse_rfc3339(text) && point == 19 && text.size() > 23 && (text[23] == '+' || text[23] == 'Z');
}

std::optional<Refusal> check_shipping(const Json& body) {
  const auto list = body.find("shipping_list");
  if (list == body.end() || !list->is_array()) return Refusal(kDataFormat);
  const auto type = read_integer(body, "logistics_type", 0);
  const auto mode = read_integer(body, "delivery_mode", 0);
  if (!type || *type < 1 || *type > 4) return Refusal(kInvalidArgument, "invalid logistics_type");
  if (!mode || *mode < 1 || *mode > 2) return Refusal(kInvalidArgument, "invalid delivery_mode");
  const bool is_split = *mode == kSplitDelivery;
  if (is_split && !body.contains("is_all_delivered"))
    return Refusal(kInvalidArgument, "is_all_delivered is missing");
  if (!read_boolean(body, "is_all_delivered", true))
    return Refusal(kInvalidArgument, "invalid is_all_delivered");
  if (list->empty() || list->size() > (is_split ? kParcelsMax : 1))
    return Refusal(kInvalidArgument, "invalid size of shipping_list");
  const auto is_right = [&type](const Json& parcel) { return is_parcel(parcel, *type); };
  if (!std::all_of(list->begin(), list->end(), is_right))
    return Refusal(kInvalidArgument, "invalid shipping_list");
  if (!is_upload_time(text_of(body, "upload_time"))) return Refusal(kInvalidArgument, "invalid upload_time");
  return std::nullopt;
}

// A paid order that shipping management knows of, which takes a minute after the payment.
PayOrder* shippable_order(World& world, const std::string& name, Instant now) {
  if (!world.pay || name.empty()) return nullptr;
  auto* order = world.pay->payments.orders.find(name);
  return order != nullptr && order->paid && now >= *order->paid + kOrderArrives ? order : nullptr;
}

std::string name_of_order_key(const World& world, const Json& key) {
  if (!key.is_object()) return {};
  if (read_integer(key, "order_number_type", 0) == 2) return transaction_name(text_of(key, "transaction_id"));
  const bool is_ours = world.pay && text_of(key, "mchid") == world.pay->merchant.mchid;
  return is_ours ? out_name(text_of(key, "out_trade_no")) : std::string();
}

// "transaction_id", or "merchant_id" and "merchant_trade_no".
std::string name_of_order_query(const World& world, const Json& body) {
  if (const auto id = text_of(body, "transaction_id"); !id.empty()) return transaction_name(id);
  const bool is_ours = world.pay && text_of(body, "merchant_id") == world.pay->merchant.mchid;
  return is_ours ? out_name(text_of(body, "merchant_trade_no")) : std::string();
}

Shipment& shipment_of(World& world, const PayOrder& order) {
  auto& shipment = world.shipments.by_transaction[order.transaction_id];
  const bool is_refunded = order.refunded_fen == order.total_fen;
  if (is_refunded) shipment.state = ShipmentState::refunded;
  return shipment;
}

void take_upload(Shipment& shipment, const Json& body, Instant now) {
  const bool is_correction = shipment.is_finished;
  if (is_correction) shipment.shipping_list = Json::array();
  for (const auto& parcel : body.at("shipping_list")) shipment.shipping_list.push_back(parcel);
  shipment.info = body;
  shipment.is_finished = body.at("delivery_mode") != kSplitDelivery || body.value("is_all_delivered", false);
  shipment.state = ShipmentState::shipped;
  shipment.shipped = now;
  if (shipment.is_finished) ++shipment.uploads;
}

Json render_shipped_order(World& world, const PayOrder& order) {
  const auto& shipment = shipment_of(world, order);
  Json shipping{{"finish_shipping", shipment.is_finished},
                {"finish_shipping_count", shipment.uploads},
                {"shipping_list", shipment.shipping_list}};
  if (shipment.info.is_object()) {
    shipping["delivery_mode"] = shipment.info.at("delivery_mode");
    shipping["logistics_type"] = shipment.info.at("logistics_type");
  }
  return {{"transaction_id", order.transaction_id},
          {"merchant_id", world.pay->merchant.mchid},
          {"sub_merchant_id", ""},
          {"merchant_trade_no", order.out_trade_no},
          {"description", order.request.at("description")},
          {"paid_amount", order.total_fen},
          {"openid", order.openid},
          {"trade_create_time", unix_seconds(order.created)},
          {"pay_time", unix_seconds(*order.paid)},
          {"order_state", static_cast<int>(shipment.state)},
          {"in_complaint", false},
          {"shipping", std::move(shipping)}};
}

}  // namespace

Outcome upload_shipping(World& world, const Call& call) {
  if (auto refusal = check_shipping(call.body)) return *refusal;
  const auto key = call.body.value("order_key", Json());
  const auto* order = shippable_order(world, name_of_order_key(world, key), call.moment.now);
  const auto payer = call.body.value("payer", Json());
  const bool is_payer = order != nullptr && payer.is_object() && text_of(payer, "openid") == order->openid;
  if (!is_payer) return Refusal(kShippedOrderMissing);
  auto& shipment = shipment_of(world, *order);
  const bool is_open = shipment.state == ShipmentState::to_ship || shipment.state == ShipmentState::shipped;
  if (!is_open) return Refusal(kNotShippable);
  if (shipment.is_finished && call.body.at("shipping_list") == shipment.shipping_list)
    return Refusal(kAlreadyShipped);
  if (shipment.uploads >= Shipment::kUploadsMax) return Refusal(kReshippedAlready);
  take_upload(shipment, call.body, call.moment.now);
  return ok();
}

Outcome get_shipped_order(World& world, const Call& call) {
  const auto* order = shippable_order(world, name_of_order_query(world, call.body), call.moment.now);
  if (order == nullptr) return Refusal(kShippedOrderMissing);
  auto answer = ok();
  answer["order"] = render_shipped_order(world, *order);
  return answer;
}

Outcome remind_buyer(World& world, const Call& call) {
  const auto* order = shippable_order(world, name_of_order_query(world, call.body), call.moment.now);
  if (order == nullptr) return Refusal(kShippedOrderMissing);
  auto& shipment = shipment_of(world, *order);
  const bool is_express = shipment.info.is_object() && shipment.info.at("logistics_type") == kExpress;
  const bool is_waiting = shipment.state == ShipmentState::shipped && is_express;
  if (!is_waiting || shipment.is_buyer_reminded) return Refusal(kNotShippable);
  if (!read_integer(call.body, "received_time", 0)) return Refusal(kInvalidArgument);
  shipment.is_buyer_reminded = true;
  return ok();
}

Outcome set_message_path(World& world, const Call& call) {
  const auto path = text_of(call.body, "path");
  if (path.empty()) return Refusal(kInvalidArgument);
  world.shipments.message_path = path;
  return ok();
}

Outcome is_trade_managed(World& world, const Call& call) {
  if (text_of(call.body, "appid") != world.app.appid) return Refusal(kInvalidAppid);
  auto answer = ok();
  answer["is_trade_managed"] = world.shipments.is_managed;
  return answer;
}

Outcome is_trade_confirmed(World& world, const Call& call) {
  if (text_of(call.body, "appid") != world.app.appid) return Refusal(kInvalidAppid);
  auto answer = ok();
  answer["completed"] = world.shipments.is_managed;
  return answer;
}

}  // namespace fenrun::emulator
