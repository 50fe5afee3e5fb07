#include "wechat/http/url.hpp"

#include <algorithm>
#include <charconv>

namespace fenrun::wechat {
namespace {

constexpr std::string_view kScheme = "https://";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_unreserved(char c) {
  return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

bool is_ipv4(std::string_view host) {
  return std::count(host.begin(), host.end(), '.') == 3 &&
         std::all_of(host.begin(), host.end(), [](char c) { return is_digit(c) || c == '.'; });
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

// Takes "[::1]:8443" or "host:8443" apart; false for what is neither.
bool parse_authority(std::string_view authority, BaseUrl& url) {
  std::string_view host = authority;
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return false;
    host = authority.substr(1, close - 1);
    port = authority.substr(close + 1);
    url.is_ip = true;
    if (!std::all_of(host.begin(), host.end(),
                     [](char c) { return is_digit(c) || is_letter(c) || c == ':'; })) {
      return false;
    }
  } else {
    const auto colon = authority.find(':');
    host = authority.substr(0, colon);
    if (colon != std::string_view::npos) port = authority.substr(colon);
    url.is_ip = is_ipv4(host);
    if (!std::all_of(host.begin(), host.end(),
                     [](char c) { return is_digit(c) || is_letter(c) || c == '-' || c == '.'; })) {
      return false;
    }
  }
  if (host.empty() || host.size() > 253) return false;
  url.host = lower(host);
  if (port.empty()) return true;
  const auto number = parse_port(port.substr(1));
  if (port.front() != ':' || !number) return false;
  url.port = *number;
  return true;
}

}  // namespace

std::string BaseUrl::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != 443) text += ":" + std::to_string(port);
  return text;
}

std::optional<BaseUrl> parse_base_url(std::string_view text) {
  if (!lower(text.substr(0, kScheme.size())).starts_with(kScheme)) return std::nullopt;
  text.remove_prefix(kScheme.size());
  const auto slash = text.find('/');
  BaseUrl url;
  if (!parse_authority(text.substr(0, slash), url)) return std::nullopt;
  if (slash == std::string_view::npos) return url;
  auto prefix = text.substr(slash);
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  if (!std::all_of(prefix.begin(), prefix.end(), [](char c) { return is_unreserved(c) || c == '/'; })) {
    return std::nullopt;
  }
  url.prefix = std::string(prefix);
  return url;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() * 3);
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

std::string target_with_query(std::string_view path, const Query& query) {
  std::string target(path);
  char separator = '?';
  for (const auto& [name, value] : query) {
    target += separator;
    target += percent_encode(name);
    target += '=';
    target += percent_encode(value);
    separator = '&';
  }
  return target;
}

}  // namespace fenrun::wechat
