#include "wechat/emulator/core/pay/keys.hpp"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <stdexcept>

#include "base/crypto/encoding.hpp"

namespace fenrun::emulator {
namespace {

using SharedKey = std::shared_ptr<EVP_PKEY>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;
using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr unsigned kKeyBits = 2048;
constexpr int kSerialBits = 159;  // 160 with the sign: 40 hexadecimal digits
constexpr int kCertificateDays = 5 * 365;

void require_rsa(bool is_done) {
  if (!is_done) throw std::runtime_error("OpenSSL refused an RSA operation");
}

Bio open_pem(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free};
}

std::string text_of_bio(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

SharedKey share_rsa(EVP_PKEY* key) {
  SharedKey shared(key, &EVP_PKEY_free);
  if (key != nullptr && EVP_PKEY_base_id(key) != EVP_PKEY_RSA) shared.reset();
  return shared;
}

KeyContext make_oaep(EVP_PKEY* key, int (*start)(EVP_PKEY_CTX*)) {
  KeyContext context(EVP_PKEY_CTX_new(key, nullptr), &EVP_PKEY_CTX_free);
  require_rsa(context != nullptr && start(context.get()) == 1);
  require_rsa(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1);
  require_rsa(EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), EVP_sha1()) == 1);
  require_rsa(EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), EVP_sha1()) == 1);
  return context;
}

using Crypt = int (*)(EVP_PKEY_CTX*, unsigned char*, std::size_t*, const unsigned char*, std::size_t);

std::optional<std::string> run_oaep(EVP_PKEY_CTX* context, Crypt crypt, std::string_view in) {
  const auto bytes = crypto::as_bytes(in);
  std::size_t size = 0;
  if (crypt(context, nullptr, &size, bytes.data(), bytes.size()) != 1) return std::nullopt;
  std::string out(size, '\0');
  auto* data = reinterpret_cast<unsigned char*>(out.data());
  if (crypt(context, data, &size, bytes.data(), bytes.size()) != 1) return std::nullopt;
  out.resize(size);
  return out;
}

Instant instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  require_rsa(ASN1_TIME_to_tm(time, &parts) == 1);
  const std::chrono::year_month_day day{std::chrono::year(parts.tm_year + 1900),
                                        std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                        std::chrono::day(static_cast<unsigned>(parts.tm_mday))};
  return std::chrono::sys_days(day) + std::chrono::hours(parts.tm_hour) + std::chrono::minutes(parts.tm_min) +
         std::chrono::seconds(parts.tm_sec);
}

std::string serial_of(const X509* certificate) {
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr), &BN_free);
  char* text = BN_bn2hex(number.get());
  std::string serial(text);
  OPENSSL_free(text);
  return serial;
}

void draw_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_new(), &BN_free);
  require_rsa(BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  require_rsa(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

void set_validity(X509* certificate, Instant now) {
  const auto start = static_cast<time_t>(
      std::chrono::floor<std::chrono::seconds>(now.time_since_epoch() - std::chrono::hours(24)).count());
  ASN1_TIME_set(X509_getm_notBefore(certificate), start);
  ASN1_TIME_adj(X509_getm_notAfter(certificate), start, kCertificateDays, 0);
}

void set_names(X509* certificate, const std::string& common_name) {
  auto* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());
  require_rsa(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1);
  X509_set_issuer_name(certificate, name);
}

std::string pem_of(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  require_rsa(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return text_of_bio(bio.get());
}

}  // namespace

std::optional<RsaPublicKey> RsaPublicKey::from_pem(const std::string& pem) {
  const auto bio = open_pem(pem);
  auto key = share_rsa(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  if (!key) return std::nullopt;
  return RsaPublicKey(std::move(key));
}

bool RsaPublicKey::verify(std::string_view message, std::string_view signature) const {
  const auto bytes = crypto::from_base64(signature);
  if (!bytes) return false;
  const DigestContext context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  require_rsa(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
  const auto given = crypto::as_bytes(*bytes);
  const auto text = crypto::as_bytes(message);
  return EVP_DigestVerify(context.get(), given.data(), given.size(), text.data(), text.size()) == 1;
}

std::optional<std::string> RsaPublicKey::encrypt(std::string_view plain) const {
  const auto context = make_oaep(key_.get(), &EVP_PKEY_encrypt_init);
  const auto cipher = run_oaep(context.get(), &EVP_PKEY_encrypt, plain);
  if (!cipher) return std::nullopt;
  return crypto::to_base64(crypto::as_bytes(*cipher));
}

std::optional<RsaPrivateKey> RsaPrivateKey::from_pem(const std::string& pem) {
  const auto bio = open_pem(pem);
  auto key = share_rsa(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (!key) return std::nullopt;
  return RsaPrivateKey(std::move(key));
}

RsaPrivateKey RsaPrivateKey::make() {
  auto key = share_rsa(EVP_RSA_gen(kKeyBits));
  require_rsa(key != nullptr);
  return RsaPrivateKey(std::move(key));
}

std::string RsaPrivateKey::sign(std::string_view message) const {
  const DigestContext context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  require_rsa(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
  const auto text = crypto::as_bytes(message);
  std::size_t size = 0;
  require_rsa(EVP_DigestSign(context.get(), nullptr, &size, text.data(), text.size()) == 1);
  std::string signature(size, '\0');
  auto* data = reinterpret_cast<unsigned char*>(signature.data());
  require_rsa(EVP_DigestSign(context.get(), data, &size, text.data(), text.size()) == 1);
  signature.resize(size);
  return crypto::to_base64(crypto::as_bytes(signature));
}

std::optional<std::string> RsaPrivateKey::decrypt(std::string_view cipher) const {
  const auto bytes = crypto::from_base64(cipher);
  if (!bytes) return std::nullopt;
  const auto context = make_oaep(key_.get(), &EVP_PKEY_decrypt_init);
  return run_oaep(context.get(), &EVP_PKEY_decrypt, *bytes);
}

std::string RsaPrivateKey::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  require_rsa(PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) ==
              1);
  return text_of_bio(bio.get());
}

std::string RsaPrivateKey::public_pem() const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  require_rsa(PEM_write_bio_PUBKEY(bio.get(), key_.get()) == 1);
  return text_of_bio(bio.get());
}

std::optional<PayCertificate> PayCertificate::from_pem(const std::string& pem) {
  const auto bio = open_pem(pem);
  const X509Ptr certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free);
  if (!certificate) return std::nullopt;
  auto key = share_rsa(X509_get_pubkey(certificate.get()));
  if (!key) return std::nullopt;
  return PayCertificate{pem, serial_of(certificate.get()), instant_of(X509_get0_notBefore(certificate.get())),
                        instant_of(X509_get0_notAfter(certificate.get())), RsaPublicKey(std::move(key))};
}

PayCertificate PayCertificate::make(const RsaPrivateKey& key, const std::string& common_name, Instant now) {
  const X509Ptr certificate(X509_new(), &X509_free);
  require_rsa(certificate != nullptr);
  X509_set_version(certificate.get(), 2);
  draw_serial(certificate.get());
  set_validity(certificate.get(), now);
  set_names(certificate.get(), common_name);
  X509_set_pubkey(certificate.get(), key.key_.get());
  require_rsa(X509_sign(certificate.get(), key.key_.get(), EVP_sha256()) > 0);
  auto made = from_pem(pem_of(certificate.get()));
  require_rsa(made.has_value());
  return std::move(*made);
}

}  // namespace fenrun::emulator
