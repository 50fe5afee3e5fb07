#include "wechat/miniprogram/shipping.hpp"

#include "wechat/miniprogram/errors.hpp"
#include "wechat/utf8.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::size_t kShippingTextMax = 128;

bool is_shipping_text(const std::string& text, std::size_t characters_max) {
  return !text.empty() && count_characters(text) <= characters_max;
}

ApiCall shipping_post(ApiName name, std::string path, const Json& body) {
  ApiCall call;
  call.name = name;
  call.method = HttpMethod::post;
  call.path = std::move(path);
  call.body = wechat::to_text(body);
  call.is_idempotent = true;
  return call;
}

}  // namespace

Result<ApiCall> upload_shipping_call(const ShippingUpload& upload) {
  const auto refuse = [](const char* what) { return Error(kInvalidRequest).internal_note(what); };
  if (upload.transaction_id.empty()) return refuse("transaction_id");
  if (!is_shipping_text(upload.item_description, kItemDescriptionMax)) return refuse("item_description");
  Json parcel{{"item_desc", upload.item_description}};
  if (upload.logistics == Logistics::express) {
    if (!is_shipping_text(upload.tracking_no, kShippingTextMax)) return refuse("tracking_no");
    if (!is_shipping_text(upload.express_company, kShippingTextMax)) return refuse("express_company");
    parcel["tracking_no"] = upload.tracking_no;
    parcel["express_company"] = upload.express_company;
    if (!upload.receiver_phone_masked.empty()) {
      parcel["contact"] = Json::object({{"receiver_contact", upload.receiver_phone_masked}});
    }
  }
  // WeChat refuses an object in place of the list, and a time without milliseconds.
  const Json body{{"order_key", {{"order_number_type", 2}, {"transaction_id", upload.transaction_id}}},
                  {"logistics_type", static_cast<int>(upload.logistics)},
                  {"delivery_mode", 1},
                  {"shipping_list", Json::array({std::move(parcel)})},
                  {"upload_time", to_rfc3339_ms(upload.at)},
                  {"payer", Json::object({{"openid", upload.payer_openid.reveal()}})}};
  return shipping_post(ApiName::upload_shipping, "/wxa/sec/order/upload_shipping_info", body);
}

ApiCall shipped_order_call(const std::string& transaction_id) {
  return shipping_post(ApiName::shipped_order, "/wxa/sec/order/get_order",
                       Json::object({{"transaction_id", transaction_id}}));
}

Result<ShippedState> read_shipped_state(const Json& reply, std::string_view transaction_id) {
  const auto* order = object_member(reply, "order");
  const auto* number = order != nullptr ? text_member(*order, "transaction_id") : nullptr;
  if (number == nullptr || *number != transaction_id) {
    return Error(kWechatReplyInvalid).internal_note("order.transaction_id");
  }
  const auto state = integer_member(*order, "order_state");
  if (!state || *state < 1 || *state > 6) return Error(kWechatReplyInvalid).internal_note("order_state");
  return static_cast<ShippedState>(*state);
}

}  // namespace fenrun::wechat
