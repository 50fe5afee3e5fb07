// One call of the Pay API on its way through its route, after every check that all routes share.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "wechat/emulator/core/parameters.hpp"
#include "wechat/emulator/core/pay/merchant.hpp"
#include "wechat/emulator/core/pay/refusals.hpp"

namespace fenrun::emulator {

struct World;

struct PayCall {
  Parameters parts;              // what stands in the places of the pattern: {"out_trade_no", "…"}
  Parameters query;              // checked against the route's table
  Json body;                     // an object, checked against the route's table; empty when there was none
  std::string wechatpay_serial;  // the header of that name, as sent; may be empty
  std::string merchant_serial;   // of the merchant's certificate that signed the request
  std::string peer_ip;
  const PayMerchant& merchant;
  Moment moment;
  bool is_sealed_wrongly = false;  // a fault: what the APIv3 key should open was sealed under another
};

struct PayReply {
  int status = 200;  // 204: the body is not sent
  Json body = Json::object();
};

// A download: bytes without a signature.
struct PayFile {
  std::string bytes;
  std::string content_type = "application/octet-stream";
};

using PayOutcome = std::variant<PayReply, PayFile, PayRefusal>;

// The plain text of a sensitive field of the request, which names its key in Wechatpay-Serial.
std::variant<std::string, PayRefusal> open_sensitive(const PayCall& call, std::string_view cipher);
// The text as only the merchant that called can read it.
std::string seal_sensitive(const PayCall& call, std::string_view plain);

// Whether a notify_url may be called: http or https as allowed, a host and a path, no query and no fragment.
bool is_notify_url(std::string_view url, bool is_https_only);

}  // namespace fenrun::emulator
