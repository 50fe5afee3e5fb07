#include "wechat/emulator/core/pay/merchant.hpp"

#include <algorithm>
#include <cctype>

#include "base/assert.hpp"
#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::uint64_t kPermille = 1'000;

std::string upper_case(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return upper;
}

PlatformKey newest_certificate(const PayMerchant& merchant) {
  const auto& newest = merchant.platform_certificates.back();
  return {newest.certificate.serial, newest.key};
}

}  // namespace

std::string_view name_of(PayKeyMode mode) {
  switch (mode) {
    case PayKeyMode::certificate:
      return "certificate";
    case PayKeyMode::public_key:
      return "public_key";
    case PayKeyMode::switching:
      return "switching";
  }
  return {};
}

std::optional<PayKeyMode> pay_key_mode_named(std::string_view name) {
  for (const auto mode : {PayKeyMode::certificate, PayKeyMode::public_key, PayKeyMode::switching}) {
    if (name_of(mode) == name) return mode;
  }
  return std::nullopt;
}

PlatformKey PayMerchant::reply_key(std::string_view requested_serial) const {
  switch (mode) {
    case PayKeyMode::certificate:
      return newest_certificate(*this);
    case PayKeyMode::public_key:
      return public_key;
    case PayKeyMode::switching:
      break;
  }
  const bool is_public_key_asked = upper_case(requested_serial) == upper_case(public_key.serial);
  return is_public_key_asked ? public_key : newest_certificate(*this);
}

PlatformKey PayMerchant::callback_key(Random& random) const {
  switch (mode) {
    case PayKeyMode::certificate:
      return newest_certificate(*this);
    case PayKeyMode::public_key:
      return public_key;
    case PayKeyMode::switching:
      break;
  }
  const auto share = static_cast<std::uint64_t>(callback_public_key_permille);
  return random.below(kPermille) < share ? public_key : newest_certificate(*this);
}

std::optional<PlatformKey> PayMerchant::key_of(std::string_view serial) const {
  const auto wanted = upper_case(serial);
  if (wanted == upper_case(public_key.serial)) return public_key;
  if (mode == PayKeyMode::public_key) return std::nullopt;
  for (const auto& [certificate, key] : platform_certificates) {
    if (certificate.serial == wanted) return PlatformKey{certificate.serial, key};
  }
  return std::nullopt;
}

const PayCertificate* PayMerchant::certificate_of(std::string_view serial) const {
  const auto found = certificates.find(upper_case(serial));
  return found == certificates.end() ? nullptr : &found->second;
}

crypto::Key256 PayMerchant::callback_cipher_key() const {
  FENRUN_ASSERT(apiv3_key.size() == kApiv3KeyBytes);
  crypto::Key256 key{};
  std::copy_n(crypto::as_bytes(apiv3_key).begin(), key.size(), key.begin());
  return key;
}

std::string make_public_key_id(const std::string& mchid, Random& random) {
  return "PUB_KEY_ID_0" + mchid + random_digits(18, random);
}

GeneratedMerchant generate_merchant(const std::string& mchid, const std::string& appid, Instant now,
                                    Random& random) {
  const auto merchant_key = RsaPrivateKey::make();
  const auto platform_key = RsaPrivateKey::make();
  const auto certificate = PayCertificate::make(merchant_key, mchid, now);
  PayMerchant merchant{mchid,
                       appid,
                       {{certificate.serial, certificate}},
                       {{PayCertificate::make(platform_key, "Tenpay.com", now), platform_key}},
                       {make_public_key_id(mchid, random), RsaPrivateKey::make()},
                       random_hex(PayMerchant::kApiv3KeyBytes, random),
                       PayKeyMode::switching,
                       0,
                       {},
                       {"1005"},
                       false};
  return {std::move(merchant), merchant_key};
}

}  // namespace fenrun::emulator
