// Signatures and encryption of message push, both directions.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto/cipher.hpp"
#include "base/secret.hpp"

namespace fenrun::wechat {

// hex(SHA-1) of the parts sorted and joined: token, timestamp, nonce and, for an encrypted message, its
// cipher text.
std::string push_signature(std::initializer_list<std::string_view> parts);

// AES-256-CBC with WeChat's frame: 16 random bytes, the length, the message, the appid.
class PushCipher {
 public:
  // `encoding_aes_key` has 43 base64 characters. Throws std::invalid_argument for anything else.
  PushCipher(const SecretText& encoding_aes_key, std::string appid);

  // The message in `encrypted` (base 64); nothing when it does not open or is another app's.
  [[nodiscard]] std::optional<std::string> open(std::string_view encrypted) const;
  [[nodiscard]] std::string seal(std::string_view message, const std::array<std::uint8_t, 16>& random) const;

 private:
  Secret<crypto::Key256> key_;
  std::string appid_;
};

}  // namespace fenrun::wechat
