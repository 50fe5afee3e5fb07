#include "wechat/emulator/core/routes/routes.hpp"

#include <algorithm>

namespace fenrun::emulator {
namespace {

constexpr Access kOpen = Access::open;
constexpr Access kToken = Access::token;

// Both kinds of link share one counter, so both name the same one.
constexpr std::string_view kLinks = "/wxa/generate_urllink";

constexpr Route kRoutes[] = {
    {"GET", "/cgi-bin/token", kOpen, "/cgi-bin/token", nullptr, &get_token},
    {"POST", "/cgi-bin/stable_token", kOpen, "/cgi-bin/stable_token", nullptr, &get_stable_token},
    {"GET", "/sns/jscode2session", kOpen, "/sns/jscode2session", nullptr, &code_to_session},
    {"GET", "/wxa/checksession", kToken, "/wxa/checksession", nullptr, &check_session},
    {"GET", "/wxa/resetusersessionkey", kToken, "/wxa/resetusersessionkey", nullptr, &reset_session_key},
    {"POST", "/wxa/business/getuserphonenumber", kToken, "/wxa/business/getuserphonenumber", nullptr,
     &get_phone_number},
    {"POST", "/wxa/getwxacodeunlimit", kToken, "/wxa/getwxacodeunlimit", nullptr, &get_unlimited_code},
    {"POST", "/wxa/getwxacode", kToken, "/wxa/getwxacode", &kInvalidPathLength, &get_code},
    {"POST", "/cgi-bin/wxaapp/createwxaqrcode", kToken, "/cgi-bin/wxaapp/createwxaqrcode",
     &kInvalidPathLength, &create_qrcode},
    {"POST", "/wxa/generate_urllink", kToken, kLinks, nullptr, &generate_url_link},
    {"POST", "/wxa/generatescheme", kToken, kLinks, nullptr, &generate_scheme},
    {"POST", "/cgi-bin/message/subscribe/send", kToken, "/cgi-bin/message/subscribe/send", nullptr,
     &send_subscribe_message},
    {"POST", "/wxa/msg_sec_check", kToken, "/wxa/msg_sec_check", nullptr, &check_text},
    {"POST", "/wxa/sec/order/upload_shipping_info", kToken, "/wxa/sec/order/upload_shipping_info", nullptr,
     &upload_shipping},
    {"POST", "/wxa/sec/order/get_order", kToken, "/wxa/sec/order/get_order", nullptr, &get_shipped_order},
    {"POST", "/wxa/sec/order/notify_confirm_receive", kToken, "/wxa/sec/order/notify_confirm_receive",
     nullptr, &remind_buyer},
    {"POST", "/wxa/sec/order/set_msg_jump_path", kToken, "/wxa/sec/order/set_msg_jump_path", nullptr,
     &set_message_path},
    {"POST", "/wxa/sec/order/is_trade_managed", kToken, "/wxa/sec/order/is_trade_managed", nullptr,
     &is_trade_managed},
    {"POST", "/wxa/sec/order/is_trade_management_confirmation_completed", kToken,
     "/wxa/sec/order/is_trade_management_confirmation_completed", nullptr, &is_trade_confirmed},
    {"POST", "/cgi-bin/clear_quota", kToken, "", nullptr, &clear_quota},
    {"POST", "/cgi-bin/clear_quota/v2", kOpen, "", nullptr, &clear_quota_by_secret},
    {"POST", "/cgi-bin/openapi/quota/clear", kToken, "", nullptr, &clear_quota_of_one},
    {"POST", "/cgi-bin/openapi/quota/get", kToken, "", nullptr, &get_quota},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

const Route* find_route(std::string_view path) {
  const auto* found = std::find_if(std::begin(kRoutes), std::end(kRoutes),
                                   [path](const Route& route) { return route.path == path; });
  return found == std::end(kRoutes) ? nullptr : found;
}

}  // namespace fenrun::emulator
