#include "wechat/miniprogram/client_data.hpp"

#include <algorithm>

#include "base/crypto/cipher.hpp"
#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "wechat/json.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::size_t kBlockBytes = 16;
constexpr std::size_t kEncryptedBytesMax = 64U << 10U;

Error stale(std::string_view what) { return Error(kWechatSessionStale).internal_note(std::string(what)); }
Error invalid(std::string_view what) { return Error(kWechatDataInvalid).internal_note(std::string(what)); }

// Everything up to the plain text; nothing when key, iv, text and padding do not belong together.
std::optional<std::string> decrypt(std::string_view encrypted_data, std::string_view iv,
                                   const SecretText& session_key) {
  const auto key_bytes = crypto::from_base64(session_key.reveal());
  const auto iv_bytes = crypto::from_base64(iv);
  const auto cipher = crypto::from_base64(encrypted_data);
  if (!key_bytes || key_bytes->size() != kBlockBytes || !iv_bytes || iv_bytes->size() != kBlockBytes ||
      !cipher) {
    return std::nullopt;
  }
  const auto padded =
      crypto::aes_cbc_decrypt(crypto::as_bytes(*key_bytes), crypto::as_bytes(*iv_bytes), *cipher);
  if (!padded) return std::nullopt;
  const auto plain = without_pkcs7(*padded, kBlockBytes);
  if (!plain) return std::nullopt;
  return std::string(*plain);
}

}  // namespace

std::string session_signature(const SecretText& session_key, std::string_view message) {
  return crypto::to_hex(crypto::hmac_sha256(crypto::as_bytes(session_key.reveal()), message));
}

bool is_raw_data_signed(std::string_view raw_data, const SecretText& session_key,
                        std::string_view signature) {
  const auto expected = crypto::to_hex(crypto::sha1(std::string(raw_data) + session_key.reveal()));
  return crypto::equal_in_constant_time(std::string_view(expected), signature);
}

Result<std::string> open_encrypted_data(std::string_view encrypted_data, std::string_view iv,
                                        const SecretText& session_key, std::string_view appid, Instant now,
                                        std::chrono::seconds age_max) {
  if (encrypted_data.size() > kEncryptedBytesMax) return invalid("too long");
  auto plain = decrypt(encrypted_data, iv, session_key);
  const auto json = plain ? parse_json(*plain) : std::nullopt;
  if (!json) return stale("encryptedData does not open");
  const auto* watermark = object_member(*json, "watermark");
  if (watermark == nullptr) return invalid("no watermark");
  const auto* owner = text_member(*watermark, "appid");
  if (owner == nullptr || *owner != appid) return invalid("another app's watermark");
  const auto stamped_s = integer_member(*watermark, "timestamp");
  if (!stamped_s) return invalid("no timestamp");
  const auto now_s = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  // Both sides of the comparison stay small: a timestamp outside of what a clock can say is not near now.
  if (*stamped_s < 0 || *stamped_s > now_s + age_max.count() || *stamped_s < now_s - age_max.count()) {
    return invalid("the timestamp is not recent");
  }
  return std::move(*plain);
}

std::optional<std::string_view> without_pkcs7(std::string_view padded, std::size_t block_bytes) {
  if (padded.empty()) return std::nullopt;
  const std::size_t pad = static_cast<unsigned char>(padded.back());
  if (pad < 1 || pad > block_bytes || pad > padded.size()) return std::nullopt;
  const auto padding = padded.substr(padded.size() - pad);
  if (std::any_of(padding.begin(), padding.end(), [&](char c) { return c != padded.back(); }))
    return std::nullopt;
  return padded.substr(0, padded.size() - pad);
}

std::string with_pkcs7(std::string_view plain, std::size_t block_bytes) {
  const std::size_t pad = block_bytes - plain.size() % block_bytes;
  std::string padded(plain);
  padded.append(pad, static_cast<char>(static_cast<unsigned char>(pad)));
  return padded;
}

}  // namespace fenrun::wechat
