// Seals what WeChat tells about a person before it reaches a story, and opens it where a call to WeChat needs
// it. Sealing happens at the edge, not inside the transaction: AES is kept off the database workers, a story
// that runs twice writes the same bytes, and a story never sees an openid in clear. Identity fields are bound
// to "appid:hex(openid index)", which is known before the consumer's row is; the phone is bound to the public
// id.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto/sealer.hpp"
#include "base/secret.hpp"

namespace fenrun::flows {

struct SealedIdentity {
  std::string appid;
  std::string openid_index;  // 32 bytes
  std::string openid_sealed;
  std::string unionid_sealed;  // empty: WeChat gave none
  std::string session_key_sealed;
};

struct PlainIdentity {
  std::string appid;
  SecretText openid;
  SecretText unionid;  // empty: none
  SecretText session_key;
};

SealedIdentity seal_identity(const crypto::Sealer& sealer, const PlainIdentity& identity);

// Nothing when the stored value was tampered with or moved, or its key is gone.
std::optional<SecretText> open_openid(const crypto::Sealer& sealer, std::string_view appid,
                                      std::string_view openid_index, std::string_view sealed);
std::optional<SecretText> open_session_key(const crypto::Sealer& sealer, std::string_view appid,
                                           std::string_view openid_index, std::string_view sealed);

struct SealedPhone {
  std::string index;  // 32 bytes
  std::string sealed;
  std::string masked;
};

// `phone` as WeChat's purePhoneNumber gives it: digits, without the country code.
SealedPhone seal_phone(const crypto::Sealer& sealer, std::string_view consumer_public_id,
                       const SecretText& phone);
std::optional<SecretText> open_phone(const crypto::Sealer& sealer, std::string_view consumer_public_id,
                                     std::string_view sealed);
// To find consumers by a phone number that staff typed.
std::string phone_index(const crypto::Sealer& sealer, const SecretText& phone);

}  // namespace fenrun::flows
