#include "wechat/emulator/core/control/control.hpp"

#include <algorithm>

#include "wechat/emulator/core/control/handlers.hpp"

namespace fenrun::emulator {
namespace {

const std::vector<ControlRoute> kControlRoutes = {
    {"GET", "/control/v1/health", {}, &show_health},
    {"POST", "/control/v1/reset", {}, &reset_world},
    {"GET", "/control/v1/clock", {}, &show_clock},
    {"POST", "/control/v1/clock", {"advance_seconds", "set", "is_frozen", "signs_by"}, &set_clock},
    {"POST",
     "/control/v1/users",
     {"openid", "unionid", "phone", "country_code", "real_name", "is_blocked"},
     &put_user},
    {"GET", "/control/v1/users", {}, &list_users},
    {"POST", "/control/v1/login-codes", {"openid"}, &issue_login_code},
    {"POST", "/control/v1/phone-codes", {"openid", "phone", "country_code"}, &issue_phone_code},
    {"POST", "/control/v1/signed-data", {"openid", "data"}, &sign_data},
    {"POST", "/control/v1/subscriptions", {"openid", "template_id", "count"}, &grant_subscription},
    {"POST", "/control/v1/templates", {"template_id", "keys", "enum_values"}, &put_template},
    {"POST", "/control/v1/pages", {"publish", "withdraw", "home_page"}, &publish_pages},
    {"POST", "/control/v1/ip-allow-list", {"ips"}, &set_ip_allow_list},
    {"POST", "/control/v1/app", {"secret", "is_secret_frozen", "risky_words", "review_words"}, &set_app},
    {"POST", "/control/v1/tokens/expire", {}, &expire_tokens},
    {"POST", "/control/v1/tokens/invalidate", {}, &invalidate_tokens},
    {"POST", "/control/v1/quotas", {"path", "per_day", "per_minute", "used"}, &set_quota},
    {"POST",
     "/control/v1/faults",
     {"kind", "path", "count", "permille", "errcode", "errmsg", "http_status", "code", "pace_ms"},
     &add_fault},
    {"GET", "/control/v1/faults", {}, &list_faults},
    {"DELETE", "/control/v1/faults", {}, &clear_faults},
    {"POST",
     "/control/v1/push/endpoint",
     {"url", "token", "encoding_aes_key", "mode", "ca_file", "timeout_ms"},
     &set_push_endpoint},
    {"POST", "/control/v1/push/check", {}, &check_push_endpoint},
    {"POST", "/control/v1/push/events", {"event", "copies"}, &push_event},
    {"GET", "/control/v1/pay/merchant", {}, &show_merchant},
    {"POST",
     "/control/v1/pay/merchant",
     {"mchid", "appid", "mode", "callback_public_key_permille", "ip_allow_list", "transfer_scenes",
      "is_platform_certificate_renewed", "apiv3_key", "are_errors_signed"},
     &set_merchant},
    {"POST",
     "/control/v1/pay/callbacks/endpoint",
     {"origin", "ca_file", "timeout_ms"},
     &set_callback_endpoint},
    {"POST",
     "/control/v1/pay/payments",
     {"openid", "prepay_id", "timeStamp", "nonceStr", "package", "signType", "paySign", "outcome",
      "after_seconds", "bank_type", "coupon_fen"},
     &user_pays},
    {"POST", "/control/v1/shipments", {"transaction_id", "state", "is_managed"}, &move_shipment},
    {"POST", "/control/v1/pay/refunds/plan", {"outcome", "after_seconds"}, &plan_refunds},
    {"POST", "/control/v1/pay/refunds/decide", {"out_refund_no", "outcome"}, &decide_refund},
    {"GET", "/control/v1/books/orders", {}, &show_orders},
    {"GET", "/control/v1/books/refunds", {}, &show_refunds},
    {"GET", "/control/v1/pay/transfers", {}, &list_transfers},
    {"GET", "/control/v1/pay/transfers/settings", {}, &show_transfer_settings},
    {"POST",
     "/control/v1/pay/transfers/settings",
     {"is_product_open",
      "amount_min",
      "amount_max",
      "merchant_day_max",
      "merchant_month_max",
      "user_day_max",
      "user_day_count_max",
      "name_forbidden_below",
      "name_required_from",
      "retry_days",
      "query_horizon_seconds",
      "confirm_life_seconds",
      "close_lag_seconds",
      "funding_delay_seconds",
      "transfer_delay_seconds",
      "cancel_delay_seconds",
      "query_lag_seconds",
      "is_short_accepted",
      "is_cancel_ended_by_fail",
      "perceptions",
      "is_authorization_open"},
     &set_transfer_settings},
    {"POST", "/control/v1/pay/transfers/next", {"state", "fail_reason"}, &plan_transfer},
    {"POST", "/control/v1/pay/transfers/open", {"package", "openid", "mchId", "appId"}, &open_transfer_page},
    {"POST",
     "/control/v1/pay/transfers/confirm",
     {"out_bill_no", "fail_reason", "is_before_cancel", "is_authorization_granted"},
     &confirm_transfer},
    {"POST", "/control/v1/pay/transfers/decline", {"out_bill_no"}, &decline_transfer},
    {"POST", "/control/v1/pay/transfers/fail", {"out_bill_no", "fail_reason"}, &fail_transfer},
    {"POST", "/control/v1/pay/transfers/hold", {"out_bill_no", "is_held"}, &hold_transfer},
    {"GET", "/control/v1/pay/authorizations", {}, &list_authorizations},
    {"POST",
     "/control/v1/pay/authorizations/confirm",
     {"out_authorization_no", "package", "openid"},
     &grant_authorization},
    {"POST",
     "/control/v1/pay/authorizations/close",
     {"out_authorization_no", "close_reason"},
     &end_authorization},
    {"GET", "/control/v1/pay/funds", {}, &show_funds},
    {"POST", "/control/v1/pay/funds", {"account", "amount", "voucher_no"}, &top_up_funds},
    {"GET", "/control/v1/books/funds", {}, &show_fund_entries},
    {"GET", "/control/v1/pay/sharing", {}, &list_sharing},
    {"POST",
     "/control/v1/pay/sharing/settings",
     {"percent_max", "earliest_seconds", "latest_seconds", "work_delay_seconds", "person_month_max",
      "notify_url"},
     &set_sharing},
    {"POST", "/control/v1/pay/sharing/fail", {"account", "fail_reason"}, &fail_sharing},
    {"POST",
     "/control/v1/pay/receipts",
     {"making_delay_seconds", "url_life_seconds", "next_fail_reason"},
     &set_receipts},
    {"POST", "/control/v1/pay/bills", {"fund_style", "url_life_seconds", "fee_rate"}, &set_bills},
    {"POST",
     "/control/v1/pay/bills/plants",
     {"kind", "bill", "number", "amount", "day", "is_refund"},
     &plant_in_bill},
    {"GET", "/control/v1/pay/bills/plants", {}, &list_plants},
    {"DELETE", "/control/v1/pay/bills/plants", {}, &clear_plants},
    {"GET", "/control/v1/books/callbacks", {}, &show_callbacks},
    {"GET", "/control/v1/books/callback-attempts", {}, &show_callback_attempts},
    {"GET", "/control/v1/books/requests", {}, &show_requests},
    {"GET", "/control/v1/books/messages", {}, &show_messages},
    {"GET", "/control/v1/books/codes", {}, &show_codes},
    {"GET", "/control/v1/books/links", {}, &show_links},
    {"GET", "/control/v1/books/pushes", {}, &show_pushes},
};

std::optional<std::string> unknown_key(const Json& body, const std::vector<std::string_view>& known) {
  for (const auto& [key, value] : body.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) return key;
  }
  return std::nullopt;
}

ControlAnswer dispatch(World& world, const Request& request, const ControlCall& call) {
  bool is_path_known = false;
  for (const auto& route : kControlRoutes) {
    if (route.path != request.path) continue;
    is_path_known = true;
    if (route.method != request.method) continue;
    if (const auto key = unknown_key(call.body, route.keys)) return wrong("unknown member: " + *key);
    return route.handle(world, call);
  }
  if (is_path_known) return refuse(405, "this path has no such method");
  return refuse(404, "no such path");
}

}  // namespace

ControlAnswer answer_control(World& world, const Request& request, Instant real_now, Random& random) {
  auto body = request.body.empty() ? Json::object() : Json::parse(request.body, nullptr, false);
  if (!body.is_object()) return wrong("the body is not a JSON object");
  const ControlCall call{parse_query(request.query), std::move(body), real_now,
                         world.clock.moment(real_now, random)};
  catch_up(world, call.moment);
  return dispatch(world, request, call);
}

std::span<const ControlRoute> control_routes() { return kControlRoutes; }

ControlAnswer refuse(int status, std::string reason) { return {status, {{"error", std::move(reason)}}, {}}; }

std::optional<std::vector<std::string>> read_texts(const Json& object, std::string_view name) {
  std::vector<std::string> texts;
  const auto found = object.find(name);
  if (found == object.end()) return texts;
  if (!found->is_array()) return std::nullopt;
  for (const auto& item : *found) {
    if (!item.is_string()) return std::nullopt;
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

}  // namespace fenrun::emulator
