// RSA as WeChat Pay uses it: signatures RSASSA-PKCS1-v1_5 with SHA-256, sensitive fields RSAES-OAEP with
// SHA-1 and an empty label. Keys are cheap to copy and may be used by several threads at once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace fenrun::wechat {

struct RsaParts;  // OpenSSL's side, behind rsa.cpp

inline constexpr int kRsaBitsMin = 2048;
inline constexpr int kRsaBitsMax = 8192;

class RsaPublicKey {
 public:
  explicit RsaPublicKey(std::shared_ptr<const RsaParts> parts) : parts_(std::move(parts)) {}
  // A PEM SubjectPublicKeyInfo, as WeChat's pub_key.pem. Nothing for another kind of key or size.
  static std::optional<RsaPublicKey> from_pem(std::string_view pem);

  // Both take raw bytes; base64 is the caller's.
  [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;
  // Nothing when the text is too long: 214 bytes under a key of 2048 bits.
  [[nodiscard]] std::optional<std::string> seal(std::string_view plain) const;
  [[nodiscard]] int bits() const;
  [[nodiscard]] bool is_same_as(const RsaPublicKey& other) const;

 private:
  std::shared_ptr<const RsaParts> parts_;
};

class RsaPrivateKey {
 public:
  explicit RsaPrivateKey(std::shared_ptr<const RsaParts> parts) : parts_(std::move(parts)) {}
  // PEM in PKCS#8 or PKCS#1, not encrypted. Nothing for anything else.
  static std::optional<RsaPrivateKey> from_pem(const SecretText& pem);

  [[nodiscard]] std::string sign(std::string_view message) const;
  // Nothing for what was not sealed for this key.
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed) const;
  [[nodiscard]] RsaPublicKey public_key() const { return RsaPublicKey(parts_); }

 private:
  std::shared_ptr<const RsaParts> parts_;
};

}  // namespace fenrun::wechat
