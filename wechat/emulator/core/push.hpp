// Message push: what WeChat posts to the server of the mini program, in its three modes.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

enum class PushMode { plain, compatible, secure };

std::optional<PushMode> push_mode_named(std::string_view name);
std::string_view name_of(PushMode mode);

struct PushEndpoint {
  std::string url;  // http:// or https://; empty: nothing is pushed
  std::string token;
  std::string encoding_aes_key;  // 43 characters; not needed in plain mode
  PushMode mode = PushMode::secure;
  std::string ca_file;  // PEM; empty: the certificate of the receiver is not checked
  std::chrono::milliseconds timeout{5'000};
};

// A request to be sent, and sent again when the receiver does not accept it.
struct PushRequest {
  static constexpr int kAttemptsMax = 4;  // the first and three more

  std::string method = "POST";
  std::string url;  // with its query
  std::string body;
  std::string ca_file;
  std::chrono::milliseconds timeout{5'000};
  Headers headers = {};
};

// The random parts of one push.
struct PushChance {
  std::string nonce;                      // decimal digits
  std::array<std::uint8_t, 16> prefix{};  // before the length in the encrypted text
};

// The hexadecimal SHA-1 over the sorted parts.
std::string push_signature(std::vector<std::string> parts);
// Base64 of the encrypted message. Nothing when the key is not a valid EncodingAESKey.
std::optional<std::string> encrypt_push(std::string_view encoding_aes_key, std::string_view appid,
                                        std::string_view message, const std::array<std::uint8_t, 16>& prefix);

// The request that carries `message`, which must have ToUserName and may have FromUserName. Nothing when the
// endpoint's key is malformed and the mode needs it.
std::optional<PushRequest> make_push(const PushEndpoint& endpoint, std::string_view appid,
                                     const Json& message, std::int64_t timestamp, const PushChance& chance);
// The GET that WeChat sends when the address is first configured; the receiver must answer `echostr` alone.
PushRequest make_push_check(const PushEndpoint& endpoint, std::int64_t timestamp, std::string_view nonce,
                            std::string_view echostr);

// Whether the receiver's reply ends the sending: 200 with nothing, "success", or a reply message.
bool is_push_accepted(int http_status, std::string_view body);

}  // namespace fenrun::emulator
