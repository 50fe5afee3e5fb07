// Digests, MACs and comparison in constant time.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/crypto/encoding.hpp"

namespace fenrun::crypto {

using Sha256 = std::array<std::uint8_t, 32>;
using Sha1 = std::array<std::uint8_t, 20>;

Sha256 sha256(Bytes data);
Sha256 sha256(std::string_view data);
Sha1 sha1(std::string_view data);  // only where WeChat's wire demands it
Sha256 hmac_sha256(Bytes key, std::string_view message);
Sha1 hmac_sha1(Bytes key, std::string_view message);  // only for TOTP (RFC 6238)
// One 32-byte key of HKDF (RFC 5869) from key material that is already uniform or nearly so.
Sha256 hkdf_sha256(Bytes key_material, Bytes salt, std::string_view info);

// Time depends on the lengths only.
bool equal_in_constant_time(Bytes a, Bytes b);
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace fenrun::crypto
