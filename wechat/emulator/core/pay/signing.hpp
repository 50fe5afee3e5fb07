// What WeChat Pay puts beside a message: the signature and the number of the exchange.
#pragma once

#include <optional>
#include <string>

#include "wechat/emulator/core/faults.hpp"
#include "wechat/emulator/core/pay/merchant.hpp"

namespace fenrun::emulator {

// Wechatpay-Timestamp, -Nonce, -Serial and -Signature over the body. The faults bad_signature, probe,
// wrong_serial and stale_time are made here.
Headers sign_message(const std::string& body, const PlatformKey& key, std::optional<FaultKind> fault,
                     Moment moment);

// The time that a message claims: the fault stale_time makes it an old one.
Instant claimed_time(std::optional<FaultKind> fault, Instant now);

// "{opaque}-{numeric}"
std::string make_request_id(std::int64_t numeric, Random& random);

// 40 upper-case hexadecimal digits.
std::string random_serial(Random& random);

// The bytes of a JSON value as they are sent and signed.
std::string to_wire(const Json& value);

// WeChat Pay's times carry no fraction.
Instant whole_second(Instant instant);

}  // namespace fenrun::emulator
