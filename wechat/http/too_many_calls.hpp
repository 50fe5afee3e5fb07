// What a client refuses with that is full.
#pragma once

#include "base/error.hpp"

namespace fenrun::wechat {

// `HttpClientOptions::calls_max` calls are under way: this one was not tried. Nothing was sent, as with
// kWechatNotReached, but it says nothing of the host, and asking again at once is no use.
inline constexpr ErrorCode kWechatTooManyCalls{
    ErrorKind::unavailable, "wechat.too_many_calls", "当前请求较多，请稍后重试",
    "Too many calls to WeChat are under way; please try again shortly"};

}  // namespace fenrun::wechat
