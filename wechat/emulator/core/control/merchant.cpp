// The merchant of the Pay API, its keys, and the address its callbacks go to.
#include "wechat/emulator/core/control/handlers.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::int64_t kCallbackTimeoutMsMax = 60'000;

Json render_merchant(const PayMerchant& merchant) {
  Json own = Json::array();
  for (const auto& [serial, certificate] : merchant.certificates) own.push_back(serial);
  Json platform = Json::array();
  for (const auto& [certificate, key] : merchant.platform_certificates)
    platform.push_back({{"serial", certificate.serial}, {"pem", certificate.pem}});
  return {{"mchid", merchant.mchid},
          {"appid", merchant.appid},
          {"mode", name_of(merchant.mode)},
          {"callback_public_key_permille", merchant.callback_public_key_permille},
          {"certificate_serials", own},
          {"platform_certificates", platform},
          {"public_key_id", merchant.public_key.serial},
          {"public_key", merchant.public_key.key.public_pem()},
          {"apiv3_key", merchant.apiv3_key},
          {"ip_allow_list", merchant.ip_allow_list},
          {"transfer_scenes", merchant.transfer_scenes},
          {"are_errors_signed", merchant.are_errors_signed}};
}

// Nothing when the settings of the body were taken over, else what is wrong with them.
std::optional<std::string> apply_settings(const ControlCall& call, PayMerchant& merchant) {
  const auto appid = read_text(call.body, "appid", merchant.appid);
  const auto mode = read_text(call.body, "mode", std::string(name_of(merchant.mode)));
  const auto share =
      read_integer(call.body, "callback_public_key_permille", merchant.callback_public_key_permille);
  const auto apiv3_key = read_text(call.body, "apiv3_key", merchant.apiv3_key);
  const auto ips = read_texts(call.body, "ip_allow_list");
  const auto scenes = read_texts(call.body, "transfer_scenes");
  const auto is_renewed = read_boolean(call.body, "is_platform_certificate_renewed", false);
  const auto are_errors_signed = read_boolean(call.body, "are_errors_signed", merchant.are_errors_signed);
  if (!appid || appid->empty()) return "appid is a text";
  if (!mode || !pay_key_mode_named(*mode)) return "mode is certificate, public_key or switching";
  if (!share || *share < 0 || *share > 1'000) return "callback_public_key_permille is 0 to 1000";
  if (!apiv3_key || apiv3_key->size() != PayMerchant::kApiv3KeyBytes) return "apiv3_key is 32 bytes";
  if (!ips || !scenes) return "ip_allow_list and transfer_scenes are lists of texts";
  if (!is_renewed) return "is_platform_certificate_renewed is true or false";
  if (!are_errors_signed) return "are_errors_signed is true or false";
  merchant.are_errors_signed = *are_errors_signed;
  merchant.appid = *appid;
  merchant.mode = *pay_key_mode_named(*mode);
  merchant.callback_public_key_permille = static_cast<int>(*share);
  merchant.apiv3_key = *apiv3_key;
  if (call.body.contains("ip_allow_list")) merchant.ip_allow_list = {ips->begin(), ips->end()};
  if (call.body.contains("transfer_scenes")) merchant.transfer_scenes = {scenes->begin(), scenes->end()};
  if (*is_renewed) {
    const auto key = RsaPrivateKey::make();
    merchant.platform_certificates.push_back({PayCertificate::make(key, "Tenpay.com", call.moment.now), key});
  }
  return std::nullopt;
}

ControlAnswer set_up_merchant(World& world, const ControlCall& call, const std::string& mchid) {
  auto made = generate_merchant(mchid, world.app.appid, call.moment.now, call.moment.random);
  if (const auto problem = apply_settings(call, made.merchant)) return wrong(*problem);
  auto shown = render_merchant(made.merchant);
  shown["merchant_key"] = made.merchant_key.pem();
  shown["merchant_certificate"] = made.merchant.certificates.begin()->second.pem;
  world.pay = Pay{std::move(made.merchant)};
  return {201, std::move(shown), {}};
}

}  // namespace

ControlAnswer show_merchant(World& world, const ControlCall&) {
  if (!world.pay) return no_merchant();
  return {200, render_merchant(world.pay->merchant), {}};
}

// A new mchid makes a new merchant, whose private key is told this once.
ControlAnswer set_merchant(World& world, const ControlCall& call) {
  const auto mchid = read_text(call.body, "mchid", world.pay ? world.pay->merchant.mchid : "");
  const bool is_number = mchid && !mchid->empty() && mchid->size() <= 32 &&
                         mchid->find_first_not_of("0123456789") == std::string::npos;
  if (!is_number) return wrong("mchid is a number in digits");
  if (!world.pay || world.pay->merchant.mchid != *mchid) return set_up_merchant(world, call, *mchid);
  if (const auto problem = apply_settings(call, world.pay->merchant)) return wrong(*problem);
  return {200, render_merchant(world.pay->merchant), {}};
}

ControlAnswer set_callback_endpoint(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  CallbackEndpoint endpoint;
  endpoint.origin = text_of(call.body, "origin");
  endpoint.ca_file = text_of(call.body, "ca_file");
  const auto timeout_ms = read_integer(call.body, "timeout_ms", endpoint.timeout.count());
  const auto scheme_end = endpoint.origin.find("://");
  const bool is_origin =
      endpoint.origin.empty() ||
      ((endpoint.origin.starts_with("http://") || endpoint.origin.starts_with("https://")) &&
       endpoint.origin.find('/', scheme_end + 3) == std::string::npos);
  if (!is_origin) return wrong("origin is http:// or https:// with a host and no path, or empty");
  if (!timeout_ms || *timeout_ms < 1 || *timeout_ms > kCallbackTimeoutMsMax)
    return wrong("timeout_ms is 1 to 60000");
  endpoint.timeout = std::chrono::milliseconds(*timeout_ms);
  world.pay->callbacks.endpoint = std::move(endpoint);
  return {};
}

}  // namespace fenrun::emulator
