// The little of URLs that speaking to one fixed host needs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fenrun::wechat {

struct BaseUrl {
  std::string host;  // lower case; an IPv6 address without its brackets
  std::uint16_t port = 443;
  std::string prefix;  // "" or "/path" without a final slash
  bool is_ip = false;

  // The Host header: the port only when it is not 443.
  [[nodiscard]] std::string authority() const;
};

// Nothing for another scheme, user info, a query, a fragment or characters outside a host's and path's own.
std::optional<BaseUrl> parse_base_url(std::string_view text);

// Percent-encodes everything but A-Z a-z 0-9 - . _ ~.
std::string percent_encode(std::string_view text);

using Query = std::vector<std::pair<std::string, std::string>>;

// "path?a=1&b=2", names and values encoded.
std::string target_with_query(std::string_view path, const Query& query);

}  // namespace fenrun::wechat
