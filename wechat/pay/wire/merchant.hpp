// Who we are to WeChat Pay, and what we sign and open with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/crypto/cipher.hpp"
#include "base/secret.hpp"
#include "wechat/pay/keys/rsa.hpp"

namespace fenrun::wechat {

// Never changes while we run.
struct PayMerchant {
  std::string mchid;
  std::string appid;
};

// Exchanged as a whole while we run: who takes a set keeps it.
struct MerchantKeys {
  std::string serial;  // of the merchant's API certificate
  RsaPrivateKey key;
  std::vector<Secret<crypto::Key256>>
      apiv3_keys{};  // the current one first; the one before while it overlaps
  // The key before an exchange: replies under way are sealed for it.
  std::optional<RsaPrivateKey> former_key{};
};

}  // namespace fenrun::wechat
