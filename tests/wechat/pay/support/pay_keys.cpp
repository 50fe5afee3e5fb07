#include "tests/wechat/pay/support/pay_keys.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdexcept>
#include <vector>

#include "base/crypto/encoding.hpp"

namespace fenrun::wechat::testing {
namespace {

void need(bool is_good) {
  if (!is_good) throw std::runtime_error("OpenSSL failed in a test's support");
}

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

template <class Write>
std::string pem_text(Write write) {
  const std::shared_ptr<BIO> bio(BIO_new(BIO_s_mem()), BIO_free);
  need(write(bio.get()) == 1);
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string crypt_oaep(EVP_PKEY* key, std::string_view input, bool encrypt) {
  const std::shared_ptr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free);
  need((encrypt ? EVP_PKEY_encrypt_init(context.get()) : EVP_PKEY_decrypt_init(context.get())) == 1);
  need(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1);
  std::vector<unsigned char> out(1024);
  std::size_t size = out.size();
  const auto run = encrypt ? EVP_PKEY_encrypt : EVP_PKEY_decrypt;
  need(run(context.get(), out.data(), &size, raw(input), input.size()) == 1);
  return {reinterpret_cast<const char*>(out.data()), size};
}

}  // namespace

PayKey::PayKey(unsigned bits) : key_(EVP_RSA_gen(bits), EVP_PKEY_free) { need(key_ != nullptr); }

std::string PayKey::private_pem() const {
  return pem_text([&](BIO* bio) {
    return PEM_write_bio_PKCS8PrivateKey(bio, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

std::string PayKey::public_pem() const {
  return pem_text([&](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key_.get()); });
}

std::string PayKey::certificate_pem(const std::string& serial, std::int64_t from_s, std::int64_t to_s) const {
  const std::shared_ptr<X509> certificate(X509_new(), X509_free);
  BIGNUM* number = nullptr;
  need(BN_hex2bn(&number, serial.c_str()) > 0);
  need(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.get())) != nullptr);
  BN_free(number);
  need(ASN1_TIME_set(X509_getm_notBefore(certificate.get()), from_s) != nullptr);
  need(ASN1_TIME_set(X509_getm_notAfter(certificate.get()), to_s) != nullptr);
  need(X509_set_pubkey(certificate.get(), key_.get()) == 1);
  need(X509_sign(certificate.get(), key_.get(), EVP_sha256()) > 0);
  return pem_text([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); });
}

std::string PayKey::sign(std::string_view message) const {
  const std::shared_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  need(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
  std::vector<unsigned char> out(1024);
  std::size_t size = out.size();
  need(EVP_DigestSign(context.get(), out.data(), &size, raw(message), message.size()) == 1);
  return crypto::to_base64(crypto::Bytes(out.data(), size));
}

bool PayKey::verify(std::string_view message, std::string_view base64) const {
  const auto signature = crypto::from_base64(base64);
  if (!signature) return false;
  const std::shared_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  need(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
  return EVP_DigestVerify(context.get(), raw(*signature), signature->size(), raw(message), message.size()) ==
         1;
}

std::string PayKey::open_oaep(std::string_view base64) const {
  return crypt_oaep(key_.get(), crypto::from_base64(base64).value(), false);
}

std::string PayKey::seal_oaep(std::string_view plain) const {
  return crypto::to_base64(crypto::as_bytes(crypt_oaep(key_.get(), plain, true)));
}

const PayKey& merchant_key() {
  static const PayKey kKey;
  return kKey;
}
const PayKey& platform_key() {
  static const PayKey kKey;
  return kKey;
}
const PayKey& other_platform_key() {
  static const PayKey kKey;
  return kKey;
}

}  // namespace fenrun::wechat::testing
