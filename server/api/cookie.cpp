#include "server/api/cookie.hpp"

#include "base/crypto/digest.hpp"

namespace fenrun::server {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// The host that a page must have come from: "https://shop.example" -> "shop.example".
std::string_view host_of_origin(std::string_view origin) {
  constexpr std::string_view kScheme = "https://";
  return origin.starts_with(kScheme) ? origin.substr(kScheme.size()) : std::string_view();
}

}  // namespace

std::optional<std::string> console_token(const Request& request) {
  std::optional<std::string> token;
  for (const auto& [name, value] : request.headers) {
    if (name != "cookie") continue;
    for (std::string_view rest = value; !rest.empty();) {
      const auto pair = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
      const auto cookie = trimmed(pair);
      const auto equals = cookie.find('=');
      if (equals == std::string_view::npos || cookie.substr(0, equals) != kConsoleCookie) continue;
      if (token) return std::nullopt;
      token = cookie.substr(equals + 1);
    }
  }
  return token;
}

std::string set_console_cookie(std::string_view token) {
  return std::string(kConsoleCookie) + "=" + std::string(token) +
         "; Path=/; Secure; HttpOnly; SameSite=Strict";
}

std::string clear_console_cookie() {
  return std::string(kConsoleCookie) + "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0";
}

std::string csrf_token(std::string_view session_token, const crypto::Key256& key) {
  return crypto::to_base64url(crypto::hmac_sha256(key, session_token));
}

Done check_same_site(const Request& request) {
  const auto site = request.header("sec-fetch-site");
  if (site && *site != "same-origin" && *site != "none") return kCrossSite;
  const auto origin = request.header("origin");
  const auto host = request.header("host");
  if (origin && (!host || host_of_origin(*origin) != *host)) return kCrossSite;
  return {};
}

Done check_csrf_token(const Request& request, std::string_view session_token, const crypto::Key256& key) {
  const auto given = request.header("x-csrf-token");
  if (!given || !crypto::equal_in_constant_time(*given, csrf_token(session_token, key)))
    return kCsrfTokenWrong;
  return {};
}

}  // namespace fenrun::server
