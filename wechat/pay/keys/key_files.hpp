// WeChat Pay's keys that an administrator put into files.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "wechat/pay/keys/keyring.hpp"
#include "wechat/pay/options.hpp"

namespace fenrun::wechat {

// A file is missing or holds no RSA key; the note says which.
inline constexpr ErrorCode kPayKeysUnusable{
    ErrorKind::unavailable, "wechat_pay.keys_unusable", "微信支付密钥文件不可用，请联系客服",
    "The key files of WeChat Pay cannot be used; please contact support"};

// All of them or none. Refuses with kPayKeysUnusable.
Result<std::vector<PlatformKey>> read_key_files(const KeyFiles& files);

}  // namespace fenrun::wechat
