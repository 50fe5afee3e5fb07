// What the listener itself says no with, before any handler is asked. Each refusal closes the connection,
// because after one nobody can be sure where the next request begins.
#pragma once

#include <string_view>

#include "server/http/message.hpp"

namespace fenrun::server {

// Statuses such as 431 have no ErrorKind, so these are not ErrorCodes; they read the same on the wire.
struct Refusal {
  int status;
  std::string_view code;  // "request.reason", also the `reason` label of fenrun_http_refused_total
  std::string_view zh;
  std::string_view en;
};

inline constexpr Refusal kMalformed{400, "request.malformed", "请求格式不正确", "The request is malformed"};
inline constexpr Refusal kMethodNotServed{405, "request.method_not_allowed", "不支持该请求方法",
                                          "This method is not allowed"};
inline constexpr Refusal kTimedOut{408, "request.timed_out", "请求接收超时",
                                   "The request took too long to arrive"};
inline constexpr Refusal kBodyTooLarge{413, "request.body_too_large", "请求内容过大",
                                       "The request body is too large"};
inline constexpr Refusal kTargetTooLong{414, "request.target_too_long", "请求地址过长",
                                        "The request target is too long"};
inline constexpr Refusal kExpectationFailed{417, "request.expectation_failed", "不支持该 Expect 请求头",
                                            "This Expect header is not supported"};
inline constexpr Refusal kHeaderTooLarge{431, "request.header_too_large", "请求头过大",
                                         "The request header is too large"};
inline constexpr Refusal kHandlerFailed{500, "service.internal", "系统内部错误",
                                        "An internal error occurred"};
inline constexpr Refusal kMethodUnknown{501, "request.method_unknown", "无法识别的请求方法",
                                        "This method is not known"};
inline constexpr Refusal kOverloaded{503, "service.busy", "系统繁忙，请稍后重试",
                                     "The service is busy; please try again shortly"};

// As RFC 9457 problem+json with a trace id, which the log names too, and with Allow or Retry-After where the
// status asks for one.
Reply render(const Refusal& refusal, Language language);

}  // namespace fenrun::server
