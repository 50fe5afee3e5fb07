#include "config/address.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <optional>

#include "wechat/http/url.hpp"

namespace fenrun::config {
namespace {

constexpr std::size_t kAddressBytesMax = 64;
constexpr std::size_t kAddressListBytesMax = 1024;
constexpr std::size_t kUrlBytesMax = 255;

// The address as a socket spells it.
std::optional<std::string> parse_address(const std::string& text) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(text, error);
  if (error) return std::nullopt;
  return address.to_string();
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    auto part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

void refuse_address(Reader& reader, std::string_view key, const std::string& text) {
  reader.problem(key, '"' + text + "\" is not a numeric address", "give one such as 127.0.0.1 or ::1");
}

}  // namespace

void read_address(Reader& reader, std::string_view key, std::string& value) {
  reader.text(key, value, kAddressBytesMax);
  if (!parse_address(value)) refuse_address(reader, key, value);
}

void read_addresses(Reader& reader, std::string_view key, std::vector<std::string>& values) {
  std::string list;
  reader.text(key, list, kAddressListBytesMax);
  values.clear();
  for (const std::string& text : split_list(list)) {
    if (auto address = parse_address(text)) {
      values.push_back(std::move(*address));
    } else {
      refuse_address(reader, key, text);
    }
  }
}

void read_base_url(Reader& reader, std::string_view key, std::string& value, Need need) {
  reader.text(key, value, kUrlBytesMax);
  if (value.empty() && need == Need::optional) return;
  if (wechat::parse_base_url(value)) return;
  const std::string_view or_none = need == Need::optional ? ", or \"\" for none" : "";
  reader.problem(key, '"' + value + "\" is not an https URL",
                 "give https://host or https://host:port" + std::string(or_none));
}

}  // namespace fenrun::config
