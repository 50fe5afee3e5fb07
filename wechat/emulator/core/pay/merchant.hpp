// The merchant that WeChat Pay knows, and WeChat Pay's own keys towards it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto/cipher.hpp"
#include "base/random.hpp"
#include "wechat/emulator/core/pay/keys.hpp"

namespace fenrun::emulator {

// How WeChat Pay proves who it is towards this merchant.
enum class PayKeyMode {
  certificate,  // a platform certificate only
  public_key,   // a WeChat Pay public key only; there is no certificate to download
  switching,    // both: the merchant chooses for replies, WeChat Pay for callbacks
};

std::string_view name_of(PayKeyMode mode);
std::optional<PayKeyMode> pay_key_mode_named(std::string_view name);

// The key behind one value of the header Wechatpay-Serial.
struct PlatformKey {
  std::string serial;  // of the certificate, or "PUB_KEY_ID_…"
  RsaPrivateKey key;
};

struct PlatformCertificate {
  PayCertificate certificate;
  RsaPrivateKey key;
};

struct PayMerchant {
  static constexpr std::size_t kApiv3KeyBytes = 32;

  std::string mchid;
  std::string appid;
  std::map<std::string, PayCertificate, std::less<>> certificates;  // the merchant's own, by serial
  std::vector<PlatformCertificate> platform_certificates;           // the last one signs
  PlatformKey public_key;
  std::string apiv3_key;
  PayKeyMode mode = PayKeyMode::switching;
  int callback_public_key_permille = 0;  // share of callbacks signed with the public key while switching
  std::set<std::string, std::less<>> ip_allow_list = {};  // for transfers; empty: every address may call
  std::set<std::string, std::less<>> transfer_scenes = {"1005"};
  bool are_errors_signed = false;  // refusals carry a signature as successes do

  // What signs a reply to a request that named this serial ("": none).
  [[nodiscard]] PlatformKey reply_key(std::string_view requested_serial) const;
  // What signs the next callback.
  [[nodiscard]] PlatformKey callback_key(Random& random) const;
  // The key that a request's sensitive fields are encrypted for; nothing for a serial that is none of ours.
  [[nodiscard]] std::optional<PlatformKey> key_of(std::string_view serial) const;
  // The merchant's certificate of this serial, in either case; null when there is none.
  [[nodiscard]] const PayCertificate* certificate_of(std::string_view serial) const;
  [[nodiscard]] crypto::Key256 callback_cipher_key() const;
};

// Everything that the two sides of a merchant hold, made afresh: what the merchant platform would hand out.
struct GeneratedMerchant {
  PayMerchant merchant;
  RsaPrivateKey merchant_key;  // stays with the merchant
};
GeneratedMerchant generate_merchant(const std::string& mchid, const std::string& appid, Instant now,
                                    Random& random);

// "PUB_KEY_ID_" and digits.
std::string make_public_key_id(const std::string& mchid, Random& random);

}  // namespace fenrun::emulator
