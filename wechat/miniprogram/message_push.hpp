// WeChat's calls to us: the set-up check, and messages in plain, compatible or secure mode, as JSON or XML.
// Pure: the caller brings query, body and randomness and takes care of HTTP. Answer within 5 s; WeChat
// repeats what it sees fail, so the caller drops what it has seen by `dedupe_key`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "wechat/miniprogram/push_cipher.hpp"
#include "wechat/miniprogram/push_event.hpp"

namespace fenrun::wechat {

// The signature, the encryption or the app is not the one we share with WeChat.
inline constexpr ErrorCode kPushNotAuthentic{ErrorKind::forbidden, "wechat_push.not_authentic",
                                             "消息校验失败", "The message is not authentic"};
inline constexpr ErrorCode kPushMalformed{ErrorKind::invalid, "wechat_push.malformed", "消息格式有误",
                                          "The message is malformed"};

// As chosen in WeChat's console. `plain` is not encrypted, and its signature does not cover the body: whoever
// has seen one call can forge others. It is for trials; production uses `secure`.
enum class PushMode { plain, compatible, secure };
enum class PushFormat { json, xml };

struct PushOptions {
  std::string appid{};
  SecretText token{};
  SecretText encoding_aes_key{};  // 43 characters; not used in plain mode
  PushMode mode = PushMode::secure;
};

// The query parameters of a call, decoded; those that are absent are empty.
struct PushQuery {
  std::string signature;
  std::string timestamp;
  std::string nonce;
  std::string msg_signature;
  std::string echostr;
};

struct PushMessage {
  PushFormat format = PushFormat::json;
  SecretText from_user;  // openid, or the platform's own id for events about the app
  std::int64_t create_time_s = 0;
  std::string type;   // MsgType: "event", "text", …
  std::string event;  // Event; empty for other types
  PushEvent content;
  std::string dedupe_key;  // 64 hex digits, the same for each repetition; tells nothing of the user
};

class PushReceiver {
 public:
  static constexpr std::size_t kBodyBytesMax = 64U << 10U;

  // Throws std::invalid_argument for an empty token, and for a bad EncodingAESKey unless the mode is plain.
  explicit PushReceiver(PushOptions options);

  // The body to answer the GET with. Refuses with kPushNotAuthentic.
  [[nodiscard]] Result<std::string> answer_set_up(const PushQuery& query) const;

  // Verifies first, decrypts second, reads last. In compatible mode only the encrypted part is read. Refuses
  // with kPushNotAuthentic and kPushMalformed.
  [[nodiscard]] Result<PushMessage> receive(const PushQuery& query, std::string_view body) const;

  // An encrypted reply to a message; without one, the answer is "success". Not for plain mode.
  [[nodiscard]] std::string seal_reply(std::string_view reply, PushFormat format, std::int64_t timestamp_s,
                                       std::string_view nonce,
                                       const std::array<std::uint8_t, 16>& random) const;

 private:
  [[nodiscard]] bool is_signed(const std::string& given, std::string_view expected) const;

  PushOptions options_;
  std::optional<PushCipher> cipher_;
};

}  // namespace fenrun::wechat
