// Keys made on the spot by OpenSSL itself, so that nothing of ours vouches for itself and no key is kept in
// the tree.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace fenrun::wechat::testing {

class PayKey {
 public:
  explicit PayKey(unsigned bits = 2048);

  [[nodiscard]] EVP_PKEY* handle() const { return key_.get(); }
  [[nodiscard]] std::string private_pem() const;
  [[nodiscard]] std::string public_pem() const;
  // A self-signed certificate with that serial (hex), valid from and to these seconds since 1970.
  [[nodiscard]] std::string certificate_pem(const std::string& serial, std::int64_t from_s,
                                            std::int64_t to_s) const;

  [[nodiscard]] std::string sign(std::string_view message) const;  // base64
  [[nodiscard]] bool verify(std::string_view message, std::string_view base64) const;
  [[nodiscard]] std::string open_oaep(std::string_view base64) const;  // throws when it cannot
  [[nodiscard]] std::string seal_oaep(std::string_view plain) const;   // base64

 private:
  std::shared_ptr<EVP_PKEY> key_;
};

// One key of each role for a whole test program: making them takes time.
const PayKey& merchant_key();
const PayKey& platform_key();
const PayKey& other_platform_key();

}  // namespace fenrun::wechat::testing
