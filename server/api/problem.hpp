// Every refusal leaves the server through here: RFC 9457 application/problem+json.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

inline constexpr ErrorCode kNoSuchRoute{ErrorKind::not_found, "route.not_found", "没有这个接口",
                                        "There is no such resource"};
inline constexpr ErrorCode kNotFound{ErrorKind::not_found, "resource.not_found", "没有找到", "Not found"};
inline constexpr ErrorCode kMethodNotAllowed{ErrorKind::invalid, "route.method_not_allowed",
                                             "不支持该请求方法", "This method is not allowed here"};
inline constexpr ErrorCode kInternal{ErrorKind::unavailable, "service.internal",
                                     "系统出错了，请稍后重试；若持续出现请提供追踪号",
                                     "Something went wrong on our side; quote the trace id if it persists"};

int status_of(ErrorKind kind);

// Retry-After is set from the error; an unavailable service always names a wait.
Reply render_problem(const Error& error, Language language, std::string_view trace_id);
// The same body under a status that no ErrorKind has (405, 500).
Reply render_problem(const Error& error, Language language, std::string_view trace_id, int status);

}  // namespace fenrun::server
