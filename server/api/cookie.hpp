// The console's session: a cookie that scripts cannot read, and a token in a header that other sites cannot
// send.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto/cipher.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

inline constexpr ErrorCode kCrossSite{ErrorKind::forbidden, "request.cross_site", "拒绝跨站请求",
                                      "Cross-site requests are refused"};
inline constexpr ErrorCode kCsrfTokenWrong{ErrorKind::forbidden, "request.csrf_token_wrong",
                                           "页面已过期，请刷新后重试",
                                           "The page is out of date; reload it and try again"};

inline constexpr std::string_view kConsoleCookie = "__Host-fenrun";

// The value of the console's cookie. Nothing when it is missing or sent twice.
std::optional<std::string> console_token(const Request& request);
// A Set-Cookie value; it lasts as long as the browser runs, the server ends the session earlier.
std::string set_console_cookie(std::string_view token);
std::string clear_console_cookie();

// The token that X-CSRF-Token must carry, derived from the session's own.
std::string csrf_token(std::string_view session_token, const crypto::Key256& key);

// Refuses a request that a page of another site may have sent: kCrossSite when Sec-Fetch-Site or Origin says
// so.
Done check_same_site(const Request& request);
// Refuses with kCsrfTokenWrong.
Done check_csrf_token(const Request& request, std::string_view session_token, const crypto::Key256& key);

}  // namespace fenrun::server
