// How to reach WeChat's mini-program API. The emulator differs from WeChat in `http.base_url`, `http.ca_file`
// and keys.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "wechat/breaker.hpp"
#include "wechat/http/client.hpp"

namespace fenrun::wechat {

inline constexpr std::string_view kMiniProgramHost = "https://api.weixin.qq.com";

struct MiniProgramOptions {
  std::string appid{};
  SecretText app_secret{};
  HttpClientOptions http{.base_url = std::string(kMiniProgramHost)};
  BreakerOptions breaker{};
  // An idempotent call that did not reach WeChat, or found it busy, is repeated once after this.
  std::chrono::milliseconds repeat_after_ms{200};
};

}  // namespace fenrun::wechat
