// Passwords (scrypt) and one-time codes (RFC 6238).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/crypto/encoding.hpp"
#include "base/secret.hpp"

namespace fenrun::crypto {

// scrypt cost. The default is OWASP's minimum for scrypt: 128 MiB and some 0.4 s of one core, so run it on a
// pool of its own with bounded concurrency.
struct ScryptCost {
  std::uint64_t n = 1U << 17U;
  std::uint32_t r = 8;
  std::uint32_t p = 1;
};

// 32 bytes of RFC 7914 scrypt; throws std::runtime_error when the cost is not one OpenSSL accepts or memory
// is short.
std::array<std::uint8_t, 32> scrypt(Bytes password, Bytes salt, const ScryptCost& cost);

// "scrypt$n$r$p$salt$hash" with base64url parts; the pepper is mixed in by HMAC before scrypt and never
// stored.
std::string hash_password(std::string_view password, const SecretText& pepper,
                          const std::array<std::uint8_t, 16>& salt, const ScryptCost& cost);
// False for a wrong password or a malformed stored form.
bool verify_password(std::string_view password, const SecretText& pepper, std::string_view stored);

// The 30-second step that contains `instant`.
std::int64_t totp_step(Instant instant);
// Six digits.
std::string totp_code(std::string_view secret, std::int64_t step);
// The step that `code` belongs to, among `now`'s and one before and after, but later than `last_used_step`.
std::optional<std::int64_t> verify_totp(std::string_view secret, std::string_view code, Instant now,
                                        std::int64_t last_used_step);

}  // namespace fenrun::crypto
