// Certificates and the self test.
#pragma once

#include "wechat/emulator/core/pay/call.hpp"
#include "wechat/emulator/core/pay/fields.hpp"

namespace fenrun::emulator {

inline constexpr Field kCertificateQuery[] = {Field::text("algorithm_type", 8, Need::optional)};
inline constexpr Field kEchoFields[] = {
    Field::text("echo_message", 1'000),
    Field::text("encrypted_echo_message", 1'000, Need::optional),
    Field::text("notify_url", 256, Need::optional),
};

// Every platform certificate, encrypted under the APIv3 key; RESOURCE_NOT_EXISTS for a merchant that has the
// public key only.
PayOutcome download_certificates(World& world, const PayCall& call);
// What was said, said back; and once more by callback when there is a notify_url.
PayOutcome echo(World& world, const PayCall& call);

}  // namespace fenrun::emulator
