// Who calls: the header Authorization and the signature of a request.
#pragma once

#include <string>
#include <variant>

#include "wechat/emulator/core/pay/merchant.hpp"
#include "wechat/emulator/core/pay/refusals.hpp"

namespace fenrun::emulator {

// The serial of the merchant's certificate that signed the request, or why nobody is let in: the headers
// every request needs, the five attributes, the merchant and its certificate, the age, the signature.
std::variant<std::string, PayRefusal> authorize(const PayMerchant& merchant, const Request& request,
                                                Instant now);

// The header's value, or an empty text; `name` in lower case.
std::string header_of(const Request& request, std::string_view name);

}  // namespace fenrun::emulator
