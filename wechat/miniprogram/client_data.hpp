// What a mini program hands over from WeChat: signed or encrypted with the session key, which only WeChat and
// we have.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "wechat/miniprogram/errors.hpp"

namespace fenrun::wechat {

// Signed or encrypted with a key we do not have, or not for us.
inline constexpr ErrorCode kWechatDataInvalid{ErrorKind::refused, "wechat.data_invalid",
                                              "微信数据校验失败，请重试",
                                              "The data from WeChat does not check out; please try again"};

// hex(HMAC-SHA256(session_key, message)); the key is the text as WeChat gave it.
std::string session_signature(const SecretText& session_key, std::string_view message);

// Whether `signature` is hex(SHA-1(raw_data + session_key)). `raw_data` is taken byte by byte as received.
bool is_raw_data_signed(std::string_view raw_data, const SecretText& session_key, std::string_view signature);

// The JSON inside wx.getUserInfo's encryptedData, all three arguments in base 64. Refuses with
// kWechatSessionStale when it does not open (the key has been replaced), with kWechatDataInvalid when it is
// another app's or older than `age_max` (or as far in the future).
Result<std::string> open_encrypted_data(std::string_view encrypted_data, std::string_view iv,
                                        const SecretText& session_key, std::string_view appid, Instant now,
                                        std::chrono::seconds age_max = std::chrono::minutes(10));

// Removes PKCS#7 padding of blocks of `block_bytes` (WeChat uses 16 here and 32 in message push); nothing
// when it is not that.
std::optional<std::string_view> without_pkcs7(std::string_view padded, std::size_t block_bytes);
std::string with_pkcs7(std::string_view plain, std::size_t block_bytes);

}  // namespace fenrun::wechat
