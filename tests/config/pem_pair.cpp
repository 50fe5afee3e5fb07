#include "tests/config/pem_pair.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "tests/wechat/support/certificates.hpp"

namespace fenrun::config {
namespace {

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

PemPair::PemPair() {
  const wechat::testing::Authority authority;
  const auto issued = authority.issue("DNS:localhost");
  const auto memory = [] {
    return std::unique_ptr<BIO, decltype(&BIO_free)>(BIO_new(BIO_s_mem()), BIO_free);
  };
  const auto own = memory();
  PEM_write_bio_X509(own.get(), issued.certificate.get());
  certificate = text_of(own.get());
  const auto open = memory();
  PEM_write_bio_PrivateKey(open.get(), issued.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  key = text_of(open.get());
  const auto locked = memory();
  std::string passphrase = "words";
  PEM_write_bio_PrivateKey(locked.get(), issued.key.get(), EVP_aes_256_cbc(), nullptr, 0, nullptr,
                           passphrase.data());
  locked_key = text_of(locked.get());
}

}  // namespace fenrun::config
