// RSA as WeChat Pay uses it: SHA-256 signatures (PKCS #1 v1.5), OAEP with SHA-1 for sensitive fields, and the
// certificates that carry the keys. OpenSSL stays behind this header; keys are values and share what is
// inside.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

struct evp_pkey_st;

namespace fenrun::emulator {

class RsaPublicKey {
 public:
  // Nothing unless the PEM text is the public key of an RSA pair.
  static std::optional<RsaPublicKey> from_pem(const std::string& pem);

  // False for a wrong signature and for a text that is not base64.
  [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;
  // Base64; nothing when the text is too long for the key (214 bytes with 2048 bits). Two encryptions of one
  // text differ, whatever the seed.
  [[nodiscard]] std::optional<std::string> encrypt(std::string_view plain) const;

 private:
  friend class RsaPrivateKey;
  friend struct PayCertificate;
  explicit RsaPublicKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

class RsaPrivateKey {
 public:
  static std::optional<RsaPrivateKey> from_pem(const std::string& pem);
  // A fresh pair of 2048 bits.
  static RsaPrivateKey make();

  // Base64.
  [[nodiscard]] std::string sign(std::string_view message) const;
  // Nothing when the base64 text was not encrypted for this key.
  [[nodiscard]] std::optional<std::string> decrypt(std::string_view cipher) const;
  [[nodiscard]] std::string pem() const;         // PKCS #8
  [[nodiscard]] std::string public_pem() const;  // SubjectPublicKeyInfo
  [[nodiscard]] RsaPublicKey public_key() const { return RsaPublicKey(key_); }

 private:
  friend struct PayCertificate;
  explicit RsaPrivateKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

struct PayCertificate {
  std::string pem;
  std::string serial;  // upper-case hexadecimal digits
  Instant effective;
  Instant expires;
  RsaPublicKey key;

  // Nothing unless the PEM text is a certificate over an RSA key.
  static std::optional<PayCertificate> from_pem(const std::string& pem);
  // Signed by its own key, good for five years from the day before `now`.
  static PayCertificate make(const RsaPrivateKey& key, const std::string& common_name, Instant now);
};

}  // namespace fenrun::emulator
