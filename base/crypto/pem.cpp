#include "base/crypto/pem.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace fenrun::crypto {
namespace {

using PemText = std::unique_ptr<BIO, decltype(&BIO_free)>;
using PemCertificate = std::unique_ptr<X509, decltype(&X509_free)>;
using PemKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

int give_no_passphrase(char*, int, int, void*) { return -1; }

PemText open_pem(std::string_view text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

PemCertificate next_certificate(BIO* pem) {
  return {PEM_read_bio_X509(pem, nullptr, give_no_passphrase, nullptr), X509_free};
}

PemKey read_key(std::string_view text) {
  const PemText pem = open_pem(text);
  PemKey key{PEM_read_bio_PrivateKey(pem.get(), nullptr, give_no_passphrase, nullptr), EVP_PKEY_free};
  ERR_clear_error();
  return key;
}

}  // namespace

bool holds_certificates(std::string_view text) {
  const PemText pem = open_pem(text);
  ERR_clear_error();
  int found = 0;
  while (next_certificate(pem.get())) ++found;
  // How OpenSSL says that nothing more begins; any other reason is a certificate that cannot be read.
  const bool is_at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  return found > 0 && is_at_end;
}

bool holds_private_key(std::string_view pem) { return read_key(pem) != nullptr; }

bool is_key_of_first(std::string_view certificates, std::string_view key) {
  const PemText pem = open_pem(certificates);
  const PemCertificate first = next_certificate(pem.get());
  const PemKey own = read_key(key);
  const bool fits = first && own && X509_check_private_key(first.get(), own.get()) == 1;
  ERR_clear_error();
  return fits;
}

}  // namespace fenrun::crypto
