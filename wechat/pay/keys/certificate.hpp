// What we need of an X.509 certificate of WeChat Pay's or of the merchant's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "wechat/pay/keys/rsa.hpp"

namespace fenrun::wechat {

struct PayCertificate {
  std::string serial;  // upper-case hex digits, an even number of them
  RsaPublicKey key;
  Instant not_before;
  Instant not_after;
};

// The first certificate of a PEM text. Nothing for anything else, and for keys that are not RSA.
std::optional<PayCertificate> read_certificate(std::string_view pem);

// Upper case and, for serials of hex digits, without leading zeros: programs disagree about both, and mean
// the same certificate.
std::string canonical_serial(std::string_view serial);

// Ids of WeChat Pay's public keys, as opposed to serials of its certificates.
bool is_public_key_id(std::string_view serial);

}  // namespace fenrun::wechat
