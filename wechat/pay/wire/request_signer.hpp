// What a request to WeChat Pay is signed over, and the header that carries the signature.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "wechat/http/client.hpp"
#include "wechat/pay/wire/merchant.hpp"

namespace fenrun::wechat {

inline constexpr std::string_view kPaySignatureType = "WECHATPAY2-SHA256-RSA2048";

std::string_view to_text(HttpMethod method);

// `target` and `body` exactly as they go over the wire.
std::string request_message(std::string_view method, std::string_view target, std::int64_t timestamp_s,
                            std::string_view nonce, std::string_view body);

// What a mini program's payment is signed over.
std::string payment_message(std::string_view appid, std::int64_t timestamp_s, std::string_view nonce,
                            std::string_view package);

// 32 characters out of 0-9, A-Z, a-z.
std::string make_pay_nonce(Random& random);

// The value of the Authorization header.
std::string authorization(const PayMerchant& merchant, const MerchantKeys& keys, HttpMethod method,
                          std::string_view target, std::string_view body, std::int64_t timestamp_s,
                          std::string_view nonce);

}  // namespace fenrun::wechat
