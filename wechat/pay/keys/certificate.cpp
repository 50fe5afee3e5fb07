#include "wechat/pay/keys/certificate.hpp"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <ctime>

#include "wechat/pay/keys/openssl.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::string_view kPublicKeyIdPrefix = "PUB_KEY_ID_";

std::optional<Instant> instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  using namespace std::chrono;
  const sys_days day = year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday;
  return day + hours(parts.tm_hour) + minutes(parts.tm_min) + seconds(parts.tm_sec);
}

std::string serial_of(const X509* certificate) {
  const std::unique_ptr<BIGNUM, OpensslFree<BN_free>> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  if (number == nullptr) return {};
  char* const hex = BN_bn2hex(number.get());
  if (hex == nullptr) return {};
  std::string text(hex);
  OPENSSL_free(hex);
  return text;
}

}  // namespace

std::optional<PayCertificate> read_certificate(std::string_view pem) {
  const BioHandle bio = bio_over(pem);
  if (bio == nullptr) return std::nullopt;
  const X509Handle certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (certificate == nullptr) return std::nullopt;
  auto key = prepare_rsa(PkeyHandle(X509_get_pubkey(certificate.get())), false);
  const auto not_before = instant_of(X509_get0_notBefore(certificate.get()));
  const auto not_after = instant_of(X509_get0_notAfter(certificate.get()));
  std::string serial = serial_of(certificate.get());
  if (key == nullptr || !not_before || !not_after || serial.empty()) return std::nullopt;
  return PayCertificate{std::move(serial), RsaPublicKey(std::move(key)), *not_before, *not_after};
}

std::string canonical_serial(std::string_view serial) {
  std::string text(serial);
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const bool is_hex = std::all_of(text.begin(), text.end(),
                                  [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); });
  if (is_hex) text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
  return text;
}

bool is_public_key_id(std::string_view serial) {
  return canonical_serial(serial).starts_with(kPublicKeyIdPrefix);
}

}  // namespace fenrun::wechat
