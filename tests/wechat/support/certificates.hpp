// Certificates made on the spot, so that no key is kept in the tree.
#pragma once

#include <openssl/x509.h>

#include <memory>
#include <string>

namespace fenrun::wechat::testing {

struct Identity {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;
};

// Life of a certificate relative to the present.
struct Validity {
  long from_s = -3600;
  long until_s = 3600;
};

class Authority {
 public:
  Authority();
  ~Authority();  // removes the file
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  // `alternative_name` as OpenSSL writes it: "DNS:localhost" or "IP:127.0.0.1".
  [[nodiscard]] Identity issue(const std::string& alternative_name, Validity validity = {}) const;
  // A PEM file with this authority's certificate.
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  Identity self_;
  std::string file_;
};

}  // namespace fenrun::wechat::testing
