// Who we are to WeChat Pay, ready to sign.
#pragma once

#include <string>
#include <vector>

#include "base/crypto/cipher.hpp"
#include "base/secret.hpp"
#include "wechat/pay/keys/rsa.hpp"

namespace fenrun::wechat {

struct PayMerchant {
  std::string mchid;
  std::string appid;
  std::string serial;  // of the merchant's API certificate
  RsaPrivateKey key;
  std::vector<Secret<crypto::Key256>> apiv3_keys;  // the current one first; the one before while it overlaps
};

}  // namespace fenrun::wechat
