#include "flows/referral/referral_codec.hpp"

#include <algorithm>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"

namespace fenrun::flows {

ReferralCheck ReferralCodec::check_part(const ReferralRandom& random) const {
  const std::string message = "fenrun.referral.1:" + std::string(crypto::as_text(random));
  const auto mac = crypto::hmac_sha256(key_.reveal(), message);
  ReferralCheck check;
  std::copy_n(mac.begin(), check.size(), check.begin());
  return check;
}

std::string ReferralCodec::make(const ReferralRandom& random) const {
  return write_referral_text({random, check_part(random)});
}

std::optional<std::string> ReferralCodec::check(std::string_view text) const {
  const auto parts = read_referral_text(text);
  if (!parts) return std::nullopt;
  const auto expected = check_part(parts->random);
  if (!crypto::equal_in_constant_time(crypto::Bytes(expected), crypto::Bytes(parts->check)))
    return std::nullopt;
  return write_referral_text(*parts);
}

ReferralTouch ReferralCodec::touch(std::string_view text, EvidenceKind kind) const {
  return {check(text).value_or(""), kind};
}

}  // namespace fenrun::flows
